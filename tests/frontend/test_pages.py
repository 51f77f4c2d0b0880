"""What a browser and a terminal are told, CORS, and the pictures of people."""

import re
from collections.abc import Iterator

import pytest

from mockserver.server.app import EXPOSED
from mockserver.server.avatars import svg
from mockserver.server.settings import Settings
from tests.support import BASE, Company, Server

ORIGIN = {"origin": "http://localhost:5173"}
BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8", "user-agent": "Mozilla/5.0", "host": "mock.test:4000"}


@pytest.fixture(scope="module")
def demo() -> Iterator[Server]:
    made = Server(Settings(fixture="demo"))
    yield made
    made.close()


def test_the_home_page_says_where_and_with_which_token(demo: Server) -> None:
    page = demo.send("GET", "/", BROWSER)

    assert (page.status, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "http://mock.test:4000/api/external/v1" in page.body
    assert "opk_owner" in page.body and 'href="/__mock__/"' in page.body


@pytest.mark.parametrize("agent", ["curl/8.5.0", "Wget/1.21", "HTTPie/3.2"])
def test_a_terminal_gets_a_text(demo: Server, agent: str) -> None:
    said = demo.send("GET", "/", {"accept": "*/*", "user-agent": agent, "host": "127.0.0.1:4000"})

    assert (said.status, said.headers["content-type"]) == (200, "text/plain; charset=utf-8")
    assert re.search(r"owner +opk_owner\n", said.body)
    assert said.body.rstrip().endswith(f'curl -H "Authorization: Bearer opk_owner" http://127.0.0.1:4000{BASE}/get_me')


def test_what_the_host_header_says_is_no_markup(demo: Server) -> None:
    assert "<b>" not in demo.send("GET", "/", {**BROWSER, "host": "<b>x"}).body


@pytest.mark.parametrize("settings", [Settings(control=False), Settings(control_token="secret")])
def test_tokens_are_told_only_where_the_control_api_is_open(settings: Settings) -> None:
    server = Server(settings)
    assert "opk_" not in server.send("GET", "/", BROWSER).body
    server.close()


def test_the_console_stands_for_itself(demo: Server) -> None:
    """One file that needs no network: everything that it asks for is below the control API."""
    page = demo.send("GET", "/__mock__/", BROWSER)

    assert page.status == 200
    assert not re.findall(r"""(?:src|href)=["'](?:https?:)?//""", page.body)
    assert not re.search(r"@import|<script[^>]+src", page.body)
    assert demo.send("GET", "/__mock__", BROWSER).headers["location"] == "/__mock__/"


def test_preflight_is_answered_to_any_origin(demo: Server) -> None:
    asked = {
        **ORIGIN,
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type,x-mine",
    }
    answer = demo.send("OPTIONS", f"{BASE}/update_theme", asked)

    assert answer.status == 200
    assert answer.headers["access-control-allow-origin"] == ORIGIN["origin"]
    assert answer.headers["access-control-allow-credentials"] == "true"
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert answer.headers["access-control-allow-headers"] == "authorization,content-type,x-mine"


def test_a_page_may_read_the_headers_that_the_mock_adds(demo: Server) -> None:
    answer = demo.send("GET", f"{BASE}/get_me", ORIGIN)

    assert answer.status == 401
    exposed = answer.headers["access-control-expose-headers"].split(", ")
    assert exposed == list(EXPOSED)
    ours = {name for name in answer.headers if name.startswith(("x-mock-", "x-request-"))}
    assert ours and ours <= set(exposed)


def test_origins_can_be_narrowed() -> None:
    server = Server(Settings(fixture="empty", cors_origin=("http://good.test",)))
    good = server.send("GET", "/health", {"origin": "http://good.test"})
    evil = server.send("GET", "/health", {"origin": "http://evil.test"})
    assert good.headers["access-control-allow-origin"] == "http://good.test"
    assert "access-control-allow-origin" not in evil.headers
    server.close()


def test_a_picture_is_the_same_for_a_name_and_another_for_another() -> None:
    assert svg("Ada Lovelace") == svg("Ada Lovelace") != svg("Grace Hopper")
    assert b">AL</text>" in svg("Ada King Lovelace")
    assert b">A</text>" in svg("Ada") and b"></text>" in svg("--")
    assert b"<script" not in svg("<script> <img")


def test_an_avatar_that_was_described_as_svg_shows_the_initials(company: Company) -> None:
    mia = company.member("Mia Moss")
    made = company.server.control(
        "POST", "/blobs", company.owner.token, filename="mia.svg", content_type="image/svg+xml"
    )
    mia.done("update_profile_picture", person_id=mia.id, avatar_blob_id=made["id"], avatar_url=made["url"])

    picture = company.server.send("GET", str(made["url"]), {"authorization": f"Bearer {mia.token}"})

    assert (picture.status, picture.headers["content-type"]) == (200, "image/svg+xml")
    assert picture.content == svg("Mia Moss")
