"""Each endpoint of spaces, tasks, goals and documents with each access level; endpoints of companies with each role.

(contract: company_people 1 and 3, spaces_tasks 2 to 4, goals 0.3, resource_hubs 1.2)
"""

from collections.abc import Callable
from typing import Final, NamedTuple

import pytest

from mockserver.contract.catalogue import catalogue
from tests.access_rows import DOCUMENTS, GOALS, SPACES, TASKS, Records, Row
from tests.builder import LEVELS, VIEW
from tests.support import Company, Json, Person, Response, assert_error

pytestmark = pytest.mark.slow

ROWS: Final = [*GOALS, *SPACES, *TASKS, *DOCUMENTS]
IDS: Final = [f"{row.endpoint}-{row.on}" for row in ROWS]
READ_ONLY: Final = "Read-only API tokens cannot execute mutations"


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_endpoint_requires_declared_level(company: Company, row: Row, level: int) -> None:
    on = Records(company)
    inputs = row.inputs(on)
    caller = company.grant(company.member("Carl Caller"), getattr(on, row.on), level)

    response = call(caller, row.endpoint, inputs)

    if level >= row.level:
        assert response.status == 200, response
    elif level >= VIEW:
        assert_error(response, 403, missing_permission_hint(row.permission))
    else:
        assert_error(response, 404, missing_permission_hint(row.hidden or row.permission))
        assert not row.endpoint.startswith("goals/") or response.message == "Goal not found"


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_read_only_token_of_owner_can_query_only(company: Company, row: Row) -> None:
    response = call(company.read_only_owner, row.endpoint, row.inputs(Records(company)))

    if catalogue().endpoints[row.endpoint].kind == "query":
        assert response.status == 200
    else:
        assert_error(response, 403, READ_ONLY)


def call(caller: Person, endpoint: str, inputs: Json) -> Response:
    kind = catalogue().endpoints[endpoint].kind
    return (caller.get if kind == "query" else caller.post)(endpoint, **inputs)


def missing_permission_hint(permission: str) -> str:
    """Return the part of a hint that names a missing permission, such as `can_edit on Goal`."""
    name, _, kind = permission.partition(" on ")
    return f"`{name}` on this {kind}"


def test_tables_list_all_endpoints_of_goals_and_hubs() -> None:
    """The tables omit two endpoints that require more than an access level. Other tests check these endpoints."""
    listed = {row.endpoint for row in ROWS}
    of_goals = {name for name in catalogue().endpoints if name.startswith("goals/")}
    of_hubs = {name for name in catalogue().endpoints if "resource_hub" in name}

    assert of_goals - listed == set()
    assert of_hubs - listed == {"list_resource_hub_nodes", "publish_resource_hub_document"}


# --- the company -----------------------------------------------------------------------------------------------------


class CompanyRow(NamedTuple):
    """An endpoint of the company, and the roles that may use it.

    People in other roles lack the permission `permission`. The response to a guest has the status `guest_status`.
    `inputs` is called with the company and a member of it who is not the caller. It returns the inputs of the request.
    """

    roles: str
    permission: str
    inputs: Callable[[Company, Person], Json]
    guest_status: int = 404
    hidden: str = ""
    """The permission in the hint for a guest. If it is "", the hint contains `permission`."""


ALL: Final = "owner admin member guest"
ADMINS: Final = "owner admin"
NEW: Final = {"full_name": "Nia New", "email": "nia@new.test", "title": "Engineer"}


def no_inputs(company: Company, tom: Person) -> Json:
    return {}


def person(company: Company, tom: Person) -> Json:
    return {"person_id": tom.id}


def general(company: Company) -> Json:
    return {"resource_type": "space", "resource_id": company.general_id, "access_level": "view_access"}


COMPANY: Final[dict[str, CompanyRow]] = {
    "get_account": CompanyRow(ALL, "", no_inputs),
    "get_me": CompanyRow(ALL, "", no_inputs),
    "get_companies": CompanyRow(ALL, "", no_inputs),
    "get_company": CompanyRow(ALL, "", lambda company, _: {"id": company.id}),
    "get_people": CompanyRow(ALL, "", no_inputs),
    "get_person": CompanyRow("owner admin member", "can_view on Person", lambda _, tom: {"id": tom.id}),
    "list_possible_managers": CompanyRow(ALL, "", lambda _, tom: {"user_id": tom.id}),
    "search_people": CompanyRow(ALL, "", lambda _, tom: {"query": "", "search_scope_type": "company"}),
    "get_binded_people": CompanyRow(
        "owner admin member",
        "can_view on Space",
        lambda company, _: {"resourse_type": "space", "resourse_id": company.general_id},
    ),
    "add_company": CompanyRow(ALL, "", lambda *_: {"company_name": "Beta Ltd", "title": "CEO"}),
    "edit_company": CompanyRow(ADMINS, "can_edit_details on Company", lambda *_: {"name": "Renamed"}),
    "add_company_member": CompanyRow(ADMINS, "can_edit on Company", lambda *_: NEW, 403),
    "invite_guest": CompanyRow(ADMINS, "can_edit on Company", lambda *_: NEW, 403),
    "convert_company_member_to_guest": CompanyRow(ADMINS, "can_invite_members on Company", person),
    "remove_company_member": CompanyRow(ADMINS, "can_remove_members on Company", person),
    "restore_company_member": CompanyRow(
        ADMINS, "can_restore_members on Company", person, hidden="can_view on Company"
    ),
    "add_company_admins": CompanyRow(ADMINS, "can_edit on Company", lambda _, tom: {"people_ids": [tom.id]}, 403),
    "remove_company_admin": CompanyRow("owner", "has_full_access on Person", person, hidden="can_view on Person"),
    "remove_company_owner": CompanyRow("owner", "can_manage_owners on Company", person),
    "edit_company_members_permissions": CompanyRow(
        ADMINS,
        "can_edit_members_access_levels on Company",
        lambda _, tom: {"members": [{"id": tom.id, "access_level": "edit_access"}]},
    ),
    "remove_company_trusted_email_domain": CompanyRow(
        "owner",
        "can_edit_trusted_email_domains on Company",
        lambda company, _: {"company_id": company.id, "domain": "@acme.com"},
    ),
    "grant_resource_access": CompanyRow(
        ADMINS,
        "is_admin on Company",
        lambda company, tom: {"person_id": tom.uuid, "resources": [general(company)]},
        403,
    ),
    "update_profile": CompanyRow(ADMINS, "can_edit_profile on Person", lambda _, tom: {"id": tom.id, "title": "Chief"}),
    "update_profile_picture": CompanyRow(
        ADMINS, "can_edit_profile on Person", lambda _, tom: {"person_id": tom.id, "avatar_url": "/tom.png"}
    ),
    "update_theme": CompanyRow(ALL, "", lambda *_: {"theme": "dark"}),
    "create_space": CompanyRow(ADMINS, "can_create_space on Company", lambda *_: {"name": "Design", "mission": "Draw"}),
}


@pytest.mark.parametrize("role", ["owner", "admin", "member", "guest", "suspended", "read_only"])
@pytest.mark.parametrize("endpoint", COMPANY)
def test_company_endpoint_requires_declared_role(company: Company, endpoint: str, role: str) -> None:
    row = COMPANY[endpoint]
    inputs = row.inputs(company, company.member("Tom Target"))

    response = call(caller_with(company, role), endpoint, inputs)

    if role == "suspended":
        assert_error(response, 401, "suspended")
    elif role == "read_only" and catalogue().endpoints[endpoint].kind == "mutation":
        assert_error(response, 403, READ_ONLY)
    elif role == "read_only" or role in row.roles.split():
        assert response.status == 200, response
    elif role == "guest":
        assert_error(response, row.guest_status, missing_permission_hint(row.hidden or row.permission))
    else:
        assert_error(response, 403, missing_permission_hint(row.permission))


def caller_with(company: Company, role: str) -> Person:
    if role in ("owner", "read_only"):
        return company.owner if role == "owner" else company.read_only_owner
    made: Person = getattr(company, role)("Cara Caller")
    return made
