"""The command line.

Modules that take long to import are imported where they are used: ``--version`` needs none of them, and a server
should answer before a person has taken the hand off the key.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from mockserver import __version__
from mockserver.cli_contract import contract
from mockserver.server.settings import WILDCARD_TO_LOOPBACK, BadSetting, Option, Settings, options

if TYPE_CHECKING:
    from rich.progress import Progress

    from mockserver.server.server_info import ServerInfo

CANNOT_START = 2
LARGE = 10_000
"""So many events take long enough to be worth a progress bar."""


def moment(ctx: click.Context, param: click.Parameter, value: str | None) -> datetime | None:
    """A point in time in ISO 8601; one without a zone is in UTC."""
    if value is None:
        return None
    try:
        read = datetime.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"{value!r} is not a time. Write it like 2026-03-12T09:00:00Z.") from None
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def option(row: Option) -> click.Option:
    """A setting as a flag and an environment variable."""
    names = [row.flag, row.name]
    shown: Any = {"help": row.help, "envvar": row.variable, "default": row.default, "show_default": bool(row.default)}
    if row.kind is bool and "/" not in row.flag:
        shown |= {"type": click.BOOL, "metavar": "[on|off]", "default": "on" if row.default else "off"}
    elif row.kind is datetime:
        shown |= {"callback": moment, "metavar": "TIME"}
    elif row.kind is tuple:
        shown |= {"multiple": True}
    elif row.choices:
        shown |= {"type": click.Choice(row.choices)}
    elif row.kind is not bool:
        shown |= {"type": row.kind}
    return click.Option(names, **shown)


def takes_settings(command: click.Command) -> click.Command:
    """Puts a flag for each setting before the command's own."""
    command.params[:0] = [option(row) for row in options()]
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


@takes_settings
@cli.command()
@click.option("--quiet", is_flag=True, envvar="MOCKSERVER_QUIET", help="Print only the API's address.")
@click.option("--json", "as_json", is_flag=True, envvar="MOCKSERVER_JSON", help="Print one line of JSON, for scripts.")
def serve(quiet: bool, as_json: bool, **chosen: Any) -> None:
    """Serve the API until stopped.

    Each flag can be given as an environment variable too: --port as MOCKSERVER_PORT.
    """
    import gc

    gc.disable()  # what is imported and seeded below stays: looking for garbage in it only delays the start

    from mockserver.seed.world_spec import BadFixture
    from mockserver.server.app import create_app
    from mockserver.server.persistence import kept
    from mockserver.server.run import listen, root_url
    from mockserver.server.run import serve as run
    from mockserver.server.server_info import server_info
    from mockserver.server.worlds.world import NoSuchPerson

    settings = Settings(**chosen)
    listener = listen(settings.host, settings.port)
    try:
        with progress() as step:
            app = create_app(settings, step)
    except (BadFixture, NoSuchPerson) as bad:
        raise BadSetting(str(bad)) from None
    gc.freeze()  # nor need it be looked through ever after
    gc.enable()
    show = print_json if as_json else print_url if quiet else print_welcome
    with kept(app.worlds, settings) as warnings:
        for warning in warnings:
            print(f"mockserver: {warning}", file=sys.stderr)

        def ready() -> None:
            show(server_info(app.worlds.default, root_url(listener)), settings)

        run(app, settings, listener, ready, app.worlds.stop)


@contextmanager
def progress() -> Iterator[Callable[[int, int], None] | None]:
    """A bar on the terminal while a large company is built; nothing where nobody sees it."""
    if not sys.stderr.isatty():
        yield None
        return
    bar: Progress | None = None
    task: Any = None

    def step(done: int, of: int) -> None:
        nonlocal bar, task
        if of < LARGE:
            return
        if bar is None:
            from rich.console import Console
            from rich.progress import Progress as Bar

            bar = Bar(console=Console(stderr=True), transient=True)
            bar.start()
            task = bar.add_task("Building the company", total=of)
        bar.update(task, completed=done)

    try:
        yield step
    finally:
        if bar is not None:
            bar.stop()


def print_url(boot: ServerInfo, settings: Settings) -> None:
    print(boot.url, flush=True)


def print_json(boot: ServerInfo, settings: Settings) -> None:
    import os

    import msgspec

    line = {"pid": os.getpid(), **msgspec.structs.asdict(boot)}
    print(msgspec.json.encode(line).decode(), flush=True)


def print_welcome(boot: ServerInfo, settings: Settings) -> None:
    from mockserver.contract.catalogue import catalogue

    api = catalogue()
    loaded = f"Operately external API {api.release}: {len(api.endpoints)} endpoints, seed {settings.seed}"
    print(f"mockserver {__version__}, {loaded}")
    print(f"  API      {boot.url}")
    if settings.control:
        print(f"  control  {boot.control_url}")
    print(f"\n{boot.company}")
    print_people(boot)
    if boot.people:
        print(f'\ncurl -H "Authorization: Bearer {boot.people[0].token}" {boot.url}/get_goals')
    sys.stdout.flush()


def print_people(boot: ServerInfo) -> None:
    """Who may speak, and with which token: drawn for a terminal, plain columns for a file or a pipe."""
    head: tuple[str, ...] = ("name", "role", "email", "token")
    people = [(p.name, p.role, p.email or "", p.token) for p in boot.people]
    people += [(p.name, "reads only", p.email or "", p.read_only_token) for p in boot.people if p.read_only_token]
    if not sys.stdout.isatty():  # rich takes a third of the start; a log has no use for it
        for line in aligned([head, *people]):
            print(f"  {line}")
        return

    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*head)
    for person in people:
        table.add_row(*map(Text, person))
    Console().print(table)


def aligned(table: list[tuple[str, ...]]) -> list[str]:
    """The rows with their columns below one another."""
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in table]


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON, for scripts.")
def routes(as_json: bool) -> None:
    """List the endpoints."""
    import json

    from mockserver.contract.catalogue import catalogue

    api = catalogue()
    endpoints = api.endpoints.values()
    if as_json:
        listed = [{"name": one.name, "kind": one.kind} for one in endpoints]
        click.echo(json.dumps(listed))
        return
    for one in endpoints:
        verb = "GET " if one.kind == "query" else "POST"
        click.echo(f"{verb}  {api.base_path}/{one.name}")
    click.echo(f"{len(endpoints)} endpoints")


@cli.command()
@click.option("--host", default=Settings().host, envvar="MOCKSERVER_HOST", show_default=True, help="Where it listens.")
@click.option("--port", default=Settings().port, envvar="MOCKSERVER_PORT", show_default=True, help="On which port.")
def health(host: str, port: int) -> None:
    """Ask a server whether it answers: status 0 if it does. For the health check of a container."""
    from http.client import HTTPConnection, HTTPException

    connection = HTTPConnection(WILDCARD_TO_LOOPBACK.get(host, host), port, timeout=2)
    try:
        connection.request("GET", "/health")
        answer = connection.getresponse()
        said = answer.read().decode("utf-8", "replace")
    except (OSError, HTTPException) as error:
        raise BadSetting(f"nothing answers on {host} port {port}: {error}.") from None
    finally:
        connection.close()
    if answer.status != 200:
        raise BadSetting(f"{host} port {port} answers {answer.status}: {said}")
    click.echo(said)


@cli.command()
@click.option("--fixture", default=Settings().fixture, show_default=True, help="Where the examples are taken from.")
@click.option("--seed", default=0, help="Seed of that world.")
def openapi(fixture: str, seed: int) -> None:
    """Print the OpenAPI document, as GET /__mock__/openapi.json gives it."""
    import msgspec

    from mockserver.seed.world_spec import BadFixture
    from mockserver.server.app import create_app
    from mockserver.server.openapi.document import document

    try:
        app = create_app(Settings(fixture=fixture, seed=seed))
    except BadFixture as bad:
        raise BadSetting(str(bad)) from None
    text = msgspec.json.encode(document(app.worlds.default))
    click.echo(msgspec.json.format(text, indent=1))


@cli.group()
def fixture() -> None:
    """Work with fixture files: the data that worlds begin with."""


@fixture.command()
def schema() -> None:
    """Print the JSON Schema of a fixture file, for editors."""
    import msgspec

    from mockserver.seed.json_schema import schema as written

    click.echo(msgspec.json.format(msgspec.json.encode(written()), indent=2))


@fixture.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--locale", default="", help="Language of the people that Faker makes up.")
def check(files: tuple[str, ...], locale: str) -> None:
    """Load fixtures and say what is wrong with them, each mistake with its file and line."""
    from mockserver.model.company.companies import Person
    from mockserver.seed import fixtures
    from mockserver.seed.world_spec import BadFixture, WorldSpec

    broken = []
    for name in files:
        try:
            world, _ = fixtures.build(WorldSpec(fixture=name, locale=locale or None))
        except BadFixture as bad:
            broken.append(str(bad))
        else:
            rows = sum(len(table) for table in world.tables.values())
            click.echo(f"{name}: fine, {len(world.table(Person))} people, {rows} records")
    if broken:
        raise BadSetting("\n".join(broken))


@fixture.command()
@click.argument("name")
@click.option("--seed", default=0, help="Another seed, another company.")
@click.option("--locale", default="", help="Language of the people, like de_DE.")
@click.option("--output", "-o", default="-", type=click.File("wb", lazy=True), help="Where to; stdout without it.")
def write(name: str, seed: int, locale: str, output: BinaryIO) -> None:
    """Write the document of a recipe (demo, startup, scaleup, enterprise), to begin a fixture of your own with."""
    import msgspec

    from mockserver.seed import presets

    if name not in presets.NAMES:
        raise BadSetting(f"there is no recipe {name!r}; there are {', '.join(presets.NAMES)}.")
    document = msgspec.json.encode(presets.write(name, seed, locale or None))
    output.write(msgspec.json.format(document, indent=1) + b"\n")


@fixture.command()
@click.option("--url", default="http://127.0.0.1:4000", show_default=True, help="Where the server is.")
@click.option("--token", default="", help="Any token of the world to export. [default: the default world]")
@click.option("--control-token", default="", help="What the control API asks for, if it does.")
@click.option("--output", "-o", default="-", type=click.File("wb", lazy=True), help="Where to; stdout without it.")
def export(url: str, token: str, control_token: str, output: BinaryIO) -> None:
    """Write a live world as a fixture file that loads to the same answers."""
    from urllib.error import HTTPError, URLError
    from urllib.request import Request, urlopen

    from mockserver.server.settings import CONTROL_HEADER, CONTROL_PATH

    request = Request(url.rstrip("/") + CONTROL_PATH + "/fixture")
    if token:
        request.add_header("authorization", f"Bearer {token}")
    if control_token:
        request.add_header(CONTROL_HEADER, control_token)
    try:
        with urlopen(request) as answer:
            output.write(answer.read())
    except HTTPError as error:
        raise BadSetting(
            f"{request.full_url} answers {error.code}: {error.read().decode('utf-8', 'replace')}"
        ) from None
    except (URLError, ValueError) as error:
        raise BadSetting(f"there is no mockserver at {url} ({getattr(error, 'reason', error)}). Give --url.") from None


cli.add_command(contract)


def main() -> int:
    """The console script: what went wrong is one line on stderr, and status 2."""
    try:
        status = cli.main(prog_name="mockserver", standalone_mode=False)
    except click.ClickException as error:
        return fail(error.format_message())
    except BadSetting as error:
        return fail(str(error))
    except click.Abort:
        return 130
    return status or 0


def fail(message: str) -> int:
    print(f"mockserver: {message}", file=sys.stderr)
    return CANNOT_START
