"""The open worlds of a server, and the operations on them: open, fork, reset, restore and close."""

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
from mockserver.server.worlds.world import TOKEN_PREFIX_BYTES, NoSuchPerson, World
from mockserver.store.database import Database
from mockserver.store.random_source import RandomSource

KEPT_BY_RESTORE: Final = (ApiToken,)
"""The types of the records that a restore does not change."""


class WorldRegistry:
    """All open worlds. The default world is never closed while the server runs."""

    def __init__(
        self,
        default: WorldSpec,
        faults: Iterable[FaultSpec] = (),
        templates: TemplateStore | None = None,
        shard: Shard = ONLY_SERVER,
    ) -> None:
        """`faults` are added to the fault rules of the default world. Raises BadFixture or NoSuchPerson."""
        self.shard = shard
        self._worlds: dict[str, World] = {}
        self._restore_lock = Lock()
        """Held during a reset or restore, so that only one of them runs at a time. Only worker threads wait for this
        lock, so that the event loop is never blocked."""
        self._worlds_by_token_prefix: dict[bytes, World] = {}
        self._random = RandomSource(-1 - default.seed)
        self._journals = JournalBudget()
        self.version = 0
        """A number that increases when a world is opened, closed or reset."""
        self.watched: list[Journal] = []
        """The journals whose readers are woken when `version` increases."""
        self.fixtures = FixtureAccess()
        self.templates = templates or TemplateStore()
        self.builds = Builds(self.templates, shard)
        self.tokens = TokenTable(self._worlds_by_token_prefix, self._random, shard)
        db, seeded = self.templates.get(default)
        world = self.default = self._create(db.fork(), seeded.owner_id, db)
        for named in seeded.tokens:
            self.tokens.write(world, named)
        world.db.metadata = {"owner_id": seeded.owner_id, "fixture": default.fixture}
        self.tokens.register(world)
        world.initial_state = world.db.fork()
        world.faults.load_initial(
            world.resolve_fault(spec)
            for spec in (*seeded.faults, *faults)
            if spec.match.token is None or shard.owns_token(spec.match.token)
        )

    def replace_default(self, db: Database) -> None:
        """Replace the database of the default world by `db`, which was loaded from a state file. The initial state,
        which a reset restores, remains the data of the fixture."""
        world = self.default
        self.tokens.drop(world)
        world.db, world.owner_id = db, db.metadata["owner_id"]
        self.tokens.register(world)

    def open(self, spec: WorldSpec) -> World:
        """Open a new world as a fork of the template of `spec`. The template is built if it does not exist. Raises
        BadFixture or NoSuchPerson.

        A build blocks the event loop. To avoid this, call `templates.prepare` first.
        """
        template, seeded = self.templates.get(spec)
        world = self._create(template.fork(), seeded.owner_id, template)
        world.faults.load_initial(world.resolve_fault(spec) for spec in seeded.faults if spec.match.token is None)
        return world

    async def build_and_open(self, spec: WorldSpec) -> World:
        """Build the fixture of `spec` in a thread, so that other requests do not wait, and open a new world.

        Raises BadFixture or NoSuchPerson.
        """
        await self.templates.prepare(spec)
        return self.open(spec)

    def world_of(self, build: Build) -> World | None:
        """Return the world of a build. Return None if the build has not ended or has failed, or if the world was
        closed.

        The first call after the end of the build opens the world.
        """
        if build.is_built and build.world_id is None and build.error is None:
            try:
                build.world_id = self.open(build.spec).id
            except (BadFixture, NoSuchPerson) as error:
                build.error = str(error)
        return self._worlds.get(build.world_id) if build.world_id else None

    def fork(self, world: World, state: Database | None = None) -> World:
        """Open a new world with the current data of `world`. If `state` is given, use the data of this snapshot of
        `world`.

        The new world has its own tokens, no snapshots, and the initial fault rules of `world`, except for rules with a
        token.
        """
        db = (state or world.db).fork()
        db.clear_table(ApiToken)
        fork = self._create(db, world.owner_id, db.fork())
        fork.faults.load_initial(
            (rule.spec, rule.person_id) for rule in world.faults.initial if rule.spec.match.token is None
        )
        return fork

    def _create(self, db: Database, owner_id: Id, initial_state: Database) -> World:
        id, token_prefix = self.shard.prefix + self._random.text(12), self._random.bytes(TOKEN_PREFIX_BYTES)
        world = World(id, token_prefix, db, owner_id, initial_state, Journal(self._journals), self.shard)
        self._worlds[world.id] = world
        self._worlds_by_token_prefix[world.token_prefix] = world
        self._notify_watchers()
        return world

    def list(self) -> list[World]:
        """Return the open worlds, oldest first."""
        return [*self._worlds.values()]

    def get(self, id: str) -> World | None:
        return self._worlds.get(id)

    def close(self, world: World) -> None:
        """Close a world. Its tokens become invalid."""
        del self._worlds[world.id], self._worlds_by_token_prefix[world.token_prefix]
        self._notify_watchers()
        world.journal.close()
        world.journal.clear()
        self.tokens.drop(world)

    def stop(self) -> None:
        """Close all journals when the server stops, so that event streams end."""
        for world in self._worlds.values():
            world.journal.close()

    def reset(self, world: World) -> None:
        """Restore the initial state and the initial fault rules, clear the journal, and drop the requests that a fault
        delays.

        Tokens that were created after the world was opened become invalid. Snapshots remain. If the state file cannot
        be written, raises CommitFailed and does not change the world.
        """
        world.db.restore(world.initial_state)
        self.tokens.drop(world)
        world.owner_id = world.db.metadata.get("owner_id", world.owner_id)
        world.faults.reset()
        world.journal.clear()
        world.journal.last_before_reset = world.journal.last
        self.tokens.register(world)
        self._notify_watchers()

    def _notify_watchers(self) -> None:
        self.version += 1
        for journal in self.watched:
            journal.wake()

    def restore(self, world: World, state: Database) -> None:
        """Restore `state`, a snapshot of the world, and drop the requests that a fault delays.

        Tokens that were created after the snapshot remain valid. If the state file cannot be written, raises
        CommitFailed and does not change the world.
        """
        world.db.restore(state, exclude=KEPT_BY_RESTORE)
        world.journal.drop_waiting()

    @asynccontextmanager
    async def prepared(
        self, db: Database, state: Database, exclude: Container[type[Record]] = ()
    ) -> AsyncIterator[None]:
        """A context manager that does the slow part of a reset or restore in a thread. The body of the `with` statement
        must call `reset` or `restore`.

        `db` is the database of the world, and `state` is the state to restore, except for records of the types in
        `exclude`. Raises CommitFailed.
        """
        from anyio.to_thread import run_sync

        await run_sync(self._restore_lock.acquire)
        try:
            await run_sync(lambda: db.prepare_restore(state, exclude=exclude))
            yield
        finally:
            self._restore_lock.release()

    def blob(self, id: Id, first: World | None) -> tuple[Blob, bytes | None] | None:
        """Return a blob and its content, or None if no world contains the blob. The content is None if it was not
        uploaded.

        The world `first` is searched before all other worlds, which are searched from the newest to the oldest. Several
        worlds can contain the id, because worlds with the same seed contain the same ids.
        """
        for world in (first, *reversed(self._worlds.values())):
            blob = world.db.get(Blob, id) if world else None
            if world and blob:
                return blob, world.db.contents.get(id)
        return None
