"""Checks the fields that goals and projects have in common, and adds the events of their check-ins to the timeline."""

from datetime import datetime
from functools import partial

from mockserver.model.goals.goals import Goal
from mockserver.model.ids import Id
from mockserver.model.record import Record
from mockserver.seed import fixture_schema
from mockserver.seed.loaders import comments
from mockserver.seed.timeline import NOUNS, Action, Timeline


def check_work_item(timeline: Timeline, entry: fixture_schema.WorkItem, parent: fixture_schema.Goal | None) -> None:
    """Check the names, dates and text of an entry. If the entry has no space, set its space to that of the parent
    goal."""
    entry.space = entry.space or (parent.space if parent else None)
    if entry.name is None:
        timeline.problem(entry, f"a {NOUNS[type(entry)]} requires a `name`, or `faker: 1` to generate a name")
    for field in ("champion", "reviewer"):
        timeline.check_name(entry, fixture_schema.Person, getattr(entry, field), field)
    timeline.check_name(entry, fixture_schema.Space, entry.space, "space")
    timeline.check_date(entry, "starts", entry.starts)
    timeline.check_date(entry, "due", entry.due)
    timeline.check_text(entry, entry.text)


def parent_goal_id(timeline: Timeline, name: str | None, parent: fixture_schema.Goal | None) -> Id | None:
    """Return the id of the parent goal of a goal or project, or None. The parent goal is the goal with the name `name`
    or, if `name` is None, `parent`. `parent` is the entry that contains the entry of the goal or project."""
    if name is not None:
        return timeline.resolve(Goal, fixture_schema.Goal, name).id
    return timeline.record_of(Goal, parent).id if parent else None


def load_check_in(
    timeline: Timeline,
    entry: fixture_schema.WorkItem,
    check_in: fixture_schema.CheckIn,
    when: datetime,
    post: Action,
    acknowledge: Action,
    type: str,
    kind: type[Record],
) -> None:
    """Add the events of a check-in, of its acknowledgement and of its comments to the timeline. `entry` is the goal or
    project. `post` creates the check-in, and `acknowledge` acknowledges the check-in. `type` is the `entity_type` in
    requests to `get_comments`."""
    timeline.check_text(check_in, check_in.text)
    timeline.check_people(check_in, "subscribers", check_in.subscribers)
    then = timeline.plan(check_in, when, post, entry.champion)
    if check_in.acknowledged is not None:
        timeline.plan(check_in.acknowledged, then, acknowledge, entry.reviewer)
    comments.load_comments(timeline, check_in, then, type, partial(timeline.record_of, kind, check_in))
