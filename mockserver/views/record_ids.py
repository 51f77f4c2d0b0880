"""Returns the ids of records as the API returns them."""

from collections.abc import Callable
from typing import Any, Final

from mockserver.domain.projects import milestones
from mockserver.domain.tasks import tasks
from mockserver.model import ids
from mockserver.model.company.companies import Company, Person
from mockserver.model.documents.resource_hubs import ResourceHub
from mockserver.model.goals.goals import Goal, GoalProgressUpdate
from mockserver.model.projects.milestones import Milestone
from mockserver.model.projects.projects import Project, ProjectCheckIn
from mockserver.model.record import Record
from mockserver.model.spaces.spaces import Message, Space
from mockserver.model.tasks.tasks import Task
from mockserver.views.company import companies, people
from mockserver.views.documents import resource_hubs
from mockserver.views.goals import goal_progress_updates, goals
from mockserver.views.projects import project_check_ins, projects
from mockserver.views.spaces import discussions, spaces

API_IDS: Final[dict[type[Record], Callable[[Any], str]]] = {
    Company: companies.company_id,
    Person: people.person_id,
    Space: spaces.space_id,
    Message: discussions.discussion_id,
    Goal: goals.goal_id,
    GoalProgressUpdate: goal_progress_updates.update_id,
    Project: projects.project_id,
    ProjectCheckIn: project_check_ins.check_in_id,
    Milestone: milestones.slugged_id,
    Task: tasks.slugged_id,
    ResourceHub: resource_hubs.hub_id,
}


def api_id(record: Record) -> str:
    """Return the id of a record as the API returns it. For the kinds of records in `API_IDS`, the id begins with words,
    such as those of the name. For all other kinds, the id is only the short id."""
    return API_IDS.get(type(record), _short)(record)


def _short(record: Record) -> str:
    return ids.short(record.id)
