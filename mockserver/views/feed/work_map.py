"""Converts the items of the work map to JSON (contract: goals 4.1)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

import msgspec

from mockserver.domain import access
from mockserver.domain.feed.work_map import IncludedPeople, Item
from mockserver.domain.goals import goal_targets, goals
from mockserver.domain.projects import milestones, project_contributors, projects
from mockserver.domain.tasks import tasks
from mockserver.model.company.access import Binding
from mockserver.model.company.companies import Company, Person
from mockserver.model.dates import Timeframe
from mockserver.model.goals.goals import Check, Goal, Target
from mockserver.model.ids import Id
from mockserver.model.projects.milestones import Milestone
from mockserver.model.projects.projects import Project, ProjectContributor
from mockserver.model.rich_text import Json
from mockserver.model.spaces.spaces import Space
from mockserver.model.tasks.tasks import Task, TaskStatus
from mockserver.store.database import Database
from mockserver.views.company import people
from mockserver.views.feed import paths
from mockserver.views.goals import goals as goal_views
from mockserver.views.projects import projects as project_views
from mockserver.views.spaces import spaces

JsonAndPath = tuple[dict[str, Json], str] | tuple[None, None]
"""The JSON of a person or space, and the path of a page in the web application."""

LEVELS_AT_ONCE: Final = 100  # the number of levels of a tree that are encoded together (see `flatten`)


class ItemJson(msgspec.Struct, gc=False, kw_only=True):
    """An item of the work map in a response. A field keeps its default value if it does not apply to the kind of item.

    The items are structs, because structs are created and encoded faster than dictionaries.
    """

    id: str
    parent_id: Id | None
    name: str
    status: str | None = None
    task_status: TaskStatus | None = None
    state: str
    progress: float = 0.0
    type: str
    item_path: str
    space: dict[str, Json] | None
    space_path: str | None
    project: dict[str, Json] | None = None
    project_path: str | None = None
    owner: dict[str, Json] | None
    owner_path: str | None
    reviewer: dict[str, Json] | None = None
    reviewer_path: str | None = None
    next_step: str = ""
    is_new: bool = False
    completed_on: datetime | None = None
    timeframe: Timeframe | None
    children: list["ItemJson"] | msgspec.Raw
    privacy: str | None = None
    assignees: Sequence[dict[str, Json] | None] | None


def flat(db: Database, company: Company, items: Sequence[Item], included: IncludedPeople) -> list[ItemJson]:
    convert = _ItemConverter(db, company, included)
    return [convert(item, []) for item in items]


def tree(db: Database, company: Company, items: Sequence[Item], included: IncludedPeople) -> list[ItemJson]:
    """Return the roots of the tree of items. A root is an item that has no parent, or whose parent is not in `items`.
    Roots without a parent come first. Among the children of a goal, projects come before goals."""
    convert = _ItemConverter(db, company, included)
    children: dict[Id | None, list[ItemJson]] = {item.id: [] for item in items}
    shown = {item.id: convert(item, children[item.id]) for item in items}
    for item in sorted(items, key=lambda item: isinstance(item.resource, Goal)):
        if item.parent_id in children:
            children[item.parent_id].append(shown[item.id])
    roots = [item for item in items if item.parent_id not in children]
    shown_roots = [shown[item.id] for item in sorted(roots, key=lambda item: item.parent_id is not None)]
    flatten(shown_roots)
    return shown_roots


def flatten(roots: Sequence[ItemJson]) -> None:
    """Encode the lower levels of a deep tree, because the encoder supports only a few hundred levels.

    Only the levels whose numbers are multiples of LEVELS_AT_ONCE are changed, the deepest of them first. In each item
    of such a level, the encoded JSON of the children replaces the children.
    """
    level, levels = roots, []
    while level:
        levels.append(level)
        level = [child for item in level if isinstance(item.children, list) for child in item.children]
    for level in reversed(levels[LEVELS_AT_ONCE::LEVELS_AT_ONCE]):
        for item in level:
            item.children = msgspec.Raw(msgspec.json.encode(item.children))


_GoalValues = tuple[float, str]
"""The progress and the next step of a goal."""


class _ProjectValues(NamedTuple):
    progress: float
    next_step: str
    champion: Person | None
    reviewer: Person | None
    contributors: list[Person]
    """The active contributors without duplicates, in the order in which they were added to the project."""


class _ItemConverter:
    """Converts items to JSON.

    Many items contain the same people and spaces, so the JSON of each person and space is created only once. Some
    computed values are also cached. For example, the progress of goals is cached until any target or check changes.
    """

    def __init__(self, db: Database, company: Company, included: IncludedPeople) -> None:
        self.db = db
        self.today = projects.today(db)
        self.company = company
        self.path = paths.within(company, "")
        self.included = included
        self.people: dict[Id, JsonAndPath] = {}
        self.spaces: dict[Id, JsonAndPath] = {}
        self.goals: dict[Id, _GoalValues] = db.derived_cache("work map goals", Target, Check)
        self.projects: dict[Id, _ProjectValues] = db.derived_cache(
            "work map projects", Milestone, ProjectContributor, Person
        )
        self.privacy: dict[tuple[Id, Id], str] = db.derived_cache("work map privacy", Binding)

    def __call__(self, item: Item, children: list[ItemJson]) -> ItemJson:
        resource = item.resource
        if isinstance(resource, Goal):
            return self._goal(item, resource, children)
        if isinstance(resource, Project):
            return self._project(item, resource, children)
        return self._task(item, resource, children)

    def _person(self, person: Person | None) -> JsonAndPath:
        """Return the JSON of a person, and the path of their page in the web application."""
        if person is None:
            return None, None
        shown = self.people.get(person.id)
        if shown is None:
            shown = self.people[person.id] = people.essential(person), paths.person(self.company, person)
        return shown

    def _space(self, space: Space | None) -> JsonAndPath:
        """Return the JSON of a space, and the path of its work map in the web application."""
        if space is None:
            return None, None
        shown = self.spaces.get(space.id)
        if shown is None:
            shown = self.spaces[space.id] = spaces.essential(space), paths.space_work_map(self.company, space)
        return shown

    def _privacy(self, resource: Goal | Project) -> str:
        key = resource.id, resource.space_id
        privacy = self.privacy.get(key)
        if privacy is None:
            levels = access.access_levels(self.db, resource.company_id, *key)
            privacy = self.privacy[key] = access.privacy(levels)
        return privacy

    def _goal(self, item: Item, goal: Goal, children: list[ItemJson]) -> ItemJson:
        included = self.included
        values = self.goals.get(goal.id)
        if values is None:
            targets, checks = goal_targets.targets_of(self.db, goal), goal_targets.checks_of(self.db, goal)
            values = goal_targets.progress(targets, checks), goal_targets.next_step(targets, checks)
            self.goals[goal.id] = values
        progress, next_step = values
        id = goal_views.goal_id(goal)
        space, space_path = self._space(item.space)
        owner, owner_path = self._person(item.owner)
        reviewer, reviewer_path = self._person(item.reviewer if included.goal_reviewers else None)
        assignees = None
        if included.assignees:
            # as on the real server, the list ends with null if reviewers were not requested; if they were requested and
            # the goal has no reviewer, the list does not contain null
            assignees = [lead for lead in (owner, reviewer) if lead] + ([] if included.goal_reviewers else [None])
        return ItemJson(
            id=id,
            parent_id=item.parent_id,
            name=goal.name,
            status=goals.status(goal, self.today),
            state=goals.state(goal),
            progress=progress,
            type="goal",
            item_path=f"{self.path}goals/{id}",
            space=space,
            space_path=space_path,
            owner=owner,
            owner_path=owner_path,
            reviewer=reviewer,
            reviewer_path=reviewer_path,
            next_step=next_step,
            completed_on=goal.closed_at,
            timeframe=goal.timeframe,
            children=children,
            privacy=self._privacy(goal),
            assignees=assignees,
        )

    def _project(self, item: Item, project: Project, children: list[ItemJson]) -> ItemJson:
        included = self.included
        values = self.projects.get(project.id)
        if values is None:
            values = self.projects[project.id] = _project_values(self.db, project)
        id = project_views.project_id(project)
        space, space_path = self._space(item.space)
        owner, owner_path = self._person(values.champion)
        reviewer, reviewer_path = self._person(values.reviewer if included.project_reviewers else None)
        return ItemJson(
            id=id,
            parent_id=item.parent_id,
            name=project.name,
            status=projects.status(project, self.today),
            state=projects.state(project),
            progress=values.progress,
            type="project",
            item_path=f"{self.path}projects/{id}",
            space=space,
            space_path=space_path,
            owner=owner,
            owner_path=owner_path,
            reviewer=reviewer,
            reviewer_path=reviewer_path,
            next_step=values.next_step,
            completed_on=project.closed_at,
            timeframe=project.timeframe,
            children=children,
            privacy=self._privacy(project),
            assignees=[self._person(person)[0] for person in values.contributors] if included.assignees else None,
        )

    def _task(self, item: Item, task: Task, children: list[ItemJson]) -> ItemJson:
        db, company = self.db, self.company
        container = tasks.container_of(db, task)
        space, space_path = self._space(item.space)
        owner, owner_path = self._person(item.owner)
        project = None if isinstance(container, Space) else container
        return ItemJson(
            id=tasks.slugged_id(task),
            parent_id=item.parent_id,
            name=task.name,
            task_status=task.task_status,
            state="active",
            type="task",
            item_path=(
                paths.space_task(company, container, task)
                if isinstance(container, Space)
                else paths.project_task(company, task)
            ),
            space=space,
            space_path=space_path,
            project=project_views.essential(db, project) if project else None,
            project_path=paths.project(company, project) if project else None,
            owner=owner,
            owner_path=owner_path,
            timeframe=Timeframe(None, task.due_date) if task.due_date else None,
            children=children,
            assignees=people.essentials(tasks.assignees(db, task)),
        )


def _project_values(db: Database, project: Project) -> _ProjectValues:
    rows = project_contributors.of_project(db, project)
    project_milestones = milestones.of_project(db, project)
    next_milestone = projects.next_milestone(project_milestones)
    active = (project_contributors.active_person(db, row) for row in rows)
    return _ProjectValues(
        progress=projects.progress(project_milestones),
        next_step=next_milestone.title if next_milestone else "",
        champion=project_contributors.person_with_role(db, rows, "champion"),
        reviewer=project_contributors.person_with_role(db, rows, "reviewer"),
        contributors=list({person.id: person for person in active if person}.values()),
    )
