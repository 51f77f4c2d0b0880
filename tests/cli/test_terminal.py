"""Control characters in names and requests are escaped, so that a terminal does not execute them."""

import io
from pathlib import Path

import pytest

from mockserver.cli import main
from mockserver.cli_output import print_welcome
from mockserver.server.app import create_app
from mockserver.server.journal.request_log import RequestLog
from mockserver.server.server_info import server_info
from mockserver.server.settings import Settings
from tests.http.raw_client import BASE, serving

FIXTURE = r"""
company: {name: "Acme \e[31mRed\e]0;title\a\n"}
people: [{name: "Mia \e[2J\u009bMember", token: mia}]
"""


def fixture_file(folder: Path, text: str = FIXTURE) -> str:
    file = folder / "control\tcharacters.yaml"
    file.write_text(text)
    return str(file)


def assert_printable(text: str) -> None:
    assert [letter for letter in text if not letter.isprintable() and letter != "\n"] == []


def test_welcome_escapes_control_characters_of_names(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = Settings(fixture=fixture_file(tmp_path))

    print_welcome(server_info(create_app(settings).worlds.default, "http://127.0.0.1:4000"), settings)

    shown = capsys.readouterr().out
    assert r"Acme \x1b[31mRed\x1b]0;title\x07\n" in shown and r"Mia \x1b[2J\x9bMember" in shown
    assert_printable(shown)


def test_home_page_and_request_log_escape_control_characters(tmp_path: Path) -> None:
    with serving(fixture=fixture_file(tmp_path)) as raw_client:
        log = io.StringIO()
        raw_client.app.api.request_log = RequestLog(log, "text", "info")

        home = raw_client.request("GET", "/").content.decode()
        raw_client.request("GET", f"{BASE}/get_\u009b%1b%0a", token="mia")
        raw_client.request("POST", f"{BASE}/create_goal", {"\x1b[2J\n": 1}, token="mia")

    assert r"Acme \x1b[31mRed" in home
    assert_printable(home)
    assert len(log.getvalue().splitlines()) == 2
    assert_printable(log.getvalue())


@pytest.mark.parametrize(
    "text",
    [r'"\e[2J": 1', r'people: [{name: A, role: "\e[2J"}]', r'people: [{name: A, manager: "\e[2J"}]', "\x1b[2J: 1"],
)
def test_errors_of_a_fixture_escape_control_characters(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    monkeypatch.setattr("sys.argv", ["mockserver", "fixture", "check", fixture_file(tmp_path, text)])

    assert main() == 1

    shown = capsys.readouterr().err
    assert r"control\tcharacters.yaml" in shown
    assert_printable(shown)
