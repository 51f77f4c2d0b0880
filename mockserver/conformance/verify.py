"""Replays a trace on a server, and reports the differences.

The server is either a mockserver or a real Operately server. On a mockserver, the trace is replayed in a new world. On
a real server, it is replayed with the tokens that the caller provides.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import urlencode

import httpx
import msgspec

from mockserver.conformance.trace import OWNER, READ_ONLY, Bindings, Json, Step, Trace, compare, with_names
from mockserver.contract.catalogue import catalogue

TIMEOUT_SECONDS: Final = 60
CONTROL: Final = "/__mock__"


class CannotVerify(RuntimeError):
    """Raised if the session cannot be replayed on this server with these tokens. The message contains the reason and
    what to do.
    """


def http_client(url: str) -> httpx.Client:
    """Create an HTTP client, with which several traces can be replayed. Raises CannotVerify if the text is not a
    URL."""
    try:
        return httpx.Client(base_url=url.rstrip("/"), timeout=TIMEOUT_SECONDS)
    except httpx.InvalidURL as error:
        raise CannotVerify(f"{url!r} is not an address such as https://staging.example: {error}") from None


class StepResult(msgspec.Struct, kw_only=True):
    """The result of a step: a request, or a preparation for later requests (a token, a blob, an advance of the clock).
    A preparation has a result only if it failed or was skipped."""

    number: int
    subject: str
    token: str | None
    inputs: Json
    differences: list[str] = []
    skipped: str | None = None
    """The reason why the request or preparation was not sent, or None."""


class Player:
    """Replays a trace. Use it as a context manager, which closes the world at the end if the player opened one."""

    def __init__(
        self, http: httpx.Client, trace: Trace, *, tokens: Mapping[str, str] | None = None, allow_writes: bool = False
    ) -> None:
        """`http` is a client of the server, see `http_client`.

        `tokens` maps the token names in the trace to tokens of a real server. Without `tokens`, the server must be a
        mockserver. `allow_writes` permits mutations on a real company that already has goals or projects.
        """
        self.trace = trace
        self.bindings = Bindings(trace.now)
        self.given_tokens = tokens
        self.tokens = dict(tokens or {})
        self.allow_writes = allow_writes
        self.http = http
        self.world: str | None = None

    def __enter__(self) -> Player:
        if self.given_tokens is None:
            self._open_world()
        else:
            self._bind_company()
        return self

    def __exit__(self, *error: object) -> None:
        if self.world is not None:
            with suppress(CannotVerify):  # a lost connection has already been reported
                self._send("DELETE", f"{CONTROL}/worlds/{self.world}")

    def run(self) -> Iterator[StepResult]:
        """Replay the steps in order. Yields the result of each request, and of each preparation that failed or was
        skipped."""
        for number, step in enumerate(self.trace.steps):
            result = StepResult(number=number, subject=step.subject, token=step.as_, inputs=step.inputs)
            if step.preparation is not None:
                self._prepare(step, result)
                if not result.differences and not result.skipped:
                    continue
            elif step.as_ is not None and step.as_ not in self.tokens and self.given_tokens is not None:
                result.skipped = f"no token for {step.as_!r}"
            else:
                result.differences = self._request(step)
            yield result

    # --- opening -----------------------------------------------------------------------------------------------------

    def _open_world(self) -> None:
        settings = {"fixture": "empty", **self.trace.world, "now": self.trace.now.isoformat()}
        response = self._send("POST", f"{CONTROL}/worlds", json=settings)
        opened = _json(response)
        if response.status_code != 201 or not isinstance(opened, dict) or "owner" not in opened:
            raise CannotVerify(
                f"{self.http.base_url} is not a mockserver: POST {CONTROL}/worlds returned {response.status_code}. "
                "For a real server, give the tokens with --tokens."
            )
        self.world = opened["id"]
        self.tokens = {OWNER: opened["owner"]["token"], OWNER + READ_ONLY: opened["owner"]["read_only_token"]}
        self._bind({"company.id": opened["company"]["id"], "owner.id": opened["owner"]["id"]})

    def _bind_company(self) -> None:
        """On a real server, use the company to which the owner's token belongs. In the trace, replace the name of the
        company, and the name and e-mail address of the owner, by those of this company. The session starts at the time
        of the server."""
        if OWNER not in self.tokens:
            given = f", only for {', '.join(sorted(self.tokens))}" if self.tokens else ""
            raise CannotVerify(f"no token is given for {OWNER!r}{given}")
        companies, me = self._read("get_companies", "companies"), self._read("get_me", "me")
        if not companies:
            raise CannotVerify(f"the token of {OWNER!r} gives access to no company")
        company = companies[0]
        writes = any(step.writes for step in self.trace.steps if step.preparation is None)
        if (
            writes
            and not self.allow_writes
            and (self._read("get_goals", "goals") or self._read("get_projects", "projects"))
        ):
            raise CannotVerify(
                f"the session contains mutations, and the company {company['name']!r} already has goals or projects. "
                "Use an empty company, or allow the mutations with --yes-write."
            )
        world = self.trace.world
        names = {world.get("company", {}).get("name"): company["name"]}
        names |= {world.get("owner", {}).get(key): me[key] for key in ("full_name", "email")}
        self.trace.steps = with_names(self.trace.steps, {old: new for old, new in names.items() if old and new})
        self._bind({"company.id": company["id"], "owner.id": me["id"]})

    def _read(self, endpoint: str, key: str) -> Json:
        """Send a query as the owner, and return the value of `key` in the response. Raises CannotVerify if the query
        fails."""
        path = f"{catalogue().base_path}/{endpoint}"
        response = self._send("GET", path, headers={"authorization": f"Bearer {self.tokens[OWNER]}"})
        if response.status_code in (401, 403):
            raise CannotVerify(
                f"GET {path} returned {response.status_code}: the token of {OWNER!r} is invalid or expired, or does "
                "not allow this request"
            )
        body = _json(response)
        if response.status_code != 200 or not isinstance(body, dict) or key not in body:
            kind = response.headers.get("content-type", "no content type")
            raise CannotVerify(
                f"GET {path} returned {response.status_code} with {kind}, expected 200 with a JSON object that has "
                f"the key {key!r}. Is {self.http.base_url} an Operately server?"
            )
        self.bindings.times = [_time(response)]
        return body[key]

    def _bind(self, values: Mapping[str, str]) -> None:
        for placeholder, source in self.trace.bind.items():
            if source not in values:
                raise CannotVerify(
                    f"{self.trace.name}: unknown source {source!r} in `bind`. Allowed: {', '.join(values)}"
                )
            self.bindings.bind(placeholder.strip("«»"), values[source].rpartition("-")[2])

    # --- steps -------------------------------------------------------------------------------------------------------

    def _prepare(self, step: Step, result: StepResult) -> None:
        if self.world is None:
            if step.token is None or step.token["name"] not in self.tokens:
                result.skipped = f"a real server has no operation for a {step.preparation}"
            return
        body: dict[str, Json]
        if step.token is not None:
            path, body = "tokens", {"person_id": step.token["person"], "access": step.token.get("access", "full")}
        elif step.blob is not None:
            path, body = (
                "blobs",
                {key: step.blob[key] for key in ("filename", "size", "content_type") if key in step.blob},
            )
        else:
            path, body = "clock/advance", dict(step.advance or {})
        headers = {"authorization": f"Bearer {self.tokens[OWNER]}"}
        response = self._send("POST", f"{CONTROL}/{path}", headers=headers, json=self.bindings.fill(body))
        if response.status_code not in (200, 201, 204):
            result.differences = [f"POST {CONTROL}/{path} returned {response.status_code}: {response.text[:300]}"]
        elif step.token is not None:
            self.tokens[step.token["name"]] = response.json()["token"]
        elif step.blob is not None:
            self.bindings.bind(step.blob["id"].strip("«»"), response.json()["id"])
        else:
            self.bindings.times.append(self.bindings.times[-1] + timedelta(**step.advance or {}))

    def _request(self, step: Step) -> list[str]:
        headers = {"authorization": f"Bearer {self.tokens.get(step.as_, step.as_)}"} if step.as_ is not None else {}
        content: bytes | None = None
        if step.raw is not None:
            raw = self.bindings.fill(step.raw)
            method, path = raw["method"], raw["path"]
            headers |= raw.get("headers") or {}
            content = raw["body"].encode() if raw.get("body") is not None else None
        else:
            method, path = "GET", f"{catalogue().base_path}/{step.endpoint}"
            inputs = self.bindings.fill(step.inputs or {})
            if step.kind == "query":
                query = urlencode(list(flatten(inputs)))
                path += f"?{query}" if query else ""
            else:
                method, content = "POST", json.dumps(inputs).encode()
                headers["content-type"] = "application/json"
        response = self._send(method, path, headers=headers, content=content)
        if response.status_code != step.status:
            return [f"status: expected {step.status}, got {response.status_code} {response.text[:300]}"]
        differences = []
        received = response.headers.get("content-type")
        if step.content_type is not msgspec.UNSET and step.content_type != received:
            differences.append(f"content-type: expected {step.content_type!r}, got {received!r}")
        return differences + list(compare(step.body, _json(response), self.bindings, frozenset(step.unordered)))

    def _send(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        json: Json = None,
        content: bytes | None = None,
    ) -> httpx.Response:
        try:
            return self.http.request(method, path, headers=headers, json=json, content=content)
        except httpx.TimeoutException:
            raise CannotVerify(
                f"{self.http.base_url} did not respond to {path} within {TIMEOUT_SECONDS} seconds"
            ) from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise CannotVerify(f"the request to {self.http.base_url} failed: {error}") from None


def _json(response: httpx.Response) -> Json:
    """Return the parsed body of a response, or its text if it is not JSON."""
    try:
        return response.json()
    except ValueError:
        return response.text


def _time(response: httpx.Response) -> datetime:
    """Return the time in the `Date` header of a response, or this computer's time if there is no valid header."""
    try:
        return parsedate_to_datetime(response.headers.get("date", "")).astimezone(UTC)
    except ValueError:
        return datetime.now(UTC)


def flatten(value: Json, key: str | None = None) -> Iterator[tuple[str, str]]:
    """Yield the names and values of query parameters as the official client sends them: `a[]=1`, `a[b]=2`, `a[0][b]=3`,
    and `null` for null."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from flatten(inner, name if key is None else f"{key}[{name}]")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from flatten(inner, f"{key}[{index}]" if isinstance(inner, dict | list) else f"{key}[]")
    else:
        yield key or "", "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
