"""Search for records by name (contract: activities 10, global_search)."""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice
from math import inf
from typing import Any, Final, NamedTuple, TypeVar

from mockserver.domain import collation, columns
from mockserver.domain.context import Context
from mockserver.domain.tasks import tasks
from mockserver.model.company.companies import Person
from mockserver.model.goals.goals import Goal
from mockserver.model.ids import Id
from mockserver.model.projects.milestones import Milestone
from mockserver.model.projects.projects import Project
from mockserver.model.spaces.spaces import Space
from mockserver.model.tasks.tasks import Task

R = TypeVar("R", Project, Goal, Milestone, Task)

LIMIT: Final = 5
MIN_QUERY_LENGTH: Final = 2
SEPARATORS: Final = re.compile(r"[-_\s]+")
SPACES: Final = re.compile(" +")
TO_SPACES: Final = str.maketrans("-_", "  ")


class SearchResults(NamedTuple):
    """The results of a search. Each list contains at most five records, the best match first."""

    projects: list[Project]
    goals: list[Goal]
    milestones: list[Milestone]
    tasks: list[Task]
    people: list[Person]


NO_RESULTS: Final = SearchResults([], [], [], [], [])


def search(ctx: Context, query: str) -> SearchResults:
    """Return the records that the acting person can view and whose name contains the query. People are also found by
    their title. In the query, `%` is a wildcard."""
    term = SEPARATORS.sub(" ", query.strip()).strip().lower()
    if len(query.strip()) < MIN_QUERY_LENGTH or not term:
        return NO_RESULTS
    columns.checked_query(term)
    open_projects = [row for row in ctx.db.where(Project, company_id=ctx.company.id) if row.status != "closed"]
    return SearchResults(
        projects=_without_deleted(
            _best_matches(term, (row for row in open_projects if _matches(term, row.name) and ctx.level(row)))
        ),
        goals=_without_deleted(_best_matches(term, _goals(ctx, term))),
        milestones=_without_deleted(_best_matches(term, _milestones(ctx, term, open_projects))),
        tasks=_tasks(ctx, term, open_projects),
        people=_people(ctx, term),
    )


def _goals(ctx: Context, term: str) -> Iterable[Goal]:
    for goal in ctx.db.where(Goal, company_id=ctx.company.id):
        if goal.closed_at is None and _matches(term, goal.name) and ctx.level(goal):
            yield goal


def _milestones(ctx: Context, term: str, projects: list[Project]) -> Iterable[Milestone]:
    for project in projects:
        for milestone in ctx.db.where(Milestone, project_id=project.id):
            if milestone.status != "done" and _matches(term, milestone.title) and ctx.level(project):
                yield milestone


def _tasks(ctx: Context, term: str, projects: list[Project]) -> list[Task]:
    """Return the best matches among at most ten tasks: the first five matching tasks of projects and the first five
    matching tasks of spaces."""
    return _best_matches(
        term, [*islice(_project_tasks(ctx, term, projects), LIMIT), *islice(_space_tasks(ctx, term), LIMIT)]
    )


def _project_tasks(ctx: Context, term: str, projects: list[Project]) -> Iterable[Task]:
    """Return the open tasks with a matching name, in those of the given projects that the acting person can view. Tasks
    without a milestone are omitted, as on the real server."""
    for project in projects:
        for milestone in ctx.db.where(Milestone, project_id=project.id):
            for task in ctx.db.where(Task, milestone_id=milestone.id):
                if (
                    _is_open(task)
                    and _matches(term, task.name)
                    and tasks.is_in_company(ctx.db, task, ctx.company.id)
                    and ctx.level(project)
                ):
                    yield task


def _space_tasks(ctx: Context, term: str) -> Iterable[Task]:
    for space in ctx.db.where(Space, company_id=ctx.company.id):
        for task in ctx.db.where(Task, space_id=space.id):
            if _is_open(task) and _matches(term, task.name) and ctx.level(space):
                yield task


def _is_open(task: Task) -> bool:
    return task.task_status is not None and not task.task_status.closed


def _people(ctx: Context, term: str) -> list[Person]:
    """Return the five people whose name or title matches best. People who match only by title come first, because
    `_position` is 0 for their name."""
    found = [
        person
        for person in ctx.db.where(Person, company_id=ctx.company.id)
        if not person.suspended and (_matches(term, person.full_name) or _matches(term, person.title))
    ]

    def rank(person: Person) -> tuple[float, float, Any, Id]:
        title = inf if person.title is None else _position(term, person.title)
        return _position(term, person.full_name), title, collation.collation_key(person.full_name), person.id

    return sorted(found, key=rank)[:LIMIT]


# --- matching and ranking --------------------------------------------------------------------------------------------


@lru_cache(maxsize=65_536)
def _normalised(name: str) -> str:
    """Return a name in lower case, with one space instead of each sequence of spaces, dashes and underscores."""
    return SPACES.sub(" ", name.lower().translate(TO_SPACES))


def _matches(term: str, name: str | None) -> bool:
    return name is not None and collation.ilike(term, _normalised(name))


def _position(term: str, name: str) -> int:
    """Return the position of the term in the normalised name, counted from 1. Return 0 if the name does not contain the
    term, or contains it only because `%` is a wildcard."""
    return _normalised(name).find(term) + 1


def _best_matches(term: str, rows: Iterable[R]) -> list[R]:
    return sorted(rows, key=lambda row: (_position(term, _name(row)), row.id))[:LIMIT]


def _name(row: Project | Goal | Milestone | Task) -> str:
    return row.title if isinstance(row, Milestone) else row.name


def _without_deleted(rows: list[R]) -> list[R]:
    """Return the records that are not deleted. As on the real server, this is done after the five best matches were
    selected, so fewer than five records can remain."""
    return [row for row in rows if getattr(row, "deleted_at", None) is None]
