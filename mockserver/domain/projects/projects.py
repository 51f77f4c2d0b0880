"""Projects: computing their status and other values, and changing projects (contract: projects 1, 4 and 7)."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final, Literal

from mockserver.domain import access as access_rules
from mockserver.domain import activity_log, cascades, collation, columns, dates, subscriptions
from mockserver.domain.context import Context
from mockserver.domain.errors import ServerCrash
from mockserver.domain.projects import project_contributors
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

GRACE_PERIOD: Final = timedelta(days=3)
"""A project becomes outdated when its check-in is late by more than this period."""

NOT_FOUND: Final = "Project not found"
"""The message of `projects/*` and related endpoints for the status 404. They return this status if the project does not
exist or the acting person can't view it. Other endpoints return the default message."""

CREATOR_RESPONSIBILITY: Final = "Contributor"


# --- derived values --------------------------------------------------------------------------------------------------


def today(db: Database) -> date:
    """Return the current day in UTC, by the clock of the world."""
    return db.clock.now().date()


def status(project: Project, today: date) -> Status:
    """Return the `status` of a project in responses. If the project was ever closed, the status is `achieved` or
    `missed`. Otherwise, it is `paused`, `outdated`, the status of the last check-in, or `pending` if there was no
    check-in."""
    if project.success_status is not None:
        return project.success_status
    if project.status == "paused":
        return "paused"
    if is_outdated(project, today):
        return "outdated"
    return project.last_check_in_status or "pending"


def state(project: Project) -> State:
    """Return the `state` of a project in responses. The state is `closed` if the project was ever closed, even if it
    was resumed or paused later."""
    if project.closed_at is not None:
        return "closed"
    return "paused" if project.status == "paused" else "active"


def is_outdated(project: Project, today: date) -> bool:
    """Whether a project is outdated, because its check-in is late or because the date of the next check-in is null. If
    the project has not started, is not active, or is deleted, a late check-in has no effect."""
    if project.next_check_in_scheduled_at is None:
        return True
    if project.status != "active" or project.deleted_at is not None:
        return False
    start = start_of(project.timeframe)
    if start is not None and start > today:
        return False
    return today - project.next_check_in_scheduled_at.date() > GRACE_PERIOD


def next_milestone(milestones: Sequence[Milestone]) -> Milestone | None:
    """Return the pending milestone with the earliest due date. If no pending milestone has a due date, return the last
    pending milestone, as on the real server. Return None if no milestone is pending."""
    pending = [milestone for milestone in milestones if milestone.status == "pending"]
    dated = [(end, milestone) for milestone in pending if (end := end_of(milestone.timeframe))]
    if dated:
        return min(dated, key=lambda pair: pair[0])[1]
    return pending[-1] if pending else None


def progress(milestones: Sequence[Milestone]) -> float:
    """Return the percentage of milestones that are done. Without milestones, it is 0 (an integer)."""
    done = [milestone for milestone in milestones if milestone.status == "done"]
    return len(done) / len(milestones) * 100 if milestones else 0


def access_levels(db: Database, project: Project) -> dict[str, int]:
    """Return the `access_levels` object of a project in responses. The value of the key `space` is the level that the
    members of the project's current space have on the project."""
    return access_rules.access_levels(db, project.company_id, project.id, project.space_id)


# --- lists -----------------------------------------------------------------------------------------------------------


def visible(
    ctx: Context, *, space_id: Id | None = None, goal_id: Id | None = None, ids: Iterable[Id] | None = None
) -> list[Project]:
    """Return the company's projects that the acting person can view, sorted by name. Archived projects are included.
    `space_id`, `goal_id` and `ids` are filters. A project must match all filters that are not None."""
    if ids is not None:
        candidates = (ctx.db.get(Project, id) for id in ids)
        found = [project for project in candidates if project is not None and goal_id in (None, project.goal_id)]
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
    """Return the company's projects whose names match the pattern `query` (see `ilike`), sorted by name. The acting
    person has at least the level `minimum` on each of these projects. If `minimum` is 0, the result can contain
    projects that the person can't view (see `access.has_minimum_level`)."""
    return by_name(
        project
        for project in ctx.db.where(Project, company_id=ctx.company.id)
        if project.deleted_at is None
        and collation.ilike(query, project.name)
        and access_rules.has_minimum_level(ctx.db, ctx.person, project.id, minimum)
    )


def open_tasks(db: Database, project: Project) -> int:
    """Return the number of open tasks of a project. Tasks of milestones that are done are not counted."""
    done = {row.id for row in db.where(Milestone, project_id=project.id) if row.status == "done"}
    return sum(
        task.milestone_id not in done and not (task.task_status and task.task_status.closed)
        for task in db.where(Task, project_id=project.id)
    )


# --- creating --------------------------------------------------------------------------------------------------------


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
    """Create a project in a space, with its contributors, bindings and subscribers. `anonymous_level` is the level of
    anonymous people, `company_level` that of the company's members, and `space_level` that of the space's members. An
    `anonymous_level` other than 10 (view) is ignored."""
    db = ctx.db
    _require_goal(db, goal_id)
    id = db.new_id()
    project = db.put(
        Project(
            **ctx.db.new_row(id),
            company_id=ctx.company.id,
            space_id=space.id,
            goal_id=goal_id,
            name=name,
            creator_id=ctx.person.id,
            timeframe=Timeframe(contextual_start_date=day(ctx.now.date())),
            next_check_in_scheduled_at=at_midnight(friday_after(ctx.now.date()), ctx.now),
            task_statuses=default_statuses(db.new_id),
            tasks_kanban_state=EMPTY_KANBAN,
            subscription_list_id=subscriptions.create_list(ctx, id, "project").id,
        )
    )
    public = anonymous_level == VIEW
    access_rules.grant_to_groups(db, project, public=public, company_level=company_level, space_level=space_level)
    _add_people(ctx, project, champion_id, reviewer_id)
    activity_log.record_in_project(ctx, "project_created", project)
    return project


def _add_people(ctx: Context, project: Project, champion_id: Id | None, reviewer_id: Id | None) -> None:
    """Add the champion and the reviewer to a new project as contributors with full access. The acting person is added
    in the same way unless they have one of these roles. A person who is both champion and reviewer gets two contributor
    rows and two personal bindings."""
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
        subscriptions.subscribe(ctx, project.subscription_list_id, person_id, "invited")


# --- changing --------------------------------------------------------------------------------------------------------


def rename(ctx: Context, project: Project, name: str) -> Project:
    """Rename a project. The activity is recorded even if the name is unchanged."""
    renamed = ctx.db.change(project, name=name)
    activity_log.record_in_project(ctx, "project_renamed", project, old_name=project.name, new_name=name)
    return renamed


def set_description(ctx: Context, project: Project, document: Json) -> Project:
    """Change the description of a project. The people who are mentioned in it become subscribers."""
    text = columns.required_document(document, "description")
    described = ctx.db.change(project, description=text)
    subscriptions.add_mentioned(ctx, project.subscription_list_id, document)
    activity_log.record_in_project(
        ctx,
        "project_description_changed",
        project,
        project_name=project.name,
        has_description=rich_text.has_content(document),
        description=text,
    )
    return described


def set_due_date(ctx: Context, project: Project, due_date: ContextualDate | None) -> None:
    """Set the due date of a project, or remove it if `due_date` is None. The activity is recorded even if the date is
    unchanged."""
    changes = dates.set_due(ctx.db, project, due_date)
    activity_log.record_in_project(ctx, "project_due_date_updating", project, **changes)


def set_start_date(ctx: Context, project: Project, start_date: ContextualDate | None) -> None:
    """Set the start date of a project, or remove it if `start_date` is None. The activity is recorded even if the date
    is unchanged."""
    changes = dates.set_start(ctx.db, project, start_date)
    activity_log.record_in_project(ctx, "project_start_date_updating", project, **changes)


def connect_goal(ctx: Context, project: Project, goal_id: Id | None, goal_name: str | None) -> None:
    """Set the goal of a project, or remove it if `goal_id` is None. The acting person does not need access to the goal.
    `goal_name` is stored in the activity, even if the goal has another name. Raises ServerCrash if there is no goal
    with this id."""
    previous = ctx.db.get(Goal, project.goal_id)
    _require_goal(ctx.db, goal_id)
    ctx.db.change(project, goal_id=goal_id)
    activity_log.record_in_project(
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
        raise ServerCrash("there is no goal with this `goal_id`; the real server's database rejects the project")


def set_access(
    ctx: Context, project: Project, *, public: int | None, company_level: int | None, space_level: int | None
) -> None:
    """Set the levels that the members of the company and of the space have on a project. `public` is the new level of
    anonymous people. The level of anonymous people changes only if `public` is 0 (no access) or 10 (view)."""
    db = ctx.db
    before = access_levels(db, project)
    public_changes = public in (NO_ACCESS, VIEW)
    if public_changes:
        access_rules.bind(db, project.id, access.anonymous(project.company_id), public)
    access_rules.bind(db, project.id, access.members(project.company_id), company_level)
    access_rules.bind(db, project.id, access.space_members(project.space_id), space_level)
    after = access_levels(db, project)
    unchanged = {} if public_changes else {"public": None}
    activity_log.record_in_project(
        ctx,
        "project_permissions_edited",
        project,
        previous_permissions={**before, **unchanged},
        new_permissions={**after, **unchanged},
    )


def move(ctx: Context, project: Project, space: Space) -> None:
    """Move a project to another space. The access level of the old space's members is transferred to the members of the
    new space. The managers of the old space keep full access, but the managers of the new space do not get access."""
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
    """Delete a project with its dependent records. The comments on its check-ins are also deleted, and so are the
    reactions to these check-ins and comments."""
    db = ctx.db
    for check_in in db.where(ProjectCheckIn, project_id=project.id):
        cascades.delete_comments(db, "project_check_in", check_in.id)
    cascades.delete(db, *cascades.comment_threads_of(db, project.id), project)
