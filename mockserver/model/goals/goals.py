"""Goals, their targets, checks and check-ins (contract: goals 1)."""

from datetime import datetime
from typing import ClassVar, Final, Literal, get_args

import msgspec

from mockserver.model.dates import Timeframe
from mockserver.model.ids import Id
from mockserver.model.record import Record, indexed_by
from mockserver.model.rich_text import RichText

CheckInStatus = Literal["on_track", "caution", "off_track"]
SuccessStatus = Literal["achieved", "missed"]
CHECK_IN_STATUSES: Final[tuple[CheckInStatus, ...]] = get_args(CheckInStatus)
SUCCESS_STATUSES: Final[tuple[SuccessStatus, ...]] = get_args(SuccessStatus)


class Goal(Record, frozen=True, kw_only=True):
    INDEXES: ClassVar = indexed_by(
        "company_id", "space_id", "parent_goal_id", "champion_id", "reviewer_id", "creator_id"
    )

    company_id: Id
    space_id: Id
    name: str
    description: RichText | None = None
    creator_id: Id | None
    champion_id: Id | None = None
    reviewer_id: Id | None = None
    parent_goal_id: Id | None = None
    timeframe: Timeframe | None = None
    next_update_scheduled_at: datetime | None = None
    last_check_in_id: Id | None = None
    last_update_status: CheckInStatus | None = None
    closed_at: datetime | None = None
    closed_by_id: Id | None = None
    success: str | None = None
    success_status: SuccessStatus | None = None
    deleted_at: datetime | None = None
    inserted_at: datetime
    updated_at: datetime


class Target(Record, frozen=True, kw_only=True):
    INDEXES: ClassVar = indexed_by("goal_id")

    goal_id: Id
    name: str
    from_: float
    to: float
    value: float
    unit: str
    index: int
    inserted_at: datetime
    updated_at: datetime


class Check(Record, frozen=True, kw_only=True):
    """An item of a goal's checklist."""

    INDEXES: ClassVar = indexed_by("goal_id", "creator_id")

    goal_id: Id
    creator_id: Id
    name: str
    completed: bool = False
    completed_at: datetime | None = None
    index: int
    inserted_at: datetime
    updated_at: datetime


class TargetSnapshot(msgspec.Struct, frozen=True, kw_only=True):
    """The state of a target at the time of a check-in."""

    id: Id
    name: str
    value: float
    unit: str
    previous_value: float
    index: int
    from_: float
    to: float


class CheckSnapshot(msgspec.Struct, frozen=True, kw_only=True):
    """The state of a check at the time of a check-in."""

    id: Id
    name: str
    index: int
    completed: bool


class GoalProgressUpdate(Record, frozen=True, kw_only=True):
    """A check-in of a goal. In the API, the name of these records is `goal_update`."""

    INDEXES: ClassVar = indexed_by(
        "goal_id", "subscription_list_id", unacknowledged=lambda row: () if row.acknowledged_at else (row.goal_id,)
    )

    goal_id: Id
    author_id: Id
    status: CheckInStatus
    message: RichText
    timeframe: Timeframe | None = None
    targets: tuple[TargetSnapshot, ...] = ()
    checks: tuple[CheckSnapshot, ...] = ()
    acknowledged_at: datetime | None = None
    acknowledged_by_id: Id | None = None
    subscription_list_id: Id
    inserted_at: datetime
    updated_at: datetime
