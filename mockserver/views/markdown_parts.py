"""Functions that return parts of the Markdown of goals and projects (contract: goals 5, projects 3)."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from mockserver.domain.errors import ServerCrash
from mockserver.domain.numbers import number_text
from mockserver.model import rich_text
from mockserver.model.company.companies import Person
from mockserver.model.dates import ContextualDate, Timeframe
from mockserver.model.feed.activities import Activity
from mockserver.model.feed.comments import Comment
from mockserver.model.goals.goals import Goal
from mockserver.model.ids import Id
from mockserver.model.projects.projects import Project
from mockserver.model.spaces.spaces import Space
from mockserver.store.database import Database
from mockserver.views import markdown

UNSET: Final = "Not Set"


def joined(sections: Iterable[str | None]) -> str:
    """Join the sections that are not None, with blank lines between them and two newlines at the end."""
    return markdown.compacted("\n\n".join([*(section for section in sections if section is not None), ""]))


def blocks(found: Iterable[str], none: str) -> str:
    """Join blocks of text, with blank lines between them. If there are no blocks, return the text `none`."""
    return "\n\n".join(found) or none


def overview(db: Database, resource: Goal | Project, *, status: str, progress: float, parent: str) -> str:
    """Return the lines below the title of a goal or project. As on the real server, there are no line breaks between
    "Closed At", "Archived At" and "Parent Goal"."""
    tail = f"Closed At: {day(resource.closed_at)}" if resource.closed_at else ""
    if resource.deleted_at is not None:
        tail += f"Archived At: {day(resource.deleted_at)}"
    lines = [
        f"Status: {status}",
        f"Progress: {number_text(progress)}%",
        f"Space: {db.get_existing(Space, resource.space_id).name}",
        f"Created: {day(resource.inserted_at)}",
        f"Last Updated: {day(resource.updated_at)}",
        f"{tail}Parent Goal: {parent}",
    ]
    return "\n".join(lines)


def timeframe(current: Timeframe | None) -> str:
    """Return the section with the start date and the due date."""
    dates = current or Timeframe()
    start, due = _value_or_unset(dates.contextual_start_date), _value_or_unset(dates.contextual_end_date)
    return f"## Timeframe\n\nStart Date: {start}\nDue Date: {due}"


def date_changes(db: Database, scope: str, id: Id) -> str:
    """Return the section with the changes of the start date and the due date, newest first. `scope` is `goal` or
    `project`."""
    found = [
        (activity, side)
        for side in ("start", "due")
        for activity in db.where(Activity, scope=(scope, id, f"{scope}_{side}_date_updating"))
    ]
    found.sort(key=lambda pair: (pair[0].inserted_at, pair[0].number), reverse=True)
    changes = [_change(db, activity, side) for activity, side in found]
    return "### Timeframe History\n\n" + blocks(changes, "_No timeframe changes recorded._")


def _change(db: Database, activity: Activity, side: str) -> str:
    old, new = (activity.content[f"{when}_{side}_date"] or UNSET for when in ("old", "new"))
    author = name(db, activity.author_id)
    return f"**{day(activity.inserted_at)}** - {author} changed the {side} date from {old} to {new}"


def comments(db: Database, entity_type: str, entity_id: Id) -> Iterator[str]:
    """Yield a heading and the comments on a check-in, as blocks of text. If there are no comments, yield nothing."""
    rows = db.where(Comment, parent=(entity_type, entity_id))
    if rows:
        yield "#### Comments"
    for comment in rows:
        yield f"**{name(db, comment.author_id)}** on {day(comment.inserted_at)}:"
        yield comment_text(comment)


def comment_text(comment: Comment) -> str:
    return markdown.rendered(rich_text.encode(rich_text.decode(comment.content)["message"]))


def name(db: Database, person_id: Id) -> str:
    """Return the full name of the author of a record. Raises ServerCrash if the author was deleted: some records are
    kept when their author is deleted."""
    person = db.get(Person, person_id)
    if person is None:
        raise ServerCrash("the author of a record was deleted; the real server fails to render their name")
    return person.full_name


def day(time: datetime) -> str:
    return time.date().isoformat()


def _value_or_unset(date: ContextualDate | None) -> str:
    return date.value if date else UNSET
