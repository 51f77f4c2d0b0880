"""What a search across the company shows of the things it finds (contract: activities 10)."""

from mockserver.model.goals.goals import Goal
from mockserver.model.projects.milestones import Milestone
from mockserver.model.projects.projects import Project
from mockserver.model.rich_text import Json
from mockserver.model.spaces.spaces import Space
from mockserver.model.tasks.tasks import Task
from mockserver.store.database import World
from mockserver.views.company import people
from mockserver.views.goals import goals
from mockserver.views.projects import milestones, project_contributors, projects
from mockserver.views.spaces import spaces
from mockserver.views.tasks import tasks


def project(world: World, found: Project) -> dict[str, Json]:
    return projects.full(
        world,
        found,
        space=_space(world, found),
        champion=project_contributors.champion(world, found),
        reviewer=project_contributors.reviewer(world, found),
    )


def goal(world: World, found: Goal) -> dict[str, Json]:
    return goals.essential(world, found) | {
        "space": _space(world, found),
        "champion": people.essential_or_null(world, found.champion_id),
        "reviewer": people.essential_or_null(world, found.reviewer_id),
    }


def milestone(world: World, found: Milestone) -> dict[str, Json]:
    project = world.known(Project, found.project_id)
    return milestones.essential(
        found,
        project=projects.essential(world, project),
        creator=people.essential_or_null(world, found.creator_id),
        space=_space(world, project),
    )


def task(world: World, found: Task) -> dict[str, Json]:
    project = world.get(Project, found.project_id)
    if project is None:
        return tasks.full(found, space=spaces.essential(world.known(Space, found.space_id or "")))
    return tasks.full(found, project=projects.essential(world, project), project_space=_space(world, project))


def _space(world: World, of: Project | Goal) -> dict[str, Json]:
    return spaces.essential(world.known(Space, of.space_id))
