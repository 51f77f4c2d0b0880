"""The handlers of the 203 endpoints, a module for each resource. Importing this package registers them all."""

from mockserver.api import (
    companies,
    company_members,
    goal_progress_updates,
    goals,
    people,
    project_plan,
    projects,
    spaces,
)
from mockserver.api.registry import HANDLERS

__all__ = [
    "HANDLERS",
    "companies",
    "company_members",
    "goal_progress_updates",
    "goals",
    "people",
    "project_plan",
    "projects",
    "spaces",
]
