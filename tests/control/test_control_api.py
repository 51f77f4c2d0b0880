"""Rules for all routes of the control API: access, unknown paths and invalid bodies."""

from collections.abc import Iterator
from typing import Any

import pytest

from mockserver.server.control import console
from mockserver.server.control.app import ROUTES
from mockserver.server.settings import Settings
from tests.support import Response, Server, assert_error

PATHS = sorted({(route.method, route.path.replace("{", "").replace("}", "")) for route in ROUTES})


@pytest.fixture(scope="module")
def closed() -> Iterator[Server]:
    made = Server(Settings(fixture="empty", control=False))
    yield made
    made.close()


@pytest.fixture(scope="module")
def guarded() -> Iterator[Server]:
    made = Server(Settings(fixture="empty", control_token="let-me-in"))
    yield made
    made.close()


@pytest.mark.parametrize(("method", "path"), [*PATHS, ("GET", ""), ("GET", "/"), ("OPTIONS", "/clock")])
def test_disabled_control_api_returns_404(closed: Server, method: str, path: str) -> None:
    response = closed.send(method, f"/__mock__{path}")

    assert (response.status, response.content) == (404, b"Not Found")


def test_disabled_control_api_keeps_external_api(closed: Server) -> None:
    assert closed.send("GET", "/api/external/v1/get_me", {"authorization": "Bearer opk_owner"}).status == 200


@pytest.mark.slow
@pytest.mark.parametrize(("method", "path"), [call for call in PATHS if not console.is_public(call[1])])
@pytest.mark.parametrize("detail", [None, "", "wrong", "let-me-in "])
def test_control_api_without_control_token_returns_401(
    guarded: Server, method: str, path: str, detail: str | None
) -> None:
    response = guarded.send(method, f"/__mock__{path}", {} if detail is None else {"x-mock-control": detail})

    assert (response.status, response.headers["content-type"]) == (401, "application/problem+json")
    assert "X-Mock-Control" in response["detail"]


def test_control_api_accepts_control_token_as_bearer(guarded: Server) -> None:
    assert guarded.send("GET", "/__mock__/clock", {"x-mock-control": "let-me-in"}).status == 200


def test_world_token_is_no_control_token(guarded: Server) -> None:
    assert_error(
        guarded.send("GET", "/__mock__/clock", {"authorization": "Bearer opk_owner"}),
        401,
        "send the value of --control-token in the header",
    )


def problem(response: Response, status: int) -> str:
    assert (response.status, response.headers["content-type"]) == (status, "application/problem+json"), response
    assert response["status"] == status and response["title"]
    return str(response["detail"])


def test_unknown_control_path_suggests_nearest(server: Server) -> None:
    assert problem(server.control("GET", "/snapshot"), 404).endswith("did you mean /__mock__/snapshots?")


def test_wrong_control_method_lists_allowed_methods(server: Server) -> None:
    response = server.control("PATCH", "/clock")

    assert problem(response, 405) == "/__mock__/clock supports GET and PUT"
    assert response.headers["allow"] == "GET, PUT"


@pytest.mark.parametrize(
    ("method", "path", "body", "detail"),
    [
        (
            "POST",
            "/worlds",
            {"fixtures": "empty"},
            "unknown field `fixtures`. Did you mean `fixture`? Known keys: `seed`, `now`",
        ),
        ("POST", "/worlds", {"owner": {"name": "x"}}, "Known keys: `full_name`, `email`, `title`"),
        ("POST", "/tokens", {"person": "x"}, "Known keys: `person_id`, `access`"),
        ("POST", "/clock/advance", {"month": 1}, "Known keys: `weeks`, `days`, `hours`, `minutes`, `seconds`"),
        ("POST", "/snapshots", {"name": "a/b"}, "Known keys: `name`"),
        ("PUT", "/clock", {"now": "soon"}, "Known keys: `now`, `frozen`"),
        ("GET", "/people?page=2", {}, "Known keys: `search`, `limit`, `offset`"),
    ],
)
def test_unknown_control_key_lists_known_keys(
    server: Server, method: str, path: str, body: dict[str, Any], detail: str
) -> None:
    assert detail in problem(server.control(method, path, **body), 400)


@pytest.mark.parametrize(
    ("method", "path", "body", "detail"),
    [
        (
            "DELETE",
            "/requests?endpoint=get_me",
            {},
            "DELETE /__mock__/requests does not accept parameters in the query string",
        ),
        ("GET", "/faults?limit=1", {}, "GET /__mock__/faults does not accept parameters in the query string"),
        ("POST", "/reset", {"seed": 7}, "POST /__mock__/reset does not accept a request body"),
    ],
)
def test_body_or_query_is_rejected_if_operation_has_none(
    server: Server, method: str, path: str, body: dict[str, Any], detail: str
) -> None:
    assert problem(server.control(method, path, **body), 400) == detail


def test_unknown_fork_suggests_nearest_world(server: Server) -> None:
    assert problem(server.control("POST", "/worlds", fork="defualt"), 404).endswith("; did you mean `default`?")


def test_example_of_unknown_endpoint_suggests_nearest(server: Server) -> None:
    path = "/reference/example?endpoint=get_mee"

    assert problem(server.control("GET", path), 404) == "there is no endpoint 'get_mee'; did you mean `get_me`?"


def test_control_body_must_be_json(server: Server) -> None:
    assert "the body is not valid JSON" in problem(server.send("POST", "/__mock__/worlds", {}, b"{'a': 1}"), 400)


def test_unknown_bearer_token_is_rejected(server: Server) -> None:
    assert "belongs to no open world" in problem(server.control("GET", "/clock", "opk_nobody"), 401)
