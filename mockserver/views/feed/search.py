"""Results of the search across the company (contract: activities 10)."""

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


def project(db: Database, found: Project) -> dict[str, Json]:
    return projects.full(
        db,
        found,
        space=_space(db, found),
        champion=project_contributors.champion(db, found),
        reviewer=project_contributors.reviewer(db, found),
    )


def goal(db: Database, found: Goal) -> dict[str, Json]:
    return goals.essential(db, found) | {
        "space": _space(db, found),
        "champion": people.essential_or_null(db, found.champion_id),
        "reviewer": people.essential_or_null(db, found.reviewer_id),
    }


def milestone(db: Database, found: Milestone) -> dict[str, Json]:
    project = db.get_existing(Project, found.project_id)
    return milestones.essential(
        found,
        project=projects.essential(db, project),
        creator=people.essential_or_null(db, found.creator_id),
        space=_space(db, project),
    )


def task(db: Database, found: Task) -> dict[str, Json]:
    project = db.get(Project, found.project_id)
    if project is None:
        return tasks.full(found, space=spaces.essential(db.get_existing(Space, found.space_id or "")))
    return tasks.full(found, project=projects.essential(db, project), project_space=_space(db, project))


def _space(db: Database, of: Project | Goal) -> dict[str, Json]:
    return spaces.essential(db.get_existing(Space, of.space_id))
