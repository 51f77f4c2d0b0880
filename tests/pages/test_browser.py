"""A real browser: a page of another origin calls the API, and the pages of the mock show what they should."""

import json
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

# The suite needs Python and nothing else. Without a browser, tests/http still asks for the preflight, and test_pages
# for what the pages hold; unproven is then that a browser is content with them.
pytestmark = [pytest.mark.slow, pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")]

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


@pytest.fixture(scope="module")
def root() -> Iterator[str]:
    """Where a server with the demo company listens."""
    command = [sys.executable, "-m", "mockserver", "serve", "--port", "0", "--quiet"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().strip().removesuffix("/api/external/v1")
        finally:
            server.send_signal(signal.SIGTERM)


@pytest.fixture
def elsewhere(root: str) -> Iterator[str]:
    """A page of another origin, which calls the API."""
    body = (PAGE % f"{root}/api/external/v1").encode()

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


def seen(url: str, profile: Path, milliseconds: int = 4000) -> str:
    """The page's document after its scripts had that much (virtual) time."""
    command = [
        str(CHROMIUM),
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        f"--user-data-dir={profile}",
        f"--virtual-time-budget={milliseconds}",
        "--dump-dom",
        url,
    ]
    return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, check=True).stdout


def test_page_of_other_origin_sends_preflight_and_credentials(elsewhere: str, tmp_path: Path) -> None:
    found = re.search(r"<body>(.*)</body>", seen(elsewhere, tmp_path), re.S)

    assert found is not None
    assert json.loads(unescape(found[1])) == {
        "me": "Founder and CEO",
        "theme": 200,
        "lost": 404,
        "id": True,
        "hint": True,
    }
