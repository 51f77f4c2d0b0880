"""Who hears of an activity: one table (contract: activities 3 and 4)."""

from collections.abc import Callable, Iterable
from typing import Final

from mockserver.domain.context import Context
from mockserver.domain.errors import Refusal
from mockserver.model.activities import Activity, Notification
from mockserver.model.ids import Id

Recipients = Callable[[Context, Activity], Iterable[Id]]

RECIPIENTS: Final[dict[str, Recipients]] = {}
"""The rule for each action; an action that is not here is heard of by nobody."""


def deliver(ctx: Context, activity: Activity) -> None:
    """Notifies the recipients of an activity, on the state after the whole call.

    A rule that fails fails silently, as the real server's background job does.
    """
    rule = RECIPIENTS.get(activity.action)
    if rule is None:
        return
    try:
        recipients = list(rule(ctx, activity))
    except Refusal:
        return
    for person_id in recipients:
        ctx.world.put(
            Notification(
                id=ctx.world.new_id(),
                person_id=person_id,
                activity_id=activity.id,
                inserted_at=ctx.now,
                updated_at=ctx.now,
            )
        )
