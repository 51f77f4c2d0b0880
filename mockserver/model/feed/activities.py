"""Activities and notifications (contract: activities 2.1 and 4.1)."""

from collections.abc import Hashable
from datetime import datetime
from typing import Any, ClassVar, Final

from mockserver.model.ids import Id
from mockserver.model.record import Record, by

SCOPES: Final = ("company", "space", "goal", "project", "milestone", "task")
"""The scopes of a feed. The content of an activity refers to its scopes as `<scope>_id`."""

_SCOPE_KEYS: Final = tuple((scope, f"{scope}_id") for scope in SCOPES)

NAMED: Final = ("check_in_id", "discussion_id", "document_id", "link_id", "retrospective_id", "update_id")
"""Content keys of records without a feed, for which unread notifications are shown."""

Scope = tuple[Hashable, ...]
"""Keys of the feed index: `(scope, id)` for all activities, `(scope, id, action)` for those of one action."""


def scopes(activity: "Activity") -> tuple[Scope, ...]:
    """The keys of an activity in the feed index."""
    content, action = activity.content, activity.action
    whole = [("person", activity.author_id)]
    for scope, key in _SCOPE_KEYS:
        if (id := content.get(key)) is not None:
            whole.append((scope, id))
    return (*whole, *[(scope, id, action) for scope, id in whole])


def _about(activity: "Activity") -> tuple[Hashable, ...]:
    """The keys `(key, id)` of an activity for records without a feed."""
    content = activity.content
    return tuple([(key, content[key]) for key in NAMED if key in content])


def _comment(activity: "Activity") -> tuple[Id, ...]:
    """The comment that an activity is about."""
    comment_id = activity.content.get("comment_id")
    return () if comment_id is None else (comment_id,)


class Activity(Record, frozen=True, kw_only=True):
    """An action of a person. The content is flat JSON with canonical UUIDs; it is never changed in place."""

    INDEXES: ClassVar = by(
        "author_id", "context_id", "comment_thread_id", scope=scopes, about=_about, comment_id=_comment
    )

    number: int
    """Increases with each activity: the order of creation within the same second."""
    author_id: Id
    action: str
    content: dict[str, Any]
    context_id: Id
    comment_thread_id: Id | None = None
    inserted_at: datetime
    updated_at: datetime


class Notification(Record, frozen=True, kw_only=True):
    INDEXES: ClassVar = by("person_id", "activity_id", unread=lambda row: () if row.read else (row.person_id,))

    person_id: Id
    activity_id: Id
    read: bool = False
    read_at: datetime | None = None
    inserted_at: datetime
    updated_at: datetime
