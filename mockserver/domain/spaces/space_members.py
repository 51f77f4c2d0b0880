"""Members of spaces: adding and removing them, and setting their access levels (contract: spaces_tasks 1.1)."""

from collections.abc import Mapping, Sequence
from typing import Any

from mockserver.domain import access as access_rules
from mockserver.domain import activity_log
from mockserver.domain.context import Context
from mockserver.domain.errors import ServerCrash
from mockserver.domain.spaces import spaces
from mockserver.model.company import access
from mockserver.model.company.access import FULL, Binding
from mockserver.model.company.companies import Person
from mockserver.model.ids import Id
from mockserver.model.spaces.spaces import Member, Space


def add(ctx: Context, space: Space, members: Sequence[Mapping[str, Any] | None]) -> None:
    """Add people as members of a space. Each item of `members` is an object with the keys `id` and `access_level`. A
    person with full access becomes a manager. A person who is already a member gets a second membership."""
    added = []
    for person, level in [_decoded(ctx, item) for item in members]:
        spaces.add_member_row(ctx.db, space.id, person.id)
        group = access.space_managers(space.id) if level == FULL else access.space_members(space.id)
        access_rules.join(ctx.db, group, person.id)
        access_rules.grant(ctx.db, space.id, person.id, level)
        added.append({"person_id": person.id, "person_name": person.full_name, "access_level": level})
    activity_log.record(ctx, "space_members_added", space.id, space_id=space.id, members=added)


def remove(ctx: Context, space: Space, person_id: Id) -> None:
    """Remove a member from a space. Raises ServerCrash unless the person has exactly one membership in the space, and
    exactly one personal binding on the space."""
    rows = ctx.db.where(Member, pair=(space.id, person_id))
    bindings = ctx.db.where(Binding, pair=(space.id, person_id))
    if len(rows) != 1 or len(bindings) != 1:
        raise ServerCrash(
            f"the person has {len(rows)} memberships in the space and {len(bindings)} personal access bindings on it; "
            "the real server crashes unless there is one of each"
        )
    ctx.db.delete(*rows, *bindings)
    for group in (access.space_managers(space.id), access.space_members(space.id)):
        access_rules.leave(ctx.db, group, person_id)
    activity_log.record(ctx, "space_member_removed", space.id, space_id=space.id, member_id=person_id)


def set_levels(ctx: Context, space: Space, members: Sequence[Mapping[str, Any] | None]) -> None:
    """Set the levels of people's personal bindings on a space. Each item of `members` is an object with the keys `id`
    and `access_level`. The people need not be members of the space."""
    levels = [_decoded(ctx, item) for item in members]
    if len({person.id for person, _ in levels}) < len(levels):
        raise ServerCrash("a person is twice in `members`; the real server crashes in this case")
    changed = access_rules.set_personal_levels(ctx.db, space.id, [(person.id, level) for person, level in levels])
    activity_log.record(ctx, "space_members_permissions_edited", space.id, space_id=space.id, members=changed)


def _decoded(ctx: Context, member: Mapping[str, Any] | None) -> tuple[Person, int]:
    if member is None or "id" not in member or "access_level" not in member:
        raise ServerCrash(
            "an item of `members` must have an `id` and an `access_level`; the real server crashes without them"
        )
    person = ctx.db.get(Person, member["id"])
    if person is None:
        raise ServerCrash("an `id` in `members` is not the id of a person; the real server crashes in this case")
    return person, access_rules.valid_level(member["access_level"])
