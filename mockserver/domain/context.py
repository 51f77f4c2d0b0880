"""The context of a request: the database, the acting person, the recorded activities and the checked permissions. The
acting person is the person of the request's token."""

from datetime import datetime
from typing import NamedTuple, TypeVar

from mockserver.domain import access, permissions
from mockserver.domain.errors import Forbidden, NotFound, ServerCrash
from mockserver.model.company.access import NAMES, VIEW
from mockserver.model.company.companies import Account, Company, Person
from mockserver.model.feed.activities import Activity
from mockserver.model.ids import Id, short
from mockserver.model.record import Record
from mockserver.store.database import Database

R = TypeVar("R", bound=Record)


def _describe_level(level: int) -> str:
    return f"{NAMES.get(level, 'access_level').replace('_', ' ')} ({level})"


class AccessCheck(NamedTuple):
    """The result of a permission check on a record. `needed` is the access level that the permission requires. `level`
    is the access level that the acting person has on the record."""

    kind: type[Record]
    id: Id
    permission: str
    needed: int
    level: int

    @property
    def granted(self) -> bool:
        return self.level >= self.needed

    def __str__(self) -> str:
        return (
            f"`{self.permission}` on this {self.kind.__name__} requires {_describe_level(self.needed)}; "
            f"the person has {_describe_level(self.level)}"
        )


class Context:
    """The data of a request. A Context is the first argument of every handler and of many other functions.

    `recorded` contains the activities that the request recorded, oldest first. `checks` contains the results of the
    permission checks of the request.
    """

    __slots__ = ("checks", "company", "db", "now", "person", "recorded")

    def __init__(self, db: Database, person: Person, company: Company) -> None:
        self.db = db
        self.person = person
        self.company = company
        self.now: datetime = db.clock.now()
        """The time of the request, by the clock of the world."""
        self.recorded: list[Activity] = []
        self.checks: list[AccessCheck] = []

    @property
    def account(self) -> Account:
        """The account of the acting person. It always exists, because only people with an account can authenticate."""
        return self.db.get_existing(Account, self.person.account_id or "")

    def level(self, record: Record) -> int:
        """Return the access level of the acting person on a record. The level is 0 if the person can't view the record,
        and otherwise at least 10 (view)."""
        return access.level(self.db, self.person, access.context_of(self.db, record))

    def visible(self, kind: type[R], id: Id | None) -> R | None:
        """Return the record with this id, or None if the acting person can't view it. Also returns None if the record
        does not exist or is deleted.

        Use this method for the items of a list and for optional parts of a response. If the person can't view such an
        item or part, the response omits it, and there is no error.
        """
        record = self.db.get(kind, id)
        if record is None or getattr(record, "deleted_at", None) is not None or self.level(record) < VIEW:
            return None
        return record

    def find(
        self, kind: type[R], id: Id | None, *, can: str = "can_view", missing: str | None = None, deleted: bool = False
    ) -> R:
        """Return the record with this id, after a check that the acting person has the permission `can` on it. If
        `deleted` is true, the record is returned even if it is deleted.

        Raises NotFound, with the message `missing`, if the record does not exist or the person can't view it. Raises
        Forbidden if the person can view the record but lacks the permission, and ServerCrash if the id is null
        (contract: company_people 1.4).
        """
        if id is None:
            raise ServerCrash(f"the id of the {kind.__name__} is null; the real server crashes in this case")
        record = self.db.get(kind, id)
        if record is None or (not deleted and getattr(record, "deleted_at", None) is not None):
            raise NotFound(missing, hint=f"there is no {kind.__name__} with the id {short(id)}")
        check = self.check(record, can)
        if check.level < VIEW:
            raise NotFound(missing, hint=f"the person can't view the {kind.__name__}: {check}")
        if not check.granted:
            raise Forbidden(hint=str(check))
        return record

    def require(self, record: Record, can: str) -> None:
        """Raise Forbidden unless the acting person has the permission `can` on a record."""
        check = self.check(record, can)
        if not check.granted:
            raise Forbidden(hint=str(check))

    def check(self, record: Record, can: str) -> AccessCheck:
        """Check whether the acting person has the permission `can` on a record. Adds the result to `checks` and returns
        it, but raises no error."""
        kind, context_id = type(record), access.context_of(self.db, record)
        needed = permissions.needed(kind, can)
        level = access.level(self.db, self.person, context_id, min(needed, VIEW))
        check = AccessCheck(kind, record.id, can, needed, level)
        self.checks.append(check)
        return check
