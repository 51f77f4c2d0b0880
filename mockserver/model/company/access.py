"""Access levels, groups and bindings (contract: company_people 1.1 and 1.2).

A binding gives a group of people an access level on a context. A context is a company, space, goal or project. Resource
hubs also have bindings, but these have no effect. A group is not a record. The functions below return the ids of the
groups of a company or space, and each member of such a group has a record `Membership`. In addition, each person has a
personal group without memberships. The id of a personal group is the id of the person, who is its only member.
"""

from typing import ClassVar, Final, Literal

from mockserver.model.ids import Id
from mockserver.model.record import Record, indexed_by

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
"""Maps the names of access levels in inputs to the levels."""

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
    """The membership of a person in a group. A person can have two memberships in the same group (contract:
    spaces_tasks 1.1)."""

    INDEXES: ClassVar = indexed_by("group_id", "person_id", pair=lambda row: ((row.group_id, row.person_id),))

    group_id: GroupId
    person_id: Id


class Binding(Record, frozen=True, kw_only=True):
    """The access level of a group on a context. `tag` is `champion` or `reviewer` if the binding was created for a
    person with this role, and otherwise None."""

    INDEXES: ClassVar = indexed_by("context_id", "group_id", pair=lambda row: ((row.context_id, row.group_id),))

    context_id: Id
    group_id: GroupId
    access_level: int
    tag: Tag | None = None
