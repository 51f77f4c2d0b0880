"""Levels of access, and the rows that give them (contract: company_people 1.1 and 1.2).

A context is named by the id of the company, space, goal, project or resource hub that it belongs to. A personal
group is named by the person's id, a group of a company or a space by the texts below: none of them needs a row.
"""

from typing import ClassVar, Final, Literal

from mockserver.model.ids import Id
from mockserver.model.record import Record, by

NO_ACCESS: Final = 0
MINIMAL: Final = 1
VIEW: Final = 10
COMMENT: Final = 40
EDIT: Final = 70
ADMIN: Final = 90
FULL: Final = 100

LEVELS: Final[dict[str, int]] = {
    "no_access": NO_ACCESS,
    "minimal_access": MINIMAL,
    "view_access": VIEW,
    "comment_access": COMMENT,
    "edit_access": EDIT,
    "admin_access": ADMIN,
    "full_access": FULL,
}
"""The integers by the names that inputs use."""

NAMES: Final[dict[int, str]] = {level: name for name, level in LEVELS.items()}

GroupId = str
Tag = Literal["champion", "reviewer"]


def owners(company_id: Id) -> GroupId:
    return f"{company_id}/owners"


def members(company_id: Id) -> GroupId:
    return f"{company_id}/members"


def anonymous(company_id: Id) -> GroupId:
    return f"{company_id}/anonymous"


def space_managers(space_id: Id) -> GroupId:
    return f"{space_id}/managers"


def space_members(space_id: Id) -> GroupId:
    return f"{space_id}/members"


class Membership(Record, frozen=True, kw_only=True):
    """A person in a group of a company or a space. The same one can be there twice (contract: spaces_tasks 1.1)."""

    INDEXES: ClassVar = by("group_id", "person_id", pair=lambda row: ((row.group_id, row.person_id),))

    group_id: GroupId
    person_id: Id


class Binding(Record, frozen=True, kw_only=True):
    """A level that a group has on a context; the tag says why."""

    INDEXES: ClassVar = by("context_id", "group_id", pair=lambda row: ((row.context_id, row.group_id),))

    context_id: Id
    group_id: GroupId
    access_level: int
    tag: Tag | None = None
