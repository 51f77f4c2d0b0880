"""The open worlds of a server: opening, forking, resetting and closing them."""

from collections.abc import AsyncIterator, Container, Iterable
from contextlib import asynccontextmanager
from threading import Lock
from typing import Final

from mockserver.fault_spec import FaultSpec
from mockserver.model.company.companies import ApiToken, Blob
from mockserver.model.ids import Id
from mockserver.model.record import Record
from mockserver.seed.world_spec import BadFixture, WorldSpec
from mockserver.server.journal.journal import Journal, JournalBudget
from mockserver.server.shard import ONLY_SERVER, Shard
from mockserver.server.worlds.builds import Build, Builds
from mockserver.server.worlds.fixture_paths import FixtureAccess
from mockserver.server.worlds.templates import TemplateStore
from mockserver.server.worlds.tokens import TokenTable
from mockserver.server.worlds.world import PREFIX_BYTES, NoSuchPerson, World
from mockserver.store.database import Database
from mockserver.store.random_source import RandomSource

KEPT_BY_RESTORE: Final = (ApiToken,)
"""The kinds of records that restoring a snapshot leaves as they are."""


class WorldRegistry:
    """All open worlds. The default world exists as long as the server."""

    def __init__(
        self,
        default: WorldSpec,
        faults: Iterable[FaultSpec] = (),
        templates: TemplateStore | None = None,
        shard: Shard = ONLY_SERVER,
    ) -> None:
        """`faults` are rules of the default world, added to those of its fixture. Raises BadFixture, NoSuchPerson."""
        self.shard = shard
        self._worlds: dict[str, World] = {}
        self._replacing = Lock()
        """One reset or restore is prepared at a time. Only worker threads wait for it."""
        self._worlds_by_prefix: dict[bytes, World] = {}
        self._random = RandomSource(-1 - default.seed)
        self._journals = JournalBudget()
        self.version = 0
        """Increases when a world is opened, closed or reset."""
        self.watched: list[Journal] = []
        """Journals whose readers are woken when `version` increases."""
        self.fixtures = FixtureAccess()
        self.templates = templates or TemplateStore()
        self.builds = Builds(self.templates, shard)
        self.tokens = TokenTable(self._worlds_by_prefix, self._random, shard)
        db, seeded = self.templates.get(default)
        world = self.default = self._create(db.fork(), seeded.owner_id, db)
        for named in seeded.tokens:
            self.tokens.write(world, named)
        world.db.notes = {"owner_id": seeded.owner_id, "fixture": default.fixture}
        self.tokens.register(world)
        world.initial_state = world.db.fork()
        world.faults.load_initial(
            world.resolve_fault(spec)
            for spec in (*seeded.faults, *faults)
            if spec.match.token is None or shard.owns_token(spec.match.token)
        )

    def replace_default(self, db: Database) -> None:
        """Use a loaded database for the default world. A reset still restores the fixture."""
        world = self.default
        self.tokens.drop(world)
        world.db, world.owner_id = db, db.notes["owner_id"]
        self.tokens.register(world)

    def open(self, spec: WorldSpec) -> World:
        """Open a new world. A fixture is built once; every further world of the same spec is a fork.

        Building blocks the event loop, unless `templates.prepare` has been called before.
        """
        template, seeded = self.templates.get(spec)
        world = self._create(template.fork(), seeded.owner_id, template)
        world.faults.load_initial(world.resolve_fault(spec) for spec in seeded.faults if spec.match.token is None)
        return world

    async def build_and_open(self, spec: WorldSpec) -> World:
        """Open a world. The fixture is built in a thread, so that other requests do not wait.

        Raises BadFixture, NoSuchPerson.
        """
        await self.templates.prepare(spec)
        return self.open(spec)

    def world_of(self, build: Build) -> World | None:
        """The world of a build. It opens with the first call after its template was built; until then, None."""
        if build.is_built and build.world_id is None and build.error is None:
            try:
                build.world_id = self.open(build.spec).id
            except (BadFixture, NoSuchPerson) as error:
                build.error = str(error)
        return self._worlds.get(build.world_id) if build.world_id else None

    def fork(self, world: World, state: Database | None = None) -> World:
        """Open a new world with the current state of another one, or with a snapshot of it.

        The new world has its own tokens and no snapshots. It starts with the initial fault rules of the other world,
        except for rules about a token.
        """
        db = (state or world.db).fork()
        db.clear_table(ApiToken)
        fork = self._create(db, world.owner_id, db.fork())
        fork.faults.load_initial(
            (rule.spec, rule.person_id) for rule in world.faults.initial if rule.spec.match.token is None
        )
        return fork

    def _create(self, db: Database, owner_id: Id, initial_state: Database) -> World:
        id, prefix = self.shard.mark + self._random.text(12), self._random.bytes(PREFIX_BYTES)
        world = World(id, prefix, db, owner_id, initial_state, Journal(self._journals), self.shard)
        self._worlds[world.id] = world
        self._worlds_by_prefix[world.token_prefix] = world
        self._changed()
        return world

    def list(self) -> list[World]:
        """The open worlds, oldest first."""
        return [*self._worlds.values()]

    def get(self, id: str) -> World | None:
        return self._worlds.get(id)

    def close(self, world: World) -> None:
        """Remove a world and its tokens."""
        del self._worlds[world.id], self._worlds_by_prefix[world.token_prefix]
        self._changed()
        world.journal.close()
        world.journal.clear()
        self.tokens.drop(world)

    def stop(self) -> None:
        """Close all journals when the server stops, so that open event streams end."""
        for world in self._worlds.values():
            world.journal.close()

    def reset(self, world: World) -> None:
        """Restore the initial state and the initial fault rules, clear the journal, and drop the requests that wait.

        Tokens that were created since then become invalid. Snapshots are kept.
        Raises CommitFailed with nothing changed.
        """
        world.db.restore(world.initial_state)
        self.tokens.drop(world)
        world.owner_id = world.db.notes.get("owner_id", world.owner_id)
        world.faults.reset()
        world.journal.clear()
        self.tokens.register(world)
        self._changed()

    def _changed(self) -> None:
        self.version += 1
        for journal in self.watched:
            journal.wake()

    def restore(self, world: World, state: Database) -> None:
        """Restore a snapshot, and drop the requests that wait. Tokens that were created after it stay valid.

        Raises CommitFailed with nothing changed.
        """
        world.db.restore(state, exclude=KEPT_BY_RESTORE)
        world.journal.drop_waiting()

    @asynccontextmanager
    async def prepared(
        self, db: Database, state: Database, exclude: Container[type[Record]] = ()
    ) -> AsyncIterator[None]:
        """Do the slow part of a reset or restore in a thread; the block does the rest. Raises CommitFailed."""
        from anyio.to_thread import run_sync

        await run_sync(self._replacing.acquire)
        try:
            await run_sync(lambda: db.prepare_restore(state, exclude=exclude))
            yield
        finally:
            self._replacing.release()

    def blob(self, id: Id, first: World | None) -> tuple[Blob, bytes | None] | None:
        """A blob and its content, if it has any: from `first`, otherwise from the newest world that contains it.

        Worlds with the same seed contain equal ids, so a global index would be ambiguous: each world is searched.
        """
        for world in (first, *reversed(self._worlds.values())):
            blob = world.db.get(Blob, id) if world else None
            if world and blob:
                return blob, world.db.contents.get(id)
        return None
