"""Granting access to resources (contract: grant_resource_access)."""

from typing import Any

import pytest

from mockserver.model.company.access import Membership
from tests.support import Company, Person, assert_error

CLOSED = {"anonymous_access_level": 0, "company_access_level": 0, "space_access_level": 0}


@pytest.fixture
def gus(company: Company) -> Person:
    return company.guest("Gus Guest")


@pytest.fixture
def space(company: Company) -> str:
    made: str = company.owner.call("create_space", name="Kitchen", mission="Cook", company_permissions=0)["space"]["id"]
    return made


@pytest.fixture
def project(company: Company, space: str) -> str:
    made: str = company.owner.call("create_project", space_id=space, name="Menu", **CLOSED)["project"]["id"]
    return made


@pytest.fixture
def goal(company: Company, space: str) -> str:
    levels = CLOSED | {"space_access_level": 40}
    made: str = company.owner.call("create_goal", space_id=space, name="Stars", **levels)["goal"]["id"]
    return made


def item(type: str, id: str, level: str) -> dict[str, str]:
    return {"resource_type": type, "resource_id": id, "access_level": level}


def grant(company: Company, person: Person, *resources: Any) -> int:
    return company.owner.post("grant_resource_access", person_id=person.uuid, resources=resources).status


def test_granting_project_does_not_grant_its_space(company: Company, gus: Person, space: str, project: str) -> None:
    assert_error(gus.get("get_project", id=project), 404, "`can_view` on this Project")
    assert grant(company, gus, item("project", project, "comment_access")) == 200

    shown = gus.call("get_project", id=project, include_permissions=True, include_contributors=True)["project"]
    assert (shown["permissions"]["can_comment"], shown["permissions"]["can_edit"]) == (True, False)
    row = next(row for row in shown["contributors"] if row["person"]["id"] == gus.id)
    assert (row["role"], row["responsibility"]) == ("contributor", None)
    assert_error(gus.get("get_space", id=space), 404, "`can_view` on this Space")


def test_grant_uses_highest_level_of_request_and_replaces_earlier_grant(
    company: Company, gus: Person, project: str
) -> None:
    levels = ("view_access", "edit_access", "comment_access")
    assert grant(company, gus, *[item("project", project, level) for level in levels]) == 200
    assert gus.call("get_project", id=project, include_permissions=True)["project"]["permissions"]["can_edit"] is True

    assert grant(company, gus, item("project", project, "view_access")) == 200
    assert gus.call("get_project", id=project, include_permissions=True)["project"]["permissions"]["can_edit"] is False
    contributors = gus.call("get_project", id=project, include_contributors=True)["project"]["contributors"]
    assert len(contributors) == 2

    assert grant(company, gus, item("project", project, "no_access")) == 200
    assert_error(gus.get("get_project", id=project), 404, "`can_view` on this Project")


def test_granting_space_adds_member_once(company: Company, gus: Person, space: str) -> None:
    for level in ("view_access", "edit_access"):
        assert grant(company, gus, item("space", space, level)) == 200

    shown = gus.call("get_space", id=space, include_permissions=True, include_members=True)["space"]
    assert shown["permissions"]["can_edit"] is True
    assert sorted(item["full_name"] for item in shown["members"]) == ["Gus Guest", "Olivia Owner"]
    members = [row for row in company.db.where(Membership, person_id=gus.uuid) if row.group_id.endswith("/members")]
    assert len(members) == 1


def test_granting_space_gives_access_to_its_resources(company: Company, gus: Person, space: str, goal: str) -> None:
    assert_error(gus.get("get_goal", id=goal), 404, "`can_view` on this Goal")
    assert grant(company, gus, item("space", space, "view_access")) == 200

    permissions = gus.call("get_goal", id=goal, include_permissions=True)["goal"]["permissions"]
    assert (permissions["can_comment"], permissions["can_edit"]) == (True, False)


def test_granting_goal_adds_binding_only(company: Company, gus: Person, space: str, goal: str) -> None:
    assert grant(company, gus, item("goal", goal, "full_access")) == 200

    shown = gus.call("get_goal", id=goal, include_permissions=True)["goal"]
    assert shown["permissions"]["has_full_access"] is True
    assert_error(gus.get("get_space", id=space), 404, "`can_view` on this Space")


def test_grant_with_one_invalid_resource_changes_nothing(
    company: Company, gus: Person, space: str, project: str
) -> None:
    good = item("project", project, "edit_access")
    wrong = (
        *({key: value for key, value in good.items() if key != missing} for missing in good),
        item("project", "absent-BA", "edit_access"),
        item("space", project, "edit_access"),
        None,
    )

    for one in wrong:
        assert grant(company, gus, good, one) == 500
    assert_error(gus.get("get_project", id=project), 404, "`can_view` on this Project")


def test_grant_without_resources_ignores_person_id(company: Company, gus: Person, project: str) -> None:
    good = [item("project", project, "edit_access")]
    for id in (gus.id, gus.id.rpartition("-")[2], "", "unknown", "00000000-0000-4000-8000-000000000000"):
        reason = "an unknown id instead of the id of a person" if id.startswith("0") else "`person_id` must be a UUID"
        assert_error(company.owner.post("grant_resource_access", person_id=id, resources=good), 500, reason)
        nothings: list[list[str] | None] = [[], None]
        for nothing in nothings:
            assert company.owner.post("grant_resource_access", person_id=id, resources=nothing).status == 200
    assert company.owner.post("grant_resource_access", person_id=gus.uuid.upper(), resources=good).status == 200


def test_grant_checks_permission_first(company: Company, gus: Person) -> None:
    mia = company.member("Mia Member")

    for person in (mia, gus):
        assert_error(
            person.post("grant_resource_access", person_id="unknown", resources=[]), 403, "`is_admin` on this Company"
        )
        assert_error(
            person.post("grant_resource_access", person_id="unknown", resources=[None]),
            403,
            "`is_admin` on this Company",
        )


def test_grant_keeps_tag_of_binding(company: Company, project: str) -> None:
    mia = company.member("Mia Member")
    company.owner.call("projects/update_champion", project_id=project, champion_id=mia.id)
    assert grant(company, mia, item("project", project, "view_access")) == 200

    shown = company.owner.call("get_project", id=project, include_champion=True)["project"]
    assert shown["champion"]["id"] == mia.id
