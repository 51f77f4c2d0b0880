"""Access levels of people on records (contract: company_people 1).

A context is the company, space, goal or project that determines the access to a record. A binding gives a group of
people a level on a context. Each person also has a personal group, whose only member is the person. The binding of a
personal group is called a personal binding.
"""

from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Any, Final
from weakref import proxy

from mockserver.domain.errors import ServerCrash
from mockserver.model.company import access
from mockserver.model.company.access import FULL, LEVELS, NO_ACCESS, VIEW, Binding, GroupId, Membership, Tag
from mockserver.model.company.companies import Company, Person
from mockserver.model.documents.resource_hubs import Document, File, Folder, Link, Node, ResourceHub
from mockserver.model.feed.activities import Activity
from mockserver.model.feed.comments import CommentThread
from mockserver.model.goals.goals import Check, Goal, GoalProgressUpdate, Target
from mockserver.model.ids import Id
from mockserver.model.projects.milestones import Milestone
from mockserver.model.projects.projects import (
    KeyResource,
    Project,
    ProjectCheckIn,
    ProjectContributor,
    ProjectRetrospective,
)
from mockserver.model.record import Record
from mockserver.model.spaces.spaces import Message, MessagesBoard, Space
from mockserver.model.tasks.tasks import Task
from mockserver.store.database import Database

VALID_LEVELS: Final = frozenset(LEVELS.values())
FEW_BINDINGS: Final = 16
"""If a context has at most this number of bindings, a person's level is computed from all bindings of the context.
Otherwise, the bindings of each of the person's groups are looked up in an index."""


# --- reading ---------------------------------------------------------------------------------------------------------


def level(db: Database, person: Person, context_id: Id, minimum: int = VIEW) -> int:
    """Return the highest level of a person on a context. Return 0 if this level is below `minimum`, or if the person is
    suspended."""
    if person.suspended_at is not None:
        return 0
    found = levels_of(db, person)[context_id]
    return found if found >= minimum else 0


def has_minimum_level(db: Database, person: Person, context_id: Id, minimum: int) -> bool:
    """Whether a person has at least the level `minimum` on a context through a binding. For the minimum 0, a binding
    with the level 0 is sufficient. Therefore, a list that a client requests with the minimum level 0 can contain
    records that the person can't view (contract: spaces_tasks Q13, projects Q21)."""
    if minimum > NO_ACCESS or person.suspended_at is not None:
        return level(db, person, context_id, minimum) > 0
    return any(binding_covers(db, row, person.id) for row in db.where(Binding, context_id=context_id))


class Levels(dict[Id, int]):
    """Maps the ids of contexts to the levels of a person on them. A level is computed when it is looked up for the
    first time."""

    def __init__(self, db: Database, person_id: Id) -> None:
        self.db: Database = proxy(db)  # a weak reference, because the database also refers to this object
        self.person_id = person_id

    def __missing__(self, context_id: Id) -> int:
        level = self[context_id] = _highest_level(self.db, self.person_id, context_id)
        return level


def levels_of(db: Database, person: Person) -> Levels:
    """Return the levels of a person on all contexts. Unlike `level`, this function ignores whether the person is
    suspended."""
    cache: dict[Id, Levels] = db.derived_cache("levels", Binding, Membership)
    levels = cache.get(person.id)
    if levels is None:
        levels = cache[person.id] = Levels(db, person.id)
    return levels


def _highest_level(db: Database, person_id: Id, context_id: Id) -> int:
    """Return the highest level that a person has on a context through any binding, or 0 without a binding."""
    groups = _groups_of(db, person_id)
    if db.count(Binding, context_id=context_id) > FEW_BINDINGS:
        return max([group_level(db, context_id, group) for group in groups])
    rows = db.where(Binding, context_id=context_id)
    return max([row.access_level for row in rows if row.group_id in groups], default=NO_ACCESS)


def view_check(db: Database, context_id: Id) -> Callable[[Person], bool]:
    """Return a function that returns true if a person can view an access context.

    The returned function is valid until the next write. For several people, this is faster than a call of `level` for
    each person.
    """
    viewing = {row.group_id for row in db.where(Binding, context_id=context_id) if row.access_level >= VIEW}
    return lambda person: person.suspended_at is None and not viewing.isdisjoint(_groups_of(db, person.id))


def _groups_of(db: Database, person_id: Id) -> frozenset[GroupId]:
    """Return the ids of all groups of a person, including their personal group."""
    cache: dict[Id, frozenset[GroupId]] = db.derived_cache("groups", Membership)
    groups = cache.get(person_id)
    if groups is None:
        memberships = db.where(Membership, person_id=person_id)
        groups = cache[person_id] = frozenset([person_id, *[row.group_id for row in memberships]])
    return groups


def binding_covers(db: Database, row: Binding, person_id: Id) -> bool:
    """Whether the group of a binding contains a person."""
    return row.group_id == person_id or in_group(db, person_id, row.group_id)


def in_group(db: Database, person_id: Id, group_id: GroupId) -> bool:
    """Whether a person is a member of a group of a company or space. The result is false for personal groups, whose
    memberships are not stored."""
    return db.count(Membership, pair=(group_id, person_id)) > 0


def group_level(db: Database, context_id: Id, group_id: GroupId) -> int:
    """Return the level that a group has on a context, or 0 if the group has no binding on it. If the group has two
    bindings, the higher level is returned."""
    return max((row.access_level for row in db.where(Binding, pair=(context_id, group_id))), default=0)


def personal_level(db: Database, context_id: Id, person_id: Id) -> int | None:
    """Return the level of a person's personal binding on a context, or None without such a binding."""
    return max((row.access_level for row in db.where(Binding, pair=(context_id, person_id))), default=None)


def access_levels(db: Database, company_id: Id, context_id: Id, space_id: Id | None) -> dict[str, int]:
    """Return the `access_levels` object of a context, as responses contain it. Its values are the levels of anonymous
    people, of the members of the company, and of the members of the space."""
    cache: dict[tuple[Id, Id | None], dict[str, int]] = db.derived_cache("access levels", Binding)
    levels = cache.get((context_id, space_id))
    if levels is None:
        levels = cache[context_id, space_id] = {
            "public": group_level(db, context_id, access.anonymous(company_id)),
            "company": group_level(db, context_id, access.members(company_id)),
            "space": group_level(db, context_id, access.space_members(space_id)) if space_id else 0,
        }
    return levels


def privacy(levels: dict[str, int]) -> str:
    """Return the `privacy` value of a response. `levels` is the `access_levels` object of the same record."""
    for name, word in (("public", "public"), ("company", "internal"), ("space", "confidential")):
        if levels[name] != 0:
            return word
    return "secret"


def people_with_access(db: Database, context_id: Id, minimum: int = VIEW) -> dict[Id, int]:
    """Return the people who have at least the level `minimum` on a context. The result maps their ids to their highest
    levels. Suspended people are included."""
    levels: dict[Id, int] = {}
    for row in db.where(Binding, context_id=context_id):
        if row.access_level < minimum:
            continue
        for person_id in group_people(db, row.group_id):
            levels[person_id] = max(row.access_level, levels.get(person_id, 0))
    return levels


def group_people(db: Database, group_id: GroupId) -> Iterable[Id]:
    """Return the ids of the people in a group. The id of a personal group is the id of its only member."""
    if "/" not in group_id:
        return (group_id,)
    return [row.person_id for row in db.where(Membership, group_id=group_id)]


Contexts = Callable[[Database, Any], Id]


def _from_field(field: str) -> Contexts:
    """Return a function that reads the id of the context from the field `field` of a record."""
    value = attrgetter(field)
    return lambda db, row: value(row)


def _of_node(db: Database, row: Node) -> Id:
    return db.get_existing(ResourceHub, row.resource_hub_id).space_id


def _of_item(db: Database, row: Any) -> Id:
    return _of_node(db, db.get_existing(Node, row.node_id))


def _of_thread(db: Database, row: CommentThread) -> Id:
    activity = db.first(Activity, comment_thread_id=row.id)
    return activity.context_id if activity else ""  # the activity was deleted, so access is denied to everyone


CONTEXTS: Final[dict[type[Record], Contexts]] = {
    Person: _from_field("company_id"),
    **dict.fromkeys((Company, Space, Goal, Project), _from_field("id")),
    **dict.fromkeys((MessagesBoard, Message, ResourceHub), _from_field("space_id")),
    **dict.fromkeys((Target, Check, GoalProgressUpdate), _from_field("goal_id")),
    **dict.fromkeys(
        (Milestone, ProjectCheckIn, ProjectContributor, ProjectRetrospective, KeyResource), _from_field("project_id")
    ),
    Task: lambda db, row: row.project_id or row.space_id,
    Node: _of_node,
    **dict.fromkeys((Folder, Document, File, Link), _of_item),
    Activity: _from_field("context_id"),
    CommentThread: _of_thread,
}
"""Maps each type of record to a function. The function returns the id of the context of a record (contract:
company_people 1.3)."""


def context_of(db: Database, record: Record) -> Id:
    """Return the id of the context that determines the access to a record."""
    return CONTEXTS[type(record)](db, record)


# --- writing ---------------------------------------------------------------------------------------------------------


def join(db: Database, group_id: GroupId, person_id: Id) -> None:
    """Add a person to a group. If the person is already in the group, they get a second membership."""
    db.put(Membership(id=db.new_id(), group_id=group_id, person_id=person_id))


def leave(db: Database, group_id: GroupId, person_id: Id) -> None:
    """Delete all memberships of a person in a group."""
    db.delete(*db.where(Membership, pair=(group_id, person_id)))


def valid_level(level: int | None) -> int:
    """Return the given level. Raises ServerCrash if it is null or not one of the access levels."""
    if level is None or level not in VALID_LEVELS:
        given = "null" if level is None else level
        raise ServerCrash(f"{given} is not an access level; allowed: {', '.join(map(str, sorted(VALID_LEVELS)))}")
    return level


def grant(db: Database, context_id: Id, group_id: GroupId, level: int | None, tag: Tag | None = None) -> None:
    """Create a binding of a group on a context. If the group already has a binding on this context, the group then has
    two bindings. Raises ServerCrash if `level` is not an access level."""
    db.put(Binding(id=db.new_id(), context_id=context_id, group_id=group_id, access_level=valid_level(level), tag=tag))


def grant_to_groups(
    db: Database, work: Goal | Project, *, public: bool, company_level: int | None, space_level: int | None
) -> None:
    """Create the bindings of a new goal or project, except the personal bindings. If `public` is true, anonymous people
    get view access (contract: goals 1.2, projects 1.4).

    `company_level` is the level of the company's members, and `space_level` the level of the space's members. If the
    company's members have no access to the space, `company_level` is ignored, and they get the level 0 (no access).
    """
    company_id, space_id = work.company_id, work.space_id
    hidden = group_level(db, space_id, access.members(company_id)) == NO_ACCESS
    if public:
        grant(db, work.id, access.anonymous(company_id), VIEW)
    grant(db, work.id, access.owners(company_id), FULL)
    grant(db, work.id, access.members(company_id), NO_ACCESS if hidden else company_level)
    grant(db, work.id, access.space_managers(space_id), FULL)
    grant(db, work.id, access.space_members(space_id), space_level)


def bind(db: Database, context_id: Id, group_id: GroupId, level: int | None, **tag: Tag | None) -> None:
    """Set the level of a group on a context. The group's binding is changed, or created if there is none. A tag is the
    role for which a binding was created. The tag of an existing binding changes only if `tag=` is given.

    Raises ServerCrash if the group has two bindings on the context, because the real server expects at most one.
    """
    rows = db.where(Binding, pair=(context_id, group_id))
    if len(rows) > 1:
        raise ServerCrash(
            "the person has two personal access bindings on this record, because they have two roles or were added "
            "twice; the real server crashes in this case"
        )
    if rows:
        db.change(rows[0], access_level=valid_level(level), **tag)
    else:
        grant(db, context_id, group_id, level, **tag)


def set_personal_levels(db: Database, context_id: Id, levels: Iterable[tuple[Id, int]]) -> list[dict[str, Any]]:
    """Set the levels of personal bindings on a context. Each pair in `levels` consists of the id of a person and the
    new level. Returns an object for each person whose level changed, with the old and the new level. The caller stores
    these objects in the activity."""
    changes = []
    for person_id, level in levels:
        previous = group_level(db, context_id, person_id)
        bind(db, context_id, person_id, level)
        if level != previous:
            changes.append({"person_id": person_id, "previous_access_level": previous, "updated_access_level": level})
    return changes


def unbind(db: Database, context_id: Id, group_id: GroupId) -> None:
    """Delete all bindings of a group on a context."""
    db.delete(*db.where(Binding, pair=(context_id, group_id)))
