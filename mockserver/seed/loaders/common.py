"""What goals and projects have in common."""

from mockserver.seed import fixture_schema
from mockserver.seed.timeline import NAMED, Timeline


def check(timeline: Timeline, entry: fixture_schema.Work, above: fixture_schema.Goal | None) -> None:
    """Whether all that is named is there. What stands below a goal is in its space, unless it says another."""
    entry.space = entry.space or (above.space if above else None)
    if entry.name is None:
        timeline.problem(entry, f"a {NAMED[type(entry)]} needs a `name`, or `faker` to be made up")
    for field in ("champion", "reviewer"):
        timeline.check(entry, fixture_schema.Person, getattr(entry, field), field)
    timeline.check(entry, fixture_schema.Space, entry.space, "space")
    timeline.check_date(entry, "starts", entry.starts)
    timeline.check_date(entry, "due", entry.due)
    timeline.check_text(entry, entry.text)
