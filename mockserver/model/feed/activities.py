"""Activities and notifications (contract: activities 2.1 and 4.1)."""

from collections.abc import Hashable
from datetime import datetime
from typing import Any, ClassVar, Final

from mockserver.model.ids import Id
from mockserver.model.record import Record, indexed_by

SCOPES: Final = ("company", "space", "goal", "project", "milestone", "task")
"""The kinds of records that have a feed. People also have a feed, but are not in this list. The feed of a record
contains the activities whose content has the id of the record under the key `<scope>_id`, such as `goal_id`."""

_SCOPE_KEYS: Final = tuple((scope, f"{scope}_id") for scope in SCOPES)

INDEXED_KEYS: Final = ("check_in_id", "discussion_id", "document_id", "link_id", "retrospective_id", "update_id")
"""Keys in the content of activities. The value of such a key is the id of a record that has no feed. Activities are
indexed by these ids to find the unread notifications about such a record."""

Scope = tuple[Hashable, ...]
"""A key of the index `scope`, by which the activities of a feed are found. `(scope, id)` finds all activities of the
feed, and `(scope, id, action)` finds those with this action. `scope` is `person` or one of `SCOPES`, and `id` is the id
of the person or record."""


def scopes(activity: "Activity") -> tuple[Scope, ...]:
    """Return the keys of an activity in the index `scope`."""
    content, action = activity.content, activity.action
    keys = [("person", activity.author_id)]
    for scope, key in _SCOPE_KEYS:
        if (id := content.get(key)) is not None:
            keys.append((scope, id))
    return (*keys, *[(scope, id, action) for scope, id in keys])


def _about(activity: "Activity") -> tuple[Hashable, ...]:
    """Return `(key, id)` for each of the keys in `INDEXED_KEYS` that the content of the activity has."""
    content = activity.content
    return tuple([(key, content[key]) for key in INDEXED_KEYS if key in content])


def _comment(activity: "Activity") -> tuple[Id, ...]:
    """Return a tuple with the `comment_id` in the content of the activity. Without a `comment_id`, the tuple is
    empty."""
    comment_id = activity.content.get("comment_id")
    return () if comment_id is None else (comment_id,)


class Activity(Record, frozen=True, kw_only=True):
    """The record of an action of a person. `content` is a dict that must not be modified. The ids in it are UUIDs."""

    INDEXES: ClassVar = indexed_by(
        "author_id", "context_id", "comment_thread_id", scope=scopes, about=_about, comment_id=_comment
    )

    number: int
    """Each new activity has a larger number than all earlier activities. The numbers order activities that were created
    in the same second."""
    author_id: Id
    action: str
    content: dict[str, Any]
    context_id: Id
    comment_thread_id: Id | None = None
    inserted_at: datetime
    updated_at: datetime


class Notification(Record, frozen=True, kw_only=True):
    INDEXES: ClassVar = indexed_by("person_id", "activity_id", unread=lambda row: () if row.read else (row.person_id,))

    person_id: Id
    activity_id: Id
    read: bool = False
    read_at: datetime | None = None
    inserted_at: datetime
    updated_at: datetime
