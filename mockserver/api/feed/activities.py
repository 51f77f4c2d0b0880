"""Endpoints for the activity feed (contract: activities 7)."""

from mockserver.api.registry import Include, Reply, endpoint
from mockserver.domain import id_inputs
from mockserver.domain.context import Context
from mockserver.domain.errors import ServerCrash
from mockserver.domain.feed import activities
from mockserver.model import ids
from mockserver.model.company.companies import Company
from mockserver.model.feed.activities import Activity
from mockserver.model.ids import Id
from mockserver.views.feed import activities as views
from mockserver.views.feed.activity_fields import RenderContext


@endpoint("get_activities")
def get_activities(ctx: Context, scope_id: str, scope_type: str, actions: list[str | None]) -> Reply:
    id = _company_id(ctx, scope_id) if scope_type == "company" else id_inputs.id_or_crash(scope_id, "scope_id")
    if id is None and scope_type == "person":
        raise ServerCrash("`scope_id` is empty; the real server crashes in this case")
    found = activities.page(ctx, (scope_type, id), actions) if id else []
    context = RenderContext(ctx.db, me=None)
    return {"activities": [views.essential(context, activity) for activity in found]}


@endpoint("get_activity", (Activity, "can_view"))
def get_activity(ctx: Context, include: Include, id: str | None) -> Reply:
    activity = ctx.find(Activity, id_inputs.id_or_400(id, "id"))
    unread = (include.unread_goal_notifications and activity.action in views.GOAL_UNREAD_ACTIONS) or (
        include.unread_project_notifications and activity.action in views.PROJECT_UNREAD_ACTIONS
    )
    return {
        "activity": views.full(
            ctx.db,
            activity,
            unread_of=ctx.person if unread else None,
            level=ctx.level(activity) if include.permissions else None,
            with_subscription_list=include.subscriptions_list is True,
            with_potential_subscribers=include.potential_subscribers is True,
        )
    }


def _company_id(ctx: Context, scope_id: str) -> Id:
    try:
        company = ctx.db.first(Company, short_id=ids.decode_company(scope_id))
    except (ids.UndecodableId, ids.IdTooLarge):
        company = None
    if company is None:
        raise ServerCrash("`scope_id` is not the id of a company; the real server crashes in this case")
    return company.id
