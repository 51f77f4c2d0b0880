"""The order of the checks of a request. The first check that fails determines the response (contract: wire 2 to 9)."""

import json

import pytest

from tests.support import BASE, Company, Response, Server, assert_error

JSON = "application/json; charset=utf-8"
HTML = "text/html; charset=utf-8"
CRASH = {"errors": {"detail": "Internal Server Error"}}
BAD_KEY = {"error": "Bad request", "message": "Unknown input field: password"}
READ_ONLY = "Read-only API tokens cannot execute mutations"


def send(server: Server, line: str, body: str | None = None, **headers: str) -> Response:
    """Send a request whose first line is `line`, such as `POST update_theme?x=1`.

    A body is sent as JSON, unless `headers` contains another content type.
    """
    method, _, target = line.partition(" ")
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    if body is not None:
        named.setdefault("content-type", "application/json")
    path = target if target.startswith("/") else f"{BASE}/{target}"
    return server.send(method, path, named, (body or "").encode())


@pytest.mark.parametrize(
    ("line", "status", "body", "content_type"),
    [
        ("GET get_me", 401, "Unauthorized", None),
        ("GET nothing_here", 404, "Query not found", None),
        ("POST nothing_here", 404, "Mutation not found", None),
        ("GET update_theme", 404, "Query not found", None),
        ("GET get%5Fme", 404, "Query not found", None),
        ("GET get_me;x=1", 404, "Query not found", None),
        ("DELETE get_me", 405, "Method Not Allowed", None),
        ("OPTIONS get_me", 405, "Method Not Allowed", None),
        ("GET /api/external/v1", 400, "Missing query name", None),
        ("GET /api/external/v1/", 400, "Missing query name", None),
        ("GET a/b/c", 400, "Invalid query name: a/b/c", None),
        ("GET /api//external/v1//get_me/", 401, "Unauthorized", None),
        (
            "GET get_people?include_manager=1",
            400,
            {"error": "Bad request", "message": "Unknown input type: boolean"},
            None,
        ),
        ("GET get_notifications?page=abc", 500, {"error": "Internal server error"}, None),
        ("GET get_person?zz_no_such=1", 500, CRASH, JSON),
        (
            "GET get_person?id=abc!",
            404,
            {"error": "Not found", "message": "The requested resource was not found"},
            None,
        ),
        ("GET get_company?id=invalid", 400, {"error": "Bad request", "message": "Invalid id format"}, None),
        ("GET get_me?token=x", 400, {"error": "Bad request", "message": "Unknown input field: token"}, None),
        ("GET /api/v2/get_me", 401, "Unauthorized", None),
        ("POST /api/external/v2/x", 404, "Not Found", HTML),
        ("GET /health", 200, "HEALTHY", "text/plain; charset=utf-8"),
    ],
)
def test_malformed_request_is_rejected_before_token_check(
    server: Server, line: str, status: int, body: object, content_type: str | None
) -> None:
    response = send(server, line)

    assert (response.status, response.body, response.headers.get("content-type")) == (status, body, content_type)


@pytest.mark.parametrize(
    ("body", "status", "text"),
    [
        ("{bad", 400, "Bad Request"),
        ("[1]", 500, CRASH),
        ('{"theme": 5}', 500, CRASH),
        ('{"theme": "zzqq"}', 500, CRASH),
        ('{"theme": null}', 400, {"error": "Bad request", "message": "Field 'theme' cannot be null"}),
        ('{"password": "x"}', 400, BAD_KEY),
        ('{"_method": "delete", "theme": "dark"}', 405, "Method Not Allowed"),
        ("{}", 403, READ_ONLY),
        ('{"theme": "dark"}', 403, READ_ONLY),
    ],
)
def test_malformed_body_is_reported_before_token_mode(company: Company, body: str, status: int, text: object) -> None:
    bearer = f"Bearer {company.read_only_owner.token}"

    response = send(company.server, "POST update_theme", body, authorization=bearer)

    assert (response.status, response.body) == (status, text)


def test_missing_fields_are_reported_to_full_access_token_only(company: Company) -> None:
    response = company.owner.post("update_theme")

    assert (response.status, response.message) == (400, "Missing required fields: theme")
    assert response.headers["content-type"] == JSON


def test_mutation_reads_inputs_from_query_string_too(company: Company) -> None:
    response = company.owner.send("POST", f"{BASE}/update_theme?theme=dark")

    assert (response.status, response.body) == (200, {"success": True})


@pytest.mark.parametrize(
    ("form", "valid"),
    [
        ("Bearer {}", True),
        ("{}", True),
        ("Bearer   {}", True),
        ("bearer {}", False),
        ("Token {}", False),
        ("Bearer {} x", False),
    ],
)
def test_authorization_header_accepts_documented_forms(company: Company, form: str, valid: bool) -> None:
    response = send(company.server, "GET get_me", authorization=form.format(company.owner.token))

    if valid:
        assert response["me"]["id"] == company.owner.id
    else:
        assert_error(response, 401, "Unauthorized")


@pytest.mark.parametrize(
    ("accept", "status", "text"),
    [
        ("*/*", 401, "Unauthorized"),
        ("application/*", 401, "Unauthorized"),
        ("application/problem+json", 401, "Unauthorized"),
        ("text/html", 406, "Not Acceptable"),
        ("", 406, "Not Acceptable"),
    ],
)
def test_accept_header_is_checked_before_token(server: Server, accept: str, status: int, text: str) -> None:
    assert_error(send(server, "GET get_me", accept=accept), status, text)


@pytest.mark.parametrize(("accept", "content_type"), [("application/json", JSON), ("*/*", HTML)])
def test_malformed_body_error_has_requested_format(server: Server, accept: str, content_type: str) -> None:
    response = send(server, "POST update_theme", "{bad", accept=accept)

    assert (response.status, response.headers["content-type"]) == (400, content_type)
    assert "x-request-id" not in response.headers


@pytest.mark.parametrize(
    ("body", "content_type", "hint"),
    [
        ('{"theme": ', "application/json", "the request cannot be parsed: the body is not valid JSON: Expecting value"),
        ("[1]", "application/json", "send a JSON object"),
        ('{"theme": "dark"}', "application/x-www-form-urlencoded", "send the header `Content-Type: application/json`"),
        ('{"theme": "dark"}', "text/plain", "send the header `Content-Type: application/json`"),
    ],
)
def test_error_about_body_has_a_hint(company: Company, body: str, content_type: str, hint: str) -> None:
    bearer = f"Bearer {company.owner.token}"

    response = send(company.server, "POST update_theme", body, authorization=bearer, content_type=content_type)

    assert response.status in (400, 415, 500) and hint in (response.hint or "")


def test_error_about_accept_header_has_a_hint(server: Server) -> None:
    assert "send `Accept: application/json`" in (send(server, "GET get_me", accept="text/html").hint or "")


def test_unknown_content_type_is_reported_before_method_and_path(server: Server) -> None:
    response = send(server, "PUT nothing_here", "x", content_type="text/plain")

    assert (response.status, response.body) == (415, {"errors": {"detail": "Unsupported Media Type"}})


@pytest.mark.parametrize(
    ("asked", "echoed"), [("a" * 20, True), ("a" * 200, True), ("a" * 19, False), ("a" * 201, False)]
)
def test_request_id_of_valid_length_is_returned(server: Server, asked: str, echoed: bool) -> None:
    given = send(server, "GET get_me", x_request_id=asked).headers["x-request-id"]

    assert (given == asked) == echoed
    assert len(given) >= 20


def test_head_request_is_handled_as_get(company: Company) -> None:
    get, head = (company.owner.send(method, f"{BASE}/get_me") for method in ("GET", "HEAD"))

    assert (head.status, head.headers["content-length"]) == (get.status, get.headers["content-length"])


def test_preflight_from_another_origin_is_allowed(server: Server) -> None:
    response = send(server, "OPTIONS get_me", origin="http://localhost:3000", access_control_request_method="GET")

    assert response.status == 200
    assert response.headers["access-control-allow-origin"] == "http://localhost:3000"


def test_failed_request_changes_nothing(company: Company) -> None:
    db = company.db
    before = db.version

    for body, reason in (
        ({}, "`name` is blank"),
        ({"name": " ", "mission": "x"}, "`name` is blank"),
        ({"name": "x" * 256, "mission": "x"}, "`name` is longer than 255 characters"),
        ({"name": "a\0b", "mission": "x"}, "`name` has a NUL character"),
    ):
        response = company.owner.send("POST", f"{BASE}/create_space", json.dumps(body).encode())
        assert_error(response, 500, reason)

    assert db.version == before
