"""Subscription lists and subscriptions (contract: activities 4.4)."""

from datetime import datetime
from typing import ClassVar, Literal

from mockserver.model.ids import Id
from mockserver.model.record import Record, indexed_by

SubscriptionParent = Literal[
    "project_check_in",
    "project_retrospective",
    "goal_update",
    "message",
    "resource_hub_document",
    "resource_hub_file",
    "resource_hub_link",
    "comment_thread",
    "project_task",
    "project_milestone",
    "project",
]
SubscriptionType = Literal["invited", "joined", "mentioned"]


class SubscriptionList(Record, frozen=True, kw_only=True):
    parent_id: Id
    parent_type: SubscriptionParent
    send_to_everyone: bool = False
    inserted_at: datetime
    updated_at: datetime


class Subscription(Record, frozen=True, kw_only=True):
    """The subscription of a person on a subscription list. A person can have two subscriptions on the same list
    (contract: activities 4.4, duplicate rows)."""

    INDEXES: ClassVar = indexed_by(
        "subscription_list_id", "person_id", pair=lambda row: ((row.subscription_list_id, row.person_id),)
    )

    subscription_list_id: Id
    person_id: Id
    type: SubscriptionType
    canceled: bool = False
    inserted_at: datetime
    updated_at: datetime
