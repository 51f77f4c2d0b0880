"""Changing the fields of a goal, and the access of people to a goal (contract: goals 3.3 and 7)."""

from collections.abc import Sequence
from typing import Any, Literal

from mockserver.domain import access as access_rules
from mockserver.domain import columns, dates
from mockserver.domain.company.people import person_or_crash
from mockserver.domain.context import Context
from mockserver.domain.errors import ServerCrash
from mockserver.domain.goals.goals import check_parent, record
from mockserver.model import rich_text
from mockserver.model.company import access
from mockserver.model.company.access import FULL, VIEW, Binding
from mockserver.model.company.companies import Person
from mockserver.model.dates import ContextualDate
from mockserver.model.goals.goals import Goal
from mockserver.model.ids import Id
from mockserver.model.rich_text import Json
from mockserver.model.spaces.spaces import Space
from mockserver.store.database import Database


def rename(ctx: Context, goal: Goal, name: str) -> None:
    """Rename a goal. The activity is recorded even if the name is unchanged."""
    renamed = ctx.db.change(goal, name=columns.required(name, "name"))
    record(ctx, goal, "goal_name_updating", old_name=goal.name, new_name=renamed.name)


def set_description(ctx: Context, goal: Goal, document: Json) -> None:
    described = ctx.db.change(goal, description=columns.required_document(document, "description"))
    record(
        ctx,
        goal,
        "goal_description_changed",
        goal_name=goal.name,
        old_description=goal.description,
        new_description=described.description,
        has_description=rich_text.has_content(document),
    )


def set_start_date(ctx: Context, goal: Goal, start: ContextualDate | None) -> None:
    record(ctx, goal, "goal_start_date_updating", **dates.set_start(ctx.db, goal, start))


def set_due_date(ctx: Context, goal: Goal, due: ContextualDate | None) -> None:
    record(ctx, goal, "goal_due_date_updating", **dates.set_due(ctx.db, goal, due))


def set_parent(ctx: Context, goal: Goal, parent_goal_id: Id | None) -> Goal:
    """Set the parent of a goal. If `parent_goal_id` is None, the goal has no parent afterwards. The acting person does
    not need access to the parent."""
    check_parent(ctx.db, goal, parent_goal_id)
    changed = ctx.db.change(goal, parent_goal_id=parent_goal_id)
    record(ctx, goal, "goal_reparent", old_parent_goal_id=goal.parent_goal_id, new_parent_goal_id=parent_goal_id)
    return changed


def move(ctx: Context, goal: Goal, space_id: Id) -> None:
    """Move a goal to another space. The members of the new space do not get access to the goal, because the bindings of
    the goal do not change. Nothing happens if the goal is already in the space."""
    if ctx.db.get(Space, space_id) is None:
        raise ServerCrash("there is no space with this `space_id`; the real server's database rejects the move")
    if space_id == goal.space_id:
        return
    moved = ctx.db.change(goal, space_id=space_id)
    record(ctx, moved, "goal_space_updating", old_space_id=goal.space_id)


def set_role(ctx: Context, goal: Goal, role: Literal["champion", "reviewer"], person_id: Id | None) -> None:
    """Set the champion or reviewer of a goal, or remove them if `person_id` is None. The previous champion or reviewer
    loses the access that they had through this role. The new champion or reviewer gets full access."""
    before: Id | None = getattr(goal, f"{role}_id")
    for row in ctx.db.where(Binding, pair=(goal.id, before)):
        if row.tag == role:
            ctx.db.delete(row)
    if person_id is not None:
        person_or_crash(ctx.db, person_id)
        access_rules.bind(ctx.db, goal.id, person_id, FULL, tag=role)
    ctx.db.change(goal, **{f"{role}_id": person_id})
    people: dict[str, Any] = {f"old_{role}_id": before, f"new_{role}_id": person_id}
    record(ctx, goal, f"goal_{role}_updating", **people)


# --- access ----------------------------------------------------------------------------------------------------------


def set_access_levels(ctx: Context, goal: Goal, *, company: int | None, space: int | None) -> None:
    """Set the levels that the members of the company and of the space have on a goal. Raises ServerCrash if one of
    these groups has no binding on the goal. The members of the space have no binding after the goal was moved to this
    space."""
    groups = (
        ("company", access.members(goal.company_id), company),
        ("space into which the goal was moved", access.space_members(goal.space_id), space),
    )
    for noun, group_id, level in groups:
        if not ctx.db.count(Binding, pair=(goal.id, group_id)):
            raise ServerCrash(
                f"the members of the {noun} have no access binding on the goal; the real server crashes in this case"
            )
        access_rules.bind(ctx.db, goal.id, group_id, level)


def members(db: Database, goal: Goal) -> list[tuple[Person, int]]:
    """Return the people who have at least view access to a goal through personal bindings, with their levels. Suspended
    people are omitted."""
    levels: dict[Id, int] = {}
    for row in db.where(Binding, context_id=goal.id):
        if row.access_level >= VIEW and db.get(Person, row.group_id):
            levels[row.group_id] = max(row.access_level, levels.get(row.group_id, 0))
    people = [(db.get_existing(Person, id), level) for id, level in levels.items()]
    return [(person, level) for person, level in people if person.suspended_at is None]


def add_members(ctx: Context, goal: Goal, members: Sequence[dict[str, Any] | None]) -> None:
    """Set the levels of people's personal bindings on a goal. Each item of `members` is an object with the keys `id`
    and `access_level`. Items whose `id` is null are ignored."""
    for member in members:
        person_id = columns.required_key(member, "id", "an item of `members`")
        if person_id is not None:
            set_member_level(ctx, goal, person_id, columns.required_key(member, "access_level", "an item of `members`"))


def set_member_level(ctx: Context, goal: Goal, person_id: Id, level: int | None) -> None:
    person_or_crash(ctx.db, person_id)
    access_rules.bind(ctx.db, goal.id, person_id, level)


def remove_member(ctx: Context, goal: Goal, person_id: Id) -> None:
    """Delete the personal binding of a person on a goal, if there is one. A champion or reviewer keeps their role.
    Raises ServerCrash if the person has two personal bindings on the goal."""
    person_or_crash(ctx.db, person_id)
    rows = ctx.db.where(Binding, pair=(goal.id, person_id))
    if len(rows) > 1:
        raise ServerCrash(
            "the person has two access bindings on this goal, as champion and reviewer; the real server crashes in "
            "this case"
        )
    ctx.db.delete(*rows)
