"""A server in the same process, its companies, and people who send requests.

    mia = company.member("Mia Member")
    response = mia.post("create_goal", name="Grow", space_id=company.general_id)
    assert response.status == 200

Every response of the external API is checked against the OpenAPI document. A test fails if a response reports a bug of
the mock.
"""

import asyncio
import json
from collections.abc import Iterator, Mapping
from typing import Any, Protocol
from urllib.parse import urlencode

from mockserver.contract.catalogue import catalogue
from mockserver.model import ids
from mockserver.model.company import companies as model
from mockserver.server.app import create_app
from mockserver.server.external.api import BUG
from mockserver.server.settings import Settings
from mockserver.server.worlds.world import World
from mockserver.store.database import Database
from tests.builder import Builder, Json, rich_text
from tests.fidelity import RECORDER
from tests.schema_check import check_response

__all__ = ["BASE", "Company", "Json", "Person", "Response", "Server", "assert_error", "flatten", "rich_text"]

BASE = "/api/external/v1"


class Response:
    """A response: its status, its headers and its body. A JSON body is parsed."""

    def __init__(self, status: int, headers: Mapping[str, str], content: bytes) -> None:
        self.status = status
        self.headers = headers
        self.content = content
        try:
            self.body: Json = json.loads(content)
        except ValueError:
            self.body = content.decode("utf-8", "replace")

    def __getitem__(self, key: str) -> Json:
        """Return the value of a key of the body. If the key is missing, the error message contains the response."""
        assert isinstance(self.body, dict) and key in self.body, f"no {key!r} in {self!r}"
        return self.body[key]

    @property
    def message(self) -> str:
        """The value of `message` in the body of an error."""
        return str(self["message"])

    @property
    def hint(self) -> str | None:
        return self.headers.get("x-mock-hint")

    def __repr__(self) -> str:
        return f"<{self.status} {self.body!r} {self.hint or ''}>"


class Server:
    """The application. It receives requests by function calls, without a socket."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.app = create_app(settings or Settings(fixture="empty", fixture_dir="/"))
        self._loop = asyncio.new_event_loop()

    def close(self) -> None:
        self._loop.close()

    def send(self, method: str, target: str, headers: Mapping[str, str] | None = None, body: bytes = b"") -> Response:
        """Send a request exactly as given. `target` is the path with the query string."""
        path, _, query = target.partition("?")
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "scheme": "http",
            "method": method,
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode("latin-1", "replace"),
            "root_path": "",
            "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in (headers or {}).items()],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 4000),
        }
        sent: list[dict[str, Any]] = []

        requests = iter([{"type": "http.request", "body": body, "more_body": False}])

        async def receive() -> dict[str, Any]:
            for request in requests:
                return request
            await asyncio.Event().wait()  # the client does not disconnect
            raise AssertionError

        async def keep(message: Any) -> None:
            sent.append(dict(message))

        self._loop.run_until_complete(self.app(scope, receive, keep))
        start = sent[0]
        received = {name.decode(): value.decode("latin-1") for name, value in start["headers"]}
        response = Response(start["status"], received, b"".join(part.get("body", b"") for part in sent[1:]))
        if path.startswith(BASE + "/"):
            RECORDER.note(path.removeprefix(BASE + "/"), response.status)
        assert BUG not in (response.hint or ""), f"{method} {target}: {response.hint}"
        return response

    def control(self, method: str, path: str, token: str | None = None, **body: Json) -> Response:
        """Send a request to the control API, for the world of the token or, without a token, for the default world."""
        headers = {"content-type": "application/json"}
        if token:
            headers["authorization"] = f"Bearer {token}"
        return self.send(method, f"/__mock__{path}", headers, json.dumps(body).encode())

    def open(self, **spec: Json) -> "Company":
        """Open a new world, and return its company. `spec` describes the world; the default fixture is `empty`."""
        return Company(self, self.control("POST", "/worlds", **spec).body)


class Person:
    """A person with a token."""

    def __init__(self, server: Server, id: str, token: str) -> None:
        self._server = server
        self.id = id
        """The id of the person in responses. It remains valid after the person is renamed."""
        self.token = token

    @property
    def uuid(self) -> str:
        uuid = ids.decode(self.id)
        assert uuid is not None
        return uuid

    def get(self, endpoint: str, **inputs: Json) -> Response:
        """Send a query. The inputs are encoded as the official client encodes them."""
        query = urlencode(list(flatten(inputs)))
        return self._checked(endpoint, self.send("GET", f"{BASE}/{endpoint}" + (f"?{query}" if query else "")))

    def post(self, endpoint: str, **inputs: Json) -> Response:
        """Send a mutation with JSON inputs."""
        return self._checked(endpoint, self.send("POST", f"{BASE}/{endpoint}", json.dumps(inputs).encode()))

    def send(self, method: str, target: str, body: bytes = b"") -> Response:
        headers = {"authorization": f"Bearer {self.token}"}
        if method == "POST":
            headers["content-type"] = "application/json"
        return self._server.send(method, target, headers, body)

    def call(self, endpoint: str, **inputs: Json) -> Json:
        """Send a query or mutation, which must succeed, and return the body of the response."""
        kind = catalogue().endpoints[endpoint].kind
        response = self.get(endpoint, **inputs) if kind == "query" else self.post(endpoint, **inputs)
        assert response.status == 200, f"{endpoint}: {response!r}"
        return response.body

    def _checked(self, endpoint: str, response: Response) -> Response:
        check_response(endpoint, response.status, response.body)
        return response


class Company(Builder):
    """The company of a world, and its owner. Methods add other people to the company."""

    def __init__(self, server: Server, opened: Json) -> None:
        self.server = server
        self.world_id: str = opened["id"]
        self.id: str = opened["company"]["id"]
        self.name: str = opened["company"]["name"]
        self.owner = Person(server, opened["owner"]["id"], opened["owner"]["token"])
        self.read_only_owner = Person(server, opened["owner"]["id"], opened["owner"]["read_only_token"])

    @property
    def general_id(self) -> str:
        """The id of the general space in responses."""
        return str(self.owner.call("get_company", id=self.id)["company"]["company_space_id"])

    def member(self, full_name: str) -> Person:
        """Add a member who is neither an owner nor an admin."""
        return self._joined("add_company_member", full_name)

    def admin(self, full_name: str) -> Person:
        """Add a member with admin access to the company."""
        person = self.member(full_name)
        self.owner.call("add_company_admins", people_ids=[person.id])
        return person

    def guest(self, full_name: str) -> Person:
        """Add a guest (an outside collaborator)."""
        return self._joined("invite_guest", full_name)

    def suspended(self, full_name: str) -> Person:
        """Add a member who has logged in, and then remove them. Their token is not valid any more."""
        person = self.member(full_name)
        self.log_in(person)
        self.owner.call("remove_company_member", person_id=person.id)
        return person

    @property
    def world(self) -> World:
        """The world that contains the company."""
        world = self.server.app.worlds.get(self.world_id)
        assert world is not None
        return world

    @property
    def db(self) -> Database:
        """The database of the world. A test changes records in it only if no endpoint can make the change."""
        return self.world.db

    def log_in(self, person: Person) -> None:
        """Record that the person has logged in. If such a person is removed, they are suspended instead of deleted."""
        row = self.db.get_existing(model.Person, person.uuid)
        with self.db.transaction():
            account = self.db.get_existing(model.Account, row.account_id or "")
            self.db.change(account, first_login_at=self.db.clock.now())

    def second_company(self, name: str) -> Person:
        """Found another company with the account of the owner, and return the owner of the new company."""
        code = self.owner.call("add_company", company_name=name, title="CEO")["company"]["id"]
        company = self.db.first(model.Company, short_id=ids.decode_company(code))
        assert company is not None
        founder = self.db.where(model.Person, company_id=company.id)[0]
        return self.token(Person(self.server, ids.slugged(founder.full_name, founder.id), ""))

    def token(self, person: Person, access: str = "full") -> Person:
        """Create another token for a person. Return the person with this token."""
        made = self.server.control("POST", "/tokens", self.owner.token, person_id=person.id, access=access)
        assert made.status == 201, made
        return Person(self.server, person.id, made["token"])

    def advance(self, **by: float) -> None:
        """Advance the clock of the world, for example by `company.advance(days=8)`."""
        moved = self.server.control("POST", "/clock/advance", self.owner.token, **by)
        assert moved.status == 200, moved

    def _joined(self, endpoint: str, full_name: str) -> Person:
        email = f"{full_name.lower().replace(' ', '.')}@{self.world_id.lower()}.test"
        uuid = self.owner.call(endpoint, full_name=full_name, email=email, title="Engineer")["person_id"]
        return self.token(Person(self.server, ids.slugged(full_name, uuid), ""))


class ErrorResponse(Protocol):
    """The attributes of a response that `assert_error` reads."""

    @property
    def status(self) -> int: ...

    @property
    def body(self) -> Json: ...

    @property
    def hint(self) -> str | None: ...


def assert_error(response: ErrorResponse, status: int, reason: str) -> None:
    """Assert that a response is an error with this status and reason.

    `reason` is a part of the hint, or of `message` or `detail` in the body. Only errors of the control API have a
    `detail`.
    """
    body = response.body
    texts = (body.get("message", ""), body.get("detail", "")) if isinstance(body, dict) else (str(body),)
    assert response.status == status, response
    assert reason in "\n".join([*texts, response.hint or ""]), f"{response!r}: not {reason!r}"


def flatten(value: Json, key: str | None = None) -> Iterator[tuple[str, str]]:
    """Yield query parameters for a value, such as `a[]=1` for a list, `a[b]=2` for an object, and `null` for None.

    `key` is the name of the parameter that contains the value. It is None for the object that contains all inputs.
    """
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from flatten(inner, name if key is None else f"{key}[{name}]")
    elif isinstance(value, list):
        for inner in value:
            yield from flatten(inner, f"{key}[]")
    else:
        text = "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
        yield key or "", text
