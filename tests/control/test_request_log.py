"""The log of requests, as text and as JSON."""

import json

import pytest

from mockserver.server.settings import Settings
from tests.support import Server


def logged(capsys: pytest.CaptureFixture[str], log_format: str, log_level: str = "info") -> list[str]:
    """Send a request that succeeds, a request to an unknown endpoint, and a request to which a fault is applied.

    Return the lines of the log.
    """
    settings = Settings(
        fixture="empty", log_format=log_format, log_level=log_level, fault=("get_goals:503", "get_spaces:close")
    )
    server = Server(settings)
    for endpoint in ("get_me", "get_golas", "get_goals"):
        server.send("GET", f"/api/external/v1/{endpoint}", {"authorization": "Bearer opk_owner"})
    server.close()
    return capsys.readouterr().err.splitlines()


def test_text_log_has_a_line_for_each_request(capsys: pytest.CaptureFixture[str]) -> None:
    success, unknown, fault = logged(capsys, "text")

    assert " 200 GET get_me " in success and success.endswith(" Olivia Owner")
    assert " 404 GET get_golas " in unknown and "did you mean `get_goals`?" in unknown
    assert " 503 GET get_goals " in fault and " fault=fault-" in fault


def test_json_log_has_an_object_for_each_request(capsys: pytest.CaptureFixture[str]) -> None:
    success, unknown, fault = map(json.loads, logged(capsys, "json"))

    assert (success["status"], success["endpoint"], success["person"]) == (200, "get_me", "Olivia Owner")
    assert "did you mean" in unknown["hint"]
    assert fault["fault"].startswith("fault-")


@pytest.mark.parametrize(("level", "statuses"), [("info", [200, 404, 503]), ("warning", [404, 503]), ("error", [503])])
def test_log_level_selects_the_requests(capsys: pytest.CaptureFixture[str], level: str, statuses: list[int]) -> None:
    assert [json.loads(line)["status"] for line in logged(capsys, "json", level)] == statuses


@pytest.mark.parametrize("log_format", ["off", "auto"])
def test_nothing_is_logged_without_a_format(capsys: pytest.CaptureFixture[str], log_format: str) -> None:
    assert logged(capsys, log_format) == []


def test_control_characters_of_a_request_are_escaped(capsys: pytest.CaptureFixture[str]) -> None:
    server = Server(Settings(fixture="empty", log_format="text"))
    server.send("GET", "/api/external/v1/get\x1b[2Jme", {"authorization": "Bearer opk_owner"})
    server.close()
    assert "\x1b" not in capsys.readouterr().err
