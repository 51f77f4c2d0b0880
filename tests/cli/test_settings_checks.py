"""Settings from environment variables, and warnings about unknown variables.

Kubernetes sets variables such as MOCKSERVER_PORT_4000_TCP. The server ignores them without a warning.
"""

import os
import subprocess
import sys

import pytest

from mockserver.cli import environment_warnings
from mockserver.seed import fixture_names
from mockserver.server.settings import Settings, options
from mockserver.testing.options import ServerOptions


def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **variables}
    command = [sys.executable, "-m", "mockserver", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)


def test_unknown_variable_is_reported_with_the_closest_name() -> None:
    assert list(environment_warnings({"MOCKSERVER_FIXTUR": "demo", "MOCKSERVER_SEED": "1", "HOME": "/"})) == [
        "the environment variable MOCKSERVER_FIXTUR belongs to no setting; did you mean `MOCKSERVER_FIXTURE`?"
    ]


def test_variables_of_a_kubernetes_service_are_not_reported() -> None:
    names = [
        "MOCKSERVER_SERVICE_HOST", "MOCKSERVER_SERVICE_PORT", "MOCKSERVER_SERVICE_PORT_HTTP", "MOCKSERVER_PORT",
        "MOCKSERVER_PORT_4000_TCP", "MOCKSERVER_PORT_4000_TCP_PROTO", "MOCKSERVER_PORT_4000_TCP_ADDR",
    ]  # fmt: skip
    assert list(environment_warnings(dict.fromkeys(names, "x"))) == []


@pytest.mark.slow
def test_port_of_a_kubernetes_service_is_ignored() -> None:
    result = run("health", "--host", "127.0.0.1", MOCKSERVER_PORT="tcp://10.96.0.12:4000")
    assert "valid integer" not in result.stderr
    assert result.returncode == 0 or "no server responds on 127.0.0.1 port 4000" in result.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("MOCKSERVER_CONTROL", "maybe"),
        ("MOCKSERVER_FROZEN", "maybe"),
        ("MOCKSERVER_FSYNC", "often"),
        ("MOCKSERVER_LOG_FORMAT", "xml"),
    ],
)
def test_invalid_value_of_a_variable_is_an_error(variable: str, value: str) -> None:
    result = run("serve", "--port", "0", **{variable: value})
    assert result.returncode == 2 and value in result.stderr and "Traceback" not in result.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["--control-token", ""], "the value of --control-token is empty"),
        (["--fixture-dir", "absent-folder"], "the fixture directory 'absent-folder' does not exist"),
        (["--allowed-host", "http://mock.example"], "'http://mock.example' is not a host name"),
    ],
)
def test_option_without_effect_is_an_error(arguments: list[str], problem: str) -> None:
    result = run("serve", "--port", "0", *arguments)
    assert result.returncode == 2 and problem in result.stderr


def test_server_options_of_python_equal_the_settings() -> None:
    assert set(ServerOptions.__annotations__) == {option.name for option in options()}
    assert set(ServerOptions.__annotations__) == set(Settings.__dataclass_fields__)


def test_each_named_fixture_has_a_summary() -> None:
    assert sorted(fixture_names.SUMMARIES) == fixture_names.names()


@pytest.mark.slow
def test_fixture_list_prints_name_and_summary() -> None:
    result = run("fixture", "list")
    assert result.stdout.splitlines()[0].startswith("demo ")
    assert len(result.stdout.splitlines()) == len(fixture_names.names())
