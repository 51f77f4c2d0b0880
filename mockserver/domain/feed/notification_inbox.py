"""The notifications of the acting person: listing them and marking them as read (contract: activities 4.1 and 8)."""

from itertools import islice
from typing import Final

from mockserver.domain.activity_types import DEPRECATED_ACTIONS
from mockserver.domain.context import Context
from mockserver.domain.errors import ServerCrash
from mockserver.domain.numbers import LARGEST_BIGINT
from mockserver.model.feed.activities import Activity, Notification

PAGE: Final = 100


def page(ctx: Context, *, page: int, per_page: int) -> list[Notification]:
    """Return a page of the acting person's notifications, both read and unread, newest first. Pages are counted from
    1."""
    offset = per_page * (page - 1)
    if min(offset, per_page) < 0 or max(offset, per_page) > LARGEST_BIGINT:
        raise ServerCrash(
            "`page` is less than 1, `per_page` is negative, or one of them is too large; the real server's database "
            "rejects the query"
        )
    rows = ctx.db.newest(Notification, person_id=ctx.person.id)
    shown = (row for row in rows if ctx.db.get_existing(Activity, row.activity_id).action not in DEPRECATED_ACTIONS)
    found = islice(shown, offset, min(offset + per_page, LARGEST_BIGINT))
    # `found` is in the order of creation; the order by time differs from it only if the clock was set back
    return sorted(found, key=lambda row: row.inserted_at, reverse=True)


def mark_as_read(ctx: Context, *rows: Notification) -> None:
    """Set `read` and `read_at` of notifications. The new `read_at` is the current time, even if the notification was
    read before."""
    for row in rows:
        ctx.db.change(row, read=True, read_at=ctx.now)
