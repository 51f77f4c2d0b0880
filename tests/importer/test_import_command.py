"""`mockserver fixture import`, run against servers on loopback."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from mockserver.cli_import import import_command
from mockserver.seed import rich_text_markup
from mockserver.testing import MockWorld
from tests import requirements
from tests.importer.conftest import COMPANIES, read, run
from tests.importer.views import views

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("fixture", ["empty", "overdue", *COMPANIES])
def test_imported_company_has_the_same_views(server: MockWorld, imported: Callable[[str], Path], fixture: str) -> None:
    file = imported(fixture)
    with server.open(fixture=fixture) as source:
        expected = views(source.client)
        now = source.clock.now.isoformat()
    with server.open(fixture=file.name, now=now) as copy:
        found = views(copy.client)

    assert found.keys() == expected.keys()
    assert {key: found[key] for key in expected if found[key] != expected[key]} == {}


def test_formatted_texts_are_imported_exactly(server: MockWorld, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written = "**Bold** [link](https://example.com)\n\n1. one\n   - inner\n2. `two`\n\n> quote\n\n```\ncode\n```"
    document = json.dumps(rich_text_markup.document(written, lambda name: (name, name)))
    levels = {"company_access_level": 70, "space_access_level": 70, "anonymous_access_level": 0}
    file = folder / "formatted.yaml"
    with server.open(fixture="empty") as source:
        space = source.client.get("get_spaces").json()["spaces"][0]["id"]
        goal = {"name": "Grow", "space_id": space, "description": document} | levels
        assert source.client.post("create_goal", json=goal).status_code == 200
        result = run(source, file, monkeypatch, "--keep-names")
        assert "formatting" not in result.output
        expected = source.client.get("get_goals").json()["goals"][0]["description"]
    with server.open(fixture=file.name) as copy:
        found = copy.client.get("get_goals").json()["goals"][0]["description"]

    assert json.loads(found) == json.loads(expected) == json.loads(document)


def test_same_seed_gives_the_same_file(server: MockWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [tmp_path / "a.yaml", tmp_path / "b.yaml", tmp_path / "c.yaml"]
    with server.open(fixture="permissions") as source:
        for file, seed in zip(files, ("7", "7", "8"), strict=True):
            assert run(source, file, monkeypatch, "--seed", seed).exit_code == 0

    first, second, other = (re.sub("^now: .*$", "", file.read_text(), flags=re.M) for file in files)
    assert first == second
    assert first != other


# --- a part of the company -------------------------------------------------------------------------------------------


def test_option_space_imports_only_goals_and_projects_of_the_space(
    server: MockWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "company.yaml"
    with server.open(fixture="permissions") as source:
        result = run(source, file, monkeypatch, "--keep-names", "--space", "Hidden space")

    company = read(file)
    assert result.exit_code == 0, result.output
    assert [space["name"] for space in company["spaces"]] == ["Hidden space"]
    assert [goal["name"] for goal in company["goals"]] == ["Goal in the hidden space"]
    assert [project["name"] for project in company["projects"]] == ["Project in the hidden space"]
    assert "other spaces, because of --space: 3" in result.output


def test_unknown_space_is_rejected_with_a_suggestion(
    server: MockWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with server.open(fixture="permissions") as source:
        result = run(source, tmp_path / "company.yaml", monkeypatch, "--space", "Hiden space")

    assert result.exit_code == 1
    assert "no space 'Hiden space'. Did you mean 'Hidden space'?" in result.output
    assert not (tmp_path / "company.yaml").exists()


def test_limit_keeps_the_newest_entries_of_each_list(
    server: MockWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "company.yaml"
    with server.open(fixture="edge-cases") as source:
        result = run(source, file, monkeypatch, "--keep-names", "--limit", "3")

    company = read(file)
    talkative = next(space for space in company["spaces"] if space["name"] == "Talkative")
    comments = [len(item.get("comments", [])) for item in talkative["discussions"]]
    assert result.exit_code == 0, result.output
    assert (len(company["goals"]), len(company["projects"]), max(comments)) == (3, 3, 3)
    assert "comments that exceed --limit:" in result.output


# --- servers with problems -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "action",
    [
        {"status": 429, "headers": {"retry-after": "0"}},
        {"status": 503, "headers": {"retry-after": "0"}},
        {"close": "before"},
        {"close": "during"},
    ],
)
def test_failed_requests_are_repeated(
    server: MockWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, action: dict[str, Any]
) -> None:
    monkeypatch.setattr("mockserver.importer.client._retry_delay", lambda attempt, retry_after: 0.0)
    file = tmp_path / "company.yaml"
    with server.open(fixture="permissions") as source:
        fault = source.fault("get_goal", times=3, **action)
        result = run(source, file, monkeypatch, "--keep-names")
        assert fault.fired == 3

    assert result.exit_code == 0, result.output
    assert len(read(file)["goals"]) == 5


def test_interrupted_import_continues(server: MockWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mockserver.importer.client._retry_delay", lambda attempt, retry_after: 0.0)
    file = tmp_path / "company.yaml"
    rest = tmp_path / "company.yaml.partial.jsonl"
    with server.open(fixture="permissions") as source:
        with source.fault("get_project", status=503):
            broken = run(source, file, monkeypatch, "--keep-names")
        assert broken.exit_code == 1
        assert "returned 503, 6 times in a row. To continue the import, run the same command" in broken.output
        assert not file.exists()
        assert source.owner.token not in rest.read_text()
        assert rest.stat().st_mode & 0o077 == 0
        with rest.open("a") as stream:
            stream.write('["get_goal?id=1", {"go')  # the line is incomplete, as after a kill of the process
        before = len(source.find_requests("get_goal"))
        result = run(source, file, monkeypatch, "--keep-names")
        after = len(source.find_requests("get_goal"))

    assert result.exit_code == 0, result.output
    assert after == before, "goals were read again"
    assert len(read(file)["projects"]) == 5
    assert sorted(path.name for path in tmp_path.iterdir()) == ["company.yaml"]


@pytest.mark.extended
@requirements.ctrl_c
def test_import_stopped_with_ctrl_c_continues(server: MockWorld, tmp_path: Path) -> None:
    url = server.control_url.removesuffix("/__mock__")
    command = [sys.executable, "-m", "mockserver", "fixture", "import", "--url", url, "--token-env", "SOURCE_TOKEN"]
    file = tmp_path / "company.yaml"
    with server.open(fixture="permissions") as source:
        environment = {**os.environ, "SOURCE_TOKEN": source.owner.token}
        slow = source.fault("get_goal", delay_ms=60_000)
        with subprocess.Popen([*command, "-o", str(file)], env=environment, stderr=subprocess.PIPE) as process:
            while slow.fired == 0 and process.poll() is None:
                time.sleep(0.05)
            process.send_signal(signal.SIGINT)
            assert process.stderr is not None
            output = process.stderr.read().decode()
        assert (process.returncode, output.splitlines()[-1]) == (
            130,
            "interrupted. Run the same command again to continue.",
        )
        assert [path.name for path in tmp_path.iterdir()] == ["company.yaml.partial.jsonl"]
        slow.remove()
        before = len(source.find_requests("get_space"))
        subprocess.run([*command, "-o", str(file)], env=environment, check=True, timeout=60)
        after = len(source.find_requests("get_space"))

    assert after == before > 0, "spaces were read again"
    assert [path.name for path in tmp_path.iterdir()] == ["company.yaml"]


def test_company_without_readable_goals_is_rejected(
    server: MockWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with server.open(fixture="permissions") as source, source.fault("get_goals", status=403):
        result = run(source, tmp_path / "company.yaml", monkeypatch)

    assert result.exit_code == 1
    assert "get_goals returned 403: the server does not return the goals for this token" in result.output
    assert not (tmp_path / "company.yaml").exists()


def test_token_that_expires_during_the_import_is_rejected(
    server: MockWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with server.open(fixture="permissions") as source:
        with source.fault("get_project", status=401):
            broken = run(source, tmp_path / "company.yaml", monkeypatch)
        result = run(source, tmp_path / "company.yaml", monkeypatch)

    assert broken.exit_code == 1
    assert "the token is invalid, expired or revoked (status 401). Create a new one in Operately" in broken.output
    assert result.exit_code == 0, result.output


def test_body_that_is_cut_off_is_rejected(server: MockWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with server.open(fixture="permissions") as source, source.fault("get_project", truncate=30):
        result = run(source, tmp_path / "company.yaml", monkeypatch)

    assert result.exit_code == 1
    assert "get_project returned 200 with application/json" in result.output
    assert not (tmp_path / "company.yaml").exists()


def test_partial_file_of_another_import_is_rejected(
    server: MockWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rest = tmp_path / "company.yaml.partial.jsonl"
    rest.write_text('{"version": 1, "url": "https://other.example", "person": "x"}\n')
    with server.open(fixture="permissions") as source:
        result = run(source, tmp_path / "company.yaml", monkeypatch)

    assert result.exit_code == 1
    assert f"{rest} contains responses of an interrupted import from https://other.example" in result.output


def test_invalid_token_is_rejected(server: MockWorld, tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("expired\n")
    url = server.control_url.removesuffix("/__mock__")

    result = CliRunner().invoke(
        import_command, ["--url", url, "--token-file", str(token), "-o", str(tmp_path / "company.yaml")]
    )

    assert result.exit_code == 1
    assert "the token is invalid, expired or revoked (status 401)" in result.output
    assert "expired\n" not in result.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["token"]


@pytest.mark.parametrize("content", ["", "two words", "\udc80"])
def test_token_file_without_a_token_is_rejected(tmp_path: Path, content: str) -> None:
    token = tmp_path / "token"
    token.write_bytes(content.encode("utf-8", "surrogateescape"))

    result = CliRunner().invoke(
        import_command, ["--url", "http://127.0.0.1:1", "--token-file", str(token), "-o", str(tmp_path / "c.yaml")]
    )

    assert result.exit_code == 1
    assert "must contain the token and nothing else" in result.output


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--url", "http://127.0.0.1:1", "--token-env", "SOURCE_TOKEN"], "no server responds at http://127.0.0.1:1"),
        (["--url", "app.example", "--token-env", "SOURCE_TOKEN"], "'app.example' is not an address such as https://"),
        (["--url", "http://127.0.0.1:1"], "give the token with either --token-env NAME or --token-file FILE"),
        (["--url", "http://127.0.0.1:1", "--token-env", "NOT_SET"], "the environment variable NOT_SET is not set"),
    ],
)
def test_invalid_options_are_rejected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, args: list[str], message: str
) -> None:
    monkeypatch.setenv("SOURCE_TOKEN", "opk_secret")

    result = CliRunner().invoke(import_command, [*args, "-o", str(tmp_path / "company.yaml")])

    assert result.exit_code != 0
    assert message in result.output
    assert "opk_secret" not in result.output
    assert list(tmp_path.iterdir()) == []


def test_server_that_returns_html_is_rejected(
    server: MockWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with server.open(fixture="empty") as source:
        page: Any = {"body": "<html>", "headers": {"content-type": "text/html"}, "status": 200}
        source.fault("get_me", **page)
        result = run(source, tmp_path / "company.yaml", monkeypatch)

    assert result.exit_code == 1
    assert "returned 200 with text/html, expected 200 with a JSON object. Is" in result.output
    assert list(tmp_path.iterdir()) == []
