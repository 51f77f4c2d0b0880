"""The commands `mockserver contract record` and `mockserver contract verify` (docs/conformance.md)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    import httpx

    from mockserver.conformance.report import Listed

CONTROL_TOKEN = "MOCKSERVER_CONTROL_TOKEN"


@click.group()
def contract() -> None:
    """Record requests and replay them on another server."""


@contract.command()
@click.option("--url", default="http://127.0.0.1:4000", show_default=True, help="Address of the mockserver.")
@click.option(
    "--token-env",
    metavar="NAME",
    help="Environment variable with a token of the world. Without this option, the default world is recorded.",
)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="File to write.")
def record(url: str, token_env: str | None, output: Path) -> None:
    """Write the requests of a world and their responses to a file.

    In the file, placeholders replace ids and times. The world must have been opened from the fixture `empty`. The
    journal of the world is not changed. If the server requires a control token, set the environment variable
    MOCKSERVER_CONTROL_TOKEN.
    """
    import httpx
    import msgspec

    from mockserver.conformance.trace import Trace

    headers = {"authorization": f"Bearer {_variable(token_env)}"} if token_env else {}
    if os.environ.get(CONTROL_TOKEN):
        headers["x-mock-control"] = os.environ[CONTROL_TOKEN]
    try:
        response = httpx.get(f"{url.rstrip('/')}/__mock__/requests/contract", headers=headers, timeout=60)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise click.ClickException(f"no mockserver responds at {url}: {error}") from None
    try:
        trace = msgspec.json.decode(response.content, type=Trace)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise click.ClickException(_problem(response)) from None
    try:
        partial = output.with_name(output.name + ".partial")
        partial.write_bytes(response.content)
        partial.replace(output)
    except OSError as error:
        raise click.ClickException(f"cannot write {output}: {error.strerror}") from None
    click.echo(f"wrote {len(trace.steps)} steps to {output}")


@contract.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--url", required=True, help="Address of the server, for example https://staging.example.")
@click.option("--tokens", type=click.Path(path_type=Path), help="TOML file with the tokens of a real server.")
@click.option("--yes-write", is_flag=True, help="Allow mutations in a company that already has goals or projects.")
@click.option("--junit", type=click.Path(dir_okay=False, path_type=Path), help="Write a JUnit XML report to this file.")
@click.option(
    "--expect-different",
    type=click.Path(path_type=Path),
    help="File with the steps that may differ. Each line is `SESSION STEP REASON`: the name of the session's file "
    "without its suffix, the number of the step, and a text.",
)
@click.option("--show", default=3, show_default=True, help="Number of differing steps to print for each file.")
@click.option("--quiet", is_flag=True, help="Print only the totals.")
@click.pass_context
def verify(
    ctx: click.Context,
    files: tuple[Path, ...],
    url: str,
    tokens: Path | None,
    yes_write: bool,
    junit: Path | None,
    expect_different: Path | None,
    show: int,
    quiet: bool,
) -> None:
    """Replay recorded sessions on a server and compare the responses.

    Without --tokens, the server must be a mockserver, and each session is replayed in a new world. A real server
    requires --tokens, a TOML file whose keys are the names of tokens. A value is a token, or the name of an
    environment variable: owner = { env = "OPERATELY_TOKEN" }.
    """
    from mockserver.conformance.report import Report
    from mockserver.conformance.trace import BadTrace, load
    from mockserver.conformance.verify import CannotVerify, Player, http_client

    try:
        report = Report(_listed(expect_different) if expect_different else {})
        given = _tokens(tokens) if tokens else None
        with http_client(url) as http:
            for path in files:
                with Player(http, load(path), tokens=given, allow_writes=yes_write) as player:
                    lines = list(report.add(path.stem, list(player.run()), show))
                if not quiet:
                    click.echo("\n".join(lines))
        if junit:
            report.write_junit(junit)
    except (BadTrace, CannotVerify) as error:
        click.echo(f"mockserver: {error}", err=True)
        ctx.exit(2)
    except OSError as error:
        click.echo(f"mockserver: cannot write {junit}: {error.strerror}", err=True)
        ctx.exit(2)
    for step in report.unexpected_agreements:
        click.echo(f"{step} agrees with the recording, but is listed in {expect_different}")
    click.echo(report)
    ctx.exit(1 if report.differ else 0)


def _tokens(path: Path) -> dict[str, str]:
    """Read the file of `--tokens`, and return the tokens by name. Raises CannotVerify if the file is invalid."""
    import tomllib

    from mockserver.conformance.verify import CannotVerify

    try:
        read = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CannotVerify(f"cannot read {path}: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CannotVerify(f"{path} is not TOML: {error}") from None
    tokens: dict[str, str] = {}
    for name, value in read.items():
        if isinstance(value, dict) and isinstance(value.get("env"), str):
            tokens[name] = _variable(value["env"])
        elif isinstance(value, str):
            tokens[name] = value
        else:
            raise CannotVerify(f'{path}: {name!r} must be a token or {{ env = "NAME" }}')
    return tokens


def _listed(path: Path) -> Listed:
    """Read the file of `--expect-different`, and return the reasons by session and step number. Raises CannotVerify if
    the file can't be read or a line is invalid."""
    from mockserver.conformance.verify import CannotVerify

    steps: dict[tuple[str, int], str] = {}
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise CannotVerify(f"cannot read {path}: {error.strerror}") from None
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        session, _, rest = line.partition(" ")
        step, _, reason = rest.partition(" ")
        if not step.isdigit() or not reason:
            raise CannotVerify(f"{path}:{number}: expected `SESSION STEP REASON`, got {line!r}")
        steps[session, int(step)] = reason
    return steps


def _variable(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        raise click.ClickException(f"the environment variable {name} is not set; it must contain a token")
    return value


def _problem(response: httpx.Response) -> str:
    """Return the `detail` in an error response of the control API. If there is none, return the URL and the status."""
    try:
        return str(response.json()["detail"])
    except (ValueError, KeyError, TypeError):
        return f"{response.url} returned {response.status_code}; is the server a mockserver?"
