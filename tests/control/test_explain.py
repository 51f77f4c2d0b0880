"""`GET /__mock__/explain`: the access level of a person on an entity, and the permissions that an endpoint requires."""

from collections.abc import Mapping
from typing import Any

import pytest

from mockserver.api.registry import HANDLERS
from mockserver.contract.catalogue import catalogue
from mockserver.contract.decode import decoder
from mockserver.domain.context import Context
from mockserver.domain.errors import ApiError
from mockserver.model import ids
from mockserver.model.company import companies as model
from mockserver.server.openapi.examples import examples
from mockserver.server.openapi.external import Example
from tests.access_checks import is_declared
from tests.support import Company, Server, assert_error

Json = Any
LEVELS: Json = {"anonymous_access_level": 0, "company_access_level": 10, "space_access_level": 40}


def explain(company: Company, query: str, status: int = 200) -> Json:
    response = company.server.control("GET", f"/explain?{query}", company.owner.token)
    assert response.status == status, response
    return response.body


@pytest.fixture
def goal(company: Company) -> str:
    """Return the id of a goal that members of the company can view and members of the space can comment on."""
    created = company.owner.call("create_goal", name="Grow", space_id=company.general_id, **LEVELS)
    return str(created["goal"]["id"])


# --- the level of a person -------------------------------------------------------------------------------------------


def test_explain_with_person_and_entity_returns_level_and_bindings(company: Company, goal: str) -> None:
    mia = company.member("Mia Member")

    found = explain(company, f"person={mia.id}&entity={goal}")

    assert (found["person"]["full_name"], found["entity"]) == ("Mia Member", {"entity": "goal", "id": ids.decode(goal)})
    assert (found["level"], found["level_name"]) == (40, "comment_access")
    assert found["context"] == {"entity": "goal", "id": ids.decode(goal), "name": "Grow"}
    reaching = {row["group"]: row["access_level"] for row in found["bindings"] if row["reaches"]}
    assert reaching == {f"members of {company.name}": 10, "members of General": 40}
    assert found["permissions"] == {"can_view": True, "can_comment": True, "can_edit": False, "has_full_access": False}


def test_explain_with_target_uses_context_of_its_goal(company: Company, goal: str) -> None:
    target = company.owner.call("goals/add_target", goal_id=goal, name="MRR", start_value=0, target_value=9, unit="k")

    found = explain(company, f"person=Olivia%20Owner&entity={target['target_id']}")

    assert (found["entity"]["entity"], found["context"]["entity"], found["level"]) == ("target", "goal", 100)


def test_explain_accepts_company_code_as_entity(company: Company) -> None:
    found = explain(company, f"person=Olivia%20Owner&entity={company.id}")

    assert (found["entity"]["entity"], found["level"], found["permissions"]["is_admin"]) == ("company", 100, True)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        ("person=Olivia%20Owner", 400),
        ("person=Unknown&entity=GOAL", 404),
        ("person=Olivia%20Owner&entity=nothing", 404),
        ("endpoint=get_nothing", 404),
        ("entity=GOAL&other=x", 400),
    ],
)
def test_explain_with_invalid_query_fails(company: Company, goal: str, query: str, status: int) -> None:
    explain(company, query.replace("GOAL", goal), status)


# --- the permissions of an endpoint ----------------------------------------------------------------------------------


def test_explain_with_endpoint_and_person_reports_whether_permission_is_granted(company: Company, goal: str) -> None:
    mia = company.member("Mia Member")

    found = explain(company, f"person={mia.id}&entity={goal}&endpoint=goals/update_name")["endpoint"]

    assert found == {
        "name": "goals/update_name",
        "kind": "mutation",
        "requires": [{"entity": "goal", "permission": "can_edit", "level": 70, "granted": False}],
        "rule": None,
    }
    assert_error(mia.post("goals/update_name", goal_id=goal, name="Mine"), 403, "`can_edit` on this Goal")


@pytest.mark.parametrize(
    ("endpoint", "requires"),
    [
        ("get_me", []),
        ("get_goals", []),
        ("get_goal", [("goal", "can_view", 10)]),
        ("get_company", [("company", "minimal_access", 1)]),
        ("delete_goal", [("goal", "has_full_access", 100)]),
        ("add_company_member", [("company", "can_edit", 70)]),
        ("add_company_admins", [("company", "can_edit", 70)]),
        ("grant_resource_access", [("company", "is_admin", 90)]),
        ("remove_company_admin", [("person", "has_full_access", 100)]),
        ("archive_message", [("message", "has_full_access", 100)]),
        ("edit_goal_discussion", [("activity", "can_edit", 70)]),
        ("project_discussions/create", [("project", "can_edit", 70)]),
        ("move_task", [("task", "can_edit", 70), ("project", "can_edit", 70), ("space", "can_edit", 70)]),
    ],
)
def test_explain_with_endpoint_lists_permissions_and_levels(
    company: Company, endpoint: str, requires: list[tuple[str, str, int]]
) -> None:
    found = explain(company, f"endpoint={endpoint}")["endpoint"]["requires"]

    assert [(row["entity"], row["permission"], row["level"]) for row in found] == requires
    assert all(row["granted"] is None for row in found)


@pytest.fixture(scope="module")
def demo(server: Server) -> Company:
    return server.open(fixture="demo")


@pytest.fixture(scope="module")
def inputs(demo: Company) -> Mapping[str, Example]:
    return examples(catalogue(), demo.db, demo.world.owner_id)


@pytest.mark.slow
@pytest.mark.parametrize("name", catalogue().endpoints)
def test_declared_permissions_are_those_that_an_example_request_checks(
    demo: Company, inputs: Mapping[str, Example], name: str
) -> None:
    owner = demo.db.get_existing(model.Person, demo.owner.uuid)
    ctx = Context(demo.db, owner, demo.db.get_existing(model.Company, owner.company_id))
    decoded = decoder(catalogue().endpoints[name])(dict(inputs[name].inputs), True)
    with demo.db.transaction() as transaction:
        try:
            HANDLERS[name](ctx, decoded)
            succeeded = True
        except ApiError:
            succeeded = False
        transaction.roll_back_on_exit()

    checked = {(check.kind, check.permission) for check in ctx.checks}
    kinds = {kind for kind, _ in checked}
    handler = HANDLERS[name]
    assert [item for item in checked if not is_declared(handler, *item)] == []
    assert handler.rule or bool(checked) == bool(handler.requires)
    assert handler.rule or not succeeded or {item for item in handler.requires if item[0] in kinds} <= checked


def test_journal_entry_lists_access_checks(company: Company, goal: str) -> None:
    mia = company.member("Mia Member")

    response = mia.post("goals/update_name", goal_id=goal, name="Mine")

    assert (response.status, response.hint) == (
        403,
        "`can_edit` on this Goal requires edit access (70); the person has comment access (40)",
    )
    entry = company.server.control("GET", "/requests?limit=1", company.owner.token)["requests"][-1]
    assert entry["checks"] == [
        {
            "entity": "goal",
            "id": ids.decode(goal),
            "permission": "can_edit",
            "level": 70,
            "person_level": 40,
            "granted": False,
        }
    ]
