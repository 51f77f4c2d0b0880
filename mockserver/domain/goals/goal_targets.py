"""Targets and checklists of goals (contract: goals 1.1, 1.3, 1.4). A checklist consists of checks."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Final, TypeVar

from mockserver.domain import columns, numbers
from mockserver.domain.context import Context
from mockserver.domain.errors import NotFound, ServerCrash
from mockserver.domain.goals.goals import record
from mockserver.model.goals.goals import Check, Goal, Target
from mockserver.model.ids import Id
from mockserver.model.rich_text import Json
from mockserver.store.database import Database

Item = TypeVar("Item", Target, Check)

by_index: Final = attrgetter("index")

# --- derived values --------------------------------------------------------------------------------------------------


def targets_of(db: Database, goal: Goal) -> list[Target]:
    """Return the targets of a goal, sorted by index."""
    return sorted(db.where(Target, goal_id=goal.id), key=by_index)


def checks_of(db: Database, goal: Goal) -> list[Check]:
    """Return the checks of a goal, sorted by index."""
    return sorted(db.where(Check, goal_id=goal.id), key=by_index)


def progress(targets: Sequence[Target], checks: Sequence[Check]) -> float:
    """Return the mean progress of the targets of a goal, in percent. The checklist counts as one more target. The
    progress is 0 (an integer) if there are no targets and no checks."""
    parts = [percentage(target) for target in targets]
    if checks:
        parts.append(sum(check.completed for check in checks) * 100 / len(checks))
    if not parts:
        return 0
    total = 0.0  # not sum(), because since Python 3.12 it adds floats more exactly than the real server
    for part in parts:
        total += part
    return total / len(parts)


def percentage(target: Target) -> float:
    """Return the progress of a target from its start value to its target value, from 0 to 100. If the two values are
    equal, the progress is 0."""
    if target.from_ == target.to:
        return 0.0
    low, high = sorted((target.from_, target.to))
    if not low <= target.value <= high:
        is_exceeded = target.value > high if target.from_ < target.to else target.value < low
        return 100.0 if is_exceeded else 0.0
    if target.from_ < target.to:
        return (target.value - target.from_) / (target.to - target.from_) * 100
    return (target.from_ - target.value) / (target.from_ - target.to) * 100


def is_reached(target: Target) -> bool:
    return target.value >= target.to if target.from_ < target.to else target.value <= target.to


def next_step(targets: Sequence[Target], checks: Sequence[Check]) -> str:
    """Return the name of the first target that is not reached. If there is none, return the name of the first check
    that is not completed, or "". A target whose start value and target value are equal is skipped. `targets` and
    `checks` must be sorted by index."""
    for target in targets:
        if target.from_ != target.to and not is_reached(target):
            return target.name
    for check in checks:
        if not check.completed:
            return check.name
    return ""


# --- targets ---------------------------------------------------------------------------------------------------------


def insert_target(
    ctx: Context, goal: Goal, *, name: str | None, start: Json, to: Json, unit: str | None, index: int
) -> Target:
    """Create a target without an activity. The current value of the target is the start value."""
    value = numbers.stored_float(start, "from")
    return ctx.db.put(
        Target(
            **ctx.db.new_row(),
            goal_id=goal.id,
            name=columns.required(name, "name"),
            from_=value,
            to=numbers.stored_float(to, "to"),
            value=value,
            unit=columns.required(unit, "unit"),
            index=index,
        )
    )


def insert_from_input(ctx: Context, goal: Goal, given: dict[str, Json] | None, index: int) -> Target:
    """Create a target from an item of the input `targets` of `create_goal`. The target gets the given `index`. The
    index in the item is ignored."""
    if given is None:
        raise ServerCrash("an item of `targets` is null; the real server crashes in this case")
    return insert_target(
        ctx,
        goal,
        name=given.get("name"),
        start=given.get("from"),
        to=given.get("to"),
        unit=given.get("unit"),
        index=index,
    )


def find_target(ctx: Context, target_id: Id) -> Target:
    """Return the target with this id. As on the real server, the target need not belong to the goal in the request.
    Raises NotFound if there is no such target."""
    target = ctx.db.get(Target, target_id)
    if target is None:
        raise NotFound(
            "Target not found",
            hint="there is no target with this `target_id`; goals/add_target returns a UUID, but this endpoint "
            "requires the short id of the target, which get_goal returns",
        )
    return target


def add_target(ctx: Context, goal: Goal, *, name: str, start: float, to: float, unit: str) -> Target:
    """Add a target to a goal. The index of the new target is the number of targets, including the new one. Therefore,
    two targets can have the same index after a target was deleted."""
    index = ctx.db.count(Target, goal_id=goal.id) + 1
    target = insert_target(ctx, goal, name=name, start=start, to=to, unit=unit, index=index)
    record(ctx, goal, "goal_target_adding", target_name=target.name)
    return target


def edit_target(
    ctx: Context, target: Target, *, name: str | None, start: float | None, to: float | None, unit: str | None
) -> None:
    """Change the name, start value, target value or unit of a target. An argument that is None changes nothing. The
    current value does not change. No activity is recorded."""
    ctx.db.change(
        target,
        name=target.name if name is None else columns.required(name, "name"),
        from_=target.from_ if start is None else numbers.stored_float(start, "start_value"),
        to=target.to if to is None else numbers.stored_float(to, "target_value"),
        unit=target.unit if unit is None else columns.required(unit, "unit"),
    )


def set_value(ctx: Context, goal: Goal, target: Target, value: float) -> None:
    moved = ctx.db.change(target, value=numbers.stored_float(value, "value"))
    record(
        ctx,
        goal,
        "goal_target_updating",
        target_name=target.name,
        old_value=numbers.float_text(target.value),
        new_value=numbers.float_text(moved.value),
        unit=target.unit,
    )


def delete_target(ctx: Context, goal: Goal, target: Target) -> None:
    ctx.db.delete(target)
    record(ctx, goal, "goal_target_deleting", target_name=target.name)


# --- checks ----------------------------------------------------------------------------------------------------------


def find_check(ctx: Context, check_id: Id) -> Check:
    """Return the check with this id. As on the real server, the check need not belong to the goal in the request.
    Raises NotFound if there is no such check."""
    check = ctx.db.get(Check, check_id)
    if check is None:
        raise NotFound("Check not found")
    return check


def add_check(ctx: Context, goal: Goal, name: str) -> Check:
    check = ctx.db.put(
        Check(
            **ctx.db.new_row(),
            goal_id=goal.id,
            creator_id=ctx.person.id,
            name=columns.required(name, "name"),
            index=ctx.db.count(Check, goal_id=goal.id) + 1,
        )
    )
    record(ctx, goal, "goal_check_adding", name=check.name)
    return check


def rename_check(ctx: Context, check: Check, name: str) -> None:
    ctx.db.change(check, name=columns.required(name, "name"))


def toggle(ctx: Context, goal: Goal, check: Check) -> None:
    completed = not check.completed
    ctx.db.change(check, completed=completed, completed_at=ctx.now if completed else None)
    record(ctx, goal, "goal_check_toggled", name=check.name, completed=completed)


def delete_check(ctx: Context, goal: Goal, check: Check) -> None:
    ctx.db.delete(check)
    record(ctx, goal, "goal_check_removing", name=check.name)


# --- order -----------------------------------------------------------------------------------------------------------


def reorder(ctx: Context, ordered: Sequence[Item], moved: Item, index: int) -> None:
    """Move an item to the position `index`, which is counted from 0. A negative position is counted from the end. If
    the position is out of range, the nearest valid one is used. Then the indexes of all items are set, counted from
    1."""
    reordered: list[Item] = [item for item in ordered if item.id != moved.id]
    position = min(index, len(reordered)) if index >= 0 else max(len(reordered) + 1 + index, 0)
    reordered.insert(position, moved)
    for number, item in enumerate(reordered, 1):
        ctx.db.change(item, index=number)
