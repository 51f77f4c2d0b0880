"""Builds of fixtures in the background. Clients can request the progress of a build."""

from __future__ import annotations

from threading import Thread
from typing import Final

from mockserver.seed.world_spec import BadFixture, WorldSpec
from mockserver.server.shard import Shard
from mockserver.server.worlds.templates import TemplateStore

MAX_BUILDS: Final = 100
"""The maximum number of stored builds. If there are more, the oldest builds are removed."""
MAX_CONTENT_BYTES: Final = 20_000_000
"""The maximum total size, in bytes, of the fixtures in stored builds. Only fixtures that were sent in requests
count."""


class Build:
    """A build of a fixture. `done` of `total` steps are finished."""

    def __init__(self, id: str, spec: WorldSpec) -> None:
        self.id = id
        self.spec = spec
        self.done = 0
        self.total = 0
        self.is_built = False
        self.error: str | None = None
        self.world_id: str | None = None

    def on_progress(self, done: int, total: int) -> None:
        self.done, self.total = done, total


class Builds:
    def __init__(self, templates: TemplateStore, shard: Shard) -> None:
        self._templates = templates
        self._shard = shard
        self._builds: dict[str, Build] = {}
        self._count = 0

    def start(self, spec: WorldSpec) -> Build:
        """Start a thread that builds the template of the fixture in `spec`, and return the build."""
        self._count += 1
        id = f"{self._shard.prefix}{self._count}"
        build = self._builds[id] = Build(id, spec)
        while len(self._builds) > MAX_BUILDS or (len(self._builds) > 1 and self._content_bytes > MAX_CONTENT_BYTES):
            del self._builds[next(iter(self._builds))]
        Thread(target=self._run, args=(build,), name=f"build-{build.id}", daemon=True).start()
        return build

    @property
    def _content_bytes(self) -> int:
        return sum(len(build.spec.content or b"") for build in self._builds.values())

    def get(self, id: str) -> Build | None:
        return self._builds.get(id)

    def _run(self, build: Build) -> None:
        try:
            self._templates.build_if_missing(build.spec, build.on_progress)
        except BadFixture as error:
            build.error = str(error)
        except Exception as error:  # `GET /builds/{id}` returns the error
            build.error = f"{type(error).__name__}: {error}"
        build.done = build.total
        build.is_built = True
