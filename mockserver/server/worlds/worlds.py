"""The open worlds, and the tokens that lead into them."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from uuid import UUID

import msgspec

from mockserver.domain import access
from mockserver.fault_spec import FaultSpec
from mockserver.model import ids
from mockserver.model.company.access import ADMIN, FULL
from mockserver.model.company.companies import ApiToken, Blob, Company, Person
from mockserver.model.ids import Id
from mockserver.seed import fixtures
from mockserver.seed.load import Step
from mockserver.seed.world_spec import NamedToken, Seeded, WorldSpec
from mockserver.server.faults.rules import Faults
from mockserver.server.journal.journal import Journal
from mockserver.store.database import Database
from mockserver.store.random_source import RandomSource

if TYPE_CHECKING:
    from mockserver.server.http.exchange import Exchange
    from mockserver.server.http.responses import Answer

MAX_TEMPLATES: Final = 16
"""How many built fixtures are kept to fork from."""

PREFIX: Final = "opk_"
FORM: Final = re.compile(PREFIX + "[A-Za-z0-9_-]{43}")
SECRET_BYTES: Final = 12
MODES: Final = {False: bytes(4), True: b"\0\0\0\1"}
"""How a token that says whose it is ends: with full access, or for reading only."""


class NoSuchPerson(ValueError):
    """A rule names somebody whom its world does not have."""


class World:
    """A world and what the server keeps about it. `origin` is the state it opened with, for a reset."""

    __slots__ = ("db", "faults", "id", "journal", "origin", "owner_id", "revoked", "secret", "snapshots", "tokens")

    def __init__(self, id: str, secret: bytes, db: Database, owner_id: Id, origin: Database) -> None:
        self.id = id
        self.secret = secret
        """What the tokens of its people begin with."""
        self.db = db
        self.owner_id = owner_id
        self.origin = origin
        self.faults = Faults()
        self.journal = Journal()
        self.snapshots: dict[str, Database] = {}
        self.tokens: set[str] = set()
        """Those that the server's look-up holds for this world."""
        self.revoked: set[str] = set()

    def record(self, call: "Exchange", answer: "Answer | None") -> None:
        """Puts a call into the journal, with what was answered; None where the client was hung up on."""
        call.now = self.db.clock.now()
        self.journal.add(call, answer)

    @property
    def company(self) -> Company:
        """The company it opened with, which is the oldest; its owner may have been removed since."""
        return next(self.db.all(Company))

    def people(self) -> list[Person]:
        """The people of the company, the owner first."""
        people = self.db.where(Person, company_id=self.company.id)
        return sorted(people, key=lambda person: person.id != self.owner_id)

    def person(self, text: str) -> Person | None:
        """The person that an e-mail address, a full name or an id in any form stands for."""
        wanted = text.casefold()
        for person in self.people():
            if wanted in ((person.email or "").casefold(), person.full_name.casefold()):
                return person
        try:
            return self.db.get(Person, ids.decode_lenient(text))
        except (ids.UndecodableId, ids.IdTooLarge):
            return None

    def role(self, person: Person) -> str:
        """What a person is in the company: owner, admin, member, guest or suspended."""
        if person.suspended_at is not None:
            return "suspended"
        if person.type != "human":
            return person.type
        level = access.level(self.db, person, person.company_id)
        return "owner" if level >= FULL else "admin" if level >= ADMIN else "member"

    def token(self, person: Person, *, read_only: bool) -> str:
        """The token that a person has without anybody making it: it says itself which world and whose it is."""
        return PREFIX + _text(self.secret + UUID(person.id).bytes + MODES[read_only])

    def rule(self, spec: FaultSpec) -> tuple[FaultSpec, Id | None]:
        """A rule with the person whom it names. Raises NoSuchPerson."""
        if spec.match.person is None:
            return spec, None
        person = self.person(spec.match.person)
        if person is None:
            raise NoSuchPerson(f"{self.company.name} has no {spec.match.person!r}; say an e-mail, a full name or an id")
        return spec, person.id


class TokenGrant(msgspec.Struct, frozen=True):
    """What a token opens."""

    world: World
    person_id: Id
    read_only: bool


class WorldRegistry:
    """One look-up leads from a token to its world. The default world is there as long as the server."""

    def __init__(self, default: WorldSpec, faults: Iterable[FaultSpec] = (), step: Step | None = None) -> None:
        """`faults` are rules of the default world, beside those of its fixture. Raises BadFixture, NoSuchPerson."""
        self._tokens: dict[str, TokenGrant] = {}
        self._open: dict[str, World] = {}
        self._secrets: dict[bytes, World] = {}
        self._chance = RandomSource(-1 - default.seed)
        self._built = lru_cache(maxsize=MAX_TEMPLATES)(lambda spec, state: fixtures.build(spec, step))
        db, seeded = self._base(default)
        world = self.default = self._admit(db.fork(), seeded.owner_id, db)
        with world.db.transaction():
            for named in seeded.tokens:
                self._write(world, named)
        self._register(world)
        world.origin = world.db.fork()
        world.faults.begin(world.rule(spec) for spec in (*seeded.faults, *faults))

    def _base(self, spec: WorldSpec) -> tuple[Database, Seeded]:
        """The world of a spec, to fork from; built anew when the file of its fixture is another one than before."""
        return self._built(spec, fixtures.stamp(spec.fixture))

    def adopt(self, db: Database, owner_id: Id) -> None:
        """Makes a world that was kept the default one. A reset still leads to the fixture."""
        world = self.default
        self._forget(world)
        world.db, world.owner_id = db, owner_id
        self._register(world)

    def open(self, spec: WorldSpec) -> World:
        """A new world. Building a fixture costs once; every further world of the same spec is a fork."""
        base, seeded = self._base(spec)
        world = self._admit(base.fork(), seeded.owner_id, base)
        world.faults.begin(world.rule(spec) for spec in seeded.faults if spec.match.token is None)
        return world

    def fork(self, world: World, state: Database | None = None) -> World:
        """A new world that begins as another one is, or as it was at a snapshot; tokens and snapshots are its own.

        It opens with the rules that the other one opened with, but for those about a token: it has others.
        """
        db = (state or world.db).fork()
        db.empty(ApiToken)
        opened = self._admit(db, world.owner_id, db.fork())
        opened.faults.begin(
            (rule.spec, rule.person_id) for rule in world.faults.opening if rule.spec.match.token is None
        )
        return opened

    def _admit(self, db: Database, owner_id: Id, origin: Database) -> World:
        world = World(self._chance.text(12), self._chance.bytes(SECRET_BYTES), db, owner_id, origin)
        self._open[world.id] = world
        self._secrets[world.secret] = world
        return world

    def all(self) -> list[World]:
        """The open worlds, oldest first."""
        return list(self._open.values())

    def get(self, id: str) -> World | None:
        return self._open.get(id)

    def close(self, world: World) -> None:
        """Forgets a world and its tokens."""
        del self._open[world.id], self._secrets[world.secret]
        world.journal.close()
        self._forget(world)

    def stop(self) -> None:
        """The server ends: whoever listens for calls is told that there will be no more."""
        for world in self._open.values():
            world.journal.close()

    def reset(self, world: World) -> None:
        """Back to the state and the rules at opening, with an empty journal; tokens made since then are gone.

        Snapshots stay.
        """
        self._forget(world)
        world.db.restore(world.origin)
        world.faults.reset()
        world.journal.clear()
        self._register(world)

    def restore(self, world: World, state: Database) -> None:
        """Back to a state that was kept; tokens made since then still open the world."""
        world.db.restore(state, but=(ApiToken,))

    def blob(self, id: Id, first: World | None) -> tuple[Blob, bytes | None] | None:
        """A blob and its content, if it has any: from `first` or else from the world opened last that has it.

        Worlds of one seed give the same ids, so they are asked one by one: an index would name one and lose the others.
        """
        for world in (first, *reversed(self._open.values())):
            blob = world.db.get(Blob, id) if world else None
            if world and blob:
                return blob, world.db.contents.get(id)
        return None

    # --- tokens ----------------------------------------------------------------------------------------------------

    def access(self, token: str | None) -> TokenGrant | None:
        """What a token opens, None for one that is unknown or revoked."""
        if token is None:
            return None
        return self._tokens.get(token) or self._told(token)

    def mint(self, world: World, person: Person, *, read_only: bool) -> str:
        """A new token for a person of a world, beside those there are."""
        named = NamedToken(self._new_token(), person.id, read_only)
        with world.db.transaction():
            self._write(world, named)
        self._admit_token(world, named.token, TokenGrant(world, person.id, read_only))
        return named.token

    def revoke(self, token: str) -> bool:
        """Makes a token open nothing; False if it opened nothing before."""
        access = self.access(token)
        if access is None:
            return False
        world, db = access.world, access.world.db
        with db.transaction():
            row = db.first(ApiToken, token=token)
            if row:
                db.change(row, revoked=True)
            else:
                self._write(world, NamedToken(token, access.person_id, access.read_only, revoked=True))
        world.revoked.add(token)
        world.tokens.discard(token)
        self._tokens.pop(token, None)
        return True

    def _new_token(self) -> str:
        """One that nobody has: a server that goes on from a state draws once more what it drew before."""
        while (token := PREFIX + self._chance.text(32)) in self._tokens or token in self.default.revoked:
            pass
        return token

    def _write(self, world: World, named: NamedToken) -> None:
        """The row of a token. Its id is none of the world's chance: making tokens changes no id that comes later."""
        while world.db.get(ApiToken, id := self._chance.uuid()) is not None:
            pass
        row = ApiToken(
            id=id,
            person_id=named.person_id,
            token=named.token,
            read_only=named.read_only,
            revoked=named.revoked,
            inserted_at=world.db.clock.now(),
        )
        world.db.put(row)

    def _register(self, world: World) -> None:
        """Opens a world to the tokens that its rows name."""
        for row in world.db.all(ApiToken):
            if row.revoked:
                world.revoked.add(row.token)
            else:
                self._admit_token(world, row.token, TokenGrant(world, row.person_id, row.read_only))

    def _admit_token(self, world: World, token: str, access: TokenGrant) -> None:
        self._tokens[token] = access
        world.tokens.add(token)

    def _forget(self, world: World) -> None:
        for token in world.tokens:
            self._tokens.pop(token, None)
        world.tokens.clear()
        world.revoked.clear()

    def _told(self, token: str) -> TokenGrant | None:
        """What a token opens that nobody made, by what it says itself; kept for the next time."""
        said = _bytes(token)
        world = self._secrets.get(said[:SECRET_BYTES])
        if world is None or token in world.revoked:
            return None
        person_id = str(UUID(bytes=said[SECRET_BYTES:-4]))
        read_only = {mode: name for name, mode in MODES.items()}.get(said[-4:])
        if read_only is None or world.db.get(Person, person_id) is None:
            return None
        access = TokenGrant(world, person_id, read_only)
        self._admit_token(world, token, access)
        return access


def _text(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode()


def _bytes(token: str) -> bytes:
    """The 32 bytes of a token of the usual form, nothing for any other."""
    if not FORM.fullmatch(token):
        return b""
    read = urlsafe_b64decode(token[len(PREFIX) :] + "=")
    return read if token.endswith(_text(read)) else b""
