"""Creating, changing and deleting spaces, and reading their members (contract: spaces_tasks 1.1)."""

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from mockserver.domain import access as access_rules
from mockserver.domain import activity_log, cascades, collation
from mockserver.domain.context import Context
from mockserver.domain.documents import resource_hubs
from mockserver.domain.errors import ServerCrash
from mockserver.model.company import access
from mockserver.model.company.access import COMMENT, EDIT, FULL, NO_ACCESS, VIEW
from mockserver.model.company.companies import Company, Person
from mockserver.model.goals.goals import Goal, GoalProgressUpdate
from mockserver.model.ids import Id
from mockserver.model.projects.projects import Project, ProjectCheckIn
from mockserver.model.spaces.spaces import Member, Message, MessagesBoard, Space
from mockserver.model.tasks.tasks import EMPTY_KANBAN, default_statuses
from mockserver.store.database import Database

BOARD_NAME: Final = "Messages Board"
HUB_NAME: Final = "Documents & Files"

TOOLS: Final = {item.name: item.default for item in msgspec.structs.fields(Space) if item.name.endswith("_enabled")}
"""Maps the field of each tool of a space, such as `tasks_enabled`, to its default. True means that the tool is switched
on in a new space."""


def insert(
    db: Database, company: Company, *, name: str, mission: str, company_level: int | None, public: bool
) -> Space:
    """Create a space without members, with its bindings, message board and resource hub. `company_level` is the level
    of the members of the company. If `public` is true, anonymous people get view access."""
    space = db.put(
        Space(
            **db.new_row(),
            company_id=company.id,
            name=name,
            mission=mission,
            task_statuses=default_statuses(db.new_id),
            tasks_kanban_state=EMPTY_KANBAN,
        )
    )
    access_rules.grant(db, space.id, access.owners(company.id), FULL)
    access_rules.grant(db, space.id, access.members(company.id), company_level)
    if public:
        access_rules.grant(db, space.id, access.anonymous(company.id), VIEW)
    db.put(MessagesBoard(**db.new_row(), space_id=space.id, name=BOARD_NAME))
    resource_hubs.insert(db, space, name=HUB_NAME, company_level=COMMENT, space_level=EDIT)
    return space


def add_member_row(db: Database, space_id: Id, person_id: Id) -> None:
    """Add a person to the list of members of a space. The person does not get access to the space."""
    db.put(Member(id=db.new_id(), space_id=space_id, person_id=person_id, inserted_at=db.clock.now()))


def create(ctx: Context, *, name: str, mission: str, company_level: int | None, public: bool) -> Space:
    """Create a space and record the activity. The acting person becomes a manager of the space. The parameters are
    those of `insert`."""
    space = insert(ctx.db, ctx.company, name=name, mission=mission, company_level=company_level, public=public)
    add_member_row(ctx.db, space.id, ctx.person.id)
    access_rules.join(ctx.db, access.space_managers(space.id), ctx.person.id)
    access_rules.grant(ctx.db, space.id, ctx.person.id, FULL)
    activity_log.record(ctx, "space_added", space.id, space_id=space.id, name=space.name)
    return space


def edit(ctx: Context, space: Space, *, name: str, mission: str) -> Space:
    """Change the name and mission of a space. The activity is recorded even if name and mission are unchanged."""
    changed = ctx.db.change(space, name=name, mission=mission)
    activity_log.record(
        ctx,
        "group_edited",
        space.id,
        space_id=space.id,
        old_name=space.name,
        old_mission=space.mission,
        new_name=name,
        new_mission=mission,
    )
    return changed


def join(ctx: Context, space: Space) -> None:
    """Make the acting person a member of a space, with view access. If they are already a member, they get a second
    membership."""
    add_member_row(ctx.db, space.id, ctx.person.id)
    access_rules.join(ctx.db, access.space_members(space.id), ctx.person.id)
    access_rules.grant(ctx.db, space.id, ctx.person.id, VIEW)
    activity_log.record(ctx, "space_joining", space.id, space_id=space.id)


def set_permissions(ctx: Context, space: Space, *, company_level: int | None, public_level: int | None) -> None:
    """Set the level that the members of the company have on a space. `public_level` is the new level of anonymous
    people. The level of anonymous people changes only if `public_level` is 0 (no access) or 10 (view)."""
    db, anonymous, members = ctx.db, access.anonymous(space.company_id), access.members(space.company_id)
    public_changes = public_level in (NO_ACCESS, VIEW)
    before = {
        "public": access_rules.group_level(db, space.id, anonymous) if public_changes else None,
        "company": access_rules.group_level(db, space.id, members),
    }
    access_rules.bind(db, space.id, members, company_level)
    if public_changes:
        access_rules.bind(db, space.id, anonymous, public_level)
    activity_log.record(
        ctx,
        "space_permissions_edited",
        space.id,
        space_id=space.id,
        previous_permissions=before,
        new_permissions={"public": public_level if public_changes else None, "company": company_level},
    )


def set_tools(ctx: Context, space: Space, flags: dict[str, bool]) -> Space:
    """Switch the tools of a space on and off. `flags` maps the fields of tools to their new values. A tool that is not
    in `flags` gets its default."""
    return ctx.db.change(space, **TOOLS | flags)


def delete(ctx: Context, space: Space) -> None:
    """Delete a space with its goals, projects and all other contents.

    The comments on the discussions of the space, and on the check-ins of its goals and projects, are deleted. All other
    comments and all subscription lists remain in the database, but no endpoint returns them. Raises ServerCrash if a
    project in another space is connected to a goal in this space.
    """
    db = ctx.db
    goals, projects = db.where(Goal, space_id=space.id), db.where(Project, space_id=space.id)
    connected = [project for goal in goals for project in db.where(Project, goal_id=goal.id)]
    if any(project.space_id != space.id for project in connected):
        raise ServerCrash(
            "a project in another space is connected to a goal in this space; the real server's database rejects the "
            "deletion"
        )
    commented = [
        *(("message", row.id) for row in db.where(Message, space_id=space.id)),
        *(("goal_update", row.id) for goal in goals for row in db.where(GoalProgressUpdate, goal_id=goal.id)),
        *(("project_check_in", row.id) for item in projects for row in db.where(ProjectCheckIn, project_id=item.id)),
    ]
    for type, id in commented:
        cascades.delete_comments(db, type, id)
    cascades.delete(db, space)


# --- members ---------------------------------------------------------------------------------------------------------


def with_minimum_level(ctx: Context, minimum: int) -> list[Space]:
    """Return the company's spaces on which the acting person has at least the level `minimum`. If `minimum` is 0, the
    result can contain spaces that the person can't view (see `access.has_minimum_level`)."""
    return [
        space
        for space in ctx.db.where(Space, company_id=ctx.company.id)
        if space.deleted_at is None and access_rules.has_minimum_level(ctx.db, ctx.person, space.id, minimum)
    ]


def by_name(spaces: Iterable[Space]) -> list[Space]:
    return sorted(spaces, key=lambda space: collation.collation_key(space.name))


def is_member(db: Database, space_id: Id, person: Person) -> bool:
    """Whether a person is a member of a space and is not suspended."""
    return person.suspended_at is None and db.count(Member, pair=(space_id, person.id)) > 0


def active_members(db: Database, space_id: Id) -> Sequence[Person]:
    """Return the members of a space, without duplicates, in the order in which they joined. Suspended people and AI
    agents are omitted."""
    cache: dict[Id, Sequence[Person]] = db.derived_cache("active members", Member, Person)
    found = cache.get(space_id)
    if found is None:
        ids = dict.fromkeys(row.person_id for row in db.where(Member, space_id=space_id))
        people = [db.get_existing(Person, id) for id in ids]
        found = cache[space_id] = [person for person in people if person.suspended_at is None and person.type != "ai"]
    return found
