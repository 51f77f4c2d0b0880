"""Items of the work map on the wire (contract: goals 4.1)."""

from collections.abc import Sequence
from typing import Final

import msgspec

from mockserver.domain import access
from mockserver.domain.feed.work_map import Item, Loaded
from mockserver.domain.goals import goal_targets, goals
from mockserver.domain.projects import milestones, project_contributors, projects
from mockserver.domain.tasks import tasks
from mockserver.model.company.companies import Company, Person
from mockserver.model.dates import Timeframe
from mockserver.model.goals.goals import Goal
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

LEVELS_AT_ONCE: Final = 100  # of the tree: the encoder's limit is a few hundred levels


def flat(company: Company, items: Sequence[Item], loaded: Loaded) -> list[dict[str, Json]]:
    return [_item(company, item, loaded) for item in items]


def tree(company: Company, items: Sequence[Item], loaded: Loaded) -> list[dict[str, Json]]:
    """The tree of the items. Roots without a parent come before roots whose parent is not among the items; under a
    parent, projects come before goals."""
    shown = {item.id: _item(company, item, loaded) for item in items}
    by_type = sorted(items, key=lambda item: isinstance(item.resource, Goal))
    for item in by_type:
        if item.parent_id in shown:
            shown[item.parent_id]["children"].append(shown[item.id])
    roots = [item for item in items if item.parent_id not in shown]
    rooted = [shown[item.id] for item in sorted(roots, key=lambda item: item.parent_id is not None)]
    flatten(rooted)
    return rooted


def flatten(roots: Sequence[dict[str, Json]]) -> None:
    """Encode items deep in the tree, the deepest first: the encoder supports some hundred levels only."""
    level, levels = roots, []
    while level:
        levels.append(level)
        level = [child for item in level for child in item["children"]]
    for level in reversed(levels[LEVELS_AT_ONCE::LEVELS_AT_ONCE]):
        for item in level:
            item["children"] = msgspec.Raw(msgspec.json.encode(item["children"]))


def _item(company: Company, item: Item, loaded: Loaded) -> dict[str, Json]:
    resource = item.resource
    if isinstance(resource, Goal):
        return _common(company, item) | _goal(company, item, resource, loaded)
    if isinstance(resource, Project):
        return _common(company, item) | _project(company, item, resource, loaded)
    return _common(company, item) | _task(company, item, resource)


def _common(company: Company, item: Item) -> dict[str, Json]:
    """The fields of all kinds of items, and the defaults of those that only some kinds have."""
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
        "space": spaces.essential(item.space) if item.space else None,
        "space_path": paths.space_work_map(company, item.space) if item.space else None,
        "project": None,
        "project_path": None,
        "owner": people.essential(item.owner) if item.owner else None,
        "owner_path": paths.person(company, item.owner) if item.owner else None,
        "reviewer": None,
        "reviewer_path": None,
        "next_step": "",
        "is_new": False,
        "completed_on": None,
        "timeframe": None,
        "children": [],
        "privacy": None,
        "assignees": None,
    }


def _goal(company: Company, item: Item, goal: Goal, loaded: Loaded) -> dict[str, Json]:
    db = item.db
    targets, checks = goal_targets.targets_of(db, goal), goal_targets.checks_of(db, goal)
    assignees = None
    if loaded.assignees:
        # a reviewer who was not loaded is null in the list; without a reviewer there is no entry
        leads = [item.owner, item.reviewer] if loaded.goal_reviewers else [item.owner]
        assignees = people.essentials([lead for lead in leads if lead]) + ([] if loaded.goal_reviewers else [None])
    return {
        "id": goal_views.goal_id(goal),
        "status": goals.status(goal, db.clock.now().date()),
        "progress": goal_targets.progress(targets, checks),
        "type": "goal",
        "item_path": paths.goal(company, goal),
        **_reviewer(company, item.reviewer if loaded.goal_reviewers else None),
        "next_step": goal_targets.next_step(targets, checks),
        "completed_on": goal.closed_at,
        "timeframe": goal.timeframe,
        "privacy": goals.privacy(db, goal),
        "assignees": assignees,
    }


def _project(company: Company, item: Item, project: Project, loaded: Loaded) -> dict[str, Json]:
    db = item.db
    step = projects.next_milestone(milestones.of_project(db, project))
    return {
        "id": project_views.project_id(project),
        "status": projects.status(project, projects.today(db)),
        "progress": projects.progress(db, project),
        "type": "project",
        "item_path": paths.project(company, project),
        **_reviewer(company, item.reviewer if loaded.project_reviewers else None),
        "next_step": step.title if step else "",
        "completed_on": project.closed_at,
        "timeframe": project.timeframe,
        "privacy": access.privacy(projects.access_levels(db, project)),
        "assignees": _contributors(db, project) if loaded.assignees else None,
    }


def _task(company: Company, item: Item, task: Task) -> dict[str, Json]:
    db = item.db
    holder = tasks.container(db, task)
    place: dict[str, Json] = {
        "item_path": paths.space_task(company, holder, task)
        if isinstance(holder, Space)
        else paths.project_task(company, task)
    }
    if isinstance(holder, Project):
        place |= {"project": project_views.essential(db, holder), "project_path": paths.project(company, holder)}
    return {
        "id": tasks.wire_id(task),
        "task_status": task.task_status,
        "type": "task",
        **place,
        "timeframe": Timeframe(None, task.due_date) if task.due_date else None,
        "assignees": people.essentials(tasks.assignees(db, task)),
    }


def _reviewer(company: Company, reviewer: Person | None) -> dict[str, Json]:
    return {
        "reviewer": people.essential(reviewer) if reviewer else None,
        "reviewer_path": paths.person(company, reviewer) if reviewer else None,
    }


def _contributors(db: Database, project: Project) -> list[dict[str, Json]]:
    """The active contributors of a project, each once, in the order of their rows."""
    visible = [project_contributors.visible(db, row) for row in project_contributors.of_project(db, project)]
    return people.essentials({person.id: person for person in visible if person}.values())
