"""The pytest plugin of mockserver, tested with pytest runs in other processes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run pytest with only the necessary plugins. Loading all installed plugins takes longer than the tests."""
    plugins = ["-p", "xdist", "-p", "mockserver.pytest_plugin", "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", *plugins, "-W", "error", *arguments]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    variables = inherited | {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"} | environment
    return subprocess.run(command, capture_output=True, text=True, timeout=180, env=variables, cwd=ROOT)


@pytest.mark.extended
def test_two_hundred_tests_can_change_same_records_in_any_order() -> None:
    result = run("-p", "tests.testing.random_order", "-n", "4", "examples/pytest", SHUFFLE="1")

    assert "200 passed" in result.stdout, result.stdout


FAILING = """
def test_fails(mock_world):
    mock_world.client.post("create_space", json={"name": "Design", "mission": "Draw"})
    mock_world.client.get("get_space", params={"id": "no-such-space"})
    assert False

def test_without_a_call(mock_world):
    assert False

def test_without_a_world():
    assert False
"""


@pytest.mark.extended
def test_requests_of_failed_test_are_printed_with_option(tmp_path: Path) -> None:
    path = tmp_path / "test_failing.py"
    path.write_text(FAILING)

    quiet, telling = run(str(path)), run(str(path), "--mock-keep-on-failure", "--mock-fixture", "empty")

    assert "requests to the mock" not in quiet.stdout
    assert telling.stdout.count("requests to the mock") == 2
    assert '#1 200 POST create_space {"name":"Design","mission":"Draw"} by Olivia Owner' in telling.stdout
    assert "#2 404 GET get_space" in telling.stdout and "there is no Space with the id space]" in telling.stdout


LEAVING = """
import pytest

@pytest.mark.parametrize("round", range(3))
def test_every_world_is_fresh(mock_world, mock_server, round):
    worlds = mock_server.control("GET", "/worlds")["worlds"]
    assert [world["id"] for world in worlds if not world["default"]] == [mock_world.id]
    assert mock_world.owner.full_name == "Olivia Owner"
    assert not mock_world.diff() and not mock_world.requests
    mock_world.client.post("create_space", json={"name": "Design", "mission": "Draw"})
    assert mock_world.diff() and not mock_server.diff()
"""


@pytest.mark.slow
def test_world_is_closed_after_test(tmp_path: Path) -> None:
    path = tmp_path / "test_leaving.py"
    path.write_text(LEAVING)

    result = run(str(path), "--mock-fixture", "empty")

    assert "3 passed" in result.stdout, result.stdout


@pytest.mark.extended
def test_missing_httpx_is_reported_with_install_command(tmp_path: Path) -> None:
    (tmp_path / "httpx.py").write_text("raise ImportError('no httpx here')")
    path = tmp_path / "test_any.py"
    path.write_text("def test_plain(): pass\ndef test_mocked(mock_world): pass\n")

    result = run(str(path), PYTHONPATH=f"{tmp_path}{os.pathsep}{ROOT}")

    assert "1 passed" in result.stdout
    assert "pip install 'operately-mockserver[pytest]'" in result.stdout
