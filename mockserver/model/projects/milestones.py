"""Milestones of projects, and the actions of comments on milestones (contract: projects 1.5)."""

from datetime import datetime
from typing import ClassVar, Literal

from mockserver.model.dates import Timeframe
from mockserver.model.ids import Id
from mockserver.model.record import Record, indexed_by
from mockserver.model.rich_text import RichText
from mockserver.model.tasks.tasks import Kanban

MilestoneAction = Literal["none", "complete", "reopen"]


class Milestone(Record, frozen=True, kw_only=True):
    INDEXES: ClassVar = indexed_by("project_id", "creator_id", "subscription_list_id")

    project_id: Id
    creator_id: Id
    title: str
    description: RichText | None = None
    status: Literal["pending", "done"] = "pending"
    completed_at: datetime | None = None
    timeframe: Timeframe | None = None
    tasks_kanban_state: Kanban
    tasks_ordering_state: tuple[str, ...] = ()
    subscription_list_id: Id
    deleted_at: datetime | None = None
    inserted_at: datetime
    updated_at: datetime


class MilestoneComment(Record, frozen=True, kw_only=True):
    """The action of a comment on a milestone, such as `complete`. The text of the comment is in the record `Comment`
    with the id `comment_id`."""

    INDEXES: ClassVar = indexed_by("milestone_id", "comment_id")

    milestone_id: Id
    comment_id: Id
    action: MilestoneAction
    inserted_at: datetime
