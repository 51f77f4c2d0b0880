"""The examples and exit codes of each command, which are the last sections of the help texts."""

from __future__ import annotations

from typing import Final

import click

EXAMPLES: Final[dict[str, tuple[str, ...]]] = {
    "serve": (
        "mockserver serve",
        "mockserver serve --fixture company.yaml --port 0 --json",
        "mockserver serve --fault get_goals:503:times=2 --state state.json",
    ),
    "routes": ("mockserver routes", "mockserver routes --json"),
    "health": ("mockserver health", "mockserver health --port 4010"),
    "openapi": ("mockserver openapi >openapi.json", "mockserver openapi --no-control >openapi.json"),
    "completion": (
        "mockserver completion bash >~/.local/share/bash-completion/completions/mockserver",
        "mockserver completion zsh >~/.zfunc/_mockserver",
        "mockserver completion fish >~/.config/fish/completions/mockserver.fish",
    ),
    "fixture list": ("mockserver fixture list",),
    "fixture schema": ("mockserver fixture schema >fixture.schema.json",),
    "fixture check": ("mockserver fixture check company.yaml", "mockserver fixture check demo fixtures/*.yaml"),
    "fixture write": ("mockserver fixture write startup --seed 7 -o startup.json",),
    "fixture prepare": (
        "mockserver fixture prepare scaleup enterprise",
        "mockserver fixture prepare enterprise --seed 7 --cache-dir /var/cache/mockserver",
    ),
    "fixture export": (
        "mockserver fixture export -o company.json",
        "mockserver fixture export --url http://127.0.0.1:4010 --token opk_owner -o company.json",
    ),
    "fixture import": (
        "mockserver fixture import --url https://app.operately.com --token-env OPERATELY_TOKEN -o company.yaml",
    ),
    "contract record": ("mockserver contract record -o session.json",),
    "contract verify": (
        "mockserver contract verify session.json --url http://127.0.0.1:4000",
        "mockserver contract verify *.json --url https://staging.example --tokens tokens.toml --junit report.xml",
    ),
}

EXIT_CODES: Final[dict[str, str]] = {
    "serve": "0: SIGTERM or SIGINT stopped the server. 2: the server cannot start. 130: SIGINT interrupted the start.",
    "health": "0: the server accepts requests. 2: the server does not accept requests.",
    "fixture check": "0: all fixtures are valid. 1: a fixture is invalid. 2: an argument is invalid.",
    "fixture import": "0: the file was written. 2: an error. 130: interrupted; run the command again to continue.",
    "contract verify": "0: all steps agree or differ as listed. 1: a step differs. 2: a session cannot be replayed.",
}
DEFAULT_EXIT_CODES: Final = "0: success. 2: an error, which is printed on stderr."


def add_epilogs(group: click.Group, path: str = "") -> None:
    """Add the examples and exit codes to the help text of each command below a group. `path` is the group's full
    name."""
    for name, command in group.commands.items():
        full_name = f"{path} {name}".strip()
        if isinstance(command, click.Group):
            add_epilogs(command, full_name)
        else:
            lines = "\n".join(f"  {example}" for example in EXAMPLES[full_name])
            codes = EXIT_CODES.get(full_name, DEFAULT_EXIT_CODES)
            command.epilog = f"\b\nExamples:\n{lines}\n\nExit codes: {codes}"
