"""The command `mockserver fixture import` (docs/import.md)."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import click

SECONDS_BETWEEN_LINES: Final = 5.0
INTERRUPTED: Final = 130


@click.command("import")
@click.option("--url", required=True, help="Address of the server, for example https://app.operately.com.")
@click.option("--token-env", metavar="NAME", help="Environment variable with the API token.")
@click.option("--token-file", type=click.Path(path_type=Path), help="File that contains only the API token.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="File to write.")
@click.option(
    "--anonymize/--keep-names",
    default=True,
    show_default=True,
    help="Replace names, e-mail addresses, titles, links and texts with invented ones.",
)
@click.option("--seed", default=0, show_default=True, help="Seed of the invented names and texts.")
@click.option("--space", metavar="NAME", help="Import only this space with its goals and projects, and all people.")
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    metavar="N",
    help="Import only the newest N goals, the newest N projects, and the newest N entries of each list in them.",
)
@click.option("--quiet", is_flag=True, help="Print no progress.")
def import_command(
    url: str,
    token_env: str | None,
    token_file: Path | None,
    output: Path,
    anonymize: bool,
    seed: int,
    space: str | None,
    limit: int | None,
    quiet: bool,
) -> None:
    """Read a company from an Operately server and write it as a fixture.

    The command sends only queries. To continue an interrupted import, run the same command again.
    """
    from mockserver.importer.cache import Cache, OtherImport
    from mockserver.importer.client import CannotImport, Client
    from mockserver.importer.company import Options, import_company
    from mockserver.importer.write import write

    token = _token(token_env, token_file)
    if output.suffix not in (".yaml", ".yml"):
        raise click.BadParameter("the name of the file must end in .yaml or .yml", param_hint="--output")
    progress = Progress(quiet)
    cache_path = output.with_name(output.name + ".partial.jsonl")
    try:
        cache = Cache(cache_path)
        options = Options(anonymize=anonymize, seed=seed, space=space, limit=limit)
        with progress.exit_on_interrupt(), Client(url, token, cache, progress=progress.show) as client:
            imported = import_company(client, cache, options, progress.show)
        write(imported.fixture, output, "Imported from an Operately server by `mockserver fixture import`.")
        cache.remove()
    except (CannotImport, OtherImport) as error:
        progress.end()
        raise click.ClickException(str(error)) from None
    except OSError as error:
        progress.end()
        raise click.ClickException(f"cannot write {error.filename or output}: {error.strerror or error}") from None
    progress.end()
    _report(output, imported.requests, imported.lost)
    _check(output)


def _token(variable: str | None, file: Path | None) -> str:
    if (variable is None) == (file is None):
        raise click.UsageError("give the token with either --token-env NAME or --token-file FILE")
    if variable is not None:
        if not (token := os.environ.get(variable, "").strip()):
            raise click.ClickException(f"the environment variable {variable} is not set; it must contain a token")
        return token
    assert file is not None
    try:
        token = file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise click.ClickException(f"cannot read {file}: {error.strerror}") from None
    except UnicodeDecodeError:
        token = ""
    if not token or len(token.split()) != 1:
        raise click.ClickException(f"{file} must contain the token and nothing else")
    return token


def _report(output: Path, requests: int, lost: list[str]) -> None:
    click.echo(f"wrote {output} ({requests} requests)")
    click.echo("not imported:")
    for line in lost:
        click.echo(f"  - {line}")


def _check(output: Path) -> None:
    """Build a world from the written file. Raises ClickException if the file is not a valid fixture."""
    from mockserver.seed import fixtures
    from mockserver.seed.world_spec import BadFixture, WorldSpec

    try:
        fixtures.build(WorldSpec(fixture=str(output)))
    except BadFixture as bad:
        message = f"{output} was written, but is not a valid fixture and must be corrected: {bad}"
        raise click.ClickException(message) from None


class Progress:
    """Writes the progress of the import to stderr. On a terminal, each message replaces the previous one. If stderr is
    a file, a message is added every few seconds."""

    def __init__(self, quiet: bool) -> None:
        self._quiet = quiet
        self._terminal = sys.stderr.isatty()
        self._last = 0.0
        self._open = False

    def show(self, text: str) -> None:
        if self._quiet:
            return
        if self._terminal:
            click.echo(f"\r\x1b[K{text}", err=True, nl=False)
            self._open = True
        elif time.monotonic() - self._last >= SECONDS_BETWEEN_LINES:
            self._last = time.monotonic()
            click.echo(text, err=True)

    @contextmanager
    def exit_on_interrupt(self) -> Iterator[None]:
        """Exit on Ctrl-C without waiting for the other threads, which a slow server can block for minutes.

        The cache file already contains the responses that were received.
        """

        def exit(number: int, frame: object) -> None:
            line = "interrupted. Run the same command again to continue.\n"
            os.write(sys.stderr.fileno(), (("\n" if self._open else "") + line).encode())
            os._exit(INTERRUPTED)

        previous = signal.signal(signal.SIGINT, exit)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, previous)

    def end(self) -> None:
        if self._open:
            click.echo("", err=True)
            self._open = False
