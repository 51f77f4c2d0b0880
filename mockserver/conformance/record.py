"""Converts the requests of a world to a trace, in which placeholders replace ids and the timestamps of the session."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final

import msgspec

from mockserver.conformance.trace import OWNER, PLACEHOLDER, READ_ONLY, TIME, UUID, Json, Step, Trace, utc
from mockserver.model import ids

ID: Final = re.compile(rf"{UUID}|[0-9A-Za-z]{{18,22}}")
COMPANY: Final = "«id:0»"
OWNER_ID: Final = "«id:1»"


class NotRecordable(ValueError):
    """Raised if the requests of a world cannot be converted to a trace. The message contains the reason."""


class RecordedRequest(msgspec.Struct, kw_only=True):
    """A request to a world, and its response."""

    person_id: str | None
    """The UUID of the person whose token was sent, or None if the request had no valid token."""
    read_only: bool = False
    time: datetime
    """The time of the world's clock when the request was processed."""
    method: str
    path: str
    """The path and the query string."""
    endpoint: str | None
    """The endpoint's name, or None if the path does not belong to an endpoint or the inputs could not be decoded."""
    inputs: dict[str, Json] = {}
    headers: dict[str, str] = {}
    content: str = ""
    """The request body. `content` is set only if `endpoint` is None."""
    status: int
    content_type: str | None
    body: Json
    """The parsed JSON body of the response, or its text if it is not JSON."""


class Blob(msgspec.Struct):
    """An uploaded file that exists in the world."""

    id: str
    filename: str
    size: int
    content_type: str


class Recorder:
    """Builds a trace from requests. Requests must be added in the order in which they were processed."""

    def __init__(
        self, now: datetime, company_code: str, owner_id: str, known: Callable[[str], bool], blobs: Iterable[Blob] = ()
    ) -> None:
        """The session starts at the time `now`. `company_code` is the short id of the company. `known` returns true for
        the UUID of a record that exists, or existed, in the world."""
        self.now = now
        self.company_code = company_code
        self.owner_id = owner_id
        self.known = known
        self.blobs = {blob.id: blob for blob in blobs}
        self.numbers = {owner_id: 1}
        self.times = [now]
        self.names: dict[tuple[str, bool], str] = {(owner_id, False): OWNER, (owner_id, True): OWNER + READ_ONLY}
        self.steps: list[Step] = []

    def add(self, request: RecordedRequest) -> None:
        """Add a request. If the request requires preparations (a token, an advance of the clock or uploaded files), add
        these first.

        Raises NotRecordable if the request or its response contains a text that looks like a placeholder.
        """
        if request.time != self.times[-1]:
            self.steps.append(Step(advance={"seconds": (request.time - self.times[-1]).total_seconds()}))
            self.times.append(request.time)
        sent = [request.inputs, request.path, request.content]
        if found := PLACEHOLDER.search(_text([sent, request.body])):
            raise NotRecordable(
                f"{request.method} {request.path[:200]} or its response contains the text {found[0]!r}, which a "
                "recorded session uses as a placeholder; record a session without this text"
            )
        for blob in [blob for id, blob in self.blobs.items() if id in _text(sent) or ids.short(id) in _text(sent)]:
            del self.blobs[blob.id]
            self.steps.append(
                Step(blob={**msgspec.to_builtins(blob), "name": blob.filename, "id": f"«uuid:{self._number(blob.id)}»"})
            )
        step = Step(
            as_=self._name(request.person_id, request.read_only),
            status=request.status,
            body=self.with_placeholders(request.body, times=True),
        )
        if request.endpoint is not None:
            step.kind = "query" if request.method in ("GET", "HEAD") else "mutation"
            step.endpoint = request.endpoint
            step.inputs = self.with_placeholders(request.inputs)
        else:
            step.raw = {
                "method": request.method,
                "path": self.with_placeholders(request.path),
                "headers": self.with_placeholders(request.headers),
                "body": self.with_placeholders(request.content) or None,
            }
            step.content_type = request.content_type
        self.steps.append(step)

    def trace(self, name: str, world: dict[str, dict[str, str | None]]) -> Trace:
        """Return the trace of all requests that were added."""
        return Trace(
            name=name, now=self.now, world=world, bind={COMPANY: "company.id", OWNER_ID: "owner.id"}, steps=self.steps
        )

    def with_placeholders(self, value: Json, *, times: bool = False) -> Json:
        """Return a copy of a JSON value in which placeholders replace the ids of the world.

        If `times` is true, placeholders also replace strings that are a time of the session. These times are the start
        of the session and the time after each advance of the clock. A time in a longer string, such as a name, is not
        replaced. `times` must be false for requests, because placeholders for times have no value that a replay could
        send.
        """
        if isinstance(value, str):
            if times and re.fullmatch(TIME, value):
                return self._time(value)
            text = ID.sub(lambda found: self._id(found[0]), value)
            return re.sub(rf"(?<![0-9A-Za-z]){re.escape(self.company_code)}(?![0-9A-Za-z])", COMPANY, text)
        if isinstance(value, list):
            return [self.with_placeholders(item, times=times) for item in value]
        if isinstance(value, dict):
            return {key: self.with_placeholders(item, times=times) for key, item in value.items()}
        return value

    def _time(self, text: str) -> str:
        try:
            timestamp = utc(text).replace(microsecond=0)
        except ValueError:  # for example, month 13
            return text
        indexes = [index for index, time in enumerate(self.times) if time.replace(microsecond=0) == timestamp]
        return f"«now:{indexes[-1]}»" if indexes else text

    def _id(self, text: str) -> str:
        if ids.is_uuid(text):
            return f"«uuid:{self._number(text)}»" if self.known(text) else text
        try:
            id = ids.decode(text)
        except (ids.UndecodableId, ids.IdTooLarge):
            return text
        return f"«id:{self._number(id)}»" if id is not None and self.known(id) else text

    def _number(self, id: str) -> int:
        return self.numbers.setdefault(id, len(self.numbers) + 1)

    def _name(self, person_id: str | None, read_only: bool) -> str | None:
        if person_id is None:
            return None
        name = self.names.get((person_id, read_only))
        if name is None:
            person = f"«id:{self._number(person_id)}»"
            name = f"person {self._number(person_id)}" + (READ_ONLY if read_only else "")
            self.names[person_id, read_only] = name
            access = "read_only" if read_only else "full"
            self.steps.append(Step(token={"name": name, "person": person, "access": access}))
        return name


def _text(value: Json) -> str:
    return msgspec.json.encode(value).decode()
