"""Targets and the checklist (contract: goals 1.3, 1.4 and 7)."""

from typing import Any

import pytest

from mockserver.model import ids
from tests.environments.goals import GoalsEnv
from tests.support import Json


def post(env: GoalsEnv, endpoint: str, goal_id: str, **inputs: Json) -> Json:
    return env.owner.done(f"goals/{endpoint}", goal_id=goal_id, **inputs)


def names(env: GoalsEnv, goal_id: str, key: str = "targets") -> list[tuple[str, int]]:
    return [(one["name"], one["index"]) for one in env.show(goal_id)[key]]


def test_a_new_target_stands_at_its_start_and_is_numbered_by_count(env: GoalsEnv) -> None:
    goal_id = env.goal(targets=[{"name": "First", "from": 0, "to": 1, "unit": "x"}])

    made = post(env, "add_target", goal_id, name="Second", start_value=10, target_value=30, unit="k")

    target = env.targets(goal_id)[1]
    assert (target["from"], target["to"], target["value"], target["index"]) == (10.0, 30.0, 10.0, 2)
    assert ids.short(made["target_id"]) == target["id"]
    assert env.feed(goal_id)[0] == "goal_target_adding"


def test_the_id_that_adding_answers_is_not_understood(env: GoalsEnv) -> None:
    goal_id = env.goal()
    made = post(env, "add_target", goal_id, name="A", start_value=0, target_value=1, unit="x")

    refused = env.owner.post("goals/delete_target", goal_id=goal_id, target_id=made["target_id"])

    assert (refused.status, refused.message) == (404, "Target not found")


@pytest.mark.parametrize("broken", [{"name": " "}, {"unit": ""}, {"name": "x" * 256}])
def test_a_target_has_a_name_and_a_unit(env: GoalsEnv, broken: dict[str, str]) -> None:
    given: dict[str, Any] = {"name": "A", "start_value": 0, "target_value": 1, "unit": "x"}

    assert env.owner.post("goals/add_target", goal_id=env.goal(), **given | broken).status == 500


def test_an_update_of_a_target_changes_what_is_given_and_records_nothing(env: GoalsEnv) -> None:
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
def test_all_keys_of_a_target_must_be_sent(env: GoalsEnv, missing: str) -> None:
    goal_id = env.goal()
    target_id = env.company.target(goal_id)
    given = {key: None for key in ("name", "start_value", "target_value", "unit") if key != missing}

    answer = env.owner.post("goals/update_target", goal_id=goal_id, target_id=target_id, **given)
    unknown = env.owner.post("goals/update_target", goal_id=goal_id, target_id="nobody-7ZZ", **given)

    assert (answer.status, unknown.status) == (500, 404)


def test_a_value_may_go_anywhere_and_is_recorded_as_text(env: GoalsEnv) -> None:
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
def test_targets_are_put_in_order_and_numbered_from_one(env: GoalsEnv, moved: int, to: int, order: list[str]) -> None:
    goal_id = env.goal()
    target_ids = [env.company.target(goal_id, name) for name in "ABC"]

    post(env, "update_target_index", goal_id, target_id=target_ids[moved], index=to)

    assert names(env, goal_id) == [(name, number) for number, name in enumerate(order, 1)]


@pytest.mark.parametrize(("moved", "to", "order"), ORDERS)
def test_checks_are_put_in_order_the_same_way(env: GoalsEnv, moved: int, to: int, order: list[str]) -> None:
    goal_id = env.goal()
    check_ids = [env.company.check(goal_id, name) for name in "ABC"]

    post(env, "update_check_index", goal_id, check_id=check_ids[moved], index=to)

    assert names(env, goal_id, "checklist") == [(name, number) for number, name in enumerate(order, 1)]


def test_a_deleted_target_leaves_a_gap_that_a_new_one_may_double(env: GoalsEnv) -> None:
    goal_id = env.goal()
    first_id, _, _ = [env.company.target(goal_id, name) for name in "ABC"]

    post(env, "delete_target", goal_id, target_id=first_id)
    post(env, "add_target", goal_id, name="D", start_value=0, target_value=1, unit="x")

    assert names(env, goal_id) == [("B", 2), ("C", 3), ("D", 3)]


def test_a_target_of_another_goal_is_taken_too(env: GoalsEnv) -> None:
    mine, other = env.goal("Mine"), env.secret_goal("Other")
    target_id = env.company.target(other)

    env.editor.done("goals/update_target_value", goal_id=mine, target_id=target_id, value=9)

    assert env.targets(other)[0]["value"] == 9.0
    assert env.feed(mine)[0] == "goal_target_updating"


def test_a_check_is_ticked_and_unticked(env: GoalsEnv) -> None:
    goal_id = env.goal()
    check_id = env.company.check(goal_id, "Hire")

    post(env, "toggle_check", goal_id, check_id=check_id)
    (ticked,) = env.show(goal_id)["checklist"]
    post(env, "toggle_check", goal_id, check_id=check_id)
    (unticked,) = env.show(goal_id)["checklist"]

    assert ticked["completed"] and ticked["completed_at"]
    assert (unticked["completed"], unticked["completed_at"]) == (False, None)
    assert env.feed(goal_id)[:3] == ["goal_check_toggled", "goal_check_toggled", "goal_check_adding"]


def test_a_check_is_renamed_in_silence_and_deleted_aloud(env: GoalsEnv) -> None:
    goal_id = env.goal()
    check_id = env.company.check(goal_id, "Hire")

    post(env, "update_check", goal_id, check_id=check_id, name="Fire")
    assert names(env, goal_id, "checklist") == [("Fire", 1)]

    post(env, "delete_check", goal_id, check_id=check_id)
    assert names(env, goal_id, "checklist") == []
    assert env.feed(goal_id)[:2] == ["goal_check_removing", "goal_check_adding"]


def test_blank_checks_are_a_500(env: GoalsEnv) -> None:
    goal_id = env.goal()
    check_id = env.company.check(goal_id)

    assert env.owner.post("goals/add_check", goal_id=goal_id, name=" ").status == 500
    assert env.owner.post("goals/update_check", goal_id=goal_id, check_id=check_id, name="").status == 500
