"""The context of a call: in which world it happens, who acts, and what it has done so far."""

from datetime import datetime
from typing import TypeVar

from mockserver.domain import access, permissions
from mockserver.domain.errors import Forbidden, NotFound, ServerCrash
from mockserver.model.company.access import VIEW
from mockserver.model.company.companies import Account, Company, Person
from mockserver.model.feed.activities import Activity
from mockserver.model.ids import Id
from mockserver.model.record import Record
from mockserver.store.database import Database

R = TypeVar("R", bound=Record)


class Context:
    """Handed to every handler and operation. `recorded` are the activities of this call, oldest first."""

    __slots__ = ("company", "db", "person", "recorded")

    def __init__(self, db: Database, person: Person, company: Company) -> None:
        self.db = db
        self.person = person
        self.company = company
        self.recorded: list[Activity] = []

    @property
    def account(self) -> Account:
        """The login identity of the acting person. Nobody without one gets this far."""
        return self.db.known(Account, self.person.account_id or "")

    @property
    def now(self) -> datetime:
        """The moment of the call, in the world's time."""
        return self.db.clock.now()

    def level(self, thing: Record) -> int:
        """The level of the acting person on a thing: 0, or 10 and more."""
        return access.level(self.db, self.person, access.context_of(self.db, thing))

    def seen(self, kind: type[R], id: Id | None) -> R | None:
        """The thing, if it is there and the person may see it."""
        record = self.db.get(kind, id)
        if record is None or getattr(record, "deleted_at", None) is not None or self.level(record) < VIEW:
            return None
        return record

    def find(self, kind: type[R], id: Id | None, *, can: str = "can_view", missing: str | None = None) -> R:
        """The thing that the person may see and do this with. `can` is a permission of the kind's table.

        Raises NotFound (with the text `missing`) for what the person can't see, Forbidden for what he may see but
        not do, Crash where a null id would be compared (contract: company_people 1.4).
        """
        if id is None:
            raise ServerCrash(f"the id of the {kind.__name__} is null; the real server refuses to compare with null")
        record = self.seen(kind, id)
        if record is None:
            raise NotFound(missing, hint=f"there is no such {kind.__name__}, or this person has no view access to it")
        self.require(record, can)
        return record

    def require(self, record: Record, can: str) -> None:
        """Raises Forbidden unless the person's level on a thing he sees gives this permission."""
        self.require_level(record, permissions.TABLES[type(record)][can], can)

    def require_level(self, record: Record, needed: int, what: str = "this") -> None:
        """Raises Forbidden below a level, for what no permission of the wire stands for."""
        level = self.level(record)
        if level < needed:
            raise Forbidden(
                hint=f"`{what}` on this {type(record).__name__} takes level {needed}, this person has {level}"
            )
