"""Goals: computing their status and other values, listing them, and creating them (contract: goals 1)."""

from collections.abc import Container, Iterator
from datetime import date, timedelta
from itertools import islice
from typing import Any, Final

from mockserver.domain import access as access_rules
from mockserver.domain import activity_log, collation, columns
from mockserver.domain.context import Context
from mockserver.domain.errors import BadRequest, ServerCrash
from mockserver.model.company.access import FULL, VIEW
from mockserver.model.company.companies import Person
from mockserver.model.dates import Timeframe, at_midnight, day
from mockserver.model.feed.activities import Activity
from mockserver.model.feed.comments import CommentThread
from mockserver.model.goals.goals import Goal
from mockserver.model.ids import Id
from mockserver.model.projects.projects import Project, ProjectContributor
from mockserver.model.rich_text import RichText
from mockserver.model.spaces.spaces import Space
from mockserver.store.database import Database

GRACE_PERIOD: Final = timedelta(days=3)
"""A goal becomes outdated when its check-in is late by more than this period."""

NOT_FOUND: Final = "Goal not found"
"""The message of the endpoints `goals/*` for the status 404. They return this status if the goal does not exist or the
acting person can't view it."""

SEARCH_LIMIT: Final = 10
EARLY_PERIOD: Final = timedelta(days=7)
"""A check-in that is posted at most this long before the due date counts as the check-in that is due. A check-in that
is posted earlier does not change the due date."""


# --- derived values --------------------------------------------------------------------------------------------------


def is_outdated(goal: Goal, today: date) -> bool:
    """Whether a goal is outdated, because its check-in is late or because the date of the next check-in is null. A
    closed or deleted goal is outdated only if this date is null."""
    if goal.next_update_scheduled_at is None:
        return True
    if goal.closed_at is not None or goal.deleted_at is not None:
        return False
    return today - goal.next_update_scheduled_at.date() > GRACE_PERIOD


def status(goal: Goal, today: date) -> str:
    """Return the `status` of a goal in responses. For a closed goal, the status is `achieved` or `missed`. For other
    goals, it is `outdated`, the status of the last check-in, or `pending` if there was no check-in."""
    if goal.success_status is not None:
        return goal.success_status
    if goal.success in ("yes", "no"):
        return "achieved" if goal.success == "yes" else "missed"
    if is_outdated(goal, today):
        return "outdated"
    return goal.last_update_status or "pending"


def visible(ctx: Context, space_id: Id | None = None) -> list[Goal]:
    """Return the company's goals that the acting person can view, oldest first. If `space_id` is not None, only goals
    in this space are returned. Deleted goals are omitted."""
    company_id = ctx.company.id
    found = ctx.db.where(Goal, company_id=company_id) if space_id is None else ctx.db.where(Goal, space_id=space_id)
    levels = access_rules.levels_of(ctx.db, ctx.person)
    return [
        goal for goal in found if goal.company_id == company_id and goal.deleted_at is None and levels[goal.id] >= VIEW
    ]


def children(db: Database, goal: Goal) -> list[Goal]:
    return db.where(Goal, parent_goal_id=goal.id)


def descendants(db: Database, goal: Goal) -> list[Goal]:
    """Return the child goals of a goal, their child goals and so on. Goals that the acting person can't view are
    included."""
    found = children(db, goal)
    for item in found:  # the list grows during the iteration
        found.extend(children(db, item))
    return found


def possible_parents(ctx: Context, goal: Goal, query: str) -> list[Goal]:
    """Return up to ten open goals that can become the parent of a goal, sorted by name. The current parent of the goal
    can be one of them. The names of the returned goals contain `query`."""
    pattern = columns.checked_query(query)
    excluded = {goal.id, *(item.id for item in descendants(ctx.db, goal))}
    return list(islice(search_open(ctx, goal.company_id, pattern, excluded), SEARCH_LIMIT))


def search_open(ctx: Context, company_id: Id, pattern: str, exclude: Container[Id | None]) -> Iterator[Goal]:
    """Return a company's open goals whose names match a pattern (see `ilike`), sorted by name. Goals that the acting
    person can't view, and goals whose ids are in `exclude`, are omitted."""
    found = [
        goal
        for goal in ctx.db.where(Goal, company_id=company_id)
        if goal.closed_at is None
        and goal.deleted_at is None
        and goal.id not in exclude
        and collation.ilike(pattern, goal.name)
    ]
    found.sort(key=lambda goal: collation.collation_key(goal.name))
    # access is checked when a goal is reached, because callers use only the first goals
    return (goal for goal in found if ctx.level(goal) >= VIEW)


def contributors_below(db: Database, goal: Goal) -> list[Person]:
    """Return the contributors of all projects of a goal and of its descendants, without duplicates and sorted by id.
    Suspended people and AI agents are omitted."""
    projects = [project for item in (goal, *descendants(db, goal)) for project in projects_of(db, item)]
    ids = {row.person_id for project in projects for row in db.where(ProjectContributor, project_id=project.id)}
    people = [db.get_existing(Person, id) for id in sorted(ids)]
    return [person for person in people if person.suspended_at is None and person.type != "ai"]


def projects_of(db: Database, goal: Goal) -> list[Project]:
    """Return the projects of a goal, without deleted projects. Projects that the acting person can't view are
    included."""
    return [project for project in db.where(Project, goal_id=goal.id) if project.deleted_at is None]


def state(goal: Goal) -> str:
    return "closed" if goal.closed_at is not None else "active"


def access_levels(db: Database, goal: Goal) -> dict[str, int]:
    """Return the `access_levels` object of a goal in responses. Its value `space` is the level of the members of the
    space in which the goal is now."""
    return access_rules.access_levels(db, goal.company_id, goal.id, goal.space_id)


def privacy(db: Database, goal: Goal) -> str:
    return access_rules.privacy(access_levels(db, goal))


def next_check_in(due: date | None, today: date) -> date:
    """Return the day on which the next check-in of a goal is due, after a check-in was posted on the day `today`. `due`
    is the previous due date, or None (contract: goals 1.9)."""
    if due is None or today >= due:
        return first_of_next_month(today)
    if due - today <= EARLY_PERIOD:
        return first_of_next_month(due)
    return due


def first_of_next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)


# --- creating --------------------------------------------------------------------------------------------------------


def create(
    ctx: Context,
    space: Space,
    *,
    name: str | None,
    description: RichText | None,
    timeframe: Timeframe | None,
    champion_id: Id | None,
    reviewer_id: Id | None,
    parent_goal_id: Id | None,
    public: bool,
    company_level: int | None,
    space_level: int | None,
) -> Goal:
    """Create a goal in a space, with its bindings. If `public` is true, anonymous people get view access.
    `company_level` is the level of the company's members, and `space_level` the level of the space's members. The first
    check-in is due on the first day of the next month."""
    now = ctx.now
    goal = Goal(
        **ctx.db.new_row(),
        company_id=ctx.company.id,
        space_id=space.id,
        name=columns.required(name, "name"),
        description=description,
        creator_id=ctx.person.id,
        champion_id=champion_id,
        reviewer_id=reviewer_id,
        parent_goal_id=parent_goal_id,
        timeframe=timeframe or Timeframe(day(now.date()), None),
        next_update_scheduled_at=at_midnight(first_of_next_month(now.date()), now),
    )
    check_parent(ctx.db, goal, parent_goal_id)
    ctx.db.put(goal)
    _bind(ctx, goal, public=public, company_level=company_level, space_level=space_level)
    record(
        ctx,
        goal,
        "goal_created",
        goal_name=goal.name,
        creator_id=goal.creator_id,
        champion_id=champion_id,
        reviewer_id=reviewer_id,
        timeframe=None,
        new_timeframe=goal.timeframe,
    )
    return goal


def require_space_access(ctx: Context, person_id: Id | None, space: Space, role: str) -> None:
    """Raise BadRequest if a person who will get a role in a goal can't view the space of the goal. `role` is `champion`
    or `reviewer`. If `person_id` is None or the id of the acting person, nothing is checked."""
    if person_id is None or person_id == ctx.person.id:
        return
    person = ctx.db.get(Person, person_id)
    if person is None or access_rules.level(ctx.db, person, space.id) < VIEW:
        raise BadRequest(f"The selected {role} doesn't have access to the selected space")


def record(ctx: Context, goal: Goal, action: str, *, thread: CommentThread | None = None, **content: Any) -> Activity:
    """Record an activity whose context is a goal. The ids of the goal, its company and its space are added to
    `content`."""
    return activity_log.record(
        ctx,
        action,
        goal.id,
        thread=thread,
        company_id=goal.company_id,
        space_id=goal.space_id,
        goal_id=goal.id,
        **content,
    )


def check_parent(db: Database, goal: Goal, parent_goal_id: Id | None) -> None:
    """Raise ServerCrash if the goal with the id `parent_goal_id` can't be the parent of `goal`. The parent must exist,
    and must not be `goal` itself or a descendant of `goal`. If `parent_goal_id` is None, nothing is checked."""
    if parent_goal_id is None:
        return
    ancestor = db.get(Goal, parent_goal_id)
    if ancestor is None:
        raise ServerCrash("there is no goal with this `parent_goal_id`; the real server's database rejects the link")
    while ancestor is not None:
        if ancestor.id == goal.id:
            raise ServerCrash(
                "the parent is the goal itself or one of its subgoals; the real server's database rejects the cycle"
            )
        ancestor = db.get(Goal, ancestor.parent_goal_id)


def _bind(ctx: Context, goal: Goal, *, public: bool, company_level: int | None, space_level: int | None) -> None:
    """Create the bindings of a new goal (contract: goals 1.2)."""
    db = ctx.db
    access_rules.grant_to_groups(db, goal, public=public, company_level=company_level, space_level=space_level)
    if goal.champion_id is not None:
        access_rules.grant(db, goal.id, goal.champion_id, FULL, "champion")
    if goal.reviewer_id is not None:
        access_rules.grant(db, goal.id, goal.reviewer_id, FULL, "reviewer")
    if ctx.person.id not in (goal.champion_id, goal.reviewer_id):
        access_rules.grant(db, goal.id, ctx.person.id, FULL)
