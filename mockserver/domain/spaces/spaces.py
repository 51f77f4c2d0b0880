"""Spaces: making, changing and deleting them, and who is in them (contract: spaces_tasks 1.1)."""

from collections.abc import Iterable
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

TOOLS: Final = {one.name: one.default for one in msgspec.structs.fields(Space) if one.name.endswith("_enabled")}
"""Which tools a new space has."""


def insert(
    db: Database, company: Company, *, name: str, mission: str, company_level: int | None, public: bool
) -> Space:
    """A space with its bindings, its board and its hub, and nobody in it yet."""
    now = db.clock.now()
    space = db.put(
        Space(
            id=db.new_id(),
            company_id=company.id,
            name=name,
            mission=mission,
            task_statuses=default_statuses(db.new_id),
            tasks_kanban_state=EMPTY_KANBAN,
            inserted_at=now,
            updated_at=now,
        )
    )
    access_rules.grant(db, space.id, access.owners(company.id), FULL)
    access_rules.grant(db, space.id, access.members(company.id), company_level)
    if public:
        access_rules.grant(db, space.id, access.anonymous(company.id), VIEW)
    db.put(MessagesBoard(id=db.new_id(), space_id=space.id, name=BOARD_NAME, inserted_at=now, updated_at=now))
    resource_hubs.insert(db, space, name=HUB_NAME, company_level=COMMENT, space_level=EDIT)
    return space


def add_member_row(db: Database, space_id: Id, person_id: Id) -> None:
    """Puts a person on the list of members; the level is a binding's matter."""
    db.put(Member(id=db.new_id(), space_id=space_id, person_id=person_id, inserted_at=db.clock.now()))


def create(ctx: Context, *, name: str, mission: str, company_level: int | None, public: bool) -> Space:
    """A space with the acting person as its manager."""
    space = insert(ctx.db, ctx.company, name=name, mission=mission, company_level=company_level, public=public)
    add_member_row(ctx.db, space.id, ctx.person.id)
    access_rules.join(ctx.db, access.space_managers(space.id), ctx.person.id)
    access_rules.grant(ctx.db, space.id, ctx.person.id, FULL)
    activity_log.record(ctx, "space_added", space.id, space_id=space.id, name=space.name)
    return space


def edit(ctx: Context, space: Space, *, name: str, mission: str) -> Space:
    """Renames a space; recorded even if nothing differs."""
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
    """Makes the acting person a member with view access; whoever is one already becomes one twice."""
    add_member_row(ctx.db, space.id, ctx.person.id)
    access_rules.join(ctx.db, access.space_members(space.id), ctx.person.id)
    access_rules.grant(ctx.db, space.id, ctx.person.id, VIEW)
    activity_log.record(ctx, "space_joining", space.id, space_id=space.id)


def set_permissions(ctx: Context, space: Space, *, company_level: int | None, public_level: int | None) -> None:
    """Sets the level of the company's members. Of public levels only 0 and 10 count, others change nothing."""
    db, anonymous, members = ctx.db, access.anonymous(space.company_id), access.members(space.company_id)
    touched = public_level in (NO_ACCESS, VIEW)
    before = {
        "public": access_rules.group_level(db, space.id, anonymous) if touched else None,
        "company": access_rules.group_level(db, space.id, members),
    }
    access_rules.bind(db, space.id, members, company_level)
    if touched:
        access_rules.bind(db, space.id, anonymous, public_level)
    activity_log.record(
        ctx,
        "space_permissions_edited",
        space.id,
        space_id=space.id,
        previous_permissions=before,
        new_permissions={"public": public_level if touched else None, "company": company_level},
    )


def set_tools(ctx: Context, space: Space, flags: dict[str, bool]) -> Space:
    """Switches tools on and off; one that is not named goes back to its default, whatever it was."""
    return ctx.db.change(space, **TOOLS | flags)


def delete(ctx: Context, space: Space) -> None:
    """Deletes a space with all that is in it. The talk about its discussions and about the check-ins of its goals and
    projects goes too; other comments and the subscription lists stay behind, out of reach.

    Nothing is deleted while a project of another space is connected to one of its goals.
    """
    db = ctx.db
    goals, projects = db.where(Goal, space_id=space.id), db.where(Project, space_id=space.id)
    connected = [project for goal in goals for project in db.where(Project, goal_id=goal.id)]
    if any(project.space_id != space.id for project in connected):
        raise ServerCrash(
            "a project of another space is connected to a goal of this one; the real server's database refuses it"
        )
    talked_about = [
        *(("message", row.id) for row in db.where(Message, space_id=space.id)),
        *(("goal_update", row.id) for goal in goals for row in db.where(GoalProgressUpdate, goal_id=goal.id)),
        *(("project_check_in", row.id) for one in projects for row in db.where(ProjectCheckIn, project_id=one.id)),
    ]
    for type, id in talked_about:
        cascades.erase_talk(db, type, id)
    cascades.erase(db, space)


# --- who is in them --------------------------------------------------------------------------------------------------


def reached(ctx: Context, threshold: int) -> list[Space]:
    """The company's spaces on which the acting person has a level at or above the threshold; 0 shows hidden ones."""
    return [
        space
        for space in ctx.db.where(Space, company_id=ctx.company.id)
        if space.deleted_at is None and access_rules.meets_threshold(ctx.db, ctx.person, space.id, threshold)
    ]


def by_name(spaces: Iterable[Space]) -> list[Space]:
    return sorted(spaces, key=lambda space: collation.collation_key(space.name))


def is_member(db: Database, space_id: Id, person: Person) -> bool:
    """Whether the person is on the list of members and not suspended."""
    return person.suspended_at is None and db.count(Member, pair=(space_id, person.id)) > 0


def active_members(db: Database, space_id: Id) -> list[Person]:
    """The people on the list of members, each once, suspended ones and agents left out, in the order they came."""
    ids = dict.fromkeys(row.person_id for row in db.where(Member, space_id=space_id))
    people = [db.known(Person, id) for id in ids]
    return [person for person in people if person.suspended_at is None and person.type != "ai"]
