"""Endpoints for subscriptions (contract: activities 9)."""

from typing import Any, Final

from mockserver.api.registry import Reply, endpoint
from mockserver.domain import id_inputs, subscriptions
from mockserver.domain.context import Context
from mockserver.domain.errors import NotFound, ServerCrash
from mockserver.model.documents.resource_hubs import Document, File, Link
from mockserver.model.feed.comments import CommentThread
from mockserver.model.feed.subscriptions import Subscription, SubscriptionList
from mockserver.model.goals.goals import GoalProgressUpdate
from mockserver.model.ids import Id
from mockserver.model.projects.milestones import Milestone
from mockserver.model.projects.projects import Project, ProjectCheckIn, ProjectRetrospective
from mockserver.model.record import Record
from mockserver.model.spaces.spaces import Message
from mockserver.model.tasks.tasks import Task

KINDS: Final[dict[str, type[Record]]] = {
    "project_check_in": ProjectCheckIn,
    "project_retrospective": ProjectRetrospective,
    "goal_update": GoalProgressUpdate,
    "message": Message,
    "resource_hub_document": Document,
    "resource_hub_file": File,
    "resource_hub_link": Link,
    "comment_thread": CommentThread,
    "project": Project,
    "milestone": Milestone,
    "project_task": Task,
}
"""The kinds of records that have a subscription list, by their names in the inputs `type` and `resource_type`."""

EDITABLE: Final = {
    **dict.fromkeys(("project_check_in", "project_retrospective", "goal_update", "message"), "can_edit"),
    "resource_hub_document": "can_edit_document",
    "resource_hub_file": "can_edit_file",
    "resource_hub_link": "can_edit_link",
    "comment_thread": "can_edit_comment_thread",
}
"""Clients can edit only the subscription lists of these kinds of records. To edit the list of a record, the person
needs the given permission on the record."""

NOT_EDITABLE: Final = f"`type` must be one of {', '.join(EDITABLE)}; the real server crashes on other values"


@endpoint("is_subscribed_to_resource", *((kind, "can_view") for kind in KINDS.values()))
def is_subscribed_to_resource(ctx: Context, resource_id: Id, resource_type: str) -> Reply:
    resource: Any = ctx.find(KINDS[resource_type], resource_id)
    rows = ctx.db.where(Subscription, pair=(resource.subscription_list_id, ctx.person.id))
    return {"subscribed": any(not row.canceled for row in rows)}


@endpoint("subscribe_to_notifications", *((kind, "can_view") for kind in KINDS.values()))
def subscribe_to_notifications(ctx: Context, id: Id, type: str) -> Reply:
    subscription_list, parent = _find(ctx, id, type)
    if isinstance(parent, Task) and parent.project_id is None:
        raise NotFound(
            hint="`id` is the subscription list of a task in a space; among the subscription lists of tasks, the real "
            "server finds only those of tasks in projects"
        )
    subscriptions.join(ctx, subscription_list)
    return {}


@endpoint("unsubscribe_from_notifications")
def unsubscribe_from_notifications(ctx: Context, id: Id) -> Reply:
    row = subscriptions.row_of(ctx.db, id, ctx.person.id)
    if row is None:
        raise ServerCrash("the person has no subscription on this list; the real server crashes in this case")
    ctx.db.change(row, canceled=True)
    return {}


@endpoint("edit_subscriptions_list", *((kind, EDITABLE.get(type, "can_view")) for type, kind in KINDS.items()))
def edit_subscriptions_list(
    ctx: Context,
    id: str | None,
    type: str | None,
    subscriber_ids: list[str | None],
    send_notifications_to_everyone: bool | None = None,
) -> Reply:
    list_id = id_inputs.required_id(id, "id")
    people = [id_inputs.id_or_crash(item, "subscriber_ids") for item in subscriber_ids]
    if type not in KINDS or type == "project_task":
        raise ServerCrash(NOT_EDITABLE)
    subscription_list, parent = _find(ctx, list_id, type)
    if type not in EDITABLE:
        raise ServerCrash(NOT_EDITABLE)
    ctx.require(parent, EDITABLE[type])
    subscriptions.replace(ctx, subscription_list, bool(send_notifications_to_everyone), people)
    return {}


def _find(ctx: Context, list_id: Id, type: str) -> tuple[SubscriptionList, Record]:
    """Return a subscription list and the record to which the list belongs. Raises NotFound if the list does not exist,
    if it belongs to a record of another type, or if the person can't view the record."""
    subscription_list = ctx.db.get(SubscriptionList, list_id)
    owner = ctx.db.first(KINDS[type], subscription_list_id=list_id)
    if subscription_list is None or owner is None:
        raise NotFound(hint=f"`id` is not the id of the subscription list of a {type}")
    return subscription_list, ctx.find(KINDS[type], owner.id)
