"""Projects: what their state says, and making them (contract: projects 1.1 to 1.4)."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final, Literal

from mockserver.domain import access as access_rules
from mockserver.domain import activities, contributors, statuses, subscriptions
from mockserver.domain.context import Context
from mockserver.domain.errors import Crash
from mockserver.domain.project_schedule import friday_after
from mockserver.model import access
from mockserver.model.access import FULL, VIEW, Tag
from mockserver.model.dates import Timeframe, at_midnight, day, end_of, start_of
from mockserver.model.goals import Goal
from mockserver.model.ids import Id
from mockserver.model.milestones import Milestone
from mockserver.model.projects import ContributorRole, Project
from mockserver.model.spaces import Space
from mockserver.model.tasks import EMPTY_KANBAN
from mockserver.store.world import World

Status = Literal["achieved", "missed", "paused", "outdated", "on_track", "caution", "off_track", "pending"]
State = Literal["active", "paused", "closed"]

GRACE: Final = timedelta(days=3)
"""How long after its day a check-in may be missing before the project is outdated."""

CREATOR_RESPONSIBILITY: Final = "Contributor"


# --- what the state says ---------------------------------------------------------------------------------------------


def today(world: World) -> date:
    """The day it is in the world, UTC."""
    return world.clock.now().date()


def status(project: Project, today: date) -> Status:
    """The one word for how a project fares; there is none for closed."""
    if project.success_status is not None:
        return project.success_status
    if project.status == "paused":
        return "paused"
    if is_outdated(project, today):
        return "outdated"
    return project.last_check_in_status or "pending"


def state(project: Project) -> State:
    """Where a project is in its life. One that was closed stays so, even if it was resumed or paused since."""
    if project.closed_at is not None:
        return "closed"
    return "paused" if project.status == "paused" else "active"


def is_outdated(project: Project, today: date) -> bool:
    """Whether the check-in of a running project is overdue."""
    if project.next_check_in_scheduled_at is None:
        return True
    if project.status != "active" or project.deleted_at is not None:
        return False
    start = start_of(project.timeframe)
    if start is not None and start > today:
        return False
    return today - project.next_check_in_scheduled_at.date() > GRACE


def next_milestone(milestones: Sequence[Milestone]) -> Milestone | None:
    """The pending milestone that ends first; if none has an end, the last one, as the real server's sort has it."""
    pending = [milestone for milestone in milestones if milestone.status == "pending"]
    dated = [(end, milestone) for milestone in pending if (end := end_of(milestone.timeframe))]
    if dated:
        return min(dated, key=lambda pair: pair[0])[1]
    return pending[-1] if pending else None


def access_levels(world: World, project: Project) -> dict[str, int]:
    """What anonymous people, the company's members and those of the project's present space may do."""
    return access_rules.access_levels(world, project.company_id, project.id, project.space_id)


# --- making one ------------------------------------------------------------------------------------------------------


def create(
    ctx: Context,
    space: Space,
    *,
    name: str,
    champion_id: Id | None,
    reviewer_id: Id | None,
    goal_id: Id | None,
    anonymous_level: int | None,
    company_level: int | None,
    space_level: int | None,
) -> Project:
    """A project in a space, with its people, their access and its subscribers."""
    world = ctx.world
    if goal_id is not None and world.get(Goal, goal_id) is None:
        raise Crash("there is no such goal; the real server's database refuses the project")
    id = world.new_id()
    project = world.put(
        Project(
            id=id,
            company_id=ctx.company.id,
            space_id=space.id,
            goal_id=goal_id,
            name=name,
            creator_id=ctx.person.id,
            timeframe=Timeframe(contextual_start_date=day(ctx.now.date())),
            next_check_in_scheduled_at=at_midnight(friday_after(ctx.now.date()), ctx.now),
            task_statuses=statuses.fresh(world),
            tasks_kanban_state=EMPTY_KANBAN,
            subscription_list_id=subscriptions.open_list(ctx, id, "project").id,
            inserted_at=ctx.now,
            updated_at=ctx.now,
        )
    )
    if access_rules.group_level(world, space.id, access.members(ctx.company.id)) == 0:
        company_level = 0
    _open_to_groups(world, project, anonymous_level, company_level, space_level)
    _take_in_people(ctx, project, champion_id, reviewer_id)
    activities.record(ctx, "project_created", project.id, space_id=space.id, project_id=project.id)
    return project


def _open_to_groups(
    world: World, project: Project, anonymous_level: int | None, company_level: int | None, space_level: int | None
) -> None:
    company_id, space_id = project.company_id, project.space_id
    if anonymous_level == VIEW:
        access_rules.grant(world, project.id, access.anonymous(company_id), VIEW)
    access_rules.grant(world, project.id, access.owners(company_id), FULL)
    access_rules.grant(world, project.id, access.members(company_id), company_level)
    access_rules.grant(world, project.id, access.space_managers(space_id), FULL)
    access_rules.grant(world, project.id, access.space_members(space_id), space_level)


def _take_in_people(ctx: Context, project: Project, champion_id: Id | None, reviewer_id: Id | None) -> None:
    """One who is champion and reviewer gets a row and a binding for each."""
    people: list[tuple[Id, ContributorRole, str | None, Tag | None]] = []
    if champion_id is not None:
        people.append((champion_id, "champion", None, "champion"))
    if reviewer_id is not None:
        people.append((reviewer_id, "reviewer", None, "reviewer"))
    if ctx.person.id not in (champion_id, reviewer_id):
        people.append((ctx.person.id, "contributor", CREATOR_RESPONSIBILITY, None))
    for person_id, role, responsibility, tag in people:
        contributors.insert(ctx, project, person_id, role, responsibility)
        access_rules.grant(ctx.world, project.id, person_id, FULL, tag)
        subscriptions.ensure(ctx, project.subscription_list_id, person_id, "invited")
