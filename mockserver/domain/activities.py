"""Recording what happened. One line in an operation; who hears of it is a table in `notifications`."""

from typing import Any

from mockserver.domain.context import Context
from mockserver.domain.errors import Crash
from mockserver.model.activities import Activity
from mockserver.model.company import Person
from mockserver.model.ids import Id
from mockserver.model.talk import CommentThread


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

    `content` is what the contract's table calls stored (activities 3); `company_id` is filled in. `id` is for one whose
    id had to be known before.
    """
    person = author or ctx.person
    activity = Activity(
        id=id or ctx.world.new_id(),
        author_id=person.id,
        action=action,
        content={"company_id": person.company_id, **content},
        context_id=context_id,
        comment_thread_id=thread.id if thread else None,
        inserted_at=ctx.now,
        updated_at=ctx.now,
    )
    ctx.recorded.append(ctx.world.put(activity))
    return activity


def required(name: str, value: str | None) -> str:
    """A text that an activity's content must have: blank fails the whole call (contract: activities 2.1)."""
    if value is None or not value.strip():
        raise Crash(f"the activity needs `{name}`, which is blank; the real server fails the whole call")
    return value
