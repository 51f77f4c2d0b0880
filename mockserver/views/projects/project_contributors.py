"""Converts contributors to JSON (contract: projects 2.4)."""

from mockserver.domain.projects import project_contributors
from mockserver.model import ids
from mockserver.model.company.companies import Person
from mockserver.model.projects.projects import Project, ProjectContributor
from mockserver.model.rich_text import Json
from mockserver.store.database import Database
from mockserver.views import subscriptions
from mockserver.views.company import people


def essential(row: ProjectContributor, *, person: Person | None = None, level: int | None = None) -> dict[str, Json]:
    """Return the JSON of a contributor. `person` and `access_level` are null if the arguments `person` and `level` are
    None."""
    return {
        "id": ids.short(row.id),
        "role": row.role or project_contributors.NO_ROLE,
        "responsibility": row.responsibility,
        "access_level": level,
        "person": _person(person),
    }


def full(row: ProjectContributor, *, project: Json, permissions: Json, **included: Json) -> dict[str, Json]:
    """Return the full JSON of a contributor. `project` and `permissions` are the values of the keys with these names.
    `included` contains the arguments `person` and `level` of `essential`."""
    return {**essential(row, **included), "project": project, "permissions": permissions}


def with_people(db: Database, project: Project, *, levels: bool = False) -> list[dict[str, Json]]:
    """Return the JSON of the contributors of a project, sorted by role and name. The JSON of each contributor contains
    the person. If `levels` is true, `access_level` is the level of the contributor's personal binding. Otherwise,
    `access_level` is null. Suspended people and AI agents are omitted."""
    return [
        essential(row, person=person, level=project_contributors.personal_level(db, row) if levels else None)
        for row, person in project_contributors.sorted_by_role(db, project)
    ]


def champion(db: Database, project: Project) -> dict[str, Json] | None:
    return _person(project_contributors.champion(db, project))


def reviewer(db: Database, project: Project) -> dict[str, Json] | None:
    return _person(project_contributors.reviewer(db, project))


def _person(person: Person | None) -> dict[str, Json] | None:
    return people.essential(person) if person else None


def potential_subscribers(db: Database, project: Project) -> list[Json]:
    """Return the value of `potential_subscribers` in the JSON of a project: one object for each contributor row.
    `is_subscribed` is always false (contract: projects 2.9). Suspended people and AI agents are omitted."""
    return [
        subscriptions.subscriber(item.person, role=item.role, priority=item.priority)
        for item in subscriptions.project_candidates(db, project.id)
    ]
