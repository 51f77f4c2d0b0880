"""The people of a project: who they are, and how they come, change and go (contract: projects 1.4, 4 and 7)."""

from collections.abc import Sequence
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
"""The roles that come with full access, and that one person at a time should have."""

NO_ROLE: Final = "nil"
"""How the real server spells a role that is not there."""

LEAD_ROLES: Final[tuple[LeadRole, ...]] = ("champion", "reviewer")
ROLES: Final[tuple[ContributorRole, ...]] = ("champion", "reviewer", "contributor")
"""In the order in which a project shows its contributors."""


def of_project(db: Database, project: Project) -> list[ProjectContributor]:
    """The rows of a project, oldest first. The same person can have two."""
    return db.where(ProjectContributor, project_id=project.id)


def visible(db: Database, row: ProjectContributor) -> Person | None:
    """The person of a row, unless suspended or an agent."""
    person = db.known(Person, row.person_id)
    return None if person.suspended_at is not None or person.type == "ai" else person


def in_order(db: Database, project: Project) -> list[tuple[ProjectContributor, Person]]:
    """Champion, reviewer, the others, the same roles by name; suspended people and agents are left out."""
    found = [(row, person) for row in of_project(db, project) if (person := visible(db, row))]
    rank = [*ROLES, None]
    return sorted(found, key=lambda pair: (rank.index(pair[0].role), pair[1].full_name))


def champion(db: Database, project: Project) -> Person | None:
    """The person who runs the project; null also when suspended or an agent."""
    return _holder(db, project, "champion")


def reviewer(db: Database, project: Project) -> Person | None:
    """The person who reviews the check-ins; null also when suspended or an agent."""
    return _holder(db, project, "reviewer")


def _holder(db: Database, project: Project, role: ContributorRole) -> Person | None:
    for row in of_project(db, project):
        if row.role == role:
            return visible(db, row)
    return None


def personal_level(db: Database, row: ProjectContributor) -> int:
    """What the person was given on the project, 0 for nothing; what the company or the space gives does not count."""
    return access.group_level(db, row.project_id, row.person_id)


def add_row(
    ctx: Context, project: Project, person_id: Id, role: ContributorRole | None, responsibility: str | None = None
) -> ProjectContributor:
    """A new row, whatever rows there are. An unknown person is a crash."""
    if ctx.db.get(Person, person_id) is None:
        raise ServerCrash("a contributor is no person; the real server's database refuses the row")
    return ctx.db.put(
        ProjectContributor(
            id=ctx.db.new_id(),
            project_id=project.id,
            person_id=person_id,
            role=role,
            responsibility=responsibility,
            inserted_at=ctx.now,
            updated_at=ctx.now,
        )
    )


# --- coming ----------------------------------------------------------------------------------------------------------


class NewContributor(NamedTuple):
    """Somebody to be taken in, at which level and for what."""

    person_id: Id
    level: int
    responsibility: str | None


def role(name: str | None) -> ContributorRole | None:
    """The role that an input names; blank is none, an unknown word is a crash."""
    return None if name is None or not name.strip() else columns.one_of(name, ROLES, "role")


def add(ctx: Context, project: Project, new: NewContributor, role: ContributorRole | None) -> ProjectContributor:
    """Takes one person in. Somebody who is in already gets another row and another binding, which breaks later calls.

    The role gives no level, and nobody loses it to the newcomer (contract: projects 7, add_project_contributor).
    """
    row = add_row(ctx, project, new.person_id, role, new.responsibility)
    access.grant(ctx.db, project.id, new.person_id, new.level)
    subscriptions.ensure(ctx, project.subscription_list_id, new.person_id, "invited")
    activity_log.in_project(
        ctx,
        "project_contributor_addition",
        project,
        person_id=new.person_id,
        contributor_id=row.id,
        responsibility=row.responsibility,
        role=row.role or NO_ROLE,
    )
    return row


def add_all(ctx: Context, project: Project, newcomers: Sequence[NewContributor]) -> None:
    """Takes people in, the last one first. The level of somebody who is in already is overwritten."""
    rows = []
    for new in reversed(newcomers):
        rows.append(add_row(ctx, project, new.person_id, "contributor", new.responsibility))
        access.bind(ctx.db, project.id, new.person_id, new.level)
        subscriptions.ensure(ctx, project.subscription_list_id, new.person_id, "invited")
    activity_log.in_project(
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
    """Gives a role to a person, or to nobody. Who had it stays a contributor with full access."""
    db = ctx.db
    old = _only([row for row in of_project(db, project) if row.role == role], f"the project has two {role}s")
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
        subscriptions.ensure(ctx, project.subscription_list_id, person_id, "invited")
    content: dict[str, Any] = {f"old_{role}_id": old.person_id if old else None, f"new_{role}_id": person_id}
    activity_log.in_project(
        ctx,
        f"project_{role}_updating",
        project,
        **content,
    )


def row_of(db: Database, project: Project, person_id: Id) -> ProjectContributor | None:
    """The one row of a person; two are a crash."""
    rows = db.where(ProjectContributor, pair=(project.id, person_id))
    return _only(rows, "the person is a contributor twice")


def _only(rows: list[ProjectContributor], trouble: str) -> ProjectContributor | None:
    if len(rows) > 1:
        raise ServerCrash(f"{trouble}; the real server expects one row")
    return rows[0] if rows else None


def edit(
    ctx: Context, project: Project, row: ProjectContributor, level: int | None, **fields: str | None
) -> ProjectContributor:
    """Changes role or responsibility (those of `fields`), and always the level: to 70 unless another is given.

    Who was champion or reviewer keeps full access, whatever is given.
    """
    edited = ctx.db.change(row, **fields)
    access.bind(ctx.db, project.id, row.person_id, _level(row, level))
    _record_edit(ctx, project, row, edited)
    return edited


def replace(
    ctx: Context, project: Project, row: ProjectContributor, person_id: Id, level: int | None
) -> ProjectContributor:
    """Hands the role of a row over to another person, whose level it sets; the present one stays a contributor.

    Answers the new row if the person had none, else the old one, as the real server does.
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
    activity_log.in_project(
        ctx,
        "project_contributor_edited",
        project,
        previous_contributor=_nominal(before),
        updated_contributor=_nominal(after),
    )


def _nominal(row: ProjectContributor) -> dict[str, str | int]:
    """What an activity says of a contributor: the level that the role stands for, not the real one."""
    return {"person_id": row.person_id, "role": row.role or NO_ROLE, "permissions": _level(row, None)}


# --- going -----------------------------------------------------------------------------------------------------------


def remove(ctx: Context, project: Project, row: ProjectContributor) -> None:
    """Takes the row and the person's own binding away; subscription and tasks stay."""
    bindings = ctx.db.where(Binding, pair=(project.id, row.person_id))
    if len(bindings) != 1:
        raise ServerCrash(f"the contributor has {len(bindings)} bindings on the project; the real server expects one")
    ctx.db.delete(row, *bindings)
    activity_log.in_project(
        ctx,
        "project_contributor_removed",
        project,
        person_id=row.person_id,
        contributor_id=row.id,
        responsibility=row.responsibility,
        role=row.role or NO_ROLE,
    )
