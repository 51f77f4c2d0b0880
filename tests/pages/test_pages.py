"""The home page in browsers and terminals, CORS headers, and profile pictures."""

import re
from collections.abc import Iterator

import pytest

from mockserver.server.routes import EXPOSED
from mockserver.server.settings import Settings
from tests.support import BASE, Person, Server

ORIGIN = {"origin": "http://localhost:5173"}
BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8", "user-agent": "Mozilla/5.0", "host": "mock.test:4000"}


@pytest.fixture(scope="module")
def demo() -> Iterator[Server]:
    made = Server(Settings(fixture="demo"))
    yield made
    made.close()


def test_home_page_shows_address_and_tokens(demo: Server) -> None:
    page = demo.send("GET", "/", BROWSER)

    assert (page.status, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "http://mock.test:4000/api/external/v1" in page.body
    assert "opk_owner" in page.body and 'href="/__mock__/"' in page.body


@pytest.mark.parametrize("agent", ["curl/8.5.0", "Wget/1.21", "HTTPie/3.2"])
def test_terminal_client_gets_plain_text(demo: Server, agent: str) -> None:
    text = demo.send("GET", "/", {"accept": "*/*", "user-agent": agent, "host": "127.0.0.1:4000"})

    assert (text.status, text.headers["content-type"]) == (200, "text/plain; charset=utf-8")
    assert re.search(r"owner +opk_owner\n", text.body)
    assert text.body.rstrip().endswith(f'curl -H "Authorization: Bearer opk_owner" http://127.0.0.1:4000{BASE}/get_me')


def test_host_header_is_escaped_in_home_page(demo: Server) -> None:
    assert "<b>" not in demo.send("GET", "/", {**BROWSER, "host": "<b>x"}).body


@pytest.mark.parametrize("settings", [Settings(control=False), Settings(control_token="secret")])
def test_home_page_shows_tokens_only_with_open_control_api(settings: Settings) -> None:
    server = Server(settings)
    assert "opk_" not in server.send("GET", "/", BROWSER).body
    server.close()


def test_preflight_is_allowed_for_any_origin(demo: Server) -> None:
    asked = {
        **ORIGIN,
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type,x-mine",
    }
    response = demo.send("OPTIONS", f"{BASE}/update_theme", asked)

    assert response.status == 200
    assert response.headers["access-control-allow-origin"] == ORIGIN["origin"]
    assert response.headers["access-control-allow-credentials"] == "true"
    assert "POST" in response.headers["access-control-allow-methods"]
    assert response.headers["access-control-allow-headers"] == "authorization,content-type,x-mine"


def test_mock_headers_are_exposed_to_pages(demo: Server) -> None:
    response = demo.send("GET", f"{BASE}/get_me", ORIGIN)

    assert response.status == 401
    exposed = response.headers["access-control-expose-headers"].split(", ")
    assert exposed == list(EXPOSED)
    ours = {name for name in response.headers if name.startswith(("x-mock-", "x-request-"))}
    assert ours and ours <= set(exposed)


def test_cors_origins_can_be_limited() -> None:
    server = Server(Settings(fixture="empty", cors_origin=("http://good.test",)))
    good = server.send("GET", "/health", {"origin": "http://good.test"})
    evil = server.send("GET", "/health", {"origin": "http://evil.test"})
    assert good.headers["access-control-allow-origin"] == "http://good.test"
    assert "access-control-allow-origin" not in evil.headers
    server.close()


def test_demo_people_have_pictures_that_pages_can_show(demo: Server) -> None:
    owner = Person(demo, "", "opk_owner")
    people = owner.call("get_people")["people"]

    pictures = {demo.send("GET", person["avatar_url"]).content for person in people}

    assert len(pictures) == len(people) > 5
    for person in people:
        picture = demo.send("GET", person["avatar_url"])
        assert (picture.status, picture.headers["content-type"]) == (200, "image/svg+xml")
        assert picture.content.startswith(b"<svg") and b"<script" not in picture.content
