"""Uploading the content of a blob, and requests to the URL of the blob."""

import struct
import zlib
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from mockserver.model import ids
from mockserver.server.settings import Settings
from tests.environments.documents import DocumentsEnv
from tests.support import Company, Response, Server, assert_error

PIXEL = b"\x89PNG\r\n\x1a\n and so on"


def upload(company: Company, content: bytes, filename: str = "a.png", content_type: str = "image/png") -> Response:
    headers = {"authorization": f"Bearer {company.owner.token}", "content-type": content_type}
    return company.server.send("POST", f"/__mock__/blobs?filename={quote(filename)}", headers, content)


def described(company: Company, filename: str, content_type: str, size: int = 100) -> str:
    """Create a blob that has metadata but no content, and return its URL."""
    about = {"filename": filename, "content_type": content_type, "size": size}
    return str(company.server.control("POST", "/blobs", company.owner.token, **about)["url"])


def test_uploaded_bytes_are_served(company: Company) -> None:
    made = upload(company, PIXEL)

    assert made.status == 201
    assert made["url"] == f"/blobs/{made['id']}"
    shown = company.server.send("GET", made["url"])
    assert (shown.status, shown.content) == (200, PIXEL)
    assert shown.headers["content-type"] == "image/png"
    assert shown.headers["content-length"] == str(len(PIXEL))
    assert shown.headers["content-disposition"] == "inline; filename=\"a.png\"; filename*=UTF-8''a.png"
    assert shown.headers["x-content-type-options"] == "nosniff"


def test_file_of_uploaded_bytes_has_size_and_type(env: DocumentsEnv) -> None:
    blob = upload(env.company, b"0123456789", "notes.txt", "text/plain; charset=utf-8")["id"]
    files = [{"blob_id": blob, "name": "Notes", "description": "null"}]
    made = env.mia.call("create_resource_hub_file", resource_hub_id=env.hub_id, files=files)["files"][0]

    shown = env.vic.call("get_resource_hub_file", id=made["id"])["file"]
    assert (shown["size"], shown["type"], shown["blob"]["status"]) == (10, "text/plain; charset=utf-8", "uploaded")
    assert env.company.server.send("GET", shown["blob"]["url"]).content == b"0123456789"


@pytest.mark.parametrize("content_type", ["application/json", "multipart/form-data; boundary=x", "text/html"])
def test_upload_with_filename_stores_raw_body(company: Company, content_type: str) -> None:
    made = upload(company, b'{"filename": 7}', "data", content_type)

    assert company.server.send("GET", made["url"]).content == b'{"filename": 7}'


@pytest.mark.parametrize("content_type", ["text/plain", "image/jpeg", "audio/ogg", "video/mp4", "application/pdf"])
def test_passive_content_types_are_served_inline(company: Company, content_type: str) -> None:
    shown = company.server.send("GET", upload(company, b"x", "x", content_type)["url"])

    assert shown.headers["content-disposition"].startswith("inline;")


@pytest.mark.parametrize(
    "content_type",
    [
        "text/html",
        "TEXT/HTML; charset=utf-8",
        "image/svg+xml",
        "application/xhtml+xml",
        "text/xml",
        "application/xml",
        "text/javascript",
        "application/javascript",
        "text/css",
        "application/octet-stream",
        "application/x-made-up",
        "image/png, text/html",
        "text/plain\x7f",
        "nonsense",
        "",
    ],
)
@pytest.mark.parametrize("with_bytes", [True, False])
def test_active_content_types_are_served_as_attachment(company: Company, content_type: str, with_bytes: bool) -> None:
    if with_bytes:
        url = upload(company, b"<script>alert(1)</script>", "x.html", content_type)["url"]
    else:
        url = described(company, "x.html", content_type)
    shown = company.server.send("GET", url)

    assert shown.status == 200
    assert shown.headers["content-disposition"].startswith("attachment;")
    assert shown.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert shown.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("content_type", ["image/png;,text/html", "text/plain; charset=utf-7", "IMAGE/PNG; a=b"])
def test_content_type_is_sent_without_parameters(company: Company, content_type: str) -> None:
    shown = company.server.send("GET", upload(company, b"<script>alert(1)</script>", "x", content_type)["url"])

    assert shown.headers["content-type"] == content_type.partition(";")[0].lower()
    assert shown.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert shown.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("content_type", ["text/plain\r\nx-evil: 1", "image/png\n", "naïve/type", "日本/語"])
def test_invalid_content_type_is_not_sent_as_header(company: Company, content_type: str) -> None:
    shown = company.server.send("GET", described(company, "x", content_type))

    assert shown.headers["content-type"] == "application/octet-stream"
    assert "x-evil" not in shown.headers


@pytest.mark.parametrize(
    ("filename", "plain", "extended"),
    [
        ("../../etc/passwd", "passwd", "passwd"),
        ("..\\..\\windows\\system.ini", "system.ini", "system.ini"),
        ("/etc/passwd", "passwd", "passwd"),
        ("..", "file", "file"),
        ("", "file", "file"),
        ("a/", "file", "file"),
        ('quote".txt', "quote'.txt", "quote%22.txt"),
        ("a\r\nset-cookie: x=1", "aset-cookie: x=1", "aset-cookie%3A%20x%3D1"),
        ("nul\0.txt", "nul.txt", "nul.txt"),
        ("übersicht.pdf", "_bersicht.pdf", "%C3%BCbersicht.pdf"),
        ("100%.txt", "100_.txt", "100%25.txt"),
        ("%2e%2e%2fpasswd", "_2e_2e_2fpasswd", "%252e%252e%252fpasswd"),
        (".htaccess", "htaccess", "htaccess"),
    ],
)
@pytest.mark.parametrize("with_bytes", [True, False])
def test_filename_with_path_is_sent_as_plain_name(
    company: Company, filename: str, plain: str, extended: str, with_bytes: bool
) -> None:
    if with_bytes:
        url = upload(company, PIXEL, filename)["url"]
    else:
        url = described(company, filename, "image/png")
    shown = company.server.send("GET", url)

    assert shown.headers["content-disposition"] == f"inline; filename=\"{plain}\"; filename*=UTF-8''{extended}"
    assert "set-cookie" not in shown.headers


@pytest.mark.parametrize("path", ["..%2f..%2fetc%2fpasswd", "nothing", "%00", "a" * 5000])
def test_blob_path_that_is_not_an_id_returns_404(company: Company, path: str) -> None:
    assert_error(company.server.send("GET", f"/blobs/{path}"), 404, "Not Found")


def test_path_outside_of_the_blobs_returns_the_home_page(company: Company) -> None:
    page = company.server.send("GET", "/blobs/../../etc/passwd")

    assert page.status == 200
    assert page.content.startswith(b"<!doctype html><title>mockserver</title>")


def test_filename_of_upload_is_stored_unchanged(env: DocumentsEnv) -> None:
    blob = upload(env.company, b"x", "../../etc/passwd")["id"]
    files = [{"blob_id": blob, "name": "f", "description": "null"}]
    env.mia.call("create_resource_hub_file", resource_hub_id=env.hub_id, files=files)

    node = env.vic.call("list_resource_hub_nodes", resource_hub_id=env.hub_id)["nodes"][0]
    assert node["file"]["blob"]["filename"] == "../../etc/passwd"


class TestPlaceholders:
    """Responses to requests to the URL of a blob that has metadata but no content."""

    @pytest.mark.parametrize(
        ("content_type", "start"),
        [
            ("image/jpeg", b"\xff\xd8\xff"),
            ("image/gif", b"GIF87a"),
            ("image/webp", b"RIFF\x1e\0\0\0WEBP"),
            ("image/svg+xml", b"<svg xmlns="),
        ],
    )
    def test_placeholder_image_has_requested_type(self, company: Company, content_type: str, start: bytes) -> None:
        shown = company.server.send("GET", described(company, "x", content_type))

        assert shown.headers["content-type"] == content_type
        assert shown.content.startswith(start)

    @pytest.mark.parametrize("content_type", ["image/png", "image/avif", "image/tiff"])
    def test_placeholder_of_png_and_rare_image_types_is_a_valid_png(self, company: Company, content_type: str) -> None:
        shown = company.server.send("GET", described(company, "x", content_type))

        assert shown.headers["content-type"] == "image/png"
        chunks = dict(png_chunks(shown.content))
        assert struct.unpack(">II", chunks[b"IHDR"][:8]) == (1, 1)
        assert len(zlib.decompress(chunks[b"IDAT"])) == 2  # one byte for the filter type, and one for the grey pixel
        assert list(chunks)[-1] == b"IEND"

    def test_placeholder_of_text_is_text_and_of_pdf_is_nul_bytes(self, company: Company) -> None:
        text = company.server.send("GET", described(company, "x", "text/markdown; charset=utf-8"))
        assert text.headers["content-type"] == "text/markdown"
        assert b"placeholder" in text.content

        paper = company.server.send("GET", described(company, "x", "application/pdf", size=10**12))
        assert paper.headers["content-type"] == "application/pdf"
        assert paper.content == bytes(len(paper.content))
        assert len(paper.content) < 1000


def png_chunks(png: bytes) -> list[tuple[bytes, bytes]]:
    """Return the type and data of each chunk of a PNG. Fails if a checksum is wrong."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    at, chunks = 8, []
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        data = png[at + 8 : at + 8 + length]
        assert struct.unpack(">I", png[at + 8 + length : at + 12 + length])[0] == zlib.crc32(kind + data)
        chunks.append((kind, data))
        at += 12 + length
    return chunks


def test_blobs_of_worlds_with_same_seed_are_separate(server: Server) -> None:
    first, second = server.open(), server.open()
    urls = {upload(first, b"first")["url"], upload(second, b"second")["url"]}
    (url,) = urls  # the ids, and so the URLs, are equal, because the seeds are equal

    def seen(token: str | None) -> bytes:
        return server.send("GET", url, {"authorization": f"Bearer {token}"} if token else {}).content

    assert seen(first.owner.token) == b"first"
    assert seen(second.owner.token) == b"second"
    assert seen(None) == b"second"  # without a valid token, the blob of the latest world is returned
    assert seen("opk_unknown") == b"second"
    assert server.control("DELETE", f"/worlds/{second.world_id}").status == 204
    assert seen(None) == b"first"


@pytest.fixture
def alone() -> Iterator[Company]:
    """Yield the company of a separate server, so that no other world has blobs with the same ids."""
    server = Server(Settings(fixture="empty", max_blob_bytes=10))
    yield server.open()
    server.close()


def test_fork_shares_blobs_and_reset_deletes_them(alone: Company) -> None:
    url = upload(alone, b"before")["url"]
    fork = alone.db.fork()
    later = upload(alone, b"after")["url"]

    def statuses() -> list[int]:
        return [alone.server.send("GET", item).status for item in (url, later)]

    assert [*fork.contents.values()] == [b"before"]
    assert statuses() == [200, 200]
    alone.server.control("POST", "/reset", alone.owner.token)
    assert statuses() == [404, 404]
    assert alone.db.contents == {}
    alone.db.restore(fork)
    assert statuses() == [200, 404]
    assert alone.server.send("GET", url).content == b"before"


def test_blob_id_accepts_upper_case_but_not_short_form(company: Company) -> None:
    made = upload(company, PIXEL)

    assert company.server.send("GET", f"/blobs/{made['id'].upper()}").content == PIXEL
    assert_error(company.server.send("GET", f"/blobs/{ids.short(made['id'])}"), 404, "Not Found")
    assert_error(company.server.send("POST", made["url"]), 404, "Not Found")


def test_upload_above_size_limit_is_rejected(alone: Company) -> None:
    assert upload(alone, b"x" * 10).status == 201
    refused = upload(alone, b"x" * 11)

    assert refused.status == 413
    assert "max_blob_bytes" in refused["detail"]
    # succeeds: the limit applies to uploaded content, not to the `size` in the metadata
    assert described(alone, "big", "video/mp4", size=10**9)
    assert len(alone.db.contents) == 1


@pytest.mark.parametrize("parameters", ["filename=a&colour=red", "filename=a&width=wide"])
def test_upload_with_unknown_parameter_is_rejected(company: Company, parameters: str) -> None:
    refused = company.server.send("POST", f"/__mock__/blobs?{parameters}", {"content-type": "image/png"}, b"x")

    assert refused.status == 400
    assert "`width`" in refused["detail"]


def test_upload_accepts_image_size(env: DocumentsEnv) -> None:
    headers = {"authorization": f"Bearer {env.owner.token}", "content-type": "image/png"}
    made = env.company.server.send("POST", "/__mock__/blobs?filename=a.png&width=3&height=4", headers, PIXEL)
    files = [{"blob_id": made["id"], "name": "f", "description": "null"}]
    file = env.mia.call("create_resource_hub_file", resource_hub_id=env.hub_id, files=files)["files"][0]

    blob = env.vic.call("get_resource_hub_file", id=file["id"])["file"]["blob"]
    assert (blob["width"], blob["height"], blob["size"]) == (3, 4, len(PIXEL))
