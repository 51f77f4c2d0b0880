"""The handlers of the 203 endpoints, a module for each resource. Importing this package registers them all."""

from mockserver.api import (
    companies,
    company_members,
    goal_progress_updates,
    goals,
    key_resources,
    milestones,
    people,
    project_check_ins,
    project_discussions,
    project_plan,
    projects,
    resource_hub_documents,
    resource_hub_files,
    resource_hub_folders,
    resource_hub_links,
    resource_hubs,
    spaces,
)
from mockserver.api.registry import HANDLERS

__all__ = [
    "HANDLERS",
    "companies",
    "company_members",
    "goal_progress_updates",
    "goals",
    "key_resources",
    "milestones",
    "people",
    "project_check_ins",
    "project_discussions",
    "project_plan",
    "projects",
    "resource_hub_documents",
    "resource_hub_files",
    "resource_hub_folders",
    "resource_hub_links",
    "resource_hubs",
    "spaces",
]
