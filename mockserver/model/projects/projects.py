"""Projects and the records that belong to projects, except for milestones and tasks (contract: projects 1)."""

from datetime import datetime
from typing import ClassVar, Literal

from mockserver.model.dates import Timeframe
from mockserver.model.goals.goals import CheckInStatus, SuccessStatus
from mockserver.model.ids import Id
from mockserver.model.record import Record, indexed_by
from mockserver.model.rich_text import RichText
from mockserver.model.tasks.tasks import Kanban, TaskStatus

ContributorRole = Literal["champion", "reviewer", "contributor"]


class Project(Record, frozen=True, kw_only=True):
    INDEXES: ClassVar = indexed_by(
        "company_id", "space_id", "goal_id", "creator_id", "subscription_list_id", "last_check_in_id"
    )

    company_id: Id
    space_id: Id
    goal_id: Id | None = None
    name: str
    description: RichText | None = None
    creator_id: Id
    status: Literal["active", "paused", "closed"] = "active"
    """The stored status. The `status` in responses is computed from it and from other fields (contract: projects
    1.2)."""
    closed_at: datetime | None = None
    success_status: SuccessStatus | None = None
    timeframe: Timeframe | None = None
    next_check_in_scheduled_at: datetime | None = None
    last_check_in_id: Id | None = None
    last_check_in_status: CheckInStatus | None = None
    task_statuses: tuple[TaskStatus, ...]
    tasks_kanban_state: Kanban
    milestones_ordering_state: tuple[str, ...] = ()
    subscription_list_id: Id
    deleted_at: datetime | None = None
    inserted_at: datetime
    updated_at: datetime


class ProjectContributor(Record, frozen=True, kw_only=True):
    INDEXES: ClassVar = indexed_by("project_id", "person_id", pair=lambda row: ((row.project_id, row.person_id),))

    project_id: Id
    person_id: Id
    role: ContributorRole | None = "contributor"
    responsibility: str | None = None
    inserted_at: datetime
    updated_at: datetime


class ProjectCheckIn(Record, frozen=True, kw_only=True):
    INDEXES: ClassVar = indexed_by(
        "project_id",
        "author_id",
        "subscription_list_id",
        unacknowledged=lambda row: () if row.acknowledged_at else (row.project_id,),
    )

    project_id: Id
    author_id: Id
    status: CheckInStatus
    description: RichText
    acknowledged_at: datetime | None = None
    acknowledged_by_id: Id | None = None
    subscription_list_id: Id
    inserted_at: datetime
    updated_at: datetime


class ProjectRetrospective(Record, frozen=True, kw_only=True):
    INDEXES: ClassVar = indexed_by("project_id", "author_id", "subscription_list_id")

    project_id: Id
    author_id: Id
    content: RichText
    subscription_list_id: Id
    inserted_at: datetime
    updated_at: datetime


class KeyResource(Record, frozen=True, kw_only=True):
    INDEXES: ClassVar = indexed_by("project_id")

    project_id: Id
    title: str
    link: str
    resource_type: str = "link"
    inserted_at: datetime
    updated_at: datetime
