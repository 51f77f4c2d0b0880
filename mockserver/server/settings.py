"""All settings. Each setting is defined once, here, with its name, default and help text.

The command line's options, the `MOCKSERVER_*` variables and the documentation are generated from `options()`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, Field, dataclass, field, fields
from datetime import datetime
from typing import TypeVar, get_type_hints
from urllib.parse import urlsplit

from mockserver.server.shard import Shard
from mockserver.store.random_source import MAX_SEED

ENVIRONMENT_PREFIX = "MOCKSERVER_"
LOG_LEVELS = ("debug", "info", "warning", "error")
LOG_FORMATS = ("auto", "text", "json", "off")

CONTROL_PATH = "/__mock__"
CONTROL_HEADER = "x-mock-control"
"""The request header that contains the token of `--control-token`."""

WILDCARD_TO_LOOPBACK = {"0.0.0.0": "127.0.0.1", "::": "::1"}
"""The address at which a client on the same machine reaches a server that listens on all addresses."""

FIRST_YEAR, LAST_YEAR = 1970, 9000
DEFAULT_PORTS = {"http": 80, "https": 443}

T = TypeVar("T")


class BadSetting(ValueError):
    """A setting with which no server can start. The text is one line: what is wrong, and what to do."""


def setting(default: T, help: str, *, flag: str = "", choices: tuple[str, ...] = ()) -> T:
    """Define a setting. `flag` is given if the option of the command line is not `--name`."""
    return field(default=default, metadata={"help": help, "flag": flag, "choices": choices})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of a server. They never change while it runs."""

    host: str = setting("127.0.0.1", "Address to listen on; 0.0.0.0 for all.")
    port: int = setting(4000, "Port to listen on; 0 picks a free one.")
    fixture: str = setting("demo", "What the default world holds at the start: a name, or the path of a file.")
    cache_dir: str = setting(
        "", "Directory of the cache of built fixtures; `off` disables it. [default: in the user's cache directory]"
    )
    seed: int = setting(0, "Where the default world's randomness starts: same seed, same world.")
    locale: str = setting("", "Language of the people that the fixture makes up, like de_DE. [default: the fixture's]")
    now: datetime | None = setting(None, "The default world's time at the start, ISO 8601. [default: the fixture's]")
    frozen: bool = setting(
        True,
        "Let the clock stand until it is moved, so that the same requests bring the same bytes, or let it run.",
        flag="--frozen/--running-clock",
    )
    cors: bool = setting(True, "Let pages of other origins call the API (the real server does not).")
    cors_origin: tuple[str, ...] = setting(
        (),
        "Let only pages of this origin call the API; the control API too, which is otherwise for pages of loopback "
        "origins only. Repeatable. [default: any]",
    )
    allowed_host: tuple[str, ...] = setting(
        (),
        "Serve the control API under this host name too. Loopback names, names without a dot and IP addresses are "
        "always allowed. Repeatable. [default: none]",
    )
    fixture_dir: str = setting(
        "", "Folder whose fixture files can be used over HTTP. [default: none, only the named fixtures]"
    )
    control: bool = setting(True, "Serve the control API below /__mock__/.")
    control_token: str = setting("", "Token that the control API asks for. [default: none needed]")
    prefer: bool = setting(
        True,
        "Let a request ask for its own failure: the header `Prefer: code=503, delay=2`.",
        flag="--prefer/--no-prefer",
    )
    fault: tuple[str, ...] = setting(
        (), "Make calls to the default world fail, as `get_goals:503:times=2` says. Repeatable. [default: none]"
    )
    shard: str = setting(
        "",
        "Serve a part of the worlds: 0/4 is the first of four servers, 3/4 the last. Tokens and world ids contain the "
        "shard, so that a proxy can route by them. [default: one server for all worlds]",
    )
    state: str = setting("", "File that keeps the default world's state. [default: none, it ends with the server]")
    fsync: str = setting("interval", "When the state is forced to the disk.", choices=("always", "interval", "off"))
    state_repair: bool = setting(
        False,
        "Start from a damaged state: keep what is good, put the rest beside it.",
        flag="--state-repair/--no-state-repair",
    )
    max_body_bytes: int = setting(8_000_000, "The largest request body of the external API and the control API.")
    max_blob_bytes: int = setting(32 * 1024 * 1024, "The largest file that POST /__mock__/blobs takes.")
    request_timeout: int = setting(60, "Seconds after which a connection is closed if its request is not complete.")
    log_format: str = setting(
        "auto",
        "Log requests on stderr as text or JSON lines. auto: as text if a terminal is attached.",
        choices=LOG_FORMATS,
    )
    log_level: str = setting(
        "info",
        "Least severity to log: info is every request, warning those with a fault or status 4xx, error status 5xx.",
        choices=LOG_LEVELS,
    )

    def __post_init__(self) -> None:
        """Normalise and check the values. Raises BadSetting."""
        object.__setattr__(self, "cors_origin", tuple(map(normalised_origin, self.cors_origin)))
        object.__setattr__(self, "allowed_host", tuple(host.lower().rstrip(".") for host in self.allowed_host))
        for name in ("max_body_bytes", "max_blob_bytes", "request_timeout"):
            if not 0 < getattr(self, name) < 2**31:
                raise BadSetting(f"{name} is between 1 and {2**31 - 1}, not {getattr(self, name)}.")
        if not -MAX_SEED <= self.seed <= MAX_SEED:
            raise BadSetting(f"seed is between {-MAX_SEED} and {MAX_SEED}, not {self.seed}.")
        try:
            Shard.parse(self.shard)
        except ValueError as error:
            raise BadSetting(str(error)) from None
        if self.now is not None:
            check_now(self.now)


def check_now(now: datetime) -> None:
    """Raise BadSetting for a time with which dates cannot be calculated."""
    if not FIRST_YEAR <= now.year < LAST_YEAR:
        raise BadSetting(f"the time of a world is between the years {FIRST_YEAR} and {LAST_YEAR}, not {now}.")


def normalised_origin(text: str) -> str:
    """An origin as browsers send it: lower case, without the default port and a slash at the end."""
    try:
        parts = urlsplit(text.strip())
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname or parts.path not in ("", "/") or parts.query:
        raise BadSetting(f"{text!r} is not an origin. Write scheme, host and port, such as http://localhost:3000.")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}" + ("" if port in (None, DEFAULT_PORTS[parts.scheme]) else f":{port}")


@dataclass(frozen=True, slots=True)
class Option:
    """A setting, described for the command line and the documentation."""

    name: str
    kind: type
    """str, int, bool, datetime (may be None) or tuple (of str)."""
    default: object
    help: str
    flag: str
    choices: tuple[str, ...]

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return ENVIRONMENT_PREFIX + self.name.upper()


# The annotation of a field, and the type as which the command line parses its value.
KINDS: dict[object, type] = {
    str: str,
    int: int,
    bool: bool,
    datetime | None: datetime,
    tuple[str, ...]: tuple,
}


def options() -> Iterator[Option]:
    """All settings, in the order of the help and the documentation."""
    annotations = get_type_hints(Settings)
    for row in fields(Settings):
        yield Option(
            name=row.name,
            kind=KINDS[annotations[row.name]],
            default=_default(row),
            help=row.metadata["help"],
            flag=row.metadata["flag"] or "--" + row.name.replace("_", "-"),
            choices=row.metadata["choices"],
        )


def _default(row: Field[object]) -> object:
    assert row.default is not MISSING, f"{row.name} has no default"
    return row.default
