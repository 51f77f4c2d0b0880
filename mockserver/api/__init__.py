"""The handlers of the 203 endpoints, a module for each resource. Importing this package registers them all."""

from mockserver.api import (
    companies,
    company_members,
    discussions,
    people,
    project_plan,
    projects,
    space_members,
    space_tasks,
    spaces,
    tasks,
)
from mockserver.api.registry import HANDLERS

__all__ = [
    "HANDLERS",
    "companies",
    "company_members",
    "discussions",
    "people",
    "project_plan",
    "projects",
    "space_members",
    "space_tasks",
    "spaces",
    "tasks",
]
