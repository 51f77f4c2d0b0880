"""The access level that each change of a goal requires (contract: goals 0.3, 7 and 9)."""

from typing import Final

import pytest

from tests.environments.goals import GoalsEnv, date, progress_update
from tests.support import Json, assert_error, rich_text

EDIT: Final = 70
FULL: Final = 100
LEVELS: Final = (0, 10, 40, 70, 90, 100)

CHANGES: Final[list[tuple[str, dict[str, Json], int]]] = [
    ("goals/update_name", {"name": "Renamed"}, EDIT),
    ("goals/update_description", {"description": rich_text("Why")}, EDIT),
    ("goals/update_start_date", {"start_date": None}, EDIT),
    ("goals/update_due_date", {"due_date": date("2027", "2027-01-01", "year")}, EDIT),
    ("goals/update_parent_goal", {"parent_goal_id": None}, EDIT),
    ("goals/update_space", {"space_id": "«space»"}, FULL),
    ("goals/update_champion", {"champion_id": None}, FULL),
    ("goals/update_reviewer", {"reviewer_id": None}, FULL),
    ("goals/update_access_levels", {"access_levels": {"company": 0, "space": 0}}, FULL),
    ("goals/add_access_members", {"members": []}, FULL),
    ("goals/update_access_member", {"person_id": "«owner»", "access_level": 100}, FULL),
    ("goals/remove_access_member", {"person_id": "«owner»"}, FULL),
    ("goals/add_target", {"name": "A", "start_value": 0, "target_value": 1, "unit": "x"}, EDIT),
    (
        "goals/update_target",
        {"target_id": "«target»", "name": "B", "start_value": 0, "target_value": 1, "unit": "x"},
        EDIT,
    ),
    ("goals/update_target_value", {"target_id": "«target»", "value": 5}, EDIT),
    ("goals/update_target_index", {"target_id": "«target»", "index": 0}, EDIT),
    ("goals/delete_target", {"target_id": "«target»"}, EDIT),
    ("goals/add_check", {"name": "Hire"}, EDIT),
    ("goals/update_check", {"check_id": "«check»", "name": "Fire"}, EDIT),
    ("goals/update_check_index", {"check_id": "«check»", "index": 0}, EDIT),
    ("goals/toggle_check", {"check_id": "«check»"}, EDIT),
    ("goals/delete_check", {"check_id": "«check»"}, EDIT),
    (
        "close_goal",
        {"success": "no", "success_status": "missed", "retrospective": rich_text("Late")},
        EDIT,
    ),
    ("create_goal_discussion", {"title": "Talk", "message": rich_text("Hello")}, EDIT),
    ("post_goal_progress_update", progress_update(), EDIT),
    ("change_goal_parent", {"parent_goal_id": ""}, FULL),
    ("delete_goal", {}, FULL),
]
"""Endpoint, its inputs besides `goal_id`, the level it takes."""


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(("endpoint", "inputs", "needed"), CHANGES, ids=[name for name, _, _ in CHANGES])
def test_goal_change_returns_status_of_level(
    env: GoalsEnv, endpoint: str, inputs: dict[str, Json], needed: int, level: int
) -> None:
    goal_id = env.secret_goal()
    env.allow(goal_id, env.viewer, level)
    known = {"«target»": env.company.target(goal_id), "«check»": env.company.check(goal_id)}
    known |= {"«space»": env.space_id, "«owner»": env.owner.id}
    given = {key: known.get(value, value) if isinstance(value, str) else value for key, value in inputs.items()}

    response = env.viewer.post(endpoint, goal_id=goal_id, **given)

    assert response.status == (404 if level < 10 else 403 if level < needed else 200), response
    if response.status == 404:
        unseen = "Goal not found" if endpoint.startswith("goals/") else "The requested resource was not found"
        assert response.message == unseen


@pytest.mark.parametrize("level", LEVELS)
def test_reopen_goal_takes_edit_access(env: GoalsEnv, level: int) -> None:
    goal_id = env.secret_goal()
    env.close(goal_id)
    env.allow(goal_id, env.viewer, level)

    response = env.viewer.post("reopen_goal", id=goal_id, message=rich_text("Once more"))

    assert response.status == (404 if level < 10 else 403 if level < EDIT else 200)


@pytest.mark.parametrize(
    ("endpoint", "inputs"),
    [("goals/get_check_ins", {}), ("goals/get_discussions", {}), ("goals/parent_goal_search", {"query": ""})],
)
@pytest.mark.parametrize(("level", "status"), [(0, 404), (10, 200)])
def test_goal_queries_take_view_access(
    env: GoalsEnv, endpoint: str, inputs: dict[str, str], level: int, status: int
) -> None:
    goal_id = env.secret_goal()
    env.allow(goal_id, env.viewer, level)

    response = env.viewer.get(endpoint, goal_id=goal_id, **inputs)

    assert response.status == status
    assert status == 200 or response.message == "Goal not found"


@pytest.mark.parametrize(("level", "status"), [(0, 404), (10, 403), (70, 403), (100, 200)])
def test_list_access_members_takes_full_access(env: GoalsEnv, level: int, status: int) -> None:
    goal_id = env.secret_goal()
    env.allow(goal_id, env.viewer, level)

    assert env.viewer.get("goals/list_access_members", goal_id=goal_id).status == status


def test_goal_permission_is_checked_before_target_and_check(env: GoalsEnv) -> None:
    goal_id = env.goal()

    assert_error(
        env.viewer.post("goals/delete_target", goal_id=goal_id, target_id="nobody-7ZZ"), 403, "`can_edit` on this Goal"
    )
    assert env.editor.post("goals/delete_target", goal_id=goal_id, target_id="nobody-7ZZ").message == "Target not found"
    assert env.editor.post("goals/toggle_check", goal_id=goal_id, check_id="nobody-7ZZ").message == "Check not found"
