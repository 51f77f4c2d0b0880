"""Recording what happened: one line in an operation. What must be said is a table in `actions`, who hears of it one in
`notifications`, and what is shown of it one in the views."""

from typing import Any

from mockserver.domain.activity_types import ACTIONS
from mockserver.domain.context import Context
from mockserver.domain.errors import ServerCrash
from mockserver.model.company.companies import Person
from mockserver.model.feed.activities import Activity
from mockserver.model.feed.comments import CommentThread
from mockserver.model.ids import Id
from mockserver.model.projects.projects import Project


def record(
    ctx: Context,
    action: str,
    context_id: Id,
    *,
    id: Id | None = None,
    thread: CommentThread | None = None,
    author: Person | None = None,
    **content: Any,
) -> Activity:
    """Leaves an activity of the acting person (or `author`) in a context.

    `content` is what the table calls for. Optional keys that are not given are null, `company_id` is the author's.
    A required one that is blank is a crash, other keys than the table's are a bug (KeyError). `id` is for an activity
    whose id had to be known before.
    """
    person = author or ctx.person
    activity = Activity(
        id=id or ctx.db.new_id(),
        number=ctx.db.chance.drawn,
        author_id=person.id,
        action=action,
        content=_checked(action, {"company_id": person.company_id, **content}),
        context_id=context_id,
        comment_thread_id=thread.id if thread else None,
        inserted_at=ctx.now,
        updated_at=ctx.now,
    )
    ctx.recorded.append(ctx.db.put(activity))
    return activity


def in_project(
    ctx: Context, action: str, project: Project, *, thread: CommentThread | None = None, **more: Any
) -> Activity:
    """The same for what happens in a project, of which every such activity names the company, the space and the id."""
    return record(
        ctx,
        action,
        project.id,
        thread=thread,
        company_id=project.company_id,
        space_id=project.space_id,
        project_id=project.id,
        **more,
    )


def required(name: str, value: Any) -> Any:
    """A value that an activity's content must have: a blank one fails the whole call (contract: activities 2.1)."""
    if value is None or (isinstance(value, str) and not value.strip()):
        raise ServerCrash(f"the activity needs `{name}`, which is blank; the real server fails the whole call")
    return value


def _checked(action: str, content: dict[str, Any]) -> dict[str, Any]:
    """The content in the order of its table."""
    keys = ACTIONS[action]
    stored = {name: required(name, content.pop(name)) for name in ("company_id", *keys.required)}
    stored |= {name: content.pop(name, None) for name in keys.optional}
    if content:
        raise KeyError(f"{action} has no content key {', '.join(content)}")
    return stored
