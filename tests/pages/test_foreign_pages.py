"""Attacks by web pages, in Chromium.

Pages of other sites can't use the control API, and uploaded files can't run scripts. Chromium's own checks of requests
to the local network are disabled. Therefore, only the checks of the server are tested.
"""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

import httpx
import pytest

from tests.pages.conftest import chromium, sync_api

pytestmark = pytest.mark.extended

FOREIGN: Final = "foreign.example"
BROWSER_ARGUMENTS: Final = [
    f"--host-resolver-rules=MAP {FOREIGN} 127.0.0.1",
    "--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests",
]

READ: Final = """async urls => {
    const read = []
    for (const url of urls)
        for (const mode of ["cors", "no-cors"])
            await fetch(url, { mode, credentials: "include" })
                .then(response => response.text())
                .then(text => text && read.push(text), () => {})
    return read
}"""
"""A script that requests URLs, and returns the response bodies that the page can read."""

CHANGE: Final = """async ([root, types]) => {
    const send = (path, body, type, method = "POST") => fetch(root + path, {
        method, body, mode: method === "POST" && type === "text/plain" ? "no-cors" : "cors",
        headers: { "content-type": type },
    }).catch(() => null)
    for (const type of types) {
        await send("/worlds", '{"fixture": "empty"}', type)
        await send("/faults", '{"action": {"status": 503}}', type)
        await send("/clock/advance", '{"days": 1}', type)
        await send("/clock", '{"now": "2030-01-01"}', type, "PUT")
        await send("/reset", "", type)
    }
    navigator.sendBeacon(root + "/clock/advance", '{"days": 1}')
}"""

FORM: Final = """root => {
    const form = document.createElement("form")
    Object.assign(form, { method: "POST", action: root + "/faults", enctype: "text/plain" })
    const input = document.createElement("input")
    Object.assign(input, { name: '{"action": {"status": 503, "message": "', value: '"}}' })
    form.append(input)
    document.body.append(form)
    form.submit()
}"""
"""A script that sends JSON to the control API by submitting a form."""

SCRIPT: Final = (
    b"<!doctype html><svg xmlns='http://www.w3.org/2000/svg'><script>document.title = 'it ran'</script></svg>"
)
SVG: Final = b"""<svg xmlns="http://www.w3.org/2000/svg"><script>document.documentElement.id = 'ran'</script></svg>"""
PDF: Final = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj
trailer<</Root 1 0 R>>
"""


class EmptyPage(BaseHTTPRequestHandler):
    """Serves the empty page in which the attacks run."""

    def do_GET(self) -> None:
        content = b"<!doctype html><title>a page</title><body></body>"
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *arguments: object) -> None:
        pass


@pytest.fixture(scope="module")
def page_port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), EmptyPage) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def foreign_browser() -> Iterator[Any]:
    with chromium(*BROWSER_ARGUMENTS) as started:
        yield started


@pytest.fixture
def page(foreign_browser: Any) -> Iterator[Any]:
    context = foreign_browser.new_context()
    opened = context.new_page()
    opened.set_default_timeout(20_000)
    yield opened
    context.close()


def state(live: str) -> list[Any]:
    """Return the worlds, faults, clock and snapshots of the server. Tests compare them before and after an attack."""
    return [httpx.get(f"{live}/__mock__/{path}").json() for path in ("worlds", "faults", "clock", "snapshots")]


def secrets(live: str) -> list[str]:
    paths = ("people", "worlds/default", "requests", "requests.har", "faults", "tokens", "fixture", "openapi.json", "")
    return [f"{live}/__mock__/{path}" for path in paths]


def test_page_of_a_foreign_origin_reads_nothing(live: str, page: Any, page_port: int) -> None:
    page.goto(f"http://{FOREIGN}:{page_port}/")

    assert page.evaluate(READ, secrets(live)) == []

    # a page of a loopback origin can read the bodies with the same script
    page.goto(f"http://localhost:{page_port}/")
    assert any("opk_" in text for text in page.evaluate(READ, secrets(live)))


def test_page_of_a_foreign_origin_changes_nothing(live: str, page: Any, page_port: int) -> None:
    page.goto(f"http://{FOREIGN}:{page_port}/")
    before = state(live)

    page.evaluate(CHANGE, [f"{live}/__mock__", ["text/plain", "application/json"]])
    with page.expect_navigation():
        page.evaluate(FORM, f"{live}/__mock__")

    assert "cannot use the control API" in page.content()
    assert state(live) == before


def test_page_of_a_loopback_origin_changes_nothing_without_a_preflight(live: str, page: Any, page_port: int) -> None:
    page.goto(f"http://localhost:{page_port}/")
    before = state(live)

    page.evaluate(CHANGE, [f"{live}/__mock__", ["text/plain"]])
    with page.expect_navigation():
        page.evaluate(FORM, f"{live}/__mock__")

    assert "application/json" in page.content()
    assert state(live) == before


def test_page_of_a_rebound_name_reads_and_changes_nothing(live: str, page: Any) -> None:
    own = f"http://{FOREIGN}:{live.rpartition(':')[2]}"
    page.route(f"{own}/attack", lambda route: route.fulfill(content_type="text/html", body="<title>attack</title>"))
    # the host name resolves to the mock server, so the page and the control API have the same origin
    page.goto(f"{own}/attack")
    before = state(live)

    read = page.evaluate(READ, [url.replace(live, own) for url in secrets(live)])
    page.evaluate(CHANGE, [f"{own}/__mock__", ["text/plain", "application/json"]])

    assert read and all("does not accept the host" in text for text in read)
    assert state(live) == before


def test_console_is_not_shown_in_a_frame_of_another_page(live: str, page: Any, page_port: int) -> None:
    for host in (FOREIGN, "localhost"):
        page.goto(f"http://{host}:{page_port}/")
        page.set_content(f"<iframe src='{live}/__mock__/'></iframe>")  # waits until the frame is loaded

        [frame] = page.frames[1:]
        assert "mockserver" not in frame.evaluate("document.title").lower()
        assert frame.evaluate("document.querySelector('main, nav')") is None


def upload(live: str, content_type: str, content: bytes, filename: str) -> str:
    sent = httpx.post(
        f"{live}/__mock__/blobs", params={"filename": filename}, headers={"content-type": content_type}, content=content
    )
    assert sent.status_code == 201, sent.text
    return live + str(sent.json()["url"])


@pytest.mark.parametrize("content_type", ["image/png;,text/html", "text/plain;,text/html", "text/plain", "image/gif"])
def test_uploaded_page_does_not_run(live: str, page: Any, content_type: str) -> None:
    page.goto(upload(live, content_type, SCRIPT, "page.html"))

    assert page.title() != "it ran"


@pytest.mark.parametrize("content_type", ["image/svg+xml", "text/html", "image/svg+xml;,image/png", "text/xml"])
def test_uploaded_document_is_downloaded(live: str, page: Any, content_type: str) -> None:
    url = upload(live, content_type, SVG, "picture.svg")

    with page.expect_download() as download, pytest.raises(sync_api.Error, match="Download is starting"):
        page.goto(url)

    assert download.value.suggested_filename == "picture.svg"


def test_uploaded_svg_in_a_frame_does_not_run(live: str, page: Any) -> None:
    page.goto(f"{live}/health")
    url = upload(live, "image/svg+xml", SVG, "picture.svg")
    with page.expect_download():
        page.set_content(f"<iframe src='{url}'></iframe>")

    assert all(frame.evaluate("document.documentElement.id") != "ran" for frame in page.frames)


def test_uploaded_pdf_is_shown_in_the_sandbox(live: str, page: Any) -> None:
    url = upload(live, "application/pdf", PDF, "plan.pdf")

    # Chromium shows the PDF in its PDF viewer, which is an extension
    with page.expect_event("framenavigated", lambda frame: frame.url.startswith("chrome-extension://")):
        page.goto(url)

    assert "sandbox" in httpx.get(url).headers["content-security-policy"]
