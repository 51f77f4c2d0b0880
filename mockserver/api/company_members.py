"""Who joins a company (contract: company_people 3)."""

from mockserver.api.registry import Reply, endpoint
from mockserver.domain import people
from mockserver.domain.context import Context
from mockserver.model.access import EDIT
from mockserver.model.company import InviteLink, Person
from mockserver.views import people as views


@endpoint("add_company_member")
def add_company_member(ctx: Context, full_name: str, email: str, title: str) -> Reply:
    ctx.require_level(ctx.company, EDIT)
    return _welcome(*people.add_member(ctx, full_name=full_name, email=email, title=title))


@endpoint("invite_guest")
def invite_guest(ctx: Context, full_name: str, email: str, title: str) -> Reply:
    ctx.require_level(ctx.company, EDIT)
    return _welcome(*people.invite_guest(ctx, full_name=full_name, email=email, title=title))


def _welcome(person: Person, link: InviteLink | None) -> Reply:
    return {
        "invite_link": views.invite_link(link) | {"company": None} if link else None,
        "new_account": link is not None,
        "person_id": person.id,  # the one place where a person's UUID is shown as it is
    }
