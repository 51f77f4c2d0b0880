"""Shell completion in real shells, the help of each command, and the exit codes."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from mockserver.cli import cli, main
from mockserver.cli_help import DEFAULT_EXIT_CODES, EXAMPLES, EXIT_CODES
from mockserver.seed import fixture_names
from mockserver.server.settings import options
from tests import requirements
from tests.docs.blocks import ROOT

ENVIRONMENT = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
BASH = """
eval "$(mockserver completion bash)"
complete -p mockserver
read -ra COMP_WORDS <<<"$1"
[[ $1 == *" " ]] && COMP_WORDS+=("")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_mockserver_completion mockserver
printf '%s\\n' "${COMPREPLY[@]}"
"""
FISH = 'mockserver completion fish | source; complete -C "$argv[1]"'


def requires_shell(shell: str) -> pytest.MarkDecorator:
    return requirements.programs(shell, "mockserver", path=ENVIRONMENT["PATH"])


def completed(line: str) -> list[str]:
    """Return the completions that bash offers at the end of a command line."""
    result = subprocess.run(
        ["bash", "-c", BASH, "bash", line], env=ENVIRONMENT, capture_output=True, text=True, timeout=30
    )
    assert result.stderr == ""
    registered, *words = result.stdout.splitlines()
    assert registered.endswith("-F _mockserver_completion mockserver")
    return [word for word in words if word]


def commands(group: click.Group = cli, path: str = "") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        full_name = f"{path} {name}".strip()
        if isinstance(command, click.Group):
            yield from commands(command, full_name)
        else:
            yield full_name, command


@pytest.mark.slow
@requires_shell("bash")
@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("mockserver ro", ["routes"]),
        ("mockserver fixture ex", ["export"]),
        ("mockserver serve --sha", ["--shard"]),
        ("mockserver serve --log-format j", ["json"]),
        ("mockserver serve --fixture e", [name for name in fixture_names.names() if name.startswith("e")]),
        ("mockserver completion ", ["bash", "zsh", "fish"]),
    ],
)
def test_bash_completes_commands_options_and_values(line: str, expected: list[str]) -> None:
    assert completed(line) == expected


@pytest.mark.slow
@requires_shell("bash")
def test_bash_completes_every_setting_of_serve() -> None:
    offered = completed("mockserver serve --")

    assert {flag for row in options() for flag in row.flag.split("/")} <= set(offered)


@pytest.mark.slow
@requires_shell("fish")
def test_fish_completes_values() -> None:
    result = subprocess.run(
        ["fish", "--no-config", "-c", FISH, "mockserver serve --fixture em"],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=30,
    )

    assert result.stdout.split() == ["empty"]


@pytest.mark.slow
@requires_shell("zsh")
def test_zsh_accepts_the_script() -> None:
    script = CliRunner().invoke(cli, ["completion", "zsh"]).output
    result = subprocess.run(["zsh", "-n"], input=script, env=ENVIRONMENT, capture_output=True, text=True, timeout=30)

    assert script.startswith("#compdef mockserver")
    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.parametrize(("name", "command"), list(commands()))
def test_help_has_examples_with_existing_options_and_exit_codes(name: str, command: click.Command) -> None:
    shown = CliRunner().invoke(cli, [*name.split(), "--help"], terminal_width=200).output

    for example in EXAMPLES[name]:
        assert example in shown
        words = shlex.split(example.replace(">", " >"))
        arguments = [word for word in words[1 + len(name.split()) :] if not word.startswith(">")]
        command.make_context(name, arguments)  # raises UsageError for an unknown option
    assert EXIT_CODES.get(name, DEFAULT_EXIT_CODES) in shown


def test_examples_and_exit_codes_belong_to_existing_commands() -> None:
    assert {*EXAMPLES, *EXIT_CODES} == {name for name, _ in commands()}


def test_documented_exit_codes_are_those_of_the_help() -> None:
    rows = re.findall(r"^\| (\d+) \|", (ROOT / "docs/ci.md").read_text(encoding="utf-8"), re.M)

    assert rows == sorted(set(re.findall(r"\b\d+\b", f"{DEFAULT_EXIT_CODES} {' '.join(EXIT_CODES.values())}")), key=int)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["fixture", "list"], 0),
        (["fixture", "check", "absent.yaml"], 1),
        (["fixture", "check"], 2),
        (["fixture", "write", "absent"], 2),
        (["fixture", "write", "empty", "-o", "/absent/file.json"], 2),
        (["contract", "verify", "absent.json", "--url", "http://127.0.0.1:9"], 2),
        (["health", "--port", "9"], 2),
        (["serve", "--port", "x"], 2),
        (["absent"], 2),
    ],
)
def test_command_exits_with_documented_code(arguments: list[str], code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["mockserver", *arguments])

    assert main() == code


def test_interrupted_command_exits_with_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli.commands["routes"], "callback", lambda as_json: interrupt())
    monkeypatch.setattr(sys, "argv", ["mockserver", "routes"])

    assert main() == 130


@pytest.mark.slow
@requirements.full_device
def test_full_output_device_prints_one_line_and_exits_with_2() -> None:
    with open("/dev/full", "w") as full:
        result = subprocess.run(
            [sys.executable, "-m", "mockserver", "routes"], stdout=full, stderr=subprocess.PIPE, text=True, timeout=30
        )

    assert (result.returncode, result.stderr) == (2, "mockserver: output: No space left on device\n")
