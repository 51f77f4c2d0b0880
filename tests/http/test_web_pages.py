"""Requests that web pages send: the allowed origins and hosts, and the CORS headers of the responses."""

from collections.abc import Iterator
from pathlib import Path
from typing import Never

import pytest

from mockserver.server.control.routing import Route
from mockserver.server.http.browsers import host_allowed
from mockserver.server.settings import BadSetting, Settings, normalised_origin
from tests.http.raw_client import BASE, Json, RawClient, serving
from tests.support import assert_error


@pytest.fixture(scope="module")
def with_allowed_origin() -> Iterator[RawClient]:
    """Yield a client of a server whose settings allow an origin and a host."""
    with serving(cors_origin=("HTTPS://App.Example:443/",), allowed_host=("mock.example",)) as raw_client:
        yield raw_client


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://somewhere.example", "content-type": "text/plain"},
        {"origin": "https://somewhere.example"},
        {"origin": "null"},
        {"origin": "http://localhost.somewhere.example"},
        {"origin": "http://127.0.0.1.somewhere.example"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "sec-fetch-mode": "no-cors"},
        {"host": "somewhere.example"},
        {"host": "127.0.0.1.somewhere.example:4000"},
    ],
)
@pytest.mark.parametrize(("method", "path", "body"), [("GET", "/people", None), ("POST", "/worlds", {})])
def test_foreign_page_is_rejected(
    raw_client: RawClient, headers: dict[str, str], method: str, path: str, body: Json
) -> None:
    worlds = len(raw_client.app.worlds.list())

    reply = raw_client.control(method, path, body, **headers)

    assert_error(reply, 403, "control API")
    assert reply.all("access-control-allow-origin") == []
    assert len(raw_client.app.worlds.list()) == worlds


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://localhost:3000"},
        {"origin": "http://127.0.0.1:5173", "sec-fetch-site": "same-site"},
        {"origin": "https://[::1]:3000"},
        {"origin": "http://shop.localhost"},
        {"host": "mockserver:4000"},
        {"host": "192.168.1.7:4000"},
        {"host": "[::1]:4000"},
        {"host": "192.168.1.7:4000", "origin": "http://192.168.1.7:4000"},
        {"sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none"},
    ],
)
def test_local_page_is_served(raw_client: RawClient, headers: dict[str, str]) -> None:
    reply = raw_client.control("GET", "/people", **headers)

    assert reply.status == 200, reply
    assert reply.header("access-control-allow-origin") in ("", headers.get("origin"))


def test_page_of_a_local_origin_needs_the_content_type_of_json(raw_client: RawClient) -> None:
    origin = "http://localhost:3000"

    refused = raw_client.control("POST", "/clock/advance", {"days": 1}, origin=origin, content_type="text/plain")
    taken = raw_client.control("POST", "/clock/advance", {"days": 1}, origin=origin)

    assert taken.status == 200
    assert_error(refused, 415, "must have the header `content-type: application/json`")


def test_link_to_the_console_from_another_site_is_served_but_not_framed(raw_client: RawClient) -> None:
    navigation = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}

    page = raw_client.control("GET", "/", **navigation, sec_fetch_dest="document")
    frame = raw_client.control("GET", "/", **navigation, sec_fetch_dest="iframe")
    data = raw_client.control("GET", "/people", **navigation, sec_fetch_dest="document")

    assert page.status == 200
    for reply in (frame, data):
        assert_error(reply, 403, "web pages of other sites cannot use the control API")
    assert "frame-ancestors 'none'" in page.header("content-security-policy")


def test_configured_origin_and_host_are_served(with_allowed_origin: RawClient) -> None:
    assert with_allowed_origin.control("GET", "/people", origin="https://app.example").status == 200
    other_port = with_allowed_origin.control("GET", "/people", origin="https://app.example:444")
    assert_error(other_port, 403, "pages of the origin 'https://app.example:444' cannot use the control API")
    assert with_allowed_origin.control("GET", "/people", host="mock.example:4000").status == 200
    other_host = with_allowed_origin.control("GET", "/people", host="other.example")
    assert_error(other_host, 403, "the control API does not accept the host 'other.example'")
    reply = with_allowed_origin.request("GET", f"{BASE}/get_me", headers={"origin": "https://app.example"})
    assert reply.all("access-control-allow-origin") == ["https://app.example"]


def test_disabled_cors_blocks_foreign_pages() -> None:
    with serving(cors=False) as raw_client:
        foreign = raw_client.control("GET", "/people", origin="https://somewhere.example")
        assert_error(foreign, 403, "pages of the origin 'https://somewhere.example' cannot use the control API")
        local = raw_client.control("GET", "/people", origin="http://localhost:3000")
        assert (local.status, local.all("access-control-allow-origin")) == (200, [])


@pytest.mark.parametrize("path", [f"{BASE}/get_me", "/__mock__/people", "/health"])
def test_private_network_preflight_is_granted(raw_client: RawClient, path: str) -> None:
    headers = {
        "origin": "http://localhost:3000",
        "access-control-request-method": "GET",
        "access-control-request-private-network": "true",
    }

    reply = raw_client.request("OPTIONS", path, headers=headers)

    assert reply.status == 200, reply
    assert reply.header("access-control-allow-private-network") == "true"


def test_page_of_any_origin_may_call_the_external_api(raw_client: RawClient) -> None:
    reply = raw_client.request("GET", f"{BASE}/get_me", headers={"origin": "https://app.example"})

    assert (reply.status, reply.header("access-control-allow-origin")) == (200, "https://app.example")


def test_response_to_a_bug_has_cors_headers(raw_client: RawClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*arguments: object) -> Never:
        raise ZeroDivisionError

    monkeypatch.setattr(Route, "respond", crash)
    monkeypatch.setattr(raw_client.app.api.paths["GET", f"{BASE}/get_me"].handler, "handler", crash)
    origin = "http://localhost:3000"

    for path in (f"{BASE}/get_me", "/__mock__/people"):
        reply = raw_client.request("GET", path, headers={"origin": origin})
        assert_error(reply, 500, "this is a bug in mockserver")
        assert reply.header("access-control-allow-origin") == origin


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("http://localhost:3000/", "http://localhost:3000"),
        ("HTTP://LocalHost:3000", "http://localhost:3000"),
        ("http://localhost:80", "http://localhost"),
        ("https://app.example:443/", "https://app.example"),
        ("http://[::1]:3000", "http://[::1]:3000"),
    ],
)
def test_origin_of_a_setting_is_normalised(text: str, origin: str) -> None:
    assert normalised_origin(text) == origin
    assert Settings(cors_origin=(text,)).cors_origin == (origin,)


@pytest.mark.parametrize(
    "text", ["localhost:3000", "*", "http://", "http://localhost:3000/app", "http://h:x", "ftp://h"]
)
def test_setting_that_is_not_an_origin_is_rejected(text: str) -> None:
    with pytest.raises(BadSetting, match="is not an origin"):
        Settings(cors_origin=(text,))


@pytest.mark.parametrize("host", ["", "localhost", "LOCALHOST:4000", "a.localhost", "10.0.0.1", "[fe80::1]:80", "mock"])
def test_host_that_cannot_be_registered_is_allowed(host: str) -> None:
    assert host_allowed(host, ())


@pytest.mark.parametrize("host", ["example.com", "127.0.0.1.nip.io", "localhost.example", "[::1", "1.2.3", "a.b:1"])
def test_host_that_others_can_register_is_not_allowed(host: str) -> None:
    assert not host_allowed(host, ())


# --- paths of fixtures ------------------------------------------------------------------------------------------------

BAD_FIXTURES = [
    "/etc/passwd",
    "../../../../etc/passwd",
    "fixtures/demo.json",
    "/dev/zero",
    "~nobody/x.yaml",
    "~no-such-user/x.yaml",
    "a\0b.yaml",
    "x" * 5000,
    "x" * 5000 + ".yaml",
    "",
    ".",
    "\x1b[31m",
]


@pytest.mark.parametrize("name", BAD_FIXTURES)
def test_fixture_path_over_http_is_rejected(raw_client: RawClient, name: str) -> None:
    reply = raw_client.control("POST", "/worlds", {"fixture": name})

    assert_error(reply, 400, "unknown fixture")
    assert "root:" not in reply.content.decode()


def test_fixture_below_the_fixture_folder_is_loaded(tmp_path: Path) -> None:
    folder = tmp_path / "fixtures"
    folder.mkdir()
    (folder / "mine.yaml").write_text("company: {name: Mine}\n")
    (tmp_path / "other.yaml").write_text("company: {name: Other}\n")
    (folder / "link.yaml").symlink_to(tmp_path / "other.yaml")
    with serving(fixture_dir=str(folder)) as raw_client:
        taken = raw_client.control("POST", "/worlds", {"fixture": "mine.yaml"})
        assert (taken.status, taken.body["company"]["name"]) == (201, "Mine")
        for name in (*BAD_FIXTURES, "../other.yaml", str(tmp_path / "other.yaml"), "link.yaml", "none.yaml"):
            refused = raw_client.control("POST", "/worlds", {"fixture": name})
            assert_error(refused, 400, "unknown fixture")
