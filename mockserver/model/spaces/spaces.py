"""Spaces, their members and their discussions (contract: spaces_tasks 1)."""

from datetime import datetime
from typing import ClassVar, Literal

from mockserver.model.ids import Id
from mockserver.model.record import Record, indexed_by
from mockserver.model.rich_text import RichText
from mockserver.model.tasks.tasks import Kanban, TaskStatus


class Space(Record, frozen=True, kw_only=True):
    INDEXES: ClassVar = indexed_by("company_id")

    company_id: Id
    name: str
    mission: str
    tasks_enabled: bool = False
    discussions_enabled: bool = True
    resource_hub_enabled: bool = True
    task_statuses: tuple[TaskStatus, ...]
    tasks_kanban_state: Kanban
    deleted_at: datetime | None = None
    inserted_at: datetime
    updated_at: datetime


class Member(Record, frozen=True, kw_only=True):
    """The membership of a person in a space. This record gives no access to the space, because access levels depend
    only on bindings. A person can have two memberships in the same space."""

    INDEXES: ClassVar = indexed_by("space_id", "person_id", pair=lambda row: ((row.space_id, row.person_id),))

    space_id: Id
    person_id: Id
    inserted_at: datetime


class MessagesBoard(Record, frozen=True, kw_only=True):
    INDEXES: ClassVar = indexed_by("space_id")

    space_id: Id
    name: str
    description: RichText | None = None
    inserted_at: datetime
    updated_at: datetime


class Message(Record, frozen=True, kw_only=True):
    """A discussion of a space. The API uses the names `message` and `discussion` for discussions of spaces."""

    INDEXES: ClassVar = indexed_by(
        "messages_board_id",
        "space_id",
        "subscription_list_id",
        # a discussion is added to this index when it is published, so the index is in the order of publication
        published=lambda row: (row.space_id,) if row.state == "published" and row.deleted_at is None else (),
        draft=lambda row: ((row.space_id, row.author_id),) if row.state == "draft" and row.deleted_at is None else (),
    )

    messages_board_id: Id
    space_id: Id
    author_id: Id
    title: str
    body: RichText
    state: Literal["draft", "published"]
    published_at: datetime | None = None
    subscription_list_id: Id
    deleted_at: datetime | None = None
    inserted_at: datetime
    updated_at: datetime
