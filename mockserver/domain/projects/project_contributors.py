"""Contributors of projects: reading, adding, changing and removing contributor rows, which connect a person to a
project (contract: projects 1.4, 4 and 7)."""

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
"""Roles with full access. A project usually has at most one champion and one reviewer."""

NO_ROLE: Final = "nil"
"""The text that the real server stores in activities if a contributor has no role."""

LEAD_ROLES: Final[tuple[LeadRole, ...]] = ("champion", "reviewer")
ROLES: Final[tuple[ContributorRole, ...]] = ("champion", "reviewer", "contributor")
"""The roles, in the order that they have in lists of contributors."""


def of_project(db: Database, project: Project) -> list[ProjectContributor]:
    """Return the contributor rows of a project, oldest first. A person can have two rows."""
    return db.where(ProjectContributor, project_id=project.id)


def active_person(db: Database, row: ProjectContributor) -> Person | None:
    """Return the person of a contributor row, or None if the person is suspended or an agent."""
    person = db.get_existing(Person, row.person_id)
    return None if person.suspended_at is not None or person.type == "ai" else person


def sorted_by_role(db: Database, project: Project) -> list[tuple[ProjectContributor, Person]]:
    """Return the contributor rows sorted by role (champion, reviewer, others) and name. Suspended people and agents are
    omitted."""
    found = [(row, person) for row in of_project(db, project) if (person := active_person(db, row))]
    rank = [*ROLES, None]
    return sorted(found, key=lambda pair: (rank.index(pair[0].role), pair[1].full_name))


def champion(db: Database, project: Project) -> Person | None:
    """Return the champion of a project. Return None if there is no champion, or if the person is suspended or an
    agent."""
    return person_with_role(db, of_project(db, project), "champion")


def reviewer(db: Database, project: Project) -> Person | None:
    """Return the reviewer of a project. Return None if there is no reviewer, or if the person is suspended or an
    agent."""
    return person_with_role(db, of_project(db, project), "reviewer")


def person_with_role(db: Database, rows: Iterable[ProjectContributor], role: ContributorRole) -> Person | None:
    """Return the person of the first row with a role. Return None if there is no such row, or if the person is
    suspended or an agent."""
    for row in rows:
        if row.role == role:
            return active_person(db, row)
    return None


def personal_level(db: Database, row: ProjectContributor) -> int:
    """Return the level of a contributor's personal binding on the project, or 0 if there is no such binding. The levels
    that the contributor has as a member of the company or space are ignored."""
    return access.group_level(db, row.project_id, row.person_id)


def add_row(
    ctx: Context, project: Project, person_id: Id, role: ContributorRole | None, responsibility: str | None = None
) -> ProjectContributor:
    """Add a contributor row, even if the person already has one. Raises ServerCrash if there is no such person."""
    if ctx.db.get(Person, person_id) is None:
        raise ServerCrash("there is no person with the id of a contributor; the real server's database rejects the row")
    return ctx.db.put(
        ProjectContributor(
            **ctx.db.new_row(), project_id=project.id, person_id=person_id, role=role, responsibility=responsibility
        )
    )


# --- adding ----------------------------------------------------------------------------------------------------------


class NewContributor(NamedTuple):
    """A person who will become a contributor, with their level and responsibility."""

    person_id: Id
    level: int
    responsibility: str | None


def role(name: str | None) -> ContributorRole | None:
    """Return the role in an input, or None if the input is blank. Raises ServerCrash if the input is another text."""
    return None if name is None or not name.strip() else columns.one_of(name, ROLES, "role")


def add(ctx: Context, project: Project, new: NewContributor, role: ContributorRole | None) -> ProjectContributor:
    """Add a contributor. If the person is already a contributor, a second row and a second binding are created.
    Operations that expect only one row or only one binding then raise ServerCrash.

    The role has no effect on access levels. Another contributor who has the role keeps it (contract: projects 7,
    add_project_contributor).
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
    """Add contributors, starting with the last one. A person who is already a contributor also gets a second row, but
    no second binding: the level of their binding is replaced."""
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
    """Set or clear the champion or reviewer.

    The previous champion or reviewer remains a contributor with full access.
    """
    db = ctx.db
    old = _single_row([row for row in of_project(db, project) if row.role == role], f"the project has two {role}s")
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
    """Return the contributor row of a person, or None if there is none. Raises ServerCrash if there are two."""
    rows = db.where(ProjectContributor, pair=(project.id, person_id))
    return _single_row(rows, "the person has two contributor rows on the project")


def _single_row(rows: list[ProjectContributor], problem: str) -> ProjectContributor | None:
    if len(rows) > 1:
        raise ServerCrash(f"{problem}; the real server crashes on it")
    return rows[0] if rows else None


def edit(
    ctx: Context, project: Project, row: ProjectContributor, level: int | None, **fields: str | None
) -> ProjectContributor:
    """Change the fields of a contributor row, and the level of the person.

    `fields` can contain the role and the responsibility. If `level` is None, the level becomes 70 (edit). If the role
    was champion or reviewer before the change, `level` is ignored, and the level becomes full access.
    """
    edited = ctx.db.change(row, **fields)
    access.bind(ctx.db, project.id, row.person_id, _level(row, level))
    _record_edit(ctx, project, row, edited)
    return edited


def replace(
    ctx: Context, project: Project, row: ProjectContributor, person_id: Id, level: int | None
) -> ProjectContributor:
    """Give the role of a contributor row to another person, the new holder, and set that person's level.

    The previous holder of the role remains a contributor. Returns the row of the new holder. If that person was already
    a contributor, returns the row of the previous holder instead, as the real server does.
    """
    db = ctx.db
    other = row_of(db, project, person_id)
    demoted = db.change(row, role="contributor")
    if other is None:
        successor = add_row(ctx, project, person_id, row.role)
        access.bind(db, project.id, person_id, _level(row, level))
    else:
        successor = db.change(other, role=row.role)
        access.bind(db, project.id, person_id, _level(row, None))
    _record_edit(ctx, project, demoted, successor)
    return successor if other is None else demoted


def _level(row: ProjectContributor, given: int | None) -> int:
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
    """Return the object that describes a contributor in the content of an activity. `permissions` is the default level
    for the role, not the actual level of the person."""
    return {"person_id": row.person_id, "role": row.role or NO_ROLE, "permissions": _level(row, None)}


# --- removing --------------------------------------------------------------------------------------------------------


def remove(ctx: Context, project: Project, row: ProjectContributor) -> None:
    """Remove a contributor row and the personal binding of the person. The person's subscription and assigned tasks are
    kept. Raises ServerCrash unless the person has exactly one personal binding."""
    bindings = ctx.db.where(Binding, pair=(project.id, row.person_id))
    if len(bindings) != 1:
        raise ServerCrash(
            f"the contributor has {len(bindings)} access bindings on the project; the real server requires one"
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
