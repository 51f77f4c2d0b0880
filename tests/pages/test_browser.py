"""CORS in a real browser: a page of another origin sends requests to the API.

The tests in tests/http check the headers of the preflight response, but not whether a browser accepts them.
"""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

pytestmark = pytest.mark.extended

PAGE = """<!doctype html><body>waiting<script>
(async () => {
  const base = "%s", headers = { authorization: "Bearer opk_owner", "content-type": "application/json", "x-mine": "1" };
  const me = await fetch(base + "/get_me", { headers, credentials: "include" });
  const change = { method: "POST", headers, credentials: "include", body: '{"theme":"dark"}' };
  const theme = await fetch(base + "/update_theme", change);
  const lost = await fetch(base + "/get_goal?id=abc", { headers, credentials: "include" });
  return { me: (await me.json()).me.title, theme: theme.status, lost: lost.status,
    id: lost.headers.get("x-request-id") !== null, hint: lost.headers.get("x-mock-hint") !== null };
})().catch(String).then((result) => document.body.textContent = JSON.stringify(result));
</script>"""


@pytest.fixture
def elsewhere(live: str) -> Iterator[str]:
    """Yield the URL of a page that has another origin than the API, and sends requests to the API."""
    body = (PAGE % f"{live}/api/external/v1").encode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}/"
        server.shutdown()


def test_page_of_other_origin_sends_preflight_and_credentials(elsewhere: str, browser: Any) -> None:
    page = browser.new_page()
    page.goto(elsewhere)
    page.wait_for_function("document.body.textContent.startsWith('{')")

    assert json.loads(page.text_content("body")) == {
        "me": "Founder and CEO",
        "theme": 200,
        "lost": 404,
        "id": True,
        "hint": True,
    }
