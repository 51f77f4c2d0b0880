"""Contributors of projects. A contributor row is a record that connects a person with a project. The row also contains
a role and a responsibility (contract: projects 1.4, 4 and 7)."""

from collections.abc import Iterable, Sequence
from typing import Any, Final, Literal, NamedTuple

from mockserver.domain import access, activity_log, columns, subscriptions
from mockserver.domain.context import Context
from mockserver.domain.errors import ServerCrash
from mockserver.model.company.access import EDIT, FULL, Binding
from mockserver.model.company.companies import Person
from mockserver.model.ids import Id
from mockserver.model.projects.projects import ContributorRole, Project, ProjectContributor
from mockserver.store.database import Database

LeadRole = Literal["champion", "reviewer"]
"""The roles that give full access to a project. The functions `add` and `edit` can give a new champion or reviewer
another level. A project usually has at most one champion and one reviewer."""

NO_ROLE: Final = "nil"
"""The text that activities contain as the role of a contributor without a role, as on the real server."""

LEAD_ROLES: Final[tuple[LeadRole, ...]] = ("champion", "reviewer")
ROLES: Final[tuple[ContributorRole, ...]] = ("champion", "reviewer", "contributor")
"""All roles, in the order by which lists of contributors are sorted."""


def of_project(db: Database, project: Project) -> list[ProjectContributor]:
    """Return the contributor rows of a project, oldest first. The same person can have two rows."""
    return db.where(ProjectContributor, project_id=project.id)


def active_person(db: Database, row: ProjectContributor) -> Person | None:
    """Return the person of a contributor row, or None if the person is suspended or an AI agent."""
    person = db.get_existing(Person, row.person_id)
    return None if person.suspended_at is not None or person.type == "ai" else person


def sorted_by_role(db: Database, project: Project) -> list[tuple[ProjectContributor, Person]]:
    """Return the contributor rows of a project with their people. The rows are sorted by role (champion, reviewer,
    contributor, no role) and then by name. Suspended people and AI agents are omitted."""
    found = [(row, person) for row in of_project(db, project) if (person := active_person(db, row))]
    rank = [*ROLES, None]
    return sorted(found, key=lambda pair: (rank.index(pair[0].role), pair[1].full_name))


def champion(db: Database, project: Project) -> Person | None:
    """Return the champion of a project. Return None if the project has no champion, or if the champion is suspended or
    an AI agent."""
    return person_with_role(db, of_project(db, project), "champion")


def reviewer(db: Database, project: Project) -> Person | None:
    """Return the reviewer of a project. Return None if the project has no reviewer, or if the reviewer is suspended or
    an AI agent."""
    return person_with_role(db, of_project(db, project), "reviewer")


def person_with_role(db: Database, rows: Iterable[ProjectContributor], role: ContributorRole) -> Person | None:
    """Return the person of the first row that has the role `role`. Return None if no row has the role, or if this
    person is suspended or an AI agent."""
    for row in rows:
        if row.role == role:
            return active_person(db, row)
    return None


def personal_level(db: Database, row: ProjectContributor) -> int:
    """Return the level of a contributor's personal binding on the project, or 0 if there is none. The levels of the
    company's members and the space's members are ignored."""
    return access.group_level(db, row.project_id, row.person_id)


def add_row(
    ctx: Context, project: Project, person_id: Id, role: ContributorRole | None, responsibility: str | None = None
) -> ProjectContributor:
    """Add a contributor row. The person does not get access to the project. If the person already has a row, they then
    have two. Raises ServerCrash if there is no such person."""
    if ctx.db.get(Person, person_id) is None:
        raise ServerCrash(
            "an input such as `person_id` or `champion_id` is not the id of a person; the real server's database "
            "rejects the new contributor"
        )
    return ctx.db.put(
        ProjectContributor(
            **ctx.db.new_row(), project_id=project.id, person_id=person_id, role=role, responsibility=responsibility
        )
    )


# --- adding ----------------------------------------------------------------------------------------------------------


class NewContributor(NamedTuple):
    """A person who will become a contributor, with their access level and responsibility."""

    person_id: Id
    level: int
    responsibility: str | None


def role(name: str | None) -> ContributorRole | None:
    """Return the role in an input, or None if the input is null or blank. Raises ServerCrash if the input is not a
    role."""
    return None if name is None or not name.strip() else columns.one_of(name, ROLES, "role")


def add(ctx: Context, project: Project, new: NewContributor, role: ContributorRole | None) -> ProjectContributor:
    """Add a contributor. If the person is already a contributor, they get a second row and a second personal binding.
    Operations that expect only one row or binding of the person then raise ServerCrash.

    The person gets the access level in `new`, even if the role is champion or reviewer. If another contributor
    already has this role, that contributor keeps the role (contract: projects 7, add_project_contributor).
    """
    row = add_row(ctx, project, new.person_id, role, new.responsibility)
    access.grant(ctx.db, project.id, new.person_id, new.level)
    subscriptions.subscribe(ctx, project.subscription_list_id, new.person_id, "invited")
    activity_log.record_in_project(
        ctx,
        "project_contributor_addition",
        project,
        person_id=new.person_id,
        contributor_id=row.id,
        responsibility=row.responsibility,
        role=row.role or NO_ROLE,
    )
    return row


def add_all(ctx: Context, project: Project, new_contributors: Sequence[NewContributor]) -> None:
    """Add contributors, starting with the last one. If a person is already a contributor, they get a second row, and
    their personal binding gets the new level."""
    rows = []
    for new in reversed(new_contributors):
        rows.append(add_row(ctx, project, new.person_id, "contributor", new.responsibility))
        access.bind(ctx.db, project.id, new.person_id, new.level)
        subscriptions.subscribe(ctx, project.subscription_list_id, new.person_id, "invited")
    activity_log.record_in_project(
        ctx,
        "project_contributors_addition",
        project,
        contributors=[
            {
                "person_id": row.person_id,
                "contributor_id": row.id,
                "responsibility": row.responsibility,
                "role": row.role,
            }
            for row in rows
        ],
    )


# --- changing --------------------------------------------------------------------------------------------------------


def assign_lead(ctx: Context, project: Project, role: LeadRole, person_id: Id | None) -> None:
    """Set the champion or reviewer of a project, or remove them if `person_id` is None. The previous champion or
    reviewer remains a contributor with full access."""
    db = ctx.db
    holders = [row for row in of_project(db, project) if row.role == role]
    if len(holders) > 1:
        raise ServerCrash(f"the project has two {role}s; the real server crashes in this case")
    old = holders[0] if holders else None
    if old is not None:
        db.change(old, role="contributor")
    if person_id is not None:
        row = row_of(db, project, person_id)
        if row is None:
            add_row(ctx, project, person_id, role)
        else:
            db.change(row, role=role)
    if old is not None:
        access.bind(db, project.id, old.person_id, FULL, tag=None)
    if person_id is not None:
        access.bind(db, project.id, person_id, FULL, tag=role)
        subscriptions.subscribe(ctx, project.subscription_list_id, person_id, "invited")
    content: dict[str, Any] = {f"old_{role}_id": old.person_id if old else None, f"new_{role}_id": person_id}
    activity_log.record_in_project(ctx, f"project_{role}_updating", project, **content)


def row_of(db: Database, project: Project, person_id: Id) -> ProjectContributor | None:
    """Return the contributor row of a person, or None if there is none. Raises ServerCrash if the person has two
    rows."""
    rows = db.where(ProjectContributor, pair=(project.id, person_id))
    if len(rows) > 1:
        raise ServerCrash("the person has two contributor rows on the project; the real server crashes in this case")
    return rows[0] if rows else None


def edit(
    ctx: Context, project: Project, row: ProjectContributor, level: int | None, **fields: str | None
) -> ProjectContributor:
    """Set the access level of a contributor, and store `fields` in their contributor row. The possible fields are
    `role` and `responsibility`.

    If the role before the change is champion or reviewer, the person gets full access, and `level` is ignored.
    Otherwise, the level becomes `level`, or 70 (edit) if `level` is None.
    """
    edited = ctx.db.change(row, **fields)
    access.bind(ctx.db, project.id, row.person_id, _level_for_role(row, level))
    _record_edit(ctx, project, row, edited)
    return edited


def replace(
    ctx: Context, project: Project, row: ProjectContributor, person_id: Id, level: int | None
) -> ProjectContributor:
    """Give the role in the contributor row `row` to the person with the id `person_id` (the new holder), and set the
    access level of the new holder.

    The previous holder remains a contributor, with the role `contributor`. If the new holder was not a contributor
    before, returns the row of the new holder. If the new holder was already a contributor, `level` is ignored, and the
    new holder gets the default level of the role. In this case, the row of the previous holder is returned, as on the
    real server.
    """
    db = ctx.db
    other = row_of(db, project, person_id)
    demoted = db.change(row, role="contributor")
    if other is None:
        successor = add_row(ctx, project, person_id, row.role)
        access.bind(db, project.id, person_id, _level_for_role(row, level))
    else:
        successor = db.change(other, role=row.role)
        access.bind(db, project.id, person_id, _level_for_role(row, None))
    _record_edit(ctx, project, demoted, successor)
    return successor if other is None else demoted


def _level_for_role(row: ProjectContributor, given: int | None) -> int:
    if row.role in LEAD_ROLES:
        return FULL
    return EDIT if given is None else given


def _record_edit(ctx: Context, project: Project, before: ProjectContributor, after: ProjectContributor) -> None:
    activity_log.record_in_project(
        ctx,
        "project_contributor_edited",
        project,
        previous_contributor=_activity_content(before),
        updated_contributor=_activity_content(after),
    )


def _activity_content(row: ProjectContributor) -> dict[str, str | int]:
    """Return the object that describes a contributor in the content of an activity. Its `permissions` is the default
    level of the role, which can differ from the level that the person has."""
    return {"person_id": row.person_id, "role": row.role or NO_ROLE, "permissions": _level_for_role(row, None)}


# --- removing --------------------------------------------------------------------------------------------------------


def remove(ctx: Context, project: Project, row: ProjectContributor) -> None:
    """Delete a contributor row and the personal binding of the person. The person's subscription and assigned tasks are
    kept. Raises ServerCrash unless the person has exactly one personal binding on the project."""
    bindings = ctx.db.where(Binding, pair=(project.id, row.person_id))
    if len(bindings) != 1:
        count = "two" if bindings else "no"
        raise ServerCrash(
            f"the contributor has {count} personal access bindings on the project; the real server crashes unless "
            "there is exactly one"
        )
    ctx.db.delete(row, *bindings)
    activity_log.record_in_project(
        ctx,
        "project_contributor_removed",
        project,
        person_id=row.person_id,
        contributor_id=row.id,
        responsibility=row.responsibility,
        role=row.role or NO_ROLE,
    )
