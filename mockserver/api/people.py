"""The caller and the people of the company (contract: company_people 3)."""

from mockserver.api.registry import MISSING, Missing, Reply, endpoint
from mockserver.domain.context import Context
from mockserver.model.company import Account, Person
from mockserver.views import people as views


@endpoint("get_account")
def get_account(ctx: Context) -> Reply:
    account = ctx.world.known(Account, ctx.person.account_id or "")
    return {"account": {"full_name": account.full_name, "site_admin": account.site_admin}}


@endpoint("get_me")
def get_me(ctx: Context, include_manager: bool | Missing | None = MISSING) -> Reply:
    me = ctx.person
    manager = ctx.world.get(Person, me.manager_id) if include_manager is True else None
    return {
        "me": views.essential(me)
        | {
            "timezone": me.timezone,
            "avatar_blob_id": me.avatar_blob_id,
            "send_daily_summary": me.send_daily_summary,
            "notify_on_mention": me.notify_on_mention,
            "notify_about_assignments": me.notify_about_assignments,
            "description": me.description,
            # the real server writes `asked && manager`: not asked is null, asked with false is false
            "manager": views.essential(manager) if manager else False if include_manager is False else None,
            "show_dev_bar": False,
        }
    }
