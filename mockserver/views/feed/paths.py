"""Paths of the web application, which some responses contain (contract: wire 8.4)."""

from mockserver.domain.tasks import tasks
from mockserver.model.company.companies import Company, Person
from mockserver.model.goals.goals import Goal
from mockserver.model.projects.projects import Project
from mockserver.model.spaces.spaces import Space
from mockserver.model.tasks.tasks import Task
from mockserver.views.company import companies, people
from mockserver.views.goals import goals
from mockserver.views.projects import projects
from mockserver.views.spaces import spaces


def within(company: Company, path: str) -> str:
    """Return the complete path of a page in the web application. `path` is relative to the path of the company."""
    return f"/{companies.company_id(company)}/{path}"


def goal(company: Company, goal: Goal) -> str:
    return within(company, f"goals/{goals.goal_id(goal)}")


def project(company: Company, project: Project) -> str:
    return within(company, f"projects/{projects.project_id(project)}")


def person(company: Company, person: Person) -> str:
    return within(company, f"people/{people.person_id(person)}")


def project_task(company: Company, task: Task) -> str:
    return within(company, f"tasks/{tasks.slugged_id(task)}")


def space_task(company: Company, space: Space, task: Task) -> str:
    return within(company, f"spaces/{spaces.space_id(space)}/kanban?taskId={tasks.slugged_id(task)}")


def space_work_map(company: Company, space: Space) -> str:
    return within(company, f"spaces/{spaces.space_id(space)}/work-map")
