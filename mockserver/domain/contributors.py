"""The people of a project: who they are, and how they come, change and go (contract: projects 1.4)."""

from typing import Final

from mockserver.domain import access
from mockserver.domain.context import Context
from mockserver.domain.errors import Crash
from mockserver.model.company import Person
from mockserver.model.ids import Id
from mockserver.model.projects import ContributorRole, Project, ProjectContributor
from mockserver.store.world import World

RANK: Final[dict[ContributorRole | None, int]] = {"champion": 0, "reviewer": 1, "contributor": 2, None: 3}
"""The order in which a project shows its contributors."""


def of_project(world: World, project: Project) -> list[ProjectContributor]:
    """The rows of a project, oldest first. The same person can have two."""
    return world.where(ProjectContributor, project_id=project.id)


def visible(world: World, row: ProjectContributor) -> Person | None:
    """The person of a row, unless suspended or an agent."""
    person = world.known(Person, row.person_id)
    return None if person.suspended_at is not None or person.type == "ai" else person


def in_order(world: World, project: Project) -> list[tuple[ProjectContributor, Person]]:
    """Champion, reviewer, the others, the same roles by name; suspended people and agents are left out."""
    found = [(row, person) for row in of_project(world, project) if (person := visible(world, row))]
    return sorted(found, key=lambda pair: (RANK[pair[0].role], pair[1].full_name))


def champion(world: World, project: Project) -> Person | None:
    """The person who runs the project; null also when suspended or an agent."""
    return _holder(world, project, "champion")


def reviewer(world: World, project: Project) -> Person | None:
    """The person who reviews the check-ins; null also when suspended or an agent."""
    return _holder(world, project, "reviewer")


def _holder(world: World, project: Project, role: ContributorRole) -> Person | None:
    for row in of_project(world, project):
        if row.role == role:
            return visible(world, row)
    return None


def personal_level(world: World, row: ProjectContributor) -> int:
    """What the person was given on the project, 0 for nothing; what the company or the space gives does not count."""
    return access.group_level(world, row.project_id, row.person_id)


def insert(
    ctx: Context, project: Project, person_id: Id, role: ContributorRole | None, responsibility: str | None = None
) -> ProjectContributor:
    """A new row, whatever rows there are. An unknown person is a crash."""
    if ctx.world.get(Person, person_id) is None:
        raise Crash("a contributor is no person; the real server's database refuses the row")
    return ctx.world.put(
        ProjectContributor(
            id=ctx.world.new_id(),
            project_id=project.id,
            person_id=person_id,
            role=role,
            responsibility=responsibility,
            inserted_at=ctx.now,
            updated_at=ctx.now,
        )
    )
