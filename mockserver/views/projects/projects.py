"""Converts projects to JSON (contract: projects 2.1 and 2.2)."""

from typing import Final

from mockserver.domain.projects import projects
from mockserver.model import ids
from mockserver.model.projects.projects import Project
from mockserver.model.rich_text import Json
from mockserver.store.database import Database

UNSET: Final = "nil"
"""The text that the real server sends if a project has no success status."""


def project_id(project: Project) -> str:
    return ids.slugged(project.name, project.id)


def essential(db: Database, project: Project, *, privacy: str | None = None) -> dict[str, Json]:
    """Return the essential JSON of a project, for lists and for the JSON of other records."""
    return {
        "id": project_id(project),
        "name": project.name,
        "privacy": privacy,
        "status": projects.status(project, projects.today(db)),
        "success_status": project.success_status or UNSET,
        "goal_id": ids.short(project.goal_id) if project.goal_id else None,
    }


NOT_INCLUDED: Final[dict[str, Json]] = {
    "contributors": (),
    "notifications": (),
    **dict.fromkeys(("space", "champion", "reviewer", "goal", "milestones", "next_milestone", "last_check_in")),
    **dict.fromkeys(("retrospective", "key_resources", "permissions", "access_levels", "potential_subscribers")),
    "subscription_list": None,
}
"""The values of the optional keys that the client did not request."""


def full(db: Database, project: Project, *, privacy: str | None = None, **included: Json) -> dict[str, Json]:
    """Return the full JSON of a project. Optional keys that are not in `included` have the value in `NOT_INCLUDED`."""
    today = projects.today(db)
    return {
        **essential(db, project, privacy=privacy),
        "description": project.description,
        "inserted_at": project.inserted_at,
        "updated_at": project.updated_at,
        "closed_at": project.closed_at,
        "next_check_in_scheduled_at": project.next_check_in_scheduled_at,
        "timeframe": project.timeframe,
        "state": projects.state(project),
        "is_archived": project.deleted_at is not None,
        "is_outdated": projects.is_outdated(project, today),
        "task_statuses": project.task_statuses,
        "tasks_kanban_state": project.tasks_kanban_state,
        "milestones_ordering_state": project.milestones_ordering_state,
        **NOT_INCLUDED,
        **included,
    }
