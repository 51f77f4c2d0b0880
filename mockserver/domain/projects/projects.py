"""Projects: what their state says, finding, making, changing and deleting them (contract: projects 1, 4 and 7)."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final, Literal

from mockserver.domain import access as access_rules
from mockserver.domain import activity_log, cascades, collation, columns, dates, subscriptions
from mockserver.domain.context import Context
from mockserver.domain.errors import ServerCrash
from mockserver.domain.projects import milestones, project_contributors
from mockserver.domain.projects.project_schedule import friday_after
from mockserver.model import rich_text
from mockserver.model.company import access
from mockserver.model.company.access import FULL, NO_ACCESS, VIEW, Tag
from mockserver.model.dates import ContextualDate, Timeframe, at_midnight, day, end_of, start_of
from mockserver.model.goals.goals import Goal
from mockserver.model.ids import Id
from mockserver.model.projects.milestones import Milestone
from mockserver.model.projects.projects import ContributorRole, Project, ProjectCheckIn
from mockserver.model.rich_text import Json
from mockserver.model.spaces.spaces import Space
from mockserver.model.tasks.tasks import EMPTY_KANBAN, Task, default_statuses
from mockserver.store.database import Database

Status = Literal["achieved", "missed", "paused", "outdated", "on_track", "caution", "off_track", "pending"]
State = Literal["active", "paused", "closed"]

GRACE: Final = timedelta(days=3)
"""How long after its day a check-in may be missing before the project is outdated."""

NOT_FOUND: Final = "Project not found"
"""What `projects/*` and its neighbours say of a project that the caller can't see; the others use the standing text."""

CREATOR_RESPONSIBILITY: Final = "Contributor"


# --- what the state says ---------------------------------------------------------------------------------------------


def today(db: Database) -> date:
    """The day it is in the world, UTC."""
    return db.clock.now().date()


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


def progress(db: Database, project: Project) -> float:
    """How many of the milestones are done, in percent; the integer 0 when there are none."""
    found = milestones.of_project(db, project)
    return sum(one.status == "done" for one in found) / len(found) * 100 if found else 0


def access_levels(db: Database, project: Project) -> dict[str, int]:
    """What anonymous people, the company's members and those of the project's present space may do."""
    return access_rules.access_levels(db, project.company_id, project.id, project.space_id)


# --- finding them ----------------------------------------------------------------------------------------------------


def visible(
    ctx: Context, *, space_id: Id | None = None, goal_id: Id | None = None, among: Iterable[Id] | None = None
) -> list[Project]:
    """The company's projects (of a space, of a goal, of these) that the person may see, by name; archived ones too."""
    if among is not None:
        named = (ctx.db.get(Project, id) for id in among)
        found = [project for project in named if project is not None and goal_id in (None, project.goal_id)]
    elif goal_id is not None:
        found = ctx.db.where(Project, goal_id=goal_id)
    elif space_id is not None:
        found = ctx.db.where(Project, space_id=space_id)
    else:
        found = ctx.db.where(Project, company_id=ctx.company.id)
    return by_name(
        project
        for project in found
        if project.company_id == ctx.company.id and space_id in (None, project.space_id) and ctx.level(project) >= VIEW
    )


def by_name(found: Iterable[Project]) -> list[Project]:
    return sorted(found, key=lambda project: collation.collation_key(project.name))


def search(ctx: Context, query: str, minimum: int) -> list[Project]:
    """The company's projects whose name contains the query and on which a group of the person has the level, by name.

    A binding of level 0 counts when that is all that was asked for (contract: projects 9, Q21).
    """
    return by_name(
        project
        for project in ctx.db.where(Project, company_id=ctx.company.id)
        if project.deleted_at is None
        and collation.ilike(query, project.name)
        and access_rules.meets_threshold(ctx.db, ctx.person, project.id, minimum)
    )


def open_tasks(db: Database, project: Project) -> int:
    """How many tasks are neither closed nor part of a milestone that is done."""
    done = {row.id for row in db.where(Milestone, project_id=project.id) if row.status == "done"}
    return sum(
        task.milestone_id not in done and not (task.task_status and task.task_status.closed)
        for task in db.where(Task, project_id=project.id)
    )


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
    db = ctx.db
    _require_goal(db, goal_id)
    id = db.new_id()
    project = db.put(
        Project(
            id=id,
            company_id=ctx.company.id,
            space_id=space.id,
            goal_id=goal_id,
            name=name,
            creator_id=ctx.person.id,
            timeframe=Timeframe(contextual_start_date=day(ctx.now.date())),
            next_check_in_scheduled_at=at_midnight(friday_after(ctx.now.date()), ctx.now),
            task_statuses=default_statuses(db.new_id),
            tasks_kanban_state=EMPTY_KANBAN,
            subscription_list_id=subscriptions.open_list(ctx, id, "project").id,
            inserted_at=ctx.now,
            updated_at=ctx.now,
        )
    )
    public = anonymous_level == VIEW
    access_rules.open_to_groups(db, project, public=public, company_level=company_level, space_level=space_level)
    _take_in_people(ctx, project, champion_id, reviewer_id)
    activity_log.in_project(ctx, "project_created", project)
    return project


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
        project_contributors.add_row(ctx, project, person_id, role, responsibility)
        access_rules.grant(ctx.db, project.id, person_id, FULL, tag)
        subscriptions.ensure(ctx, project.subscription_list_id, person_id, "invited")


# --- changing it -----------------------------------------------------------------------------------------------------


def rename(ctx: Context, project: Project, name: str) -> Project:
    """Another name; recorded even if it is the same."""
    renamed = ctx.db.change(project, name=name)
    activity_log.in_project(ctx, "project_renamed", project, old_name=project.name, new_name=name)
    return renamed


def describe(ctx: Context, project: Project, document: Json) -> Project:
    """Another description; who is mentioned in it subscribes to the project."""
    text = columns.required_document(document, "description")
    described = ctx.db.change(project, description=text)
    subscriptions.add_mentioned(ctx, project.subscription_list_id, document)
    activity_log.in_project(
        ctx,
        "project_description_changed",
        project,
        project_name=project.name,
        has_description=rich_text.has_content(document),
        description=text,
    )
    return described


def set_due_date(ctx: Context, project: Project, due_date: ContextualDate | None) -> None:
    """Another end, or none; recorded even if it is the same."""
    changes = dates.set_due(ctx.db, project, due_date)
    activity_log.in_project(ctx, "project_due_date_updating", project, **changes)


def set_start_date(ctx: Context, project: Project, start_date: ContextualDate | None) -> None:
    """Another start, or none; recorded even if it is the same."""
    changes = dates.set_start(ctx.db, project, start_date)
    activity_log.in_project(ctx, "project_start_date_updating", project, **changes)


def connect_goal(ctx: Context, project: Project, goal_id: Id | None, goal_name: str | None) -> None:
    """Another parent goal, or none. Nobody asks whether the caller sees the goal, or whether the name is its name."""
    previous = ctx.db.get(Goal, project.goal_id)
    _require_goal(ctx.db, goal_id)
    ctx.db.change(project, goal_id=goal_id)
    activity_log.in_project(
        ctx,
        "project_goal_connection",
        project,
        goal_id=goal_id,
        goal_name=columns.to_column(goal_name, "goal_name", limit=None),
        previous_goal_id=previous.id if previous else None,
        previous_goal_name=previous.name if previous else None,
    )


def _require_goal(db: Database, goal_id: Id | None) -> None:
    if goal_id is not None and db.get(Goal, goal_id) is None:
        raise ServerCrash("there is no such goal; the real server's database refuses the project")


def set_access(
    ctx: Context, project: Project, *, public: int | None, company_level: int | None, space_level: int | None
) -> None:
    """What the company's and the space's members may do; `public` counts only when it is 0 or 10."""
    db = ctx.db
    before = access_levels(db, project)
    public_changes = public in (NO_ACCESS, VIEW)
    if public_changes:
        access_rules.bind(db, project.id, access.anonymous(project.company_id), public)
    access_rules.bind(db, project.id, access.members(project.company_id), company_level)
    access_rules.bind(db, project.id, access.space_members(project.space_id), space_level)
    after = access_levels(db, project)
    untouched = {} if public_changes else {"public": None}
    activity_log.in_project(
        ctx,
        "project_permissions_edited",
        project,
        previous_permissions={**before, **untouched},
        new_permissions={**after, **untouched},
    )


def move(ctx: Context, project: Project, space: Space) -> None:
    """To another space: its members get the level of the old one's, its managers nothing; the old ones keep theirs."""
    db = ctx.db
    old_members, new_members = access.space_members(project.space_id), access.space_members(space.id)
    level = access_rules.group_level(db, project.id, old_members)
    access_rules.unbind(db, project.id, old_members)
    access_rules.bind(db, project.id, new_members, level)
    db.change(project, space_id=space.id)
    activity_log.record(
        ctx,
        "project_moved",
        project.id,
        company_id=project.company_id,
        project_id=project.id,
        old_space_id=project.space_id,
        new_space_id=space.id,
    )


def delete(ctx: Context, project: Project) -> None:
    """Takes the project away with all that hangs on it, and with what is said about its check-ins."""
    db = ctx.db
    for check_in in db.where(ProjectCheckIn, project_id=project.id):
        cascades.erase_talk(db, "project_check_in", check_in.id)
    cascades.erase(db, *cascades.threads_in(db, project.id), project)
