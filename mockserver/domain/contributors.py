"""The people of a project and their roles (contract: projects 1.4)."""

from mockserver.model.company import Person
from mockserver.model.projects import ContributorRole, Project, ProjectContributor
from mockserver.store.world import World


def champion(world: World, project: Project) -> Person | None:
    """The person who runs the project; null also when suspended or an agent."""
    return _holder(world, project, "champion")


def reviewer(world: World, project: Project) -> Person | None:
    """The person who reviews the check-ins; null also when suspended or an agent."""
    return _holder(world, project, "reviewer")


def _holder(world: World, project: Project, role: ContributorRole) -> Person | None:
    for row in world.where(ProjectContributor, project_id=project.id):
        if row.role == role:
            person = world.known(Person, row.person_id)
            return None if person.suspended_at is not None or person.type == "ai" else person
    return None
