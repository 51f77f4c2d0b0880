"""Makes the times in an imported fixture consistent, so that each event takes place after the events that it requires.

The API returns only the current state. In this state, a goal can be older than its parent goal, and a document older
than its folder. The events of a fixture, however, are executed in the order of their times.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

import msgspec

from mockserver.importer.source import Source
from mockserver.seed.fixture_schema import Entry, Fixture, Folder, Goal, WorkItem

STATUS_CHANGES: Final = ("paused", "resumed", "closed", "reopened", "archived")
"""The fields with the status changes of a goal or project, in the order in which the changes take place."""

MOVED: Final = "times that were changed, because an entry was older than another entry on which it depends"


def correct_times(fixture: Fixture, source: Source, server_time: datetime | None) -> None:
    """Correct times where necessary, set `now` of the fixture, and sort goals so that parent goals come first.
    `server_time` is the time of the last response, or None."""
    for entry in entries(fixture):
        entry.at = _utc(entry.at)
    if fixture.general is not None:  # `began` is the time at which the company and its general space are created
        fixture.began, fixture.general.at = fixture.general.at, None
    before = {id(entry): entry.at for entry in entries(fixture)}
    _move_parents_back(fixture)
    for space in [*([fixture.general] if fixture.general else []), *fixture.spaces]:
        for folder in space.folders:
            _move_folder_back(folder)
    for top in (*fixture.spaces, fixture.general, *fixture.goals, *fixture.projects):
        if top is not None:
            _move_children_forward(top, top.at or "")
    times = [entry.at for entry in entries(fixture) if entry.at]
    latest = max(times, default=None)
    if fixture.began:
        fixture.began = min([fixture.began, *times])
    for project in fixture.projects:
        if project.archived is not None and project.archived.at is None:
            project.archived.at = max(entry.at for entry in (project, *_descendants(project)) if entry.at)
    for person in fixture.people:
        if person.suspended is not None:
            person.suspended.at = latest
    now = (server_time or datetime.now(UTC)).replace(microsecond=0)
    if latest is not None:
        now = max(now, datetime.fromisoformat(latest))
    fixture.now = _text(now)
    source.add_loss(MOVED, sum(1 for entry in entries(fixture) if before.get(id(entry)) not in (None, entry.at)))


def _move_parents_back(fixture: Fixture) -> None:
    """Set earlier times for spaces, goals and milestones that are newer than an entry that belongs to them."""
    goals = {goal.key or goal.name: goal for goal in fixture.goals}
    spaces = {space.key or space.name: space for space in fixture.spaces}
    for item in (*fixture.goals, *fixture.projects):
        _move_back(spaces.get(item.space), item)
    for project in fixture.projects:
        _move_back(goals.get(project.goal), project)
        milestones = {milestone.title: milestone for milestone in project.milestones}
        for task in project.tasks:
            _move_back(milestones.get(task.milestone or ""), task)
    depths = {id(goal): _depth(goal, goals) for goal in fixture.goals}
    for goal in sorted(fixture.goals, key=lambda goal: -depths[id(goal)]):
        _move_back(goals.get(goal.parent), goal)
    fixture.goals.sort(key=lambda goal: (goal.at or "", depths[id(goal)]))


def _depth(goal: Goal, goals: dict[str | None, Goal]) -> int:
    depth, parent = 0, goals.get(goal.parent)
    while parent is not None and depth <= len(goals):
        depth, parent = depth + 1, goals.get(parent.parent)
    return depth


def _move_back(entry: Entry | None, other: Entry) -> None:
    if entry is not None and entry.at and other.at:
        entry.at = min(entry.at, other.at)


def _move_folder_back(folder: Folder) -> None:
    for inner in folder.folders:
        _move_folder_back(inner)
    for entry in (*folder.documents, *folder.links, *folder.files, *folder.folders):
        _move_back(folder, entry)


def _move_children_forward(entry: msgspec.Struct, at: str) -> None:
    """Move the entries below `entry` forward: an entry that is older than its parent entry gets the time of the parent
    entry. `at` is the time of `entry`."""
    for child in _children(entry):
        if child.at:
            child.at = max(child.at, at)
        _move_children_forward(child, child.at or at)
    if isinstance(entry, WorkItem):
        earliest = at
        for name in STATUS_CHANGES:
            change = getattr(entry, name, None)
            if change is not None and change.at:
                change.at = earliest = max(change.at, earliest)
                _move_children_forward(change, earliest)


def _children(entry: msgspec.Struct) -> Iterator[Entry]:
    for name in entry.__struct_fields__:
        value = getattr(entry, name)
        if isinstance(value, Entry):
            yield value
        elif isinstance(value, list):
            yield from (item for item in value if isinstance(item, Entry))


def _descendants(entry: msgspec.Struct) -> Iterator[Entry]:
    for child in _children(entry):
        yield child
        yield from _descendants(child)


def entries(fixture: Fixture) -> Iterator[Entry]:
    """Yield all entries of a fixture. Parent entries come before their child entries."""
    yield from _descendants(fixture)


def _utc(text: str | None) -> str | None:
    """Convert a time from a response to UTC, in whole seconds. None remains None."""
    if text is None:
        return None
    time = datetime.fromisoformat(text)
    return _text(time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC))


def _text(time: datetime) -> str:
    return f"{time:%Y-%m-%dT%H:%M:%S}Z"
