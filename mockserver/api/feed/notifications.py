"""Endpoints for the notifications of the acting person (contract: activities 8)."""

from typing import Final

from mockserver.api.registry import Reply, endpoint
from mockserver.domain import id_inputs
from mockserver.domain.context import Context
from mockserver.domain.errors import NotFound, ServerCrash
from mockserver.domain.feed import notification_inbox
from mockserver.model.feed.activities import Notification
from mockserver.model.ids import Id
from mockserver.views.feed import activities as views

OWN_NOTIFICATIONS: Final = "the notifications must belong to the person"


@endpoint("get_notifications")
def get_notifications(ctx: Context, page: int | None = None, per_page: int | None = None) -> Reply:
    found = notification_inbox.page(
        ctx, page=1 if page is None else page, per_page=notification_inbox.PAGE if per_page is None else per_page
    )
    return {"notifications": [views.notification(ctx.db, ctx.person, row) for row in found]}


@endpoint("get_unread_notification_count")
def get_unread_notification_count(ctx: Context) -> Reply:
    return {"unread": ctx.db.count(Notification, unread=ctx.person.id)}


@endpoint("mark_notification_as_read", rule=OWN_NOTIFICATIONS)
def mark_notification_as_read(ctx: Context, id: str | None) -> Reply:
    row = ctx.db.get(Notification, _raw_id(id))
    if row is None:
        raise ServerCrash("there is no notification with this `id`; the real server crashes in this case")
    _require_own(ctx, row)
    notification_inbox.mark_as_read(ctx, row)
    return {}


@endpoint("mark_notifications_as_read", rule=OWN_NOTIFICATIONS)
def mark_notifications_as_read(ctx: Context, ids: list[str | None]) -> Reply:
    decoded = [_raw_id(id) for id in ids if id is not None]
    rows = [row for id in decoded if (row := ctx.db.get(Notification, id))]
    for row in rows:
        _require_own(ctx, row)
    notification_inbox.mark_as_read(ctx, *rows)
    return {}


@endpoint("mark_all_notifications_as_read")
def mark_all_notifications_as_read(ctx: Context) -> Reply:
    notification_inbox.mark_as_read(ctx, *ctx.db.where(Notification, unread=ctx.person.id))
    return {}


def _raw_id(id: str | None) -> Id:
    if id is None:
        raise ServerCrash("`id` is null; the real server crashes in this case")
    return id_inputs.uuid_id(id, "id")


def _require_own(ctx: Context, row: Notification) -> None:
    if row.person_id != ctx.person.id:
        raise NotFound(hint="the notification belongs to another person")
