"""Editing progress updates of goals (contract: goals 9)."""

import pytest

from tests.builder import notifications
from tests.environments.goals import ProgressUpdateEnv, date, progress_update
from tests.support import Company, Json, assert_error, rich_text

QUARTER = date("Q2 2027", "2027-06-30", "quarter")


@pytest.fixture
def env(company: Company) -> ProgressUpdateEnv:
    return ProgressUpdateEnv(company)


def test_edit_of_last_progress_update_changes_goal_and_returns_old_update(env: ProgressUpdateEnv) -> None:
    update_id = env.post(status="caution", values={env.target_id: 10}, content=rich_text("Old"))

    response = env.edit(
        update_id,
        env.editor,
        status="on_track",
        values={env.target_id: 20},
        content=rich_text("New"),
        due_date=QUARTER,
        checklist=[env.item()],
    )

    before = response["update"]
    assert (before["status"], before["timeframe"]) == ("caution", None)
    assert '"Old"' in before["message"]
    assert before["goal"]["targets"][0]["value"] == 10.0
    after, goal = env.get_update(update_id), env.get_goal(env.goal_id)
    assert '"New"' in after["message"]
    (moved,) = after["goal_target_updates"]
    assert (after["status"], moved["value"], moved["previous_value"]) == ("on_track", 20.0, 0.0)
    assert (goal["status"], goal["targets"][0]["value"], goal["checklist"][0]["completed"]) == ("on_track", 20.0, True)
    assert goal["timeframe"]["contextual_end_date"] == QUARTER
    assert env.feed(env.goal_id)[0] == "goal_check_in_edit"


def test_edit_without_values_clears_values_of_update_and_keeps_targets(env: ProgressUpdateEnv) -> None:
    update_id = env.post(values={env.target_id: 10})

    env.edit(update_id)

    assert env.get_update(update_id)["goal_target_updates"] == []
    assert env.targets(env.goal_id)[0]["value"] == 10.0


@pytest.mark.parametrize("late", [True, False])
def test_edit_after_three_days_changes_message_only(env: ProgressUpdateEnv, late: bool) -> None:
    update_id = env.post(status="caution", values={env.target_id: 10})
    if late:
        env.company.advance(days=3)
    else:
        env.post(status="off_track")

    response = env.edit(
        update_id,
        status=None,
        content=rich_text("New"),
        due_date=date("nonsense", "2027-06-30", "quarter"),
        checklist=[None],
        new_target_values='[{"id": "absent-7ZZ", "value": null}]',
    )

    assert response.status == 200
    after = env.get_update(update_id)
    assert '"New"' in after["message"]
    assert (after["status"], after["goal_target_updates"][0]["value"]) == ("caution", 10.0)
    assert env.get_goal(env.goal_id)["status"] == ("caution" if late else "off_track")


def test_edit_within_three_days_changes_all_fields(env: ProgressUpdateEnv) -> None:
    update_id = env.post(status="caution")
    env.company.advance(seconds=3 * 24 * 3600 - 1)

    env.edit(update_id, status="on_track")

    assert env.get_update(update_id)["status"] == "on_track"


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ({"status": None}, "`status` must be one of on_track"),
        ({"status": "great"}, "`status` must be one of on_track"),
        ({"content": None}, "`content` is null"),
        (
            {"due_date": date("Q1 2027", "2027-06-30", "quarter")},
            "type quarter and the date 2027-06-30 must be",
        ),
        ({"checklist": [{"id": "absent-7ZZ"}]}, "an item of `checklist` has no"),
        (
            {"new_target_values": '[{"id": "absent-7ZZ", "value": 1}]'},
            "an `id` in `new_target_values` is not the id of a target in the check-in",
        ),
    ],
)
def test_edit_with_unstorable_input_changes_nothing(
    env: ProgressUpdateEnv, broken: dict[str, Json], reason: str
) -> None:
    update_id = env.post(status="caution")

    given: dict[str, Json] = {"content": rich_text("New")} | broken
    assert_error(env.edit(update_id, **given), 500, reason)
    assert '"New"' not in env.get_update(update_id)["message"]


def test_edit_with_deleted_target_returns_500(env: ProgressUpdateEnv) -> None:
    update_id = env.post(values={env.target_id: 10})
    env.owner.call("goals/delete_target", goal_id=env.goal_id, target_id=env.target_id)

    assert_error(
        env.edit(update_id, values={env.target_id: 20}), 500, "a target in the check-in was deleted from the goal"
    )
    assert env.edit(update_id).status == 200


@pytest.mark.parametrize("key", ["status", "content", "new_target_values", "checklist"])
def test_edit_with_missing_key_returns_500(env: ProgressUpdateEnv, key: str) -> None:
    given = progress_update()
    del given[key]

    assert_error(env.owner.post("edit_goal_progress_update", id="absent-7ZZ", **given), 500, f"`{key}` is optional")


@pytest.mark.parametrize(("level", "status"), [(0, 404), (10, 403), (40, 403), (70, 200)])
def test_edit_progress_update_requires_edit_access(env: ProgressUpdateEnv, level: int, status: int) -> None:
    update_id = env.post()
    env.owner.call("goals/update_access_levels", goal_id=env.goal_id, access_levels={"company": 0, "space": 0})
    env.allow(env.goal_id, env.viewer, level)

    assert env.edit(update_id, env.viewer).status == status


def test_edit_subscribes_mentioned_people_without_notification(env: ProgressUpdateEnv) -> None:
    update_id = env.post()
    env.edit(update_id, content=rich_text("Look", env.viewer))
    assert notifications(env.viewer, "goal_") == []

    env.owner.call("create_comment", entity_id=update_id, entity_type="goal_update", content=rich_text("Hm"))

    assert notifications(env.viewer, "goal_") == ["goal_check_in_commented"]
