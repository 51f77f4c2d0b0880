"""Reads goals: their targets, checks, check-ins, discussions and closing."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from mockserver.importer.source import Source, level, sends_to_everyone
from mockserver.importer.work_items import GOAL_CHECK_IN, closure, in_spaces, read_check_in, shared_fields, statement
from mockserver.seed.fixture_schema import (
    Check,
    Closure,
    Discussion,
    Goal,
    GoalCheckIn,
    Level,
    Target,
)

Json = Any

EVENTS: Final = ["goal_created", "goal_closing", "goal_reopening"]


def list_goals(source: Source, spaces: set[str] | None) -> list[Json]:
    """Return the records of the goals to import. If `spaces` is not None, only goals in these spaces are returned."""
    records = source.require("get_goals", "goals", include_space=True, include_champion=True, include_reviewer=True)
    newest = source.newest(in_spaces(records, spaces), "goals")
    for record in newest:
        record["key"] = source.goals.add(record["id"], record["name"])
    return newest


def read_goal(source: Source, record: Json) -> Goal:
    """Return the fixture entry of a goal with all its contents, except its child goals and projects."""
    id = record["id"]
    full = source.get("get_goal", "goal", id=id, include_access_levels=True, include_closed_by=True) or record
    events = source.get_list("get_activities", "activities", scope_type="goal", scope_id=id, actions=EVENTS)
    shared = shared_fields(source, record, full, events, "goal_created")
    goal = Goal(**shared, key=record["key"], parent=_parent(source, record))
    goal.members = _members(source, id, goal)
    _read_check_ins(source, goal, record)
    discussions = source.newest(source.get_list("goals/get_discussions", "discussions", goal_id=id), "discussions")
    goal.discussions = [_discussion(source, item) for item in discussions]
    _read_closing(source, goal, full, events)
    return goal


def _parent(source: Source, record: Json) -> str | None:
    if not (id := record.get("parent_goal_id")):
        return None
    name = source.goals.get(id)
    if name is None:
        source.add_loss("parent goals that are not part of the import")
    return name


def _members(source: Source, id: str, goal: Goal) -> dict[str, Level]:
    """Return the people who have personal access to a goal, as a dictionary that maps references to access levels. The
    creator, the champion and the reviewer are omitted if they have full access, because their role gives them this
    level."""
    people = source.get_list("goals/list_access_members", "people", goal_id=id)
    levels = {name: level(person.get("access_level")) for person in people if (name := source.person(person))}
    return {
        name: value
        for name, value in levels.items()
        if value != "full" or name not in (goal.champion, goal.reviewer, goal.by)
    }


# --- targets, checks and check-ins -----------------------------------------------------------------------------------


def _read_check_ins(source: Source, goal: Goal, record: Json) -> None:
    """Read the check-ins of a goal, and set the targets, checks and check-ins of its fixture entry `goal`. `record` is
    the goal from a response."""
    listed = source.get_list("goals/get_check_ins", "check_ins", goal_id=record["id"])
    updates = source.newest(listed, "check-ins")
    targets = sorted(record.get("targets") or [], key=lambda target: target.get("index") or 0)
    checks = sorted(record.get("checklist") or [], key=lambda check: check.get("index") or 0)
    for noun, items in (("targets", targets), ("checks", checks)):
        duplicates = sum(count - 1 for count in Counter(item["name"] for item in items).values())
        source.add_loss(
            f"{noun} with the same name as other {noun} of the goal; their values may be swapped", duplicates
        )
    goal.targets = [_target(target, updates) for target in targets]
    goal.checks = [Check(name=check["name"], done=_is_done_initially(check, updates)) for check in checks]
    known, done = {target.name for target in goal.targets}, {check.name for check in goal.checks if check.done}
    for update in updates:
        entry = read_check_in(source, update, GOAL_CHECK_IN, GoalCheckIn)
        entry.values = {
            item["name"]: item["value"]
            for item in update.get("goal_target_updates") or []
            if item["name"] in known and item.get("value") is not None
        }
        completed = [item["name"] for item in update.get("checklist") or [] if item.get("completed")]
        entry.done = [name for name in completed if name not in done and any(c.name == name for c in goal.checks)]
        done.update(entry.done)
        goal.check_ins.append(entry)


def _target(target: Json, updates: list[Json]) -> Target:
    """Return the fixture entry of a target. Its `value` is the value before the first check-in or, without check-ins,
    the current value. If that value is the start value, `value` is None."""
    first = [item for update in updates[:1] for item in update.get("goal_target_updates") or []]
    previous_value = next((item.get("previous_value") for item in first if item["name"] == target["name"]), None)
    value = previous_value if updates and previous_value is not None else target.get("value")
    return Target(
        name=target["name"],
        from_=target["from"],
        to=target["to"],
        unit=target.get("unit") or "%",
        value=value if value != target["from"] else None,
    )


def _is_done_initially(check: Json, updates: list[Json]) -> bool:
    """Return true if a check must already be completed when the fixture creates its goal. Such a check is completed
    now. In addition, either no check-in lists the check as completed, or the first check-in that lists the check
    does."""
    if not check.get("completed"):
        return False
    states = [
        bool(item.get("completed"))
        for update in updates
        for item in update.get("checklist") or []
        if item["name"] == check["name"]
    ]
    return not any(states) or (check.get("completed_at") is not None and states[0])


def drop_impossible_acknowledgements(source: Source, goal: Goal) -> None:
    """Remove acknowledgements that the API would not allow with the current champion and reviewer."""
    for check_in in goal.check_ins:
        by = check_in.acknowledged and (check_in.acknowledged.by or goal.reviewer)
        if by and by != goal.reviewer and not (by == goal.champion and check_in.by == goal.reviewer):
            check_in.acknowledged = None
            source.add_loss("acknowledgements by people who are no longer the reviewer of the goal")


# --- discussions and closing -----------------------------------------------------------------------------------------


def _thread(source: Source, activity_id: str) -> Json:
    activity = source.get("get_activity", "activity", id=activity_id, include_subscriptions_list=True)
    return (activity or {}).get("comment_thread") or {}


def _discussion(source: Source, record: Json) -> Discussion:
    thread = _thread(source, record["id"])
    return Discussion(
        at=record["inserted_at"],
        by=source.person(record.get("author")),
        title=record.get("title"),
        text=source.text(record.get("content") or thread.get("message")),
        everyone=sends_to_everyone(thread),
        reactions=source.reactions(thread),
        comments=source.comments("comment_thread", thread["id"], record.get("comment_count")) if thread else [],
    )


def _read_closing(source: Source, goal: Goal, full: Json, events: list[Json]) -> None:
    """Set the last closing of the goal and, if the goal is open, the last reopening."""
    events = sorted(events, key=lambda event: str(event["inserted_at"]))
    closings = [event for event in events if event["action"] == "goal_closing"]
    reopenings = [event for event in events if event["action"] == "goal_reopening"]
    source.add_loss("earlier closings and reopenings of a goal", max(len(closings) - 1, 0))
    if not closings:
        if full.get("closed_at"):
            goal.closed = Closure(at=full["closed_at"], by=source.person(full.get("closed_by")))
            goal.closed.outcome = "achieved" if full.get("success") else "missed"
        return
    last = closings[-1]
    thread = _thread(source, last["id"]) or last.get("comment_thread") or {}
    status = (last.get("content") or {}).get("success_status")
    goal.closed = closure(source, last["inserted_at"], last, status, thread, "message", "comment_thread")
    if not full.get("is_closed") and reopenings:
        goal.reopened = statement(source, reopenings[-1])
        source.add_loss("comments and reactions on the reopening of a goal")
