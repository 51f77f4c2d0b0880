"""The command line interface.

The function of each command imports the slow modules that the command needs. Therefore, the other commands start
faster.
"""

from __future__ import annotations

import io
import os
import re
import signal
import sys
import threading
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, BinaryIO, Final

import click

from mockserver import __version__
from mockserver.cli_completion import BY_SETTING, complete_fixture, completion
from mockserver.cli_contract import contract
from mockserver.cli_help import add_epilogs
from mockserver.cli_import import import_command
from mockserver.cli_output import print_json, print_url, print_welcome, progress_bar
from mockserver.cli_prepare import SETTINGS, prepare_command
from mockserver.printable import printable
from mockserver.server.settings import ENVIRONMENT_PREFIX, BadSetting, Option, Settings, options

EXIT_INVALID, EXIT_ERROR, EXIT_INTERRUPTED = 1, 2, 130
SERVICE_LINK_VALUE: Final = re.compile("(tcp|udp|sctp)://")
SERVICE_LINK_NAME: Final = re.compile(r"MOCKSERVER_(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT_\d+_(TCP|UDP|SCTP)(_\w+)?)")
"""Matches the names of the environment variables that Kubernetes sets in each pod if a service is named mockserver."""


def parse_time(ctx: click.Context, param: click.Parameter, value: str | None) -> datetime | None:
    """Return the time in the value of an option, in UTC. A time without a time zone is in UTC."""
    if value is None:
        return None
    try:
        read = datetime.fromisoformat(value)
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError):
        raise click.BadParameter(
            f"{value!r} is not a time. Expected an ISO time such as 2026-03-12T09:00:00Z."
        ) from None


def settings_option(option: Option) -> click.Option:
    """Create the command-line option of a setting. The environment variable of the setting has the same effect."""
    names = [option.flag, option.name]
    attributes: Any = {
        "help": option.help,
        "envvar": option.variable,
        "default": option.default,
        "show_default": bool(option.default),
    }
    if option.kind is bool and "/" not in option.flag:
        attributes |= {"type": click.BOOL, "metavar": "[on|off]", "default": "on" if option.default else "off"}
    elif option.kind is datetime:
        attributes |= {"callback": parse_time, "metavar": "TIME"}
    elif option.kind is tuple:
        attributes |= {"multiple": True}
    elif option.choices:
        attributes |= {"type": click.Choice(option.choices)}
    elif option.kind is not bool:
        attributes |= {"type": option.kind}
    return SettingsOption(names, shell_complete=BY_SETTING.get(option.name), **attributes)


class SettingsOption(click.Option):
    """An option that ignores a value such as tcp://… in its environment variable.

    Kubernetes sets MOCKSERVER_PORT to such a value if a service is named mockserver.
    """

    def resolve_envvar_value(self, ctx: click.Context) -> str | None:
        value = super().resolve_envvar_value(ctx)
        return None if value is not None and SERVICE_LINK_VALUE.match(value) else value


def environment_warnings(environment: Mapping[str, str]) -> Iterator[str]:
    """Yield a warning for each environment variable whose name begins with MOCKSERVER_ but belongs to no setting."""
    from mockserver.contract.names import suggestion

    known = [*(option.variable for option in options()), "MOCKSERVER_QUIET", "MOCKSERVER_JSON"]
    for name in sorted(environment):
        if name.startswith(ENVIRONMENT_PREFIX) and name not in known and not SERVICE_LINK_NAME.fullmatch(name):
            yield f"the environment variable {name} belongs to no setting{suggestion(name, known)}"


def add_settings_options(command: click.Command) -> click.Command:
    """A decorator that adds an option for each setting to a command, before the other options of the command."""
    command.params[:0] = [settings_option(row) for row in options()]
    return command


@click.group(
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
@click.version_option(__version__, message="%(prog)s %(version)s")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """A stateful stand-in for the Operately external API."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


@add_settings_options
@cli.command()
@click.option("--quiet", is_flag=True, envvar="MOCKSERVER_QUIET", help="Print only the URL of the API.")
@click.option("--json", "as_json", is_flag=True, envvar="MOCKSERVER_JSON", help="Print one line of JSON, for scripts.")
def serve(quiet: bool, as_json: bool, **chosen: Any) -> None:
    """Serve the API until SIGTERM or SIGINT.

    Prints the addresses, the people and their tokens when the server accepts requests. Each option can also be set by
    an environment variable: MOCKSERVER_PORT sets --port.
    """
    import gc

    exit_on_sigterm()
    prepare_stdout()
    gc.disable()  # garbage collection only slows down the start, because the created objects exist until the end

    from mockserver.seed.world_spec import BadFixture
    from mockserver.server.app import create_app
    from mockserver.server.persistence import open_state
    from mockserver.server.run import end_threads, listen, root_url
    from mockserver.server.run import serve as run
    from mockserver.server.server_info import server_info
    from mockserver.server.worlds.world import NoSuchPerson

    for warning in environment_warnings(os.environ):
        print(f"mockserver: {warning}", file=sys.stderr)
    given = click.get_current_context().get_parameter_source("control_token")
    if not chosen["control_token"] and given is click.core.ParameterSource.COMMANDLINE:
        raise BadSetting("the value of --control-token is empty. Leave out the option, or give a token.")
    if chosen["log_format"] == "auto":
        chosen["log_format"] = "text" if sys.stderr.isatty() else "off"
    settings = Settings(**chosen)
    listener = listen(settings.host, settings.port)
    try:
        with progress_bar() as on_progress:
            app = create_app(settings, on_progress)
    except (BadFixture, NoSuchPerson) as bad:
        raise BadSetting(str(bad)) from None
    gc.freeze()  # the garbage collector never examines the objects that exist at this point
    gc.enable()
    show = print_json if as_json else print_url if quiet else print_welcome
    with open_state(app.worlds, settings) as warnings:
        for warning in warnings:
            print(f"mockserver: {warning}", file=sys.stderr)

        def ready() -> None:
            show(server_info(app.worlds.default, root_url(listener)), settings)

        run(app, settings, listener, ready, app.worlds.stop)
    end_threads()


def exit_on_sigterm() -> None:
    """End the process on SIGTERM while the server starts. Without a handler, the first process of a container ignores
    the signal."""

    def leave(number: int, frame: object) -> None:
        raise SystemExit(0)

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, leave)


def prepare_stdout() -> None:
    """Discard output if there is no stdout. Escape the characters that the encoding of stdout does not support."""
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115  # without this file, a socket gets the descriptor 1
    elif isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON, for scripts.")
def routes(as_json: bool) -> None:
    """List the endpoints of the external API with their methods."""
    import json

    from mockserver.contract.catalogue import catalogue

    api = catalogue()
    endpoints = api.endpoints.values()
    if as_json:
        click.echo(json.dumps([{"name": endpoint.name, "kind": endpoint.kind} for endpoint in endpoints]))
        return
    for endpoint in endpoints:
        method = "GET " if endpoint.kind == "query" else "POST"
        click.echo(f"{method}  {api.base_path}/{endpoint.name}")
    click.echo(f"{len(endpoints)} endpoints")


@cli.command()
@click.option(
    "--host",
    cls=SettingsOption,
    default=Settings().host,
    envvar="MOCKSERVER_HOST",
    show_default=True,
    help="The address of the server.",
)
@click.option(
    "--port",
    cls=SettingsOption,
    default=Settings().port,
    envvar="MOCKSERVER_PORT",
    show_default=True,
    help="The port of the server.",
)
@click.pass_context
def health(ctx: click.Context, host: str, port: int) -> None:
    """Check that a server accepts requests.

    Containers can use this command as their health check. Without --port, the command also finds a server that was
    started with another port on this machine.
    """
    from click.core import ParameterSource

    from mockserver.health import check

    click.echo(check(host, port, is_explicit=ctx.get_parameter_source("port") is ParameterSource.COMMANDLINE))


@cli.command()
@click.option(
    "--control/--no-control", default=True, help="Whether the document contains the control API.  [default: control]"
)
def openapi(control: bool) -> None:
    """Print the OpenAPI document.

    A server sends this document at /__mock__/openapi.json.
    """
    import msgspec

    from mockserver.server.openapi.document import document

    click.echo(msgspec.json.encode(document(control=control)))


@cli.group()
def fixture() -> None:
    """Check, write, prepare, export and import fixtures (initial data)."""


@fixture.command("list")
def list_fixtures() -> None:
    """List the fixtures that come with the server."""
    from mockserver.seed import fixture_names

    for name in fixture_names.names():
        click.echo(f"{name.ljust(12)}  {fixture_names.SUMMARIES[name]}")


@fixture.command()
def schema() -> None:
    """Print the JSON Schema of fixture files, for editors."""
    import msgspec

    from mockserver.seed.fixture_schema import json_schema

    click.echo(msgspec.json.format(msgspec.json.encode(json_schema()), indent=2))


@fixture.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...", shell_complete=complete_fixture)
@click.option("--locale", default="", help="Locale of generated names, such as de_DE.")
@click.pass_context
def check(ctx: click.Context, files: tuple[str, ...], locale: str) -> None:
    """Check fixtures. Each error is printed on stderr with its file and line."""
    from mockserver.model.company.companies import Person
    from mockserver.seed import fixtures
    from mockserver.seed.world_spec import BadFixture, WorldSpec

    broken = []
    for name in files:
        try:
            db, _ = fixtures.build(WorldSpec(fixture=name, locale=locale or None))
        except BadFixture as bad:
            broken.append(str(bad))
        else:
            rows = sum(len(table) for table in db.tables.values())
            click.echo(f"{name}: valid, {len(db.table(Person))} people, {rows} records")
    for error in broken:
        print_error(error)
    ctx.exit(EXIT_INVALID if broken else 0)


@fixture.command()
@click.argument("name")
@click.option("--seed", default=0, help="The seed of the generator.")
@click.option("--locale", default="", help="Locale of generated names, such as de_DE.")
@click.option(
    "--output", "-o", default="-", type=click.File("wb", lazy=True), help="The output file. [default: stdout]"
)
def write(name: str, seed: int, locale: str, output: BinaryIO) -> None:
    """Write a generated fixture to a file.

    NAME is demo, startup, scaleup or enterprise. You can edit the file, and use it as the fixture of a world.
    """
    import msgspec

    from mockserver.seed.generator import presets, sizes

    if name not in sizes.NAMES:
        raise BadSetting(f"unknown generated fixture {name!r}. Allowed: {', '.join(sizes.NAMES)}.")
    document = msgspec.json.encode(presets.generate(name, seed, locale or None))
    output.write(msgspec.json.format(document, indent=1) + b"\n")


@fixture.command()
@click.option("--url", default="http://127.0.0.1:4000", show_default=True, help="The URL of the server.")
@click.option(
    "--token", default="", help="A token of the world to export. Without this option, the default world is exported."
)
@click.option("--control-token", default="", help="The control token, if the server has one.")
@click.option(
    "--output", "-o", default="-", type=click.File("wb", lazy=True), help="The output file. [default: stdout]"
)
def export(url: str, token: str, control_token: str, output: BinaryIO) -> None:
    """Export a world of a running server as a fixture.

    A world that is built from this fixture sends the same responses as the exported world.
    """
    from urllib.error import HTTPError, URLError
    from urllib.request import Request, urlopen

    from mockserver.server.settings import CONTROL_HEADER, CONTROL_PATH

    request = Request(url.rstrip("/") + CONTROL_PATH + "/fixture")
    if token:
        request.add_header("authorization", f"Bearer {token}")
    if control_token:
        request.add_header(CONTROL_HEADER, control_token)
    try:
        with urlopen(request) as response:
            output.write(response.read())
    except HTTPError as error:
        raise BadSetting(
            f"{request.full_url} responds with {error.code}: {error.read().decode('utf-8', 'replace')}"
        ) from None
    except (URLError, ValueError) as error:
        raise BadSetting(
            f"no mockserver responds at {url} ({getattr(error, 'reason', error)}). Give --url the address."
        ) from None


cli.add_command(contract)
cli.add_command(completion)
fixture.add_command(import_command)
prepare_command.params += [settings_option(row) for row in options() if row.name in SETTINGS]
fixture.add_command(prepare_command)
add_epilogs(cli)


def main() -> int:
    """Run the command line. Print an error as one line on stderr, and exit with status 2."""
    try:
        status = cli.main(prog_name="mockserver", standalone_mode=False)
    except click.ClickException as error:
        return print_error(error.format_message())
    except BadSetting as error:
        return print_error(str(error))
    except OSError as error:  # for example, stdout is a file on a full disk
        return print_error(f"{error.filename or 'output'}: {error.strerror or error}")
    except click.Abort:
        return EXIT_INTERRUPTED
    return status or 0


def print_error(message: str) -> int:
    print("mockserver:", "\n".join(map(printable, message.split("\n"))), file=sys.stderr)
    return EXIT_ERROR
