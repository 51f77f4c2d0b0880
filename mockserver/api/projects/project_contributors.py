"""Endpoints for the contributors of projects (contract: projects 4 and 7)."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from mockserver.api.registry import MISSING, Include, Missing, Reply, endpoint, require_input
from mockserver.domain import access, columns, id_inputs, permissions
from mockserver.domain.company import people
from mockserver.domain.context import Context
from mockserver.domain.errors import Forbidden, ServerCrash
from mockserver.domain.projects import project_contributors, projects
from mockserver.domain.projects.project_contributors import LeadRole, NewContributor, add_all
from mockserver.model.company.access import LEVELS
from mockserver.model.company.companies import Person
from mockserver.model.ids import Id
from mockserver.model.projects.projects import Project, ProjectContributor
from mockserver.store.database import Database
from mockserver.views.company import people as people_views
from mockserver.views.projects import project_contributors as views
from mockserver.views.projects import projects as project_views

CANDIDATES_SHOWN: Final = 10


# --- reading ---------------------------------------------------------------------------------------------------------


@endpoint("get_project_contributor", (ProjectContributor, "can_view"))
def get_project_contributor(ctx: Context, include: Include, id: Id) -> Reply:
    db, row = ctx.db, ctx.find(ProjectContributor, id)
    return {
        "contributor": views.full(
            row,
            person=project_contributors.active_person(db, row),
            level=project_contributors.personal_level(db, row) if include.access_level else None,
            project=project_views.essential(db, _project(db, row)) if include.project else None,
            permissions=permissions.granted(permissions.WORK, ctx.level(row)) if include.permissions else None,
        )
    }


@endpoint("projects/get_contributors", (Project, "can_view"))
def get_contributors(
    ctx: Context, project_id: Id, query: str | None = None, ignored_ids: list[Id | None] | None = None
) -> Reply:
    """Return the person of each contributor row of a project. A person with two rows occurs twice. Suspended people are
    included."""
    project = ctx.find(Project, project_id, missing=projects.NOT_FOUND)
    rows = [
        row for row in project_contributors.of_project(ctx.db, project) if id_inputs.not_in(row.person_id, ignored_ids)
    ]
    found = people.matching((ctx.db.get_existing(Person, row.person_id) for row in rows), query)
    return {"contributors": [people_views.essential(person) for person in found]}


@endpoint("search_project_contributor_candidates")
def search_project_contributor_candidates(
    ctx: Context, project_id: str | None, query: str | Missing | None = MISSING
) -> Reply:
    project = ctx.visible(Project, id_inputs.required_id(project_id, "project_id"))
    if project is None:
        return {"people": []}
    pattern: str | None = require_input("query", query)
    contributor_ids = {row.person_id for row in project_contributors.of_project(ctx.db, project)}
    candidates = people.matching(
        (item for item in people.active(ctx.db, ctx.company) if item.id not in contributor_ids), pattern
    )
    return {"people": [people_views.essential(person) for person in candidates[:CANDIDATES_SHOWN]]}


def _project(db: Database, row: ProjectContributor) -> Project:
    return db.get_existing(Project, row.project_id)


# --- adding ----------------------------------------------------------------------------------------------------------


@endpoint("add_project_contributor", (Project, "can_edit"))
def add_project_contributor(
    ctx: Context, project_id: Id, person_id: Id, responsibility: str, permissions: str, role: str | None
) -> Reply:
    project = ctx.find(Project, project_id, can="can_edit")
    _require_own_level(ctx, project, LEVELS[permissions])
    new = NewContributor(person_id, LEVELS[permissions], columns.to_column(responsibility, "responsibility"))
    return {
        "contributor": views.essential(project_contributors.add(ctx, project, new, project_contributors.role(role)))
    }


@endpoint("add_project_contributors", (Project, "can_edit"))
def add_project_contributors(ctx: Context, project_id: str, contributors: Sequence[Mapping[str, Any] | None]) -> Reply:
    id = id_inputs.id_or_400(project_id, "project_id")
    levels = [LEVELS[columns.required_key(item, "access_level", "an item of `contributors`")] for item in contributors]
    project = ctx.find(Project, id, can="can_edit")
    for level in levels:
        _require_own_level(ctx, project, level)
    add_all(ctx, project, [_new_contributor(item, level) for item, level in zip(contributors, levels, strict=True)])
    return {"success": True}


def _new_contributor(sent: Mapping[str, Any] | None, level: int) -> NewContributor:
    responsibility = (sent or {}).get("responsibility")
    return NewContributor(
        columns.required_key(sent, "person_id", "an item of `contributors`"),
        level,
        columns.to_column(responsibility, "responsibility"),
    )


def _require_own_level(ctx: Context, project: Project, level: int) -> None:
    own = ctx.level(project)
    if level > own:
        raise Forbidden(
            hint="a person can't add or change a contributor whose current or new access level on the project "
            f"({level}) is higher than their own ({own})"
        )


# --- changing and removing -------------------------------------------------------------------------------------------


@endpoint("update_project_contributor", (ProjectContributor, "can_edit"))
def update_project_contributor(
    ctx: Context,
    contrib_id: Id,
    person_id: Id | Missing | None = MISSING,
    responsibility: str | Missing | None = MISSING,
    permissions: str | None = None,
    role: str | Missing | None = MISSING,
) -> Reply:
    db, row = ctx.db, ctx.find(ProjectContributor, contrib_id, can="can_edit")
    project = _project(db, row)
    level = None if permissions is None else LEVELS[permissions]
    if level is not None:
        _require_own_level(ctx, project, access.level(db, db.get_existing(Person, row.person_id), project.id))
        _require_own_level(ctx, project, level)
    if person_id is None:
        raise ServerCrash("`person_id` is null; the real server fails to store the contributor")
    if person_id is not MISSING and person_id != row.person_id:
        shown = project_contributors.replace(ctx, project, row, person_id, level)
        # if the change created a new row, the response contains no person, as on the real server
        person = project_contributors.active_person(db, shown) if shown.id == row.id else None
        return {"contributor": views.essential(shown, person=person)}
    fields: dict[str, str | None] = {}
    if role is not MISSING:
        fields["role"] = project_contributors.role(role)
    if responsibility is not MISSING:
        fields["responsibility"] = columns.to_column(responsibility, "responsibility")
    edited = project_contributors.edit(ctx, project, row, level, **fields)
    return {"contributor": views.essential(edited, person=project_contributors.active_person(db, edited))}


@endpoint("remove_project_contributor", (ProjectContributor, "has_full_access"))
def remove_project_contributor(ctx: Context, contrib_id: str | None) -> Reply:
    row = ctx.find(ProjectContributor, id_inputs.id_or_crash(contrib_id, "contrib_id"), can="has_full_access")
    project_contributors.remove(ctx, _project(ctx.db, row), row)
    return {"contributor": views.essential(row)}


@endpoint("projects/update_champion", (Project, "has_full_access"))
def update_champion(ctx: Context, project_id: Id, champion_id: Id | None) -> Reply:
    return _assign_lead(ctx, project_id, "champion", champion_id)


@endpoint("projects/update_reviewer", (Project, "has_full_access"))
def update_reviewer(ctx: Context, project_id: Id, reviewer_id: Id | None) -> Reply:
    return _assign_lead(ctx, project_id, "reviewer", reviewer_id)


def _assign_lead(ctx: Context, project_id: Id, role: LeadRole, person_id: Id | None) -> Reply:
    project = ctx.find(Project, project_id, can="has_full_access", missing=projects.NOT_FOUND)
    project_contributors.assign_lead(ctx, project, role, person_id)
    return {"success": True}
