"""Converts the results of the search across the company to JSON (contract: activities 10)."""

from mockserver.model.goals.goals import Goal
from mockserver.model.projects.milestones import Milestone
from mockserver.model.projects.projects import Project
from mockserver.model.rich_text import Json
from mockserver.model.spaces.spaces import Space
from mockserver.model.tasks.tasks import Task
from mockserver.store.database import Database
from mockserver.views.company import people
from mockserver.views.goals import goals
from mockserver.views.projects import milestones, project_contributors, projects
from mockserver.views.spaces import spaces
from mockserver.views.tasks import tasks


def project(db: Database, project: Project) -> dict[str, Json]:
    return projects.full(
        db,
        project,
        space=_space(db, project),
        champion=project_contributors.champion(db, project),
        reviewer=project_contributors.reviewer(db, project),
    )


def goal(db: Database, goal: Goal) -> dict[str, Json]:
    return goals.essential(db, goal) | {
        "space": _space(db, goal),
        "champion": people.essential_or_null(db, goal.champion_id),
        "reviewer": people.essential_or_null(db, goal.reviewer_id),
    }


def milestone(db: Database, milestone: Milestone) -> dict[str, Json]:
    project = db.get_existing(Project, milestone.project_id)
    return milestones.essential(
        milestone,
        project=projects.essential(db, project),
        creator=people.essential_or_null(db, milestone.creator_id),
        space=_space(db, project),
    )


def task(db: Database, task: Task) -> dict[str, Json]:
    project = db.get(Project, task.project_id)
    if project is None:
        return tasks.full(task, space=spaces.essential(db.get_existing(Space, task.space_id or "")))
    return tasks.full(task, project=projects.essential(db, project), project_space=_space(db, project))


def _space(db: Database, record: Project | Goal) -> dict[str, Json]:
    return spaces.essential(db.get_existing(Space, record.space_id))
