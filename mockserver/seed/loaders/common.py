"""Checks of entries for goals and for projects."""

from mockserver.seed import fixture_schema
from mockserver.seed.timeline import NOUNS, Timeline


def check_work_item(timeline: Timeline, entry: fixture_schema.WorkItem, parent: fixture_schema.Goal | None) -> None:
    """Check the names and dates of an entry. The default space of an entry below a goal is the goal's space."""
    entry.space = entry.space or (parent.space if parent else None)
    if entry.name is None:
        timeline.problem(entry, f"a {NOUNS[type(entry)]} requires a `name`, or `faker: 1` to generate a name")
    for field in ("champion", "reviewer"):
        timeline.check_name(entry, fixture_schema.Person, getattr(entry, field), field)
    timeline.check_name(entry, fixture_schema.Space, entry.space, "space")
    timeline.check_date(entry, "starts", entry.starts)
    timeline.check_date(entry, "due", entry.due)
    timeline.check_text(entry, entry.text)
