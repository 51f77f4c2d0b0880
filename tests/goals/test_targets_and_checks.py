"""Targets of goals, and checks in their checklists (contract: goals 1.3, 1.4 and 7)."""

from typing import Any

import pytest

from mockserver.model import ids
from tests.environments.goals import GoalsEnv
from tests.support import Json, assert_error


def post(env: GoalsEnv, endpoint: str, goal_id: str, **inputs: Json) -> Json:
    return env.owner.call(f"goals/{endpoint}", goal_id=goal_id, **inputs)


def names(env: GoalsEnv, goal_id: str, key: str = "targets") -> list[tuple[str, int]]:
    return [(item["name"], item["index"]) for item in env.get_goal(goal_id)[key]]


def test_new_target_has_start_value_and_count_as_index(env: GoalsEnv) -> None:
    goal_id = env.goal(targets=[{"name": "First", "from": 0, "to": 1, "unit": "x"}])

    made = post(env, "add_target", goal_id, name="Second", start_value=10, target_value=30, unit="k")

    target = env.targets(goal_id)[1]
    assert (target["from"], target["to"], target["value"], target["index"]) == (10.0, 30.0, 10.0, 2)
    assert ids.short(made["target_id"]) == target["id"]
    assert env.feed(goal_id)[0] == "goal_target_adding"


def test_target_id_of_add_target_response_is_not_accepted(env: GoalsEnv) -> None:
    goal_id = env.goal()
    made = post(env, "add_target", goal_id, name="A", start_value=0, target_value=1, unit="x")

    refused = env.owner.post("goals/delete_target", goal_id=goal_id, target_id=made["target_id"])

    assert (refused.status, refused.message) == (404, "Target not found")


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ({"name": " "}, "`name` is blank"),
        ({"unit": ""}, "`unit` is blank"),
        ({"name": "x" * 256}, "`name` is longer than 255"),
    ],
)
def test_target_requires_name_and_unit(env: GoalsEnv, broken: dict[str, str], reason: str) -> None:
    given: dict[str, Any] = {"name": "A", "start_value": 0, "target_value": 1, "unit": "x"}

    assert_error(env.owner.post("goals/add_target", goal_id=env.goal(), **given | broken), 500, reason)


def test_update_target_changes_given_fields_and_records_nothing(env: GoalsEnv) -> None:
    goal_id = env.goal()
    target_id = env.company.target(goal_id, "Old", 5, 10, "k")
    post(env, "update_target_value", goal_id, target_id=target_id, value=7)
    before = env.feed(goal_id)

    unchanged = {"start_value": None, "target_value": None, "unit": None}
    post(env, "update_target", goal_id, target_id=target_id, name="New", **unchanged)
    post(env, "update_target", goal_id, target_id=target_id, name=None, **unchanged | {"start_value": 0})

    (target,) = env.targets(goal_id)
    assert [target[key] for key in ("name", "from", "to", "value", "unit")] == ["New", 0.0, 10.0, 7.0, "k"]
    assert env.feed(goal_id) == before


@pytest.mark.parametrize("missing", ["name", "start_value", "target_value", "unit"])
def test_update_target_requires_all_keys(env: GoalsEnv, missing: str) -> None:
    goal_id = env.goal()
    target_id = env.company.target(goal_id)
    given = {key: None for key in ("name", "start_value", "target_value", "unit") if key != missing}

    response = env.owner.post("goals/update_target", goal_id=goal_id, target_id=target_id, **given)
    unknown = env.owner.post("goals/update_target", goal_id=goal_id, target_id="absent-7ZZ", **given)

    assert (response.status, unknown.status) == (500, 404)


def test_update_target_value_accepts_any_number_and_records_text(env: GoalsEnv) -> None:
    goal_id = env.goal()
    target_id = env.company.target(goal_id, start=10, to=50)

    post(env, "update_target_value", goal_id, target_id=target_id, value=1500)

    activity, *_ = env.activities(goal_id)
    assert env.targets(goal_id)[0]["value"] == 1500.0
    assert (activity["content"]["old_value"], activity["content"]["new_value"]) == ("10.0", "1.5e3")


ORDERS = [
    (2, 0, ["C", "A", "B"]),
    (0, 1, ["B", "A", "C"]),
    (0, 99, ["B", "C", "A"]),
    (0, -1, ["B", "C", "A"]),
    (0, -2, ["B", "A", "C"]),
    (2, -99, ["C", "A", "B"]),
]


@pytest.mark.parametrize(("moved", "to", "order"), ORDERS)
def test_update_target_index_renumbers_from_one(env: GoalsEnv, moved: int, to: int, order: list[str]) -> None:
    goal_id = env.goal()
    target_ids = [env.company.target(goal_id, name) for name in "ABC"]

    post(env, "update_target_index", goal_id, target_id=target_ids[moved], index=to)

    assert names(env, goal_id) == [(name, number) for number, name in enumerate(order, 1)]


@pytest.mark.parametrize(("moved", "to", "order"), ORDERS)
def test_update_check_index_renumbers_from_one(env: GoalsEnv, moved: int, to: int, order: list[str]) -> None:
    goal_id = env.goal()
    check_ids = [env.company.check(goal_id, name) for name in "ABC"]

    post(env, "update_check_index", goal_id, check_id=check_ids[moved], index=to)

    assert names(env, goal_id, "checklist") == [(name, number) for number, name in enumerate(order, 1)]


def test_new_target_after_deletion_can_repeat_index(env: GoalsEnv) -> None:
    goal_id = env.goal()
    first_id, _, _ = [env.company.target(goal_id, name) for name in "ABC"]

    post(env, "delete_target", goal_id, target_id=first_id)
    post(env, "add_target", goal_id, name="D", start_value=0, target_value=1, unit="x")

    assert names(env, goal_id) == [("B", 2), ("C", 3), ("D", 3)]


def test_update_target_accepts_target_of_other_goal(env: GoalsEnv) -> None:
    mine, other = env.goal("Mine"), env.secret_goal("Other")
    target_id = env.company.target(other)

    env.editor.call("goals/update_target_value", goal_id=mine, target_id=target_id, value=9)

    assert env.targets(other)[0]["value"] == 9.0
    assert env.feed(mine)[0] == "goal_target_updating"


def test_check_can_be_toggled(env: GoalsEnv) -> None:
    goal_id = env.goal()
    check_id = env.company.check(goal_id, "Hire")

    post(env, "toggle_check", goal_id, check_id=check_id)
    (ticked,) = env.get_goal(goal_id)["checklist"]
    post(env, "toggle_check", goal_id, check_id=check_id)
    (unticked,) = env.get_goal(goal_id)["checklist"]

    assert ticked["completed"] and ticked["completed_at"]
    assert (unticked["completed"], unticked["completed_at"]) == (False, None)
    assert env.feed(goal_id)[:3] == ["goal_check_toggled", "goal_check_toggled", "goal_check_adding"]


def test_update_check_records_nothing_and_delete_check_records_activity(env: GoalsEnv) -> None:
    goal_id = env.goal()
    check_id = env.company.check(goal_id, "Hire")

    post(env, "update_check", goal_id, check_id=check_id, name="Fire")
    assert names(env, goal_id, "checklist") == [("Fire", 1)]

    post(env, "delete_check", goal_id, check_id=check_id)
    assert names(env, goal_id, "checklist") == []
    assert env.feed(goal_id)[:2] == ["goal_check_removing", "goal_check_adding"]


def test_blank_check_name_returns_500(env: GoalsEnv) -> None:
    goal_id = env.goal()
    check_id = env.company.check(goal_id)

    assert_error(env.owner.post("goals/add_check", goal_id=goal_id, name=" "), 500, "`name` is blank")
    assert_error(
        env.owner.post("goals/update_check", goal_id=goal_id, check_id=check_id, name=""), 500, "`name` is blank"
    )


def test_goal_permission_is_checked_before_target_and_check(env: GoalsEnv) -> None:
    goal_id = env.goal()

    assert_error(
        env.viewer.post("goals/delete_target", goal_id=goal_id, target_id="absent-7ZZ"), 403, "`can_edit` on this Goal"
    )
    assert env.editor.post("goals/delete_target", goal_id=goal_id, target_id="absent-7ZZ").message == "Target not found"
    assert env.editor.post("goals/toggle_check", goal_id=goal_id, check_id="absent-7ZZ").message == "Check not found"
