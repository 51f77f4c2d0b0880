"""The work map and its filters (contract: goals 4). The work map is the tree of goals, projects and tasks.

Every function iterates over the items a fixed number of times, so its running time is linear in the number of items.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from mockserver.domain import access
from mockserver.domain.context import Context
from mockserver.domain.goals import goals
from mockserver.domain.projects import project_contributors, projects
from mockserver.domain.tasks import tasks
from mockserver.model.company.access import VIEW
from mockserver.model.company.companies import Person
from mockserver.model.goals.goals import Goal
from mockserver.model.ids import Id
from mockserver.model.projects.projects import Project
from mockserver.model.spaces.spaces import Space
from mockserver.model.tasks.tasks import Task
from mockserver.store.database import Database

Resource = Goal | Project | Task


class Filters(NamedTuple):
    """The filters of a request. A filter that is None is not applied."""

    space_id: Id | None
    parent_goal_id: Id | None
    champion_id: Id | None
    reviewer_id: Id | None
    contributor_id: Id | None
    only_completed: bool | None


NO_FILTERS: Final = Filters(None, None, None, None, None, None)


class IncludedPeople(NamedTuple):
    """The optional people in the items of a response. A field is true if the items contain the people with this
    role."""

    assignees: bool
    goal_reviewers: bool
    project_reviewers: bool


class Item:
    """A goal, project or task on the work map. `space` is None if the acting person can't view the space."""

    __slots__ = ("db", "id", "parent_id", "resource", "space")

    def __init__(self, db: Database, resource: Resource, parent_id: Id | None, space: Space | None) -> None:
        self.db = db
        self.resource = resource
        self.id = resource.id
        self.parent_id = parent_id
        self.space = space

    @property
    def owner(self) -> Person | None:
        if isinstance(self.resource, Goal):
            return self.db.get(Person, self.resource.champion_id)
        if isinstance(self.resource, Project):
            return project_contributors.champion(self.db, self.resource)
        return next(iter(tasks.assignees(self.db, self.resource)), None)

    @property
    def reviewer(self) -> Person | None:
        if isinstance(self.resource, Goal):
            return self.db.get(Person, self.resource.reviewer_id)
        return project_contributors.reviewer(self.db, self.resource) if isinstance(self.resource, Project) else None

    @property
    def state(self) -> str:
        if isinstance(self.resource, Goal):
            return goals.state(self.resource)
        return projects.state(self.resource) if isinstance(self.resource, Project) else "active"

    def involves(self, person_id: Id) -> bool:
        """Whether a person works on the item. This is true for the assignees of a task, and for the contributors of a
        project except its reviewer. It is never true for a goal."""
        if isinstance(self.resource, Task):
            return person_id in self.resource.assignee_ids
        if not isinstance(self.resource, Project):
            return False
        rows = project_contributors.of_project(self.db, self.resource)
        reviewer_id = next((row.person_id for row in rows if row.role == "reviewer"), None)
        return person_id != reviewer_id and any(
            row.person_id == person_id and project_contributors.active_person(self.db, row) for row in rows
        )


# --- items -----------------------------------------------------------------------------------------------------------


def items(ctx: Context) -> list[Item]:
    """Return all of the company's goals and projects that the acting person can view. Deleted goals and projects are
    omitted. All goals come before all projects. The goals are sorted from the oldest to the newest, and so are the
    projects."""
    db = ctx.db
    spaces, levels = _VisibleSpaces(ctx), access.levels_of(db, ctx.person)
    return [
        *(Item(db, goal, goal.parent_goal_id, spaces[goal.space_id]) for goal in goals.visible(ctx)),
        *(
            Item(db, project, project.goal_id, spaces[project.space_id])
            for project in db.where(Project, company_id=ctx.company.id)
            if project.deleted_at is None and levels[project.id] >= VIEW
        ),
    ]


def task_items(ctx: Context, person_id: Id) -> Iterator[Item]:
    """Return the open tasks that are assigned to a person, including tasks that the acting person can't view. The tasks
    of paused and closed projects are omitted. The `space` of a project's task is None if the acting person can't view
    the space of the project."""
    spaces = _VisibleSpaces(ctx)
    for task in ctx.db.where(Task, assignee=person_id):
        if not tasks.is_in_company(ctx.db, task, ctx.company.id) or (task.task_status and task.task_status.closed):
            continue
        container = tasks.container_of(ctx.db, task)
        if isinstance(container, Space):
            yield Item(ctx.db, task, None, container)
        elif container.status == "active":
            yield Item(ctx.db, task, container.id, spaces[container.space_id])


class _VisibleSpaces(dict[Id, Space | None]):
    """Maps the id of a space to the space, or to None if the acting person can't view the space. Each space is looked
    up only once."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx

    def __missing__(self, id: Id) -> Space | None:
        space = self[id] = self.ctx.visible(Space, id)
        return space


# --- filters and tree ------------------------------------------------------------------------------------------------


def matching(found: list[Item], filters: Filters) -> list[Item]:
    """Return the items in `found` that match the filters. An item must match the filters `space_id` and
    `only_completed`. If one or more of the filters `champion_id`, `reviewer_id` and `contributor_id` are given, the
    item must also match at least one of them. `parent_goal_id` is ignored here."""
    if filters._replace(parent_goal_id=None) == NO_FILTERS:
        return found
    return [item for item in found if _matches(item, filters)]


def _matches(item: Item, filters: Filters) -> bool:
    if filters.space_id is not None and (item.space is None or item.space.id != filters.space_id):
        return False
    if filters.only_completed and item.state != "closed" and not isinstance(item.resource, Task):
        return False
    filters_by_person = any((filters.champion_id, filters.reviewer_id, filters.contributor_id))
    return not filters_by_person or _matches_people(item, filters)


def _matches_people(item: Item, filters: Filters) -> bool:
    if filters.champion_id is not None and (owner := item.owner) is not None and owner.id == filters.champion_id:
        return True
    if (
        filters.reviewer_id is not None
        and (reviewer := item.reviewer) is not None
        and reviewer.id == filters.reviewer_id
    ):
        return True
    return filters.contributor_id is not None and item.involves(filters.contributor_id)


def with_ancestors(found: list[Item], matches: list[Item], space_id: Id | None) -> list[Item]:
    """Return the items in `matches`, followed by the goals above them in the tree. `found` contains all items of the
    work map.

    If `space_id` is given and an item is closed or paused, the goals above this item are added from the lowest to the
    highest, only until the first goal that is not in this space. This goal is not added.
    """
    if len(matches) == len(found):
        return matches
    by_id = {item.id: item for item in found}
    included = {item.id for item in matches}
    visited: dict[bool, set[Id]] = {True: set(), False: set()}
    for match in matches:
        same_space_only = space_id is not None and match.state != "active"
        item = match
        while item.id not in visited[same_space_only]:
            visited[same_space_only].add(item.id)
            parent = by_id.get(item.parent_id or "")
            if parent is None or (same_space_only and (parent.space is None or parent.space.id != space_id)):
                break
            included.add(parent.id)
            item = parent
    matched = {item.id for item in matches}
    return matches + [item for item in found if item.id in included and item.id not in matched]


def items_below(found: list[Item], matches: list[Item], goal_id: Id) -> list[Item]:
    """Return the items in `matches` that are below a goal, and some of the goal's other children. `found` contains all
    items of the work map.

    The matching children of the goal come first. Then come the other children that have a match below them, and then
    all other matches below the goal.
    """
    children_of: dict[Id | None, list[Item]] = {}
    for item in found:
        children_of.setdefault(item.parent_id, []).append(item)
    matched = {item.id for item in matches}
    with_match = set(matched)
    for item in reversed(_subtree(children_of, goal_id)):
        if item.id in with_match and item.parent_id is not None:
            with_match.add(item.parent_id)
    children = children_of.get(goal_id, [])
    first = [item for item in children if item.id in matched]
    first += [item for item in children if item.id in with_match and item.id not in matched]
    return first + [item for child in first for item in _subtree(children_of, child.id) if item.id in matched]


def _subtree(children_of: dict[Id | None, list[Item]], top: Id) -> list[Item]:
    """Return all items below the item with the id `top`, depth first."""
    subtree, waiting = [], [top]
    while waiting:
        children = children_of.get(waiting.pop(), [])
        subtree += children
        waiting += [child.id for child in reversed(children)]
    return subtree
