"""A world: a database together with its tokens, faults, journal and snapshots."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final
from uuid import UUID

import msgspec

from mockserver.contract.names import suggestion
from mockserver.domain import access
from mockserver.fault_spec import FaultSpec
from mockserver.model import ids
from mockserver.model.company.access import ADMIN, FULL
from mockserver.model.company.companies import Company, Person
from mockserver.model.ids import Id
from mockserver.server.faults.rules import FaultRules
from mockserver.server.http.exchange import Exchange
from mockserver.server.journal.journal import Journal
from mockserver.server.shard import TOKEN_START, Shard
from mockserver.store.database import Database

DERIVED_TOKEN: Final = re.compile(TOKEN_START + "(?:s[0-9]+_)?([A-Za-z0-9_-]{43})")
TOKEN_PREFIX_BYTES: Final = 12
ACCESS_MODE_BYTES: Final = {False: bytes(4), True: b"\0\0\0\1"}
"""Maps `read_only` to the last bytes of a decoded derived token."""


class NoSuchPerson(ValueError):
    """Raised if a person does not exist in a world. The message suggests a similar name if there is one."""


class World:
    """An isolated database with its tokens, fault rules, journal and snapshots."""

    __slots__ = (
        "db",
        "faults",
        "id",
        "initial_state",
        "journal",
        "owner_id",
        "revoked",
        "shard",
        "snapshots",
        "token_prefix",
        "tokens",
    )

    def __init__(
        self,
        id: str,
        token_prefix: bytes,
        db: Database,
        owner_id: Id,
        initial_state: Database,
        journal: Journal,
        shard: Shard,
    ) -> None:
        """`initial_state` is the state that a reset restores."""
        self.id = id
        self.shard = shard
        self.token_prefix = token_prefix
        """The first bytes of each decoded derived token of this world."""
        self.db = db
        self.owner_id = owner_id
        self.initial_state = initial_state
        self.faults = FaultRules()
        self.journal = journal
        self.snapshots: dict[str, Database] = {}
        self.tokens: set[str] = set()
        """The tokens of this world in the server's token table."""
        self.revoked: set[str] = set()

    def record(self, exchange: Exchange) -> None:
        """Add a request and its response to the journal."""
        exchange.world_time = self.db.clock.now()
        self.journal.add(exchange)

    @property
    def company(self) -> Company:
        """The oldest company of the world, which is the company of the fixture."""
        return next(self.db.all(Company))

    def people(self) -> list[Person]:
        """Return the people of the company. The first person is the owner."""
        people = self.db.where(Person, company_id=self.company.id)
        return sorted(people, key=lambda person: person.id != self.owner_id)

    def person(self, text: str) -> Person | None:
        """Return the person with this e-mail address, full name, id, short id or UUID, or None if there is none."""
        folded = text.casefold()
        for person in self.people():
            if folded in ((person.email or "").casefold(), person.full_name.casefold()):
                return person
        return self.db.get(Person, ids.decode_or_none(text))

    def require_person(self, text: str) -> Person:
        """Return the person with this e-mail address, full name, id, short id or UUID. Raise NoSuchPerson if no such
        person exists."""
        person = self.person(text)
        if person is None:
            known = [name for item in self.people() for name in (item.full_name, item.email) if name]
            end = suggestion(text, known) or "; use an e-mail address, a full name or an id"
            raise NoSuchPerson(f"{self.company.name} has no person {text!r}{end}")
        return person

    def role(self, person: Person) -> str:
        """Return the role of a person in the company: owner, admin, member, guest, ai or suspended."""
        if person.suspended_at is not None:
            return "suspended"
        if person.type != "human":
            return person.type
        level = access.level(self.db, person, person.company_id)
        return "owner" if level >= FULL else "admin" if level >= ADMIN else "member"

    def derived_token(self, person: Person, *, read_only: bool) -> str:
        """Return the derived token of a person.

        The token encodes the token prefix of the world, the person's id and `read_only`. Therefore, the token is valid
        without a record of the type ApiToken.
        """
        encoded = urlsafe_b64encode(self.token_prefix + UUID(person.id).bytes + ACCESS_MODE_BYTES[read_only])
        return TOKEN_START + self.shard.prefix + encoded.rstrip(b"=").decode()

    def resolve_fault(self, spec: FaultSpec) -> tuple[FaultSpec, Id | None]:
        """Return a fault rule and the id of the person in `match.person`. The id is None if the rule applies to all
        people. Raises NoSuchPerson."""
        if spec.match.person is None:
            return spec, None
        return spec, self.require_person(spec.match.person).id


class TokenGrant(msgspec.Struct, frozen=True):
    """The world and the person of a valid token, and whether the token is read-only."""

    world: World
    person_id: Id
    read_only: bool


def parse_derived_token(token: str) -> tuple[bytes, Id, bool] | None:
    """Return the token prefix, the person's id and `read_only`, which a derived token encodes. Return None if `token`
    does not have the form of a derived token."""
    found = DERIVED_TOKEN.fullmatch(token)
    if found is None:
        return None
    decoded = urlsafe_b64decode(found[1] + "=")
    read_only = {ending: value for value, ending in ACCESS_MODE_BYTES.items()}.get(decoded[-4:])
    if read_only is None:
        return None
    return decoded[:TOKEN_PREFIX_BYTES], str(UUID(bytes=decoded[TOKEN_PREFIX_BYTES:-4])), read_only
