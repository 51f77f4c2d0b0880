"""Targets and checklists of goals: how far they are, and what is done with them (contract: goals 1.1, 1.3, 1.4)."""

from collections.abc import Sequence

from mockserver.domain import numbers, text
from mockserver.domain.context import Context
from mockserver.domain.errors import Crash
from mockserver.model.goals import Check, Goal, Target
from mockserver.model.rich_text import Json
from mockserver.store.world import World

# --- facts -----------------------------------------------------------------------------------------------------------


def targets_of(world: World, goal: Goal) -> list[Target]:
    """The goal's targets by index."""
    return sorted(world.where(Target, goal_id=goal.id), key=lambda target: target.index)


def checks_of(world: World, goal: Goal) -> list[Check]:
    """The goal's checklist by index."""
    return sorted(world.where(Check, goal_id=goal.id), key=lambda check: check.index)


def progress(targets: Sequence[Target], checks: Sequence[Check]) -> float:
    """The mean of the targets, the whole checklist counting as one more, in percent; the integer 0 for nothing."""
    parts = [percentage(target) for target in targets]
    if checks:
        parts.append(sum(check.completed for check in checks) * 100 / len(checks))
    if not parts:
        return 0
    total = 0.0  # not sum(): newer Pythons make it more exact than the real server is
    for part in parts:
        total += part
    return total / len(parts)


def percentage(target: Target) -> float:
    """How far a target is on its way, 0 to 100; one that leads nowhere is at 0."""
    if target.from_ == target.to:
        return 0.0
    low, high = sorted((target.from_, target.to))
    if not low <= target.value <= high:
        beyond = target.value > high if target.from_ < target.to else target.value < low
        return 100.0 if beyond else 0.0
    if target.from_ < target.to:
        return (target.value - target.from_) / (target.to - target.from_) * 100
    return (target.from_ - target.value) / (target.from_ - target.to) * 100


def is_reached(target: Target) -> bool:
    return target.value >= target.to if target.from_ < target.to else target.value <= target.to


def next_step(targets: Sequence[Target], checks: Sequence[Check]) -> str:
    """The first target that is not reached, else the first check that is open; both lists by index."""
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
    """A target that stands at its start."""
    value = numbers.stored_float(start, "from")
    return ctx.world.put(
        Target(
            id=ctx.world.new_id(),
            goal_id=goal.id,
            name=text.required(name, "name"),
            from_=value,
            to=numbers.stored_float(to, "to"),
            value=value,
            unit=text.required(unit, "unit"),
            index=index,
            inserted_at=ctx.now,
            updated_at=ctx.now,
        )
    )


def insert_given(ctx: Context, goal: Goal, given: dict[str, Json] | None, index: int) -> Target:
    """A target as `create_goal` takes it; its own idea of an index does not count."""
    if given is None:
        raise Crash("a target is null; the real server crashes on it")
    return insert_target(
        ctx,
        goal,
        name=given.get("name"),
        start=given.get("from"),
        to=given.get("to"),
        unit=given.get("unit"),
        index=index,
    )
