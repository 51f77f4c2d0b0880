"""The open worlds, and the tokens that lead into them."""

from functools import lru_cache
from typing import Final

import msgspec

from mockserver.domain import access
from mockserver.model.access import ADMIN, FULL
from mockserver.model.company import ApiToken, Blob, Company, Person
from mockserver.model.ids import Id
from mockserver.seed import fixtures
from mockserver.seed.spec import WorldSpec
from mockserver.store.chance import Chance
from mockserver.store.world import World

KEPT_BASES: Final = 16
"""How many built fixtures are kept to fork from."""


class OpenWorld:
    """A world and what the server keeps about it."""

    __slots__ = ("id", "origin", "owner_id", "world")

    def __init__(self, id: str, world: World, owner_id: Id) -> None:
        self.id = id
        self.world = world
        self.owner_id = owner_id
        self.origin = world.fork()
        """The state it opened with, for a reset."""

    @property
    def company(self) -> Company:
        """The company it opened with, which is the oldest; its owner may have been removed since."""
        return next(self.world.all(Company))

    def people(self) -> list[Person]:
        """The people of the company, the owner first."""
        people = self.world.where(Person, company_id=self.company.id)
        return sorted(people, key=lambda person: person.id != self.owner_id)

    def role(self, person: Person) -> str:
        """What a person is in the company: owner, admin, member, guest or suspended."""
        if person.suspended_at is not None:
            return "suspended"
        if person.type != "human":
            return person.type
        level = access.level(self.world, person, person.company_id)
        return "owner" if level >= FULL else "admin" if level >= ADMIN else "member"


class Access(msgspec.Struct, frozen=True):
    """What a token opens."""

    host: OpenWorld
    person_id: Id
    read_only: bool


class Worlds:
    """One look-up leads from a token to its world. The default world is there as long as the server."""

    def __init__(self, default: WorldSpec) -> None:
        self._tokens: dict[str, Access] = {}
        self._open: dict[str, OpenWorld] = {}
        self._chance = Chance(-1 - default.seed)
        self._base = lru_cache(maxsize=KEPT_BASES)(fixtures.build)
        world, seeded = self._base(default)
        self.default = self._admit(world.fork(), seeded.owner_id)
        for named in seeded.tokens:
            person = self.default.world.known(Person, named.person_id)
            self.mint(self.default, person, read_only=named.read_only, token=named.token)
        self.default.origin = self.default.world.fork()

    def adopt(self, world: World, owner_id: Id) -> None:
        """Makes a world that was kept the default one. A reset still leads to the fixture."""
        origin = self.default.origin
        self.close(self.default)
        self.default = self._admit(world, owner_id)
        self.default.origin = origin
        self._register(self.default)

    def open(self, spec: WorldSpec) -> OpenWorld:
        """A new world. Building a fixture costs once; every further world of the same spec is a fork."""
        world, seeded = self._base(spec)
        return self._admit(world.fork(), seeded.owner_id)

    def _admit(self, world: World, owner_id: Id) -> OpenWorld:
        host = OpenWorld(self._chance.text(12), world, owner_id)
        self._open[host.id] = host
        return host

    def get(self, id: str) -> OpenWorld | None:
        return self._open.get(id)

    def close(self, host: OpenWorld) -> None:
        """Forgets a world and its tokens."""
        self._open.pop(host.id, None)
        for row in host.world.all(ApiToken):
            self._tokens.pop(row.token, None)

    def reset(self, host: OpenWorld) -> None:
        """Back to the state at opening; tokens made since then are gone."""
        for row in host.world.all(ApiToken):
            self._tokens.pop(row.token, None)
        host.world.restore(host.origin)
        self._register(host)

    def _register(self, host: OpenWorld) -> None:
        """Opens a world to the tokens that its rows name."""
        for row in host.world.all(ApiToken):
            self._tokens[row.token] = Access(host, row.person_id, row.read_only)

    def blob(self, id: Id, first: OpenWorld | None) -> tuple[Blob, bytes | None] | None:
        """A blob and its content, if it has any: from `first` or else from the world opened last that has it.

        Worlds of one seed give the same ids, so they are asked one by one: an index would name one and lose the others.
        """
        for host in (first, *reversed(self._open.values())):
            blob = host.world.get(Blob, id) if host else None
            if host and blob:
                return blob, host.world.contents.get(id)
        return None

    def access(self, token: str | None) -> Access | None:
        """What a token opens, None for one that is unknown."""
        return self._tokens.get(token) if token is not None else None

    def mint(self, host: OpenWorld, person: Person, *, read_only: bool, token: str | None = None) -> str:
        """A new token for a person of a world."""
        text = token or f"opk_{self._chance.text(32)}"
        world = host.world
        with world.transaction():
            world.put(
                ApiToken(
                    id=world.new_id(),
                    person_id=person.id,
                    token=text,
                    read_only=read_only,
                    inserted_at=world.clock.now(),
                )
            )
        self._tokens[text] = Access(host, person.id, read_only)
        return text

    def revoke(self, token: str) -> bool:
        """Makes a token open nothing; False if it opened nothing before."""
        access = self._tokens.pop(token, None)
        if access is None:
            return False
        world = access.host.world
        with world.transaction():
            world.delete(*world.where(ApiToken, token=token))
        return True
