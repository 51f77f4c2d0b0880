"""The commands of `mockserver`. A test starts a process only if it checks the behaviour of a process."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from mockserver import __version__, health
from mockserver.cli import cli, main, settings_option
from mockserver.cli_output import format_columns
from mockserver.server.settings import ENVIRONMENT_PREFIX, BadSetting, Settings, options
from tests import requirements

pytestmark = pytest.mark.slow

ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith(ENVIRONMENT_PREFIX)}


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `mockserver` with these arguments until it exits."""
    command = [sys.executable, "-m", "mockserver", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, env=ENVIRONMENT | environment)


@contextmanager
def serving(*arguments: str, **environment: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run `mockserver serve` with these arguments. Yield the process and the first line that it prints."""
    command = [sys.executable, "-m", "mockserver", "serve", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=ENVIRONMENT | environment) as process:
        assert process.stdout is not None
        try:
            yield process, process.stdout.readline().strip()
        finally:
            process.kill()


def settings_of(*arguments: str, **environment: str) -> Settings:
    """Return the settings that result from these options of `serve` and these environment variables."""
    serve = cli.commands["serve"]
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        parsed: dict[str, Any] = serve.make_context("serve", list(arguments)).params
    return Settings(**{row.name: parsed[row.name] for row in options()})


def test_version_option_prints_the_package_version() -> None:
    result = run("--version")

    assert (result.returncode, result.stdout) == (0, f"mockserver {__version__}\n")


def test_no_command_prints_the_list_of_commands() -> None:
    result = CliRunner().invoke(cli, [])

    assert result.exit_code == 0
    assert "serve" in result.output
    assert "routes" in result.output


def test_serve_on_taken_port_prints_one_line_and_exits_with_status_2() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        result = run("serve", "--port", str(port))

    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr == (
        f"mockserver: port {port} is used by another program. Stop that program, or use --port 0 for a free port.\n"
    )


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--port", "x"], "Invalid value for '--port': 'x' is not a valid integer."),
        (["--shard", "5/4"], "shard 5/4 does not exist. Shards are numbered from 0: 0/4 to 3/4."),
        (["--port", "70000"], "70000 is not a valid port. A port must be between 0 and 65535; 0 selects a free port."),
        (
            ["--now", "soon"],
            "Invalid value for '--now': 'soon' is not a time. Expected an ISO time such as 2026-03-12T09:00:00Z.",
        ),
    ],
)
def test_invalid_setting_prints_one_line_and_exits_with_status_2(
    arguments: list[str], line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["mockserver", "serve", *arguments])

    assert main() == 2
    assert capsys.readouterr() == ("", f"mockserver: {line}\n")


def test_serve_on_unknown_host_prints_one_line_and_exits_with_status_2() -> None:
    result = run("serve", "--host", "host.invalid")

    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith("mockserver: cannot listen on host.invalid: ")
    assert result.stderr.count("\n") == 1


def test_serve_with_unknown_fixture_prints_one_line_and_exits_with_status_2() -> None:
    result = run("serve", "--port", "0", MOCKSERVER_FIXTURE="nowhere")

    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith("mockserver: ")
    assert "nowhere" in result.stderr
    assert result.stderr.count("\n") == 1


def test_serve_json_prints_one_line_and_stops_cleanly_on_sigterm() -> None:
    with serving("--json", "--fixture", "empty", MOCKSERVER_PORT="0") as (process, line):
        info = json.loads(line)
        owner = next(person for person in info["people"] if person["token"] == "opk_owner")
        request = urllib.request.Request(info["url"] + "/get_me", headers={"authorization": "Bearer opk_owner"})
        with urllib.request.urlopen(request, timeout=30) as response:
            status = response.status
        process.send_signal(signal.SIGTERM)
        ended = process.wait(timeout=30)

    assert (status, ended) == (200, 0)
    assert info["pid"] == process.pid
    assert info["control_url"] == info["url"].replace("/api/external/v1", "/__mock__")
    assert set(owner) >= {"name", "email", "role", "token", "read_only_token"}


def test_serve_quiet_prints_only_the_url() -> None:
    with serving("--port", "0", "--fixture", "empty", "--quiet") as (process, line):
        process.terminate()
        rest = process.communicate(timeout=30)[0]

    assert line.startswith("http://127.0.0.1:")
    assert line.endswith("/api/external/v1")
    assert rest == ""


def test_each_setting_can_be_set_by_option_and_by_variable() -> None:
    by_option = settings_of(
        "--seed", "7", "--running-clock", "--cors-origin", "http://a.test", "--cors-origin", "http://b.test"
    )
    by_variable = settings_of(
        MOCKSERVER_SEED="7",
        MOCKSERVER_FROZEN="false",
        MOCKSERVER_CORS_ORIGIN="http://a.test http://b.test",
        MOCKSERVER_CORS="off",
    )

    assert (by_option.seed, by_option.frozen, by_option.cors) == (7, False, True)
    assert by_option.cors_origin == by_variable.cors_origin == ("http://a.test", "http://b.test")
    assert (by_variable.seed, by_variable.frozen, by_variable.cors) == (7, False, False)
    assert all(settings_option(row).envvar == row.variable for row in options())


def test_settings_without_options_are_the_defaults() -> None:
    assert settings_of() == Settings()


@pytest.mark.parametrize("written", ["2026-03-12T09:00:00Z", "2026-03-12T09:00:00", "2026-03-12T10:00:00+01:00"])
def test_time_option_is_converted_to_utc(written: str) -> None:
    assert settings_of("--now", written).now == datetime(2026, 3, 12, 9, tzinfo=UTC)


def test_routes_lists_all_endpoints_with_their_kind() -> None:
    listed = json.loads(CliRunner().invoke(cli, ["routes", "--json"]).output)
    lines = CliRunner().invoke(cli, ["routes"]).output.splitlines()

    assert len(listed) == 203
    assert {"name": "goals/add_target", "kind": "mutation"} in listed
    assert any(line.startswith("GET   /api/external/v1/get_me") for line in lines)
    assert lines[-1] == "203 endpoints"


def test_health_checks_the_server_of_host_and_port_variables() -> None:
    with serving("--fixture", "empty", "--port", "0", "--quiet") as (_, url):
        port = url.split(":")[2].split("/")[0]
        well = run("health", MOCKSERVER_HOST="0.0.0.0", MOCKSERVER_PORT=port)
    gone = run("health", "--port", port)

    assert (well.returncode, well.stdout) == (0, "HEALTHY\n")
    assert gone.returncode == 2 and gone.stderr.startswith(f"mockserver: no server responds on 127.0.0.1 port {port}")


def test_start_and_health_show_the_shard_with_tokens_that_it_accepts() -> None:
    with serving("--fixture", "empty", "--port", "0", "--json", "--shard", "1/4") as (_, line):
        info = json.loads(line)
        tokens = [person[key] for person in info["people"] for key in ("token", "read_only_token")]
        health = run("health", "--port", info["url"].split(":")[2].split("/")[0])

    assert info["shard"] == "1/4"
    assert tokens and all(token.startswith("opk_s1_") for token in tokens)
    assert health.stdout == "HEALTHY, shard 1/4\n"


@requirements.proc
def test_health_without_port_flag_finds_the_running_server_after_one_that_does_not_respond(tmp_path: Path) -> None:
    silent = tmp_path / "mockserver"
    silent.write_text("import sys; sys.stdin.read()")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    with (
        subprocess.Popen([sys.executable, str(silent), "serve", "--port", "2"], stdin=subprocess.PIPE),
        serving("--fixture", "empty", "--port", port, "--quiet"),
    ):
        found = run("health", MOCKSERVER_PORT="1")
        explicit = run("health", "--port", "1")

    assert found.returncode == 0 and re.fullmatch(r"HEALTHY(, shard .*)?, port \d+\n", found.stdout)
    assert explicit.returncode == 2 and "no server responds on 127.0.0.1 port 1" in explicit.stderr


def test_health_reports_every_port_that_was_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_ports_of_running_servers", lambda: {1, 2, 3})

    with pytest.raises(BadSetting) as failed:
        health.check("127.0.0.1", 1, is_explicit=False)

    assert re.findall(r"no server responds on 127.0.0.1 port (\d):", str(failed.value)) == ["1", "2", "3"]


def test_format_columns_aligns_cells() -> None:
    rows = [("name", "role", "email", "token"), ("Olive Owner", "owner", "", "t")]
    assert format_columns(rows) == ["name         role   email  token", "Olive Owner  owner         t"]
