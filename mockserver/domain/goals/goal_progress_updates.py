"""Check-ins of goals: posting, editing and acknowledging them (contract: goals 1.5, 1.9 and 9)."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any, Final, NamedTuple

import msgspec

from mockserver.domain import activity_log, columns, dates, id_inputs, numbers, subscriptions
from mockserver.domain.context import Context
from mockserver.domain.errors import ServerCrash
from mockserver.domain.goals import goal_targets
from mockserver.domain.goals.goals import next_check_in, record
from mockserver.domain.subscriptions import Audience
from mockserver.model.company.companies import Person
from mockserver.model.dates import Timeframe, at_midnight, day
from mockserver.model.goals.goals import (
    CHECK_IN_STATUSES,
    CheckSnapshot,
    Goal,
    GoalProgressUpdate,
    Target,
    TargetSnapshot,
)
from mockserver.model.ids import Id
from mockserver.model.rich_text import Json

EDIT_WINDOW: Final = timedelta(days=3)  # after this time, only the message of a check-in can be edited


class TargetValue(NamedTuple):
    """The new value of a target. `value` is not validated, and can be any JSON value."""

    target_id: Id | None
    value: Json


ChecklistItem = dict[str, Any] | None
"""An item of the input `checklist`. The item is not validated."""


class CheckInInputs(NamedTuple):
    """The inputs of a check-in, which are validated only when they are stored."""

    status: str | None
    message: Json
    due_date: dates.DateInput | None
    target_values: Sequence[TargetValue]
    checklist: Sequence[ChecklistItem]


def target_values(given: str | None) -> list[TargetValue]:
    """Decode the input `new_target_values`, which is a string with JSON text. Raises ServerCrash if the text is not a
    JSON list of objects, or if an id in the list can't be decoded."""
    value = columns.parse_json(given, "new_target_values")
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise ServerCrash(
            "`new_target_values` must be a JSON array of objects with the keys `id` and `value`; the real server "
            "crashes on other values"
        )
    return [TargetValue(_target_id(entry.get("id")), entry.get("value")) for entry in value]


def _target_id(given: Json) -> Id | None:
    if given is not None and not isinstance(given, str):
        raise ServerCrash("an `id` in `new_target_values` is not a string; the real server crashes in this case")
    return id_inputs.id_or_crash(given, "new_target_values[].id")


def may_acknowledge(person: Person, goal: Goal, update: GoalProgressUpdate) -> bool:
    """Whether a person may acknowledge a check-in. The reviewer of the goal may acknowledge all check-ins, and the
    champion only those that the reviewer wrote. Access levels have no effect."""
    if person.id == goal.reviewer_id:
        return True
    return person.id == goal.champion_id and update.author_id == goal.reviewer_id


def post(ctx: Context, goal: Goal, inputs: CheckInInputs, audience: Audience) -> GoalProgressUpdate:
    """Post a check-in. The targets, checks, status and timeframe of the goal get the values in the check-in. The date
    of the next check-in is computed."""
    db, id = ctx.db, ctx.db.new_id()
    targets = {target.id: target for target in db.where(Target, goal_id=goal.id)}
    snapshots = [_snapshot(targets, entry) for entry in _require_distinct(inputs.target_values)]
    list_id = subscriptions.create_list_with_audience(ctx, id, "goal_update", audience, inputs.message)
    update = db.put(
        GoalProgressUpdate(
            **ctx.db.new_row(id),
            goal_id=goal.id,
            author_id=ctx.person.id,
            status=columns.one_of(inputs.status, CHECK_IN_STATUSES, "status"),
            message=columns.required_document(inputs.message, "content"),
            timeframe=_timeframe(goal, inputs.due_date),
            targets=tuple(snapshots),
            checks=_check_snapshots(inputs.checklist),
            subscription_list_id=list_id,
        )
    )
    _update_targets(ctx, targets, snapshots)
    _update_checks(ctx, goal, update.checks)
    due = goal.next_update_scheduled_at
    db.change(
        goal,
        last_check_in_id=update.id,
        last_update_status=update.status,
        timeframe=update.timeframe,
        next_update_scheduled_at=at_midnight(next_check_in(due.date() if due else None, ctx.now.date()), ctx.now),
    )
    record(
        ctx, goal, "goal_check_in", update_id=update.id, old_timeframe=goal.timeframe, new_timeframe=update.timeframe
    )
    return update


def edit(ctx: Context, goal: Goal, update: GoalProgressUpdate, inputs: CheckInInputs) -> None:
    """Edit a check-in. All fields change if it is the last check-in of the goal and was posted less than EDIT_WINDOW
    ago. Otherwise, only the message changes."""
    db = ctx.db
    message = columns.required_document(inputs.message, "content")
    edited = db.change(update, message=message)
    if goal.last_check_in_id == update.id and ctx.now < update.inserted_at + EDIT_WINDOW:
        edited = _edit_all_fields(ctx, goal, edited, inputs)
    subscriptions.add_mentioned(ctx, update.subscription_list_id, inputs.message)
    activity_log.record(
        ctx,
        "goal_check_in_edit",
        goal.id,
        company_id=goal.company_id,
        goal_id=goal.id,
        check_in_id=update.id,
        old_timeframe=update.timeframe,
        new_timeframe=edited.timeframe,
    )


def _edit_all_fields(ctx: Context, goal: Goal, update: GoalProgressUpdate, inputs: CheckInInputs) -> GoalProgressUpdate:
    """Change all fields of a check-in except the message. The targets, checks, status and timeframe of the goal change
    accordingly. The date of the next check-in does not change."""
    targets = {target.id: target for target in ctx.db.where(Target, goal_id=goal.id)}
    before = {snapshot.id: snapshot for snapshot in update.targets}
    snapshots = [_edited_snapshot(before, entry) for entry in _require_distinct(inputs.target_values)]
    edited = ctx.db.change(
        update,
        status=columns.one_of(inputs.status, CHECK_IN_STATUSES, "status"),
        timeframe=_timeframe(goal, inputs.due_date),
        targets=tuple(snapshots),
        checks=_check_snapshots(inputs.checklist),
    )
    _update_targets(ctx, targets, snapshots)
    _update_checks(ctx, goal, edited.checks)
    dates.set_timeframe(ctx.db, goal, edited.timeframe, last_update_status=edited.status)
    return edited


def acknowledge(ctx: Context, goal: Goal, update: GoalProgressUpdate) -> GoalProgressUpdate:
    """Acknowledge a check-in. If it was acknowledged before, the new person and time replace the old ones."""
    acknowledged = ctx.db.change(update, acknowledged_at=ctx.now, acknowledged_by_id=ctx.person.id)
    activity_log.record(
        ctx, "goal_check_in_acknowledgement", goal.id, space_id=goal.space_id, goal_id=goal.id, update_id=update.id
    )
    return acknowledged


# --- parts of a check-in ---------------------------------------------------------------------------------------------


def _timeframe(goal: Goal, given: dates.DateInput | None) -> Timeframe | None:
    """Return the timeframe that a goal gets from a check-in. The timeframe starts on the day on which the goal was
    created. Return None if the check-in has no due date (contract: goals 3.3)."""
    due_date = dates.contextual_date(given)
    return Timeframe(day(goal.inserted_at.date(), padded=True), due_date) if due_date else None


def _require_distinct(values: Sequence[TargetValue]) -> Sequence[TargetValue]:
    if len({value.target_id for value in values}) < len(values):
        raise ServerCrash("a target is twice in `new_target_values`; the real server crashes in this case")
    return values


def _snapshot(targets: dict[Id, Target], given: TargetValue) -> TargetSnapshot:
    target = targets.get(given.target_id or "")
    if target is None:
        raise ServerCrash(
            "an `id` in `new_target_values` is not the id of a target of the goal; the real server crashes in this case"
        )
    return TargetSnapshot(
        id=target.id,
        name=target.name,
        value=numbers.stored_float(given.value, "value"),
        unit=target.unit,
        previous_value=target.value,
        index=target.index,
        from_=target.from_,
        to=target.to,
    )


def _edited_snapshot(before: dict[Id, TargetSnapshot], given: TargetValue) -> TargetSnapshot:
    snapshot = before.get(given.target_id or "")
    if snapshot is None:
        raise ServerCrash(
            "an `id` in `new_target_values` is not the id of a target in the check-in; the real server crashes in this "
            "case"
        )
    return msgspec.structs.replace(snapshot, value=numbers.stored_float(given.value, "value"))


def _check_snapshots(checklist: Iterable[ChecklistItem]) -> tuple[CheckSnapshot, ...]:
    return tuple([_check_snapshot(item) for item in checklist])


def _check_snapshot(item: ChecklistItem) -> CheckSnapshot:
    id, name, completed, index = (
        columns.required_key(item, key, "an item of `checklist`") for key in ("id", "name", "completed", "index")
    )
    return CheckSnapshot(id=id, name=columns.required(name, "name", limit=None), index=index, completed=completed)


def _update_targets(ctx: Context, targets: dict[Id, Target], snapshots: Iterable[TargetSnapshot]) -> None:
    for snapshot in snapshots:
        target = targets.get(snapshot.id)
        if target is None:
            raise ServerCrash(
                "a target in the check-in was deleted from the goal; the real server crashes in this case"
            )
        ctx.db.change(target, value=snapshot.value)


def _update_checks(ctx: Context, goal: Goal, items: Sequence[CheckSnapshot]) -> None:
    """Set `completed` and `index` of the goal's checks to the values in a check-in. An item of the check-in is ignored
    if the goal has no check with the id of the item."""
    checks = {check.id: check for check in goal_targets.checks_of(ctx.db, goal)}
    known = [item for item in items if item.id in checks]
    if len({item.id for item in known}) < len(known):
        raise ServerCrash("a check is twice in `checklist`; the real server crashes in this case")
    for item in known:
        ctx.db.change(checks[item.id], completed=item.completed, index=numbers.stored_int(item.index, "index"))
