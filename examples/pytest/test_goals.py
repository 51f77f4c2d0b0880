"""Two hundred tests that change the same goal. Each test has its own world, so the tests need no clean-up.

Run the tests in four processes with `pytest -n 4 examples/pytest`.
"""

from collections.abc import Iterator

import pytest

from mockserver.testing import MockWorld

ROUNDS = range(40)


@pytest.fixture
def goal(mock_world: MockWorld) -> Iterator[dict]:
    """The goal that all tests change. After a test, check that only this test has changed goals in the world."""
    found = mock_world.client.get("get_goals").json()["goals"][-1]
    before = len(mock_world.requests)
    yield found
    touched = {row.id for call in mock_world.requests[before:] for row in call.changes.of("goal").changed}
    assert len(touched) <= 1


def shown(world: MockWorld, goal: dict) -> dict:
    return world.client.get("get_goal", params={"id": goal["id"]}).json()["goal"]


@pytest.mark.parametrize("round", ROUNDS)
def test_rename(mock_world: MockWorld, goal: dict, round: int) -> None:
    mock_world.client.post("goals/update_name", json={"goal_id": goal["id"], "name": f"Renamed {round}"})

    assert shown(mock_world, goal)["name"] == f"Renamed {round}"
    mock_world.verify("goals/update_name", inputs={"goal_id": goal["id"]}, count=1)


@pytest.mark.parametrize("round", ROUNDS)
def test_add_a_target(mock_world: MockWorld, goal: dict, round: int) -> None:
    before = len(shown(mock_world, goal)["targets"])
    target = {"name": f"Target {round}", "start_value": 0, "target_value": round, "unit": "%"}

    answer = mock_world.client.post("goals/add_target", json={"goal_id": goal["id"], **target})

    assert answer.json()["success"] is True
    assert len(shown(mock_world, goal)["targets"]) == before + 1


@pytest.mark.parametrize("round", ROUNDS)
def test_close(mock_world: MockWorld, goal: dict, round: int) -> None:
    mock_world.clock.advance(days=round)
    closing = {"goal_id": goal["id"], "success": "yes", "success_status": "achieved", "retrospective": "{}"}

    assert mock_world.client.post("close_goal", json=closing).status_code == 200

    assert shown(mock_world, goal)["closed_at"] == f"{mock_world.clock.now:%Y-%m-%dT%H:%M:%SZ}"


@pytest.mark.parametrize("round", ROUNDS)
def test_a_read_only_token_changes_nothing(mock_world: MockWorld, goal: dict, round: int) -> None:
    reader = mock_world.client_for(mock_world.read_only_token)

    answer = reader.post("goals/update_name", json={"goal_id": goal["id"], "name": f"Renamed {round}"})

    assert answer.status_code == 403
    assert not mock_world.diff()


@pytest.mark.parametrize("round", ROUNDS)
def test_try_again_after_a_failure(mock_world: MockWorld, goal: dict, round: int) -> None:
    mock_world.fault("goals/update_name", status=503, times=1)
    renaming = {"goal_id": goal["id"], "name": f"Renamed {round}"}

    statuses = [mock_world.client.post("goals/update_name", json=renaming).status_code for _ in range(2)]

    assert statuses == [503, 200]
    assert shown(mock_world, goal)["name"] == f"Renamed {round}"
