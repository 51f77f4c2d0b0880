"""Comment threads, comments and reactions (contract: activities 2.2 and 5)."""

from datetime import datetime
from typing import ClassVar, Literal

from mockserver.model.ids import Id
from mockserver.model.record import Record, indexed_by
from mockserver.model.rich_text import RichText


class CommentThread(Record, frozen=True, kw_only=True):
    """A discussion of a goal or project, or the message of a person who closed a goal, reopened a goal, or resumed a
    project.

    The `parent_id` of a discussion of a project is the id of the project. The `parent_id` of any other thread is the id
    of the activity that was recorded when the thread was created.
    """

    INDEXES: ClassVar = indexed_by("parent_id", "subscription_list_id", "author_id")

    parent_id: Id
    parent_type: Literal["activity", "project"]
    title: str | None = None
    message: RichText
    author_id: Id | None = None
    subscription_list_id: Id
    inserted_at: datetime
    updated_at: datetime


class Comment(Record, frozen=True, kw_only=True):
    """A comment. `content` is the JSON text of `{"message": <document>}`."""

    INDEXES: ClassVar = indexed_by("author_id", parent=lambda row: ((row.entity_type, row.entity_id),))

    author_id: Id
    entity_id: Id
    entity_type: str
    content: RichText
    inserted_at: datetime
    updated_at: datetime


class Reaction(Record, frozen=True, kw_only=True):
    INDEXES: ClassVar = indexed_by("person_id", parent=lambda row: ((row.entity_type, row.entity_id),))

    person_id: Id
    entity_id: Id
    entity_type: str
    emoji: str | None
    inserted_at: datetime
