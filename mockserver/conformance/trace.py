"""The trace format: a recorded session as JSON, with placeholders for ids and for the time of recording.

A placeholder is text between « and » inside a string:

- ``«id:N»``: a short id. The same number N stands for the same id in the whole session. Different numbers stand for
  different ids.
- ``«uuid:N»``: the id of ``«id:N»`` as a UUID.
- ``«now»``: any time.
- ``«now:N»``: a time within 15 minutes of the clock's time after its Nth advance. N is 0 for the start of the session.
- ``«any»``: any text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import msgspec

from mockserver.model import ids

Json = Any

PLACEHOLDER: Final = re.compile(r"«((?:id|uuid):\d+|now(?::\d+)?|any)»")
TIME: Final = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z?"
UUID: Final = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
TOLERANCE: Final = timedelta(minutes=15)
OWNER: Final = "owner"
READ_ONLY: Final = ":read_only"
"""The names of read-only tokens end with this suffix."""


class BadTrace(ValueError):
    """Raised if a file is not a valid trace. The message contains the path and the place of the error."""


class Step(msgspec.Struct, omit_defaults=True, rename={"as_": "as"}):
    """A step: a request with the expected response, or a preparation (`token`, `blob`, `advance`)."""

    as_: str | None = None
    """The name of the token: `owner`, `owner:read_only`, or a name given by an earlier `token` step."""
    token: dict[str, str] | None = None
    """A token to create. The keys are `name`, `person` (an id) and `access` (`full` or `read_only`)."""
    blob: dict[str, Json] | None = None
    """An uploaded file to create. The keys are `name`, `filename`, `size` (in bytes), `content_type` and `id`."""
    advance: dict[str, float] | None = None
    """The duration by which the clock is advanced, for example `{"days": 8}`."""
    kind: str | None = None
    endpoint: str | None = None
    inputs: dict[str, Json] | None = None
    raw: dict[str, Json] | None = None
    """A request that is sent unchanged. The keys are `method`, `path`, `headers` and `body`.

    `raw` is used instead of `endpoint` and `inputs`.
    """
    status: int = 0
    content_type: str | msgspec.UnsetType | None = msgspec.UNSET
    body: Json = None
    unordered: list[str] = []
    """JSON pointers of lists whose order is not compared."""
    note: str | None = None

    @property
    def preparation(self) -> str | None:
        """The kind of preparation (`token`, `blob` or `advance`), or None if the step is a request."""
        return next((kind for kind in ("token", "blob", "advance") if getattr(self, kind) is not None), None)

    @property
    def subject(self) -> str:
        """The name of the step in reports: the endpoint, the path or the kind of preparation."""
        return self.endpoint or str((self.raw or {}).get("path") or self.preparation)

    @property
    def writes(self) -> bool:
        """True if the request may change data."""
        return self.kind == "mutation" or (self.raw or {}).get("method", "GET") not in ("GET", "HEAD", "OPTIONS")


class Trace(msgspec.Struct):
    """A recorded session. The session starts at the time `now` with a company whose only person is its owner."""

    name: str
    now: datetime
    steps: list[Step]
    shows: str = ""
    world: dict[str, dict[str, str | None]] = {}
    """Settings for the world, as in the body of `POST /__mock__/worlds`: `company` (with `name`) and `owner` (with
    `full_name`, `email` and `title`).
    """
    bind: dict[str, str] = {}
    """Maps placeholders to the data of the world that they stand for, such as `{"«id:0»": "company.id", "«id:1»":
    "owner.id"}`."""


def load(path: Path) -> Trace:
    """Read a trace file. Raises BadTrace."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Trace)
    except OSError as error:
        raise BadTrace(f"cannot read {path}: {error.strerror}") from None
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise BadTrace(
            f"{path} is not a recorded session: {error}. Create one with `mockserver contract record`."
        ) from None


def dump(trace: Trace) -> bytes:
    """Return the trace as indented JSON."""
    return msgspec.json.format(msgspec.json.encode(trace), indent=1) + b"\n"


def with_names(steps: list[Step], names: Mapping[str, str]) -> list[Step]:
    """Return a copy of the steps in which recorded names are replaced. `names` maps the recorded names to the new
    names. A name is replaced where it is not a part of a longer word. In the ids of the company and the owner, such as
    `olivia-owner-«id:1»`, the words in front of the placeholder are replaced."""
    text = msgspec.json.encode(steps).decode()
    for old, new in names.items():
        text = re.sub(rf"(?<![\w-]){re.escape(ids.slug(old))}-(?=«id:[01]»)", f"{ids.slug(new)}-", text)
        escaped = msgspec.json.encode(new).decode()[1:-1]
        text = re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", escaped.replace("\\", r"\\"), text)
    return msgspec.json.decode(text, type=list[Step])


def utc(text: str) -> datetime:
    """Parse a timestamp of the API, which is always in UTC. Raises ValueError."""
    return datetime.fromisoformat(text.removesuffix("Z")).replace(tzinfo=UTC)


class Bindings:
    """The values of the placeholders in a session. Ids are stored in their short form."""

    def __init__(self, started: datetime) -> None:
        self.values: dict[str, str] = {}
        self.times = [started]
        """The time of the start of the session, and the time after each advance of the clock."""

    def value(self, name: str) -> str | None:
        """Return the value of a placeholder (`id:3`, `uuid:3`), or None if it has no value yet."""
        known = self.values.get(name.removeprefix("uu") if name.startswith("uuid") else name)
        return ids.decode(known) if known and name.startswith("uuid") else known

    def bind(self, name: str, value: str) -> bool:
        """Set the value of a placeholder. Returns False if another placeholder already has this value."""
        if name.startswith("uuid"):
            name, value = name.removeprefix("uu"), ids.short(value)
        if any(known == value and other != name for other, known in self.values.items()):
            return False
        self.values[name] = value
        return True

    def fill(self, value: Json) -> Json:
        """Return a copy of a JSON value in which values replace placeholders. A placeholder without a value remains."""
        if isinstance(value, str):
            return PLACEHOLDER.sub(lambda found: self.value(found[1]) or found[0], value)
        if isinstance(value, list):
            return [self.fill(item) for item in value]
        if isinstance(value, dict):
            return {key: self.fill(item) for key, item in value.items()}
        return value

    def match(self, pattern: str, text: str) -> bool:
        """Return true if a text matches a pattern. A pattern is a string with placeholders.

        If the text matches, the part that matches a placeholder without a value becomes the value of this placeholder.
        """
        expression, end = "", 0
        new: list[str] = []
        times: list[int | None] = []
        for found in PLACEHOLDER.finditer(pattern):
            expression += re.escape(pattern[end : found.start()])
            end = found.end()
            name = found[1]
            if name == "any":
                expression += ".*?"
            elif name.startswith("now"):
                expression += f"(?P<time{len(times)}>{TIME})"
                times.append(int(name[4:]) if name[4:] else None)
            elif known := self.value(name):
                expression += re.escape(known)
            elif name in new:
                expression += f"(?P=id{new.index(name)})"
            else:
                form = UUID if name.startswith("uuid") else "[0-9A-Za-z_-]+?"
                expression += f"(?P<id{len(new)}>{form})"
                new.append(name)
        match = re.fullmatch(expression + re.escape(pattern[end:]), text, re.DOTALL)
        if match is None:
            return False
        for number, advance in enumerate(times):
            if advance is not None and not self._is_near(match[f"time{number}"], advance):
                return False
        return all(self.bind(name, match[f"id{number}"]) for number, name in enumerate(new))

    def _is_near(self, text: str, advance: int) -> bool:
        """Return true if a time is within TOLERANCE of the time after `advance` advances of the clock. On a real
        server, the clock cannot be advanced, so the time is compared with the start of the session."""
        return abs(utc(text) - self.times[min(advance, len(self.times) - 1)]) <= TOLERANCE


def compare(
    expected: Json, actual: Json, bindings: Bindings, unordered: frozenset[str] = frozenset(), at: str = ""
) -> Iterator[str]:
    """Yield the differences between a recorded and an actual body. Each text starts with the JSON pointer of the
    difference.

    In objects, a missing key differs from null. The order of list items is compared, unless the pointer of the list is
    in `unordered`, where `*` stands for any index. Values must have the same type: 1 differs from 1.0.
    """
    if isinstance(expected, dict) and isinstance(actual, dict):
        for key, value in expected.items():
            if key in actual:
                yield from compare(value, actual[key], bindings, unordered, f"{at}/{key}")
            else:
                yield f"{at}/{key}: missing, expected {_short(value)}"
        yield from (f"{at}/{key}: unexpected, got {_short(actual[key])}" for key in actual if key not in expected)
    elif isinstance(expected, list) and isinstance(actual, list):
        if len(expected) != len(actual):
            yield f"{at}: expected {len(expected)} items, got {len(actual)}"
        elif at in unordered or re.sub(r"/\d+(?=/|$)", "/*", at) in unordered:
            yield from _compare_unordered(expected, actual, bindings, unordered, at)
        else:
            for index, (expected_item, actual_item) in enumerate(zip(expected, actual, strict=True)):
                yield from compare(expected_item, actual_item, bindings, unordered, f"{at}/{index}")
    elif isinstance(expected, str) and isinstance(actual, str) and "«" in expected:
        if expected != actual and not bindings.match(expected, actual):
            yield f"{at}: expected {bindings.fill(expected)!r}, got {actual!r}"
    elif type(expected) is not type(actual) or expected != actual:
        yield f"{at}: expected {_short(expected)}, got {_short(actual)}"


def _compare_unordered(
    expected: list[Json], actual: list[Json], bindings: Bindings, unordered: frozenset[str], at: str
) -> Iterator[str]:
    remaining = list(actual)
    for index, expected_item in enumerate(expected):
        for actual_item in remaining:
            saved = dict(bindings.values)
            if not any(compare(expected_item, actual_item, bindings, unordered, f"{at}/{index}")):
                remaining.remove(actual_item)
                break
            bindings.values = saved
        else:
            yield f"{at}/{index}: no item matches {_short(expected_item)}"


def _short(value: Json) -> str:
    text = msgspec.json.encode(value).decode()
    return text if len(text) <= 160 else text[:160] + "…"
