"""Ten thousand random requests. None raises an exception or hangs, and a failed request changes nothing."""

import json
import string
import time
from collections.abc import Iterator
from itertools import islice
from random import Random
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from mockserver.contract.catalogue import Endpoint, Field, catalogue
from mockserver.model import ids
from mockserver.model.kinds import ENTITIES
from mockserver.server.control.app import ROUTES
from mockserver.server.settings import Settings
from mockserver.server.worlds.world import World
from mockserver.store.diff import between
from tests.support import BASE, Response, Server, flatten, rich_text

pytestmark = pytest.mark.extended

Json = Any

BATCHES, BATCH = 10, 1000
HANGING_SECONDS = 60.0
"""A test fails if a request takes longer than this. The limit is high, so that the result does not depend on the
speed of the machine."""
API = catalogue()
ENDPOINTS = list(API.endpoints.values())
STATUSES = {200, 400, 401, 403, 404, 405, 406, 413, 414, 415, 500}
CHANGES_DESPITE_ERROR = {"create_goal_discussion"}
"""Endpoints that can change data and then return 500. The real server commits the change, and then fails to create the
response."""

ODD_TEXTS = [
    *["", " ", "\x00", "null", "true", "0", "-1", "1e999", "NaN", "-", "--", "a" * 300, "%00", "%zz", "[]", "{}"],
    *[
        "\u00fcn\u00ef-\u00e7\u00f8d\u00e9",
        "\u65e5\u672c\u8a9e",
        "\U0001f600",
        "../../etc/passwd",
        "' OR 1=1 --",
        "\r\nX-Injected: 1",
    ],
    *['{"a":1}', '{"type":"doc","content":[]}', "2026-02-30", "9999-12-31", "A" * 22, "9" * 22, "z" * 23, "opk_owner"],
]
RICH_TEXT = rich_text("Something sensible")
ODD_NUMBERS = [0, -1, 1, 2**31, 2**63, -(2**63), 10**30, 0.5, -0.0, 1e308]


class Fuzz:
    """Creates random requests to a world. The requests depend only on the seed and the world."""

    def __init__(self, seed: int, world: World) -> None:
        self.random = Random(seed)
        self.owner = world.derived_token(world.people()[0], read_only=False)
        self.tokens = [
            world.derived_token(person, read_only=mode) for person in world.people() for mode in (False, True)
        ]
        self.ids = {
            name: found
            for name, kind in ENTITIES.items()
            if (found := [row.id for row in islice(world.db.all(kind), 50)])
        }

    def text(self) -> str:
        if self.random.random() < 0.5:
            return self.random.choice(ODD_TEXTS)
        return "".join(self.random.choices(string.printable, k=self.random.randrange(12)))

    def id(self, about: str = "") -> str:
        """Return the id of an existing record: a short id, a slug with a short id, or a UUID.

        `about` is the name of an input or endpoint. If it contains the name of an entity, as `goal_id` does, the record
        is nearly always of this entity.
        """
        named = [name for name in self.ids if name in about] if self.random.random() < 0.9 else []
        id = self.random.choice(self.ids[max(named, key=len) if named else self.random.choice(list(self.ids))])
        return self.random.choice([ids.short(id), ids.slugged("Some name", id), id])

    def junk(self, depth: int = 3) -> Json:
        kind = self.random.randrange(7 if depth else 5)
        if kind == 5:
            return [self.junk(depth - 1) for _ in range(self.random.randrange(3))]
        if kind == 6:
            return {self.key(): self.junk(depth - 1) for _ in range(self.random.randrange(3))}
        return [None, self.random.random() < 0.5, self.random.choice(ODD_NUMBERS), self.text(), self.id()][kind]

    def key(self) -> str:
        endpoint = self.random.choice(ENDPOINTS)
        return self.random.choice([*(field.name for field in endpoint.inputs), self.text()])

    def value(self, type: str, about: str) -> Json:
        """Return a random value for an input of the type `type`. Rarely, the value has another type."""
        if self.random.random() < 0.04:
            return self.junk()
        match type:
            case "id":
                return self.id(about)
            case "string" if about.endswith(("id", "ids")):
                return self.id(about)
            case "boolean":
                return self.random.random() < 0.5
            case "integer" | "float":
                return self.random.choice([*ODD_NUMBERS, 10, 40, 70, 100])
            case "json":
                return self.random.choice([RICH_TEXT, json.dumps(self.junk())])
            case "date":
                return "2026-04-01"
        if type in API.enums:
            return self.random.choice(API.enums[type])
        if type in API.objects:
            return {field.name: self.of(field, "") for field in API.objects[type] if self.random.random() < 0.9}
        return self.random.choice([self.text(), RICH_TEXT, "Something sensible"])

    def of(self, field: Field, endpoint: str) -> Json:
        about = endpoint if field.name in ("id", "type") else field.name
        if field.list_of is not None:
            return [self.value(field.list_of, about) for _ in range(self.random.randrange(4))]
        return self.value(field.type or "", about)

    def inputs(self, endpoint: Endpoint) -> Json:
        often = self.random.choice([0.3, 0.95])
        likely = {field.name: often if field.optional else 0.98 for field in endpoint.inputs}
        given = [field for field in endpoint.inputs if self.random.random() < likely[field.name]]
        inputs = {field.name: self.of(field, endpoint.name) for field in given}
        if self.random.random() < 0.05:
            inputs[self.key()] = self.junk()
        return inputs

    def headers(self) -> dict[str, str]:
        token = self.owner if self.random.random() < 0.6 else self.random.choice(self.tokens)
        headers = {"authorization": f"Bearer {token}"}
        if self.random.random() < 0.1:
            headers["authorization"] = self.text().encode("ascii", "ignore").decode()
        if self.random.random() < 0.1:
            name = self.random.choice(["accept", "content-type", "prefer", "x-request-id", "cookie"])
            headers[name] = self.random.choice([self.text(), "text/html", "application/xml", "multipart/form-data"])
        return {name: value.encode("latin-1", "ignore").decode("latin-1") for name, value in headers.items()}

    def call(self) -> tuple[str, str, dict[str, str], bytes]:
        """Return the method, target, headers and body of a well-formed request with random inputs."""
        endpoint = self.random.choice(ENDPOINTS)
        inputs, headers, target = self.inputs(endpoint), self.headers(), f"{BASE}/{endpoint.name}"
        if endpoint.kind == "query":
            pairs = [(key, value) for key, value in flatten(inputs) if "\ud800" not in value]
            return "GET", f"{target}?{urlencode(pairs)}", headers, b""
        body = json.dumps(inputs).encode()
        return "POST", target, {"content-type": "application/json"} | headers, body

    def broken(self) -> tuple[str, str, dict[str, str], bytes]:
        """Return the method, target, headers and body of a request in which one of these parts is damaged."""
        method, target, headers, body = self.call()
        match self.random.randrange(6):
            case 0:
                method = self.random.choice(["PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "GET", "POST", "BREW"])
            case 1:
                target = target[: self.random.randrange(len(target))] + quote(self.text(), safe="/?&=[]")
            case 2:
                body = body[: self.random.randrange(len(body) + 1)] + self.random.randbytes(3)
            case 3:
                headers["content-type"] = self.random.choice(
                    ["application/x-www-form-urlencoded", "multipart/form-data"]
                )
            case 4:
                target += (
                    "&" + urlencode({self.text(): self.text()}) + self.random.choice(["[", "]", "[][]=1", "%", "=="])
                )
            case 5:
                body = b"[" * 5000
        return method, "/" + target.lstrip("/"), headers, body

    def control(self) -> tuple[str, str, dict[str, str], bytes]:
        """Return the method, target, headers and body of a request to the control API that can't change anything.

        The request is a GET request, or its method or body is invalid.
        """
        path = self.random.choice(ROUTES).path
        method = self.random.choice(["GET", "PATCH", "GET", "PUT"])
        for name in ("{id}", "{entity}", "{name}", "{token}"):
            path = path.replace(name, quote(self.text(), safe="") or "x")
        bodies = {"PATCH": json.dumps(self.junk()).encode(), "PUT": b'{"unknown": 1}'}
        body = bodies.get(method, b"")  # the control API rejects a GET request with a body
        query = urlencode({self.text(): self.text()}) if self.random.random() < 0.5 else ""
        return method, f"/__mock__{path}?{query}", self.headers(), body


@pytest.fixture(scope="module")
def fuzzed() -> Iterator[Server]:
    server = Server(Settings(fixture="demo", prefer=False))
    yield server
    server.close()


@pytest.mark.parametrize("seed", range(BATCHES))
def test_random_requests_return_listed_statuses_and_failed_ones_change_nothing(fuzzed: Server, seed: int) -> None:
    worlds = fuzzed.app.worlds
    world = worlds.fork(worlds.default)
    fuzz = Fuzz(seed, world)
    start, saved, answered = world.db.fork(), world.db.fork(), 0
    for number in range(BATCH):
        if number % 60 == 0:  # restore the records that the requests have deleted
            worlds.restore(world, start)
            saved = world.db.fork()
        make = fuzz.random.choices([fuzz.call, fuzz.broken, fuzz.control], [12, 5, 3])[0]
        method, target, headers, body = make()
        request = f"{method} {target} {headers} {body[:300]!r}"
        began = time.perf_counter()
        try:
            response: Response = fuzzed.send(method, target, headers, body)
        except Exception as error:
            raise AssertionError(f"{request} raised {error!r}") from error
        assert time.perf_counter() - began < HANGING_SECONDS, request
        if response.status == 200:
            answered += 1
            saved = world.db.fork() if method == "POST" else saved
        elif not any(target.startswith(f"{BASE}/{name}") for name in CHANGES_DESPITE_ERROR):
            assert target.startswith("/__mock__") or response.status in STATUSES, f"{request}: {response!r}"
            assert (saved.version, saved.random_source.counter) == (world.db.version, world.db.random_source.counter), (
                request
            )
            assert not between(saved, world.db), request
        else:
            saved = world.db.fork()
    worlds.close(world)
    assert answered > BATCH / 7, "too few of these requests succeed"
