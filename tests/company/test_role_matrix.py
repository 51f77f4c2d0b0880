"""Every endpoint of the company family, called by each role (contract: company_people 3)."""

from collections.abc import Callable
from typing import Any

import pytest

from mockserver.contract.catalogue import catalogue
from tests.support import Company, Person

ROLES = ("owner", "admin", "member", "guest", "suspended", "read_only")

MATRIX: dict[str, tuple[int, int, int, int, int, int]] = {
    #                                     owner adm mem gst sus r/o
    "get_account":                        (200, 200, 200, 200, 401, 200),
    "get_me":                             (200, 200, 200, 200, 401, 200),
    "get_companies":                      (200, 200, 200, 200, 401, 200),
    "get_company":                        (200, 200, 200, 200, 401, 200),
    "get_people":                         (200, 200, 200, 200, 401, 200),
    "get_person":                         (200, 200, 200, 404, 401, 200),
    "list_possible_managers":             (200, 200, 200, 200, 401, 200),
    "search_people":                      (200, 200, 200, 200, 401, 200),
    "get_binded_people":                  (200, 200, 200, 404, 401, 200),
    "add_company":                        (200, 200, 200, 200, 401, 403),
    "edit_company":                       (200, 200, 403, 404, 401, 403),
    "add_company_member":                 (200, 200, 403, 403, 401, 403),
    "invite_guest":                       (200, 200, 403, 403, 401, 403),
    "convert_company_member_to_guest":    (200, 200, 403, 404, 401, 403),
    "remove_company_member":              (200, 200, 403, 404, 401, 403),
    "restore_company_member":             (200, 200, 403, 404, 401, 403),
    "add_company_admins":                 (200, 200, 403, 403, 401, 403),
    "remove_company_admin":               (200, 403, 403, 404, 401, 403),
    "remove_company_owner":               (200, 403, 403, 404, 401, 403),
    "edit_company_members_permissions":   (200, 200, 403, 404, 401, 403),
    "remove_company_trusted_email_domain": (200, 403, 403, 404, 401, 403),
    "grant_resource_access":              (200, 200, 403, 403, 401, 403),
    "update_profile":                     (200, 200, 403, 404, 401, 403),
    "update_profile_picture":             (200, 200, 403, 404, 401, 403),
    "update_theme":                       (200, 200, 200, 200, 401, 403),
}  # fmt: skip

NEWCOMER = {"full_name": "Nia New", "email": "nia@new.test", "title": "Engineer"}

INPUTS: dict[str, Callable[[Company, Person], dict[str, Any]]] = {
    "get_company": lambda company, _: {"id": company.id},
    "get_person": lambda _, tom: {"id": tom.id},
    "list_possible_managers": lambda _, tom: {"user_id": tom.id},
    "search_people": lambda _, tom: {"query": "", "search_scope_type": "company"},
    "get_binded_people": lambda company, _: {"resourse_type": "space", "resourse_id": company.general_id},
    "add_company": lambda *_: {"company_name": "Beta Ltd", "title": "CEO"},
    "edit_company": lambda *_: {"name": "Renamed"},
    "add_company_member": lambda *_: NEWCOMER,
    "invite_guest": lambda *_: NEWCOMER,
    "convert_company_member_to_guest": lambda _, tom: {"person_id": tom.id},
    "remove_company_member": lambda _, tom: {"person_id": tom.id},
    "restore_company_member": lambda _, tom: {"person_id": tom.id},
    "add_company_admins": lambda _, tom: {"people_ids": [tom.id]},
    "remove_company_admin": lambda _, tom: {"person_id": tom.id},
    "remove_company_owner": lambda _, tom: {"person_id": tom.id},
    "edit_company_members_permissions": lambda _, tom: {"members": [{"id": tom.id, "access_level": "edit_access"}]},
    "remove_company_trusted_email_domain": lambda company, _: {"company_id": company.id, "domain": "@acme.com"},
    "grant_resource_access": lambda company, tom: {"person_id": tom.uuid, "resources": [general(company)]},
    "update_profile": lambda _, tom: {"id": tom.id, "title": "Chief"},
    "update_profile_picture": lambda _, tom: {"person_id": tom.id, "avatar_url": "/tom.png"},
    "update_theme": lambda *_: {"theme": "dark"},
}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("endpoint", MATRIX)
def test_role_gets_expected_status(company: Company, endpoint: str, role: str) -> None:
    tom = company.member("Tom Target")
    inputs = INPUTS[endpoint](company, tom) if endpoint in INPUTS else {}
    caller = caller_with(company, role)

    call = caller.get if catalogue().endpoints[endpoint].kind == "query" else caller.post

    assert call(endpoint, **inputs).status == MATRIX[endpoint][ROLES.index(role)]


def caller_with(company: Company, role: str) -> Person:
    if role in ("owner", "read_only"):
        return company.owner if role == "owner" else company.read_only_owner
    made: Person = getattr(company, role)("Cara Caller")
    return made


def general(company: Company) -> dict[str, str]:
    return {"resource_type": "space", "resource_id": company.general_id, "access_level": "view_access"}
