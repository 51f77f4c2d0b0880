"""JSON views of the items of the work map (contract: goals 4.1)."""

from collections.abc import Sequence
from typing import Final

import msgspec

from mockserver.domain import access
from mockserver.domain.feed.work_map import IncludedPeople, Item
from mockserver.domain.goals import goal_targets, goals
from mockserver.domain.projects import milestones, project_contributors, projects
from mockserver.domain.tasks import tasks
from mockserver.model.company.companies import Company, Person
from mockserver.model.dates import Timeframe
from mockserver.model.goals.goals import Goal
from mockserver.model.ids import Id
from mockserver.model.projects.projects import Project
from mockserver.model.rich_text import Json
from mockserver.model.spaces.spaces import Space
from mockserver.model.tasks.tasks import Task
from mockserver.store.database import Database
from mockserver.views.company import people
from mockserver.views.feed import paths
from mockserver.views.goals import goals as goal_views
from mockserver.views.projects import projects as project_views
from mockserver.views.spaces import spaces

PersonView = tuple[dict[str, Json], str] | tuple[None, None]

LEVELS_AT_ONCE: Final = 100  # the number of levels of the tree that are encoded together


def flat(db: Database, company: Company, items: Sequence[Item], included: IncludedPeople) -> list[dict[str, Json]]:
    view = _ItemView(db, company, included)
    return [view(item) for item in items]


def tree(db: Database, company: Company, items: Sequence[Item], included: IncludedPeople) -> list[dict[str, Json]]:
    """Return the tree of the items. A root is an item whose parent is not in `items`. Roots without a parent come
    before roots with a parent. The children of a goal are first projects and then goals."""
    view = _ItemView(db, company, included)
    shown = {item.id: view(item) for item in items}
    by_type = sorted(items, key=lambda item: isinstance(item.resource, Goal))
    for item in by_type:
        if item.parent_id in shown:
            shown[item.parent_id]["children"].append(shown[item.id])
    roots = [item for item in items if item.parent_id not in shown]
    root_views = [shown[item.id] for item in sorted(roots, key=lambda item: item.parent_id is not None)]
    flatten(root_views)
    return root_views


def flatten(roots: Sequence[dict[str, Json]]) -> None:
    """Encode deep trees in parts, because the encoder supports only a few hundred levels. At each level that is a
    multiple of LEVELS_AT_ONCE, starting with the deepest, the children of the items are replaced by their encoded
    JSON."""
    level, levels = roots, []
    while level:
        levels.append(level)
        level = [child for item in level for child in item["children"]]
    for level in reversed(levels[LEVELS_AT_ONCE::LEVELS_AT_ONCE]):
        for item in level:
            item["children"] = msgspec.Raw(msgspec.json.encode(item["children"]))


class _ItemView:
    """Creates the views of items. People, spaces and their paths, which many items contain, are created only once."""

    def __init__(self, db: Database, company: Company, included: IncludedPeople) -> None:
        self.db = db
        self.today = projects.today(db)
        self.company = company
        self.path = paths.within(company, "")
        self.included = included
        self.people: dict[Id, PersonView] = {}
        self.spaces: dict[Id, tuple[dict[str, Json], str]] = {}

    def __call__(self, item: Item) -> dict[str, Json]:
        resource = item.resource
        if isinstance(resource, Goal):
            return self._goal(item, resource)
        return self._project(item, resource) if isinstance(resource, Project) else self._task(item, resource)

    def _person(self, person: Person | None) -> PersonView:
        """Return the view of a person and the path of their page."""
        if person is None:
            return None, None
        shown = self.people.get(person.id)
        if shown is None:
            shown = self.people[person.id] = people.essential(person), paths.person(self.company, person)
        return shown

    def _space(self, space: Space) -> tuple[dict[str, Json], str]:
        """Return the view of a space and the path of its work map."""
        shown = self.spaces.get(space.id)
        if shown is None:
            shown = self.spaces[space.id] = spaces.essential(space), paths.space_work_map(self.company, space)
        return shown

    def _common(self, item: Item, owner: Person | None, reviewer: Person | None) -> dict[str, Json]:
        """Return the fields that all kinds of items have, and default values for the fields that only some
        kinds have."""
        space, space_path = (None, None) if item.space is None else self._space(item.space)
        owner_view, owner_path = self._person(owner)
        reviewer_view, reviewer_path = self._person(reviewer)
        return {
            "id": None,
            "parent_id": item.parent_id,
            "name": item.resource.name,
            "status": None,
            "task_status": None,
            "state": item.state,
            "progress": 0.0,
            "type": None,
            "item_path": None,
            "space": space,
            "space_path": space_path,
            "project": None,
            "project_path": None,
            "owner": owner_view,
            "owner_path": owner_path,
            "reviewer": reviewer_view,
            "reviewer_path": reviewer_path,
            "next_step": "",
            "is_new": False,
            "completed_on": None,
            "timeframe": None,
            "children": [],
            "privacy": None,
            "assignees": None,
        }

    def _goal(self, item: Item, goal: Goal) -> dict[str, Json]:
        db, included = self.db, self.included
        id = goal_views.goal_id(goal)
        owner = item.owner
        reviewer = item.reviewer if included.goal_reviewers else None
        targets, checks = goal_targets.targets_of(db, goal), goal_targets.checks_of(db, goal)
        shown = self._common(item, owner, reviewer)
        if included.assignees:
            # a reviewer that is not included is null in the list; if there is no reviewer, the list has no entry for
            # one
            leads = [shown["owner"], shown["reviewer"]]
            shown["assignees"] = [lead for lead in leads if lead] + ([] if included.goal_reviewers else [None])
        shown |= {
            "id": id,
            "status": goals.status(goal, self.today),
            "progress": goal_targets.progress(targets, checks),
            "type": "goal",
            "item_path": f"{self.path}goals/{id}",
            "next_step": goal_targets.next_step(targets, checks),
            "completed_on": goal.closed_at,
            "timeframe": goal.timeframe,
            "privacy": goals.privacy(db, goal),
        }
        return shown

    def _project(self, item: Item, project: Project) -> dict[str, Json]:
        db, included = self.db, self.included
        id = project_views.project_id(project)
        contributors = project_contributors.of_project(db, project)
        project_milestones = milestones.of_project(db, project)
        next_milestone = projects.next_milestone(project_milestones)
        owner = project_contributors.person_with_role(db, contributors, "champion")
        reviewer = (
            project_contributors.person_with_role(db, contributors, "reviewer") if included.project_reviewers else None
        )
        shown = self._common(item, owner, reviewer)
        if included.assignees:  # active contributors without duplicates, in the order of the rows
            visible = (project_contributors.active_person(db, row) for row in contributors)
            people = {person.id: self._person(person)[0] for person in visible if person}
            shown["assignees"] = list(people.values())
        shown |= {
            "id": id,
            "status": projects.status(project, self.today),
            "progress": projects.progress(project_milestones),
            "type": "project",
            "item_path": f"{self.path}projects/{id}",
            "next_step": next_milestone.title if next_milestone else "",
            "completed_on": project.closed_at,
            "timeframe": project.timeframe,
            "privacy": access.privacy(projects.access_levels(db, project)),
        }
        return shown

    def _task(self, item: Item, task: Task) -> dict[str, Json]:
        db, company = self.db, self.company
        container = tasks.container_of(db, task)
        shown = self._common(item, item.owner, None)
        if isinstance(container, Space):
            shown["item_path"] = paths.space_task(company, container, task)
        else:
            shown["item_path"] = paths.project_task(company, task)
            shown["project"] = project_views.essential(db, container)
            shown["project_path"] = paths.project(company, container)
        shown |= {
            "id": tasks.slugged_id(task),
            "task_status": task.task_status,
            "type": "task",
            "timeframe": Timeframe(None, task.due_date) if task.due_date else None,
            "assignees": people.essentials(tasks.assignees(db, task)),
        }
        return shown
