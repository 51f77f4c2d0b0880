"""Prints the progress of builds, and the output of `mockserver serve` when the server is ready."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, Final

import click

from mockserver import __version__
from mockserver.server.settings import Settings

if TYPE_CHECKING:
    from mockserver.server.server_info import ServerInfo

MIN_EVENTS_FOR_PROGRESS: Final = 10_000
"""Fixtures with fewer events than this number are built without a progress bar, because the build takes only a short
time."""


@contextmanager
def progress_bar() -> Iterator[Callable[[int, int], None] | None]:
    """A context manager for the build of a fixture. Yields a function that the build calls with the number of
    processed events and the number of all events. For a large fixture, this function shows a progress bar. If stderr is
    not a terminal, yields None instead."""
    if not sys.stderr.isatty():
        yield None
        return
    with ExitStack() as stack:
        bar: Any = None

        def on_progress(done: int, total: int) -> None:
            nonlocal bar
            if total < MIN_EVENTS_FOR_PROGRESS:
                return
            if bar is None:
                bar = stack.enter_context(click.progressbar(length=total, label="Building the world", file=sys.stderr))
            bar.update(done - bar.pos)

        yield on_progress


def print_url(info: ServerInfo, settings: Settings) -> None:
    print(info.url, flush=True)


def print_json(info: ServerInfo, settings: Settings) -> None:
    import msgspec

    line = {"pid": os.getpid(), **msgspec.structs.asdict(info)}
    print(msgspec.json.encode(line).decode(), flush=True)


def print_welcome(info: ServerInfo, settings: Settings) -> None:
    from mockserver.contract.catalogue import catalogue

    api = catalogue()
    loaded = f"Operately external API {api.release}: {len(api.endpoints)} endpoints, seed {settings.seed}"
    shard = f", shard {settings.shard}" if settings.shard else ""
    print(f"mockserver {__version__}, {loaded}{shard}")
    print(f"  API      {info.url}")
    if settings.control:
        print(f"  control  {info.control_url}")
    print(f"\n{info.company}")
    print_people(info)
    if info.people:
        print(f'\ncurl -H "Authorization: Bearer {info.people[0].token}" {info.url}/get_goals')
    sys.stdout.flush()


def print_people(info: ServerInfo) -> None:
    """Print the people and their tokens as a table."""
    rows = [("name", "role", "email", "token")]
    rows += [(p.name, p.role, p.email or "", p.token) for p in info.people]
    rows += [(p.name, "read only", p.email or "", p.read_only_token) for p in info.people if p.read_only_token]
    for line in format_columns(rows):
        print(f"  {line}")


def format_columns(rows: list[tuple[str, str, str, str]]) -> list[str]:
    """Return one line for each row. Spaces after the cells align the columns."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
