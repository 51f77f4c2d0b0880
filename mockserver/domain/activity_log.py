"""Recording activities. The module `activity_types` lists the keys that the content of each activity must have. The
module `feed/notifications` defines the recipients of notifications. The module `views/feed/activities` converts
activities to JSON."""

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
    """Record an activity. `context_id` is the id of the activity's access context, for example a goal. The author is
    the acting person, unless `author` is given.

    `content` must have the required keys that `ACTIONS` lists for the action. Optional keys can be absent, and are then
    stored with the value null. `company_id` defaults to the author's company. Callers pass `id`, the id of the new
    activity, only if they have already stored this id in another record. Raises ServerCrash if a required value is null
    or blank. Raises KeyError, which means a bug, if `content` lacks a required key or has a key that `ACTIONS` does not
    list.
    """
    person = author or ctx.person
    activity = Activity(
        **ctx.db.new_row(id),
        number=ctx.db.random_source.counter,
        author_id=person.id,
        action=action,
        content=_checked(action, {"company_id": person.company_id, **content}),
        context_id=context_id,
        comment_thread_id=thread.id if thread else None,
    )
    ctx.recorded.append(ctx.db.put(activity))
    return activity


def record_in_project(
    ctx: Context, action: str, project: Project, *, thread: CommentThread | None = None, **content: Any
) -> Activity:
    """Record an activity whose context is a project. The ids of the project, its company and its space are added to
    `content`."""
    return record(
        ctx,
        action,
        project.id,
        thread=thread,
        company_id=project.company_id,
        space_id=project.space_id,
        project_id=project.id,
        **content,
    )


def required(name: str, value: Any) -> Any:
    """Return a required value of an activity's content. Raises ServerCrash if the value is null or blank, because the
    whole request then fails on the real server (contract: activities 2.1)."""
    if value is None or (isinstance(value, str) and not value.strip()):
        raise ServerCrash(
            f"the activity of this request requires `{name}`, which is blank or null; the real server "
            "crashes in this case"
        )
    return value


def _checked(action: str, content: dict[str, Any]) -> dict[str, Any]:
    """Return the content as it is stored. The first key is `company_id`. The other keys are those that `ACTIONS` lists
    for the action, in the same order. Raises the errors that `record` describes."""
    keys = ACTIONS[action]
    pop = content.pop
    stored = {"company_id": required("company_id", pop("company_id"))}
    for name in keys.required:
        stored[name] = value = pop(name)
        if value is None or (type(value) is str and not value.strip()):
            required(name, value)  # raises ServerCrash
    for name in keys.optional:
        stored[name] = pop(name, None)
    if content:
        raise KeyError(f"unexpected content keys for the action {action}: {', '.join(content)}")
    return stored
