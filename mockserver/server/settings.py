"""All settings. Each setting is defined only here, with its name, default value and help text.

The command-line options, the `MOCKSERVER_*` variables and the documentation are generated from `options()`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import MISSING, Field, dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, get_type_hints
from urllib.parse import urlsplit

from mockserver.server.shard import Shard
from mockserver.store.random_source import MAX_SEED

if TYPE_CHECKING:
    from mockserver.seed.world_spec import WorldSpec

ENVIRONMENT_PREFIX = "MOCKSERVER_"
LOG_LEVELS = ("debug", "info", "warning", "error")
LOG_FORMATS = ("auto", "text", "json", "off")

CONTROL_PATH = "/__mock__"
CONTROL_HEADER = "x-mock-control"
"""The request header that contains the token of `--control-token`."""

WILDCARD_TO_LOOPBACK = {"0.0.0.0": "127.0.0.1", "::": "::1"}
"""Maps each wildcard address to a loopback address. A server with a wildcard address listens on all addresses of the
machine. Clients on this machine connect to the loopback address."""

FIRST_YEAR, LAST_YEAR = 1970, 9000
DEFAULT_PORTS = {"http": 80, "https": 443}

T = TypeVar("T")


class BadSetting(ValueError):
    """Raised if a setting is invalid. The message is one line, which explains what is wrong and what to do."""


def setting(default: T, help: str, *, flag: str = "", choices: tuple[str, ...] = ()) -> T:
    """Define a setting. `flag` is the command-line option, or "" if the option is `--` and the name of the setting.
    `choices` are the allowed values; if `choices` is empty, all values are allowed."""
    return field(default=default, metadata={"help": help, "flag": flag, "choices": choices})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of a server. The settings do not change while the server runs."""

    host: str = setting("127.0.0.1", "Address to listen on. 0.0.0.0 listens on all addresses.")
    port: int = setting(4000, "Port to listen on. 0 selects a free port.")
    fixture: str = setting(
        "demo", "Initial data of the default world: the name of a fixture, or the path of a fixture file."
    )
    cache_dir: str = setting(
        "", "Directory of the cache of built fixtures; `off` disables it. [default: in the user's cache directory]"
    )
    seed: int = setting(0, "Seed of the default world. The same seed gives the same ids.")
    locale: str = setting("", "Language of generated names, such as de_DE. [default: the language of the fixture]")
    now: datetime | None = setting(
        None, "Initial time of the default world (ISO 8601). [default: the time of the fixture]"
    )
    frozen: bool = setting(
        True,
        "Whether the clock of the default world stands still until a request changes it. Otherwise, it runs.",
        flag="--frozen/--running-clock",
    )
    cors: bool = setting(True, "Allow web pages of other origins to use the API. The real server does not allow it.")
    cors_origin: tuple[str, ...] = setting(
        (),
        "Allow only web pages of this origin to use the API. These pages can also use the control API. Without this "
        "option, only pages of loopback origins can use the control API. Repeatable. [default: any]",
    )
    allowed_host: tuple[str, ...] = setting(
        (),
        "Accept this host name in requests to the control API. Loopback names, names without a dot and IP addresses "
        "are always allowed. Repeatable. [default: none]",
    )
    fixture_dir: str = setting(
        "",
        "Folder with fixture files from which requests can open worlds. [default: none, requests can use only named "
        "fixtures]",
    )
    control: bool = setting(True, "Serve the control API below /__mock__/.")
    control_token: str = setting(
        "", "Token that requests to the control API must contain in the header `X-Mock-Control`. [default: none]"
    )
    prefer: bool = setting(
        True,
        "Whether clients can request a fault with a header such as `Prefer: code=503, delay=2`.",
        flag="--prefer/--no-prefer",
    )
    fault: tuple[str, ...] = setting(
        (), "Add a fault rule to the default world, such as `get_goals:503:times=2`. Repeatable. [default: none]"
    )
    shard: str = setting(
        "",
        "Position among several servers behind a proxy: 0/4 is the first of four servers, 3/4 the last. Tokens and "
        "world ids contain the position, so that the proxy can select the server. [default: 0/1, a single server]",
    )
    state: str = setting(
        "", "File in which the default world is stored. [default: none, the data is lost when the server stops]"
    )
    fsync: str = setting(
        "interval",
        "When to flush the state file to the disk. always: at each commit. interval: every 100 ms. off: never.",
        choices=("always", "interval", "off"),
    )
    state_repair: bool = setting(
        False,
        "Start with a damaged state file: use the undamaged part, and copy the damaged files to new files.",
        flag="--state-repair/--no-state-repair",
    )
    max_body_bytes: int = setting(8_000_000, "Maximum size of request bodies in bytes, for both APIs.")
    max_blob_bytes: int = setting(32 * 1024 * 1024, "Maximum size of files in bytes, for POST /__mock__/blobs.")
    request_timeout: int = setting(60, "Seconds after which a connection with an incomplete request is closed.")
    log_format: str = setting(
        "auto",
        "Format of the request log on stderr. auto means text if stderr is a terminal, otherwise off.",
        choices=LOG_FORMATS,
    )
    log_level: str = setting(
        "info",
        "Requests to log. debug and info: all. warning: only with a fault or a status 4xx or 5xx. error: only with a "
        "status 5xx. With debug, messages of the HTTP server are logged too.",
        choices=LOG_LEVELS,
    )

    def __post_init__(self) -> None:
        """Normalise and check the settings. Raises BadSetting."""
        object.__setattr__(self, "cors_origin", tuple(map(normalised_origin, self.cors_origin)))
        object.__setattr__(self, "allowed_host", tuple(map(normalised_host, self.allowed_host)))
        if self.fixture_dir and not Path(self.fixture_dir).is_dir():
            raise BadSetting(f"the fixture directory {self.fixture_dir!r} does not exist, or is not a directory.")
        for name in ("max_body_bytes", "max_blob_bytes", "request_timeout"):
            if not 0 < getattr(self, name) < 2**31:
                raise BadSetting(f"the setting {name} must be between 1 and {2**31 - 1}, not {getattr(self, name)}.")
        if not -MAX_SEED <= self.seed <= MAX_SEED:
            raise BadSetting(f"the setting seed must be between {-MAX_SEED} and {MAX_SEED}, not {self.seed}.")
        try:
            Shard.parse(self.shard)
        except ValueError as error:
            raise BadSetting(str(error)) from None
        if self.now is not None:
            check_now(self.now)

    def world_spec(self) -> WorldSpec:
        """Return the parameters of the default world."""
        from mockserver.seed.world_spec import WorldSpec  # imported here to shorten the start of other commands

        return WorldSpec(
            fixture=self.fixture, seed=self.seed, now=self.now, frozen=self.frozen, locale=self.locale or None
        )


def check_now(now: datetime) -> None:
    """Raise BadSetting if a time is outside of the range in which all date calculations are possible."""
    if not FIRST_YEAR <= now.year < LAST_YEAR:
        raise BadSetting(f"the time of a world must be between the years {FIRST_YEAR} and {LAST_YEAR}, not {now}.")


def normalised_host(text: str) -> str:
    """Return a host name in lower case and without a final dot. Raises BadSetting."""
    host = text.strip().lower().rstrip(".")
    if not host or re.search(r"[\s/:?#@*]", host):
        raise BadSetting(f"{text!r} is not a host name. Write only the name, such as mock.example.")
    return host


def normalised_origin(text: str) -> str:
    """Return an origin in the form that browsers send: in lower case, without a default port and without a final slash.
    Raises BadSetting."""
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
    """A setting with the information that the command line and the documentation need."""

    name: str
    kind: type
    """The type of the value: str, int, bool, datetime or tuple. A setting of the type datetime can be None. A tuple
    contains values of the type str."""
    default: object
    help: str
    flag: str
    choices: tuple[str, ...]

    @property
    def variable(self) -> str:
        """The environment variable that sets the option."""
        return ENVIRONMENT_PREFIX + self.name.upper()


# Maps the annotation of a field to `Option.kind`.
KINDS: dict[object, type] = {
    str: str,
    int: int,
    bool: bool,
    datetime | None: datetime,
    tuple[str, ...]: tuple,
}


def options() -> Iterator[Option]:
    """Return all settings, in the order of the help text and the documentation."""
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
