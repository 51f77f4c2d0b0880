"""Limits: sizes of bodies and of parsed data, the time in which a request must arrive, and the memory of journals."""

import gc
import threading
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Final
from urllib.parse import unquote_plus

import pytest

from mockserver.contract import strict_json
from mockserver.server import memory
from mockserver.server.http import forms
from mockserver.server.http.exchange import Exchange, request_headers
from mockserver.server.http.responses import RequestIds, Response
from mockserver.server.journal import journal as journals_module
from mockserver.server.journal.journal import Journal, JournalBudget
from mockserver.testing import asgi
from tests.http.raw_client import AUTHORIZATION, BASE, RawClient, read_all, serving
from tests.support import assert_error

LIMIT: Final = 300_000


@pytest.fixture(scope="module")
def small() -> Iterator[RawClient]:
    """Yield a client of a server with a low limit on the size of bodies."""
    with serving(max_body_bytes=LIMIT, max_blob_bytes=LIMIT) as raw_client:
        yield raw_client


def post(path: str, *headers: bytes, close: bool = True) -> bytes:
    connection = b"Connection: close\r\n" if close else b""
    return (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\n".encode()
        + (AUTHORIZATION if path.startswith(BASE) else b"")
        + b"Content-Type: application/json\r\n"
        + connection
        + b"".join(header + b"\r\n" for header in headers)
        + b"\r\n"
    )


TOO_LARGE: Final = {
    f"{BASE}/update_theme": "Request Entity Too Large",
    "/__mock__/faults": "at most 300000 bytes; `max_body_bytes` sets the limit",
    "/__mock__/blobs?filename=a": "at most 300000 bytes; `max_blob_bytes` sets the limit",
}


@pytest.mark.parametrize("path", TOO_LARGE)
def test_body_over_the_limit_returns_413_before_it_is_sent(small: RawClient, path: str) -> None:
    [reply] = small.send(post(path, b"Content-Length: %d" % (LIMIT + 1)))

    assert_error(reply, 413, TOO_LARGE[path])


@pytest.mark.parametrize("path", [f"{BASE}/update_theme", "/__mock__/faults"])
def test_chunked_body_over_the_limit_returns_413_before_its_end(small: RawClient, path: str) -> None:
    chunk = b"%x\r\n%s\r\n" % (LIMIT + 1, b" " * (LIMIT + 1))

    [reply] = small.send(post(path, b"Transfer-Encoding: chunked"), chunk)

    assert_error(reply, 413, TOO_LARGE[path])


def test_request_after_a_body_over_the_limit_is_processed(small: RawClient) -> None:
    body = b" " * (LIMIT + 1)
    first = post(f"{BASE}/update_theme", b"Content-Length: %d" % len(body), close=False)

    replies = small.send(first, body, post(f"{BASE}/update_theme", b"Content-Length: 16") + b'{"theme":"dark"}')

    assert [(reply.status, reply.body) for reply in replies] == [
        (413, "Request Entity Too Large"),
        (200, {"success": True}),
    ]


def test_large_body_within_the_limit_is_parsed(small: RawClient) -> None:
    body = b'{"theme":"dark"' + b" " * (LIMIT - 20) + b"}"

    reply = small.request("POST", f"{BASE}/update_theme", body)

    assert (reply.status, reply.body) == (200, {"success": True})


@pytest.mark.slow
def test_multipart_body_of_many_parts_is_parsed_in_one_pass() -> None:
    part = b'--b\r\ncontent-disposition: form-data; name="k%d"\r\n\r\nv\r\n'

    parsed = forms.decode_multipart(b"".join(part % number for number in range(50_000)) + b"--b--", b"b")

    assert len(parsed) == 50_000
    with pytest.raises(forms.Malformed):
        forms.decode_multipart(b"--b\r\n\r\n\r\n" * 200_000 + b"--b--", b"b")


@pytest.mark.parametrize("separator", [b"&k=v", b"&k[]=v", b"&k[a]=v"])
def test_more_parameters_than_the_limit_are_malformed(separator: bytes) -> None:
    assert forms.decode_query(separator * 1000)
    with pytest.raises(forms.Malformed, match="more than 100000"):
        forms.decode_query(separator * (forms.MAX_PARAMETERS + 1))


@pytest.mark.slow
@pytest.mark.parametrize("text", [b"%41", b"%4", b"%%41", b"+%zz", b"%%", b"a%41b"])
@pytest.mark.parametrize("length", [99_997, 100_001, 300_000])
def test_long_value_of_a_form_is_decoded_like_a_short_one(text: bytes, length: int) -> None:
    count = length // len(text)

    assert forms.decode_query(b"k=" + text * count) == {"k": unquote_plus((text * count).decode())}


def test_headers_of_multipart_part_have_a_limit() -> None:
    def body(length: int) -> bytes:
        return b'--b\r\ncontent-disposition: form-data; name="k"\r\na: ' + b"x" * length + b"\r\n\r\nv\r\n--b--"

    assert forms.decode_multipart(body(60_000), b"b") == {"k": "v"}
    with pytest.raises(forms.Malformed, match="headers of a part of the multipart body"):
        forms.decode_multipart(body(70_000), b"b")


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["[]", "{}", "1", '"a"', '{"a":1}'])
def test_json_with_more_values_than_the_limit_is_rejected(unit: str) -> None:
    values = (strict_json.MAX_VALUES - 1) // (3 if ":" in unit else 2 if unit in ("[]", "{}") else 1)

    assert strict_json.loads(f"[{','.join([unit] * (values - 1))}]")
    with pytest.raises(strict_json.NotJson, match="it has more than 100000 values"):
        strict_json.loads(f"[{','.join([unit] * (values + 2))}]")


@pytest.mark.slow
def test_punctuation_in_strings_is_not_counted_as_values() -> None:
    text = r"\\\",[{:" * strict_json.MAX_VALUES

    assert strict_json.loads(f'["{text}"]') == ['\\",[{:' * strict_json.MAX_VALUES]


@pytest.mark.parametrize("inner", ["", "1"])
def test_json_may_be_nested_200_levels(inner: str) -> None:
    def nested(depth: int) -> str:
        return '[{"a":' * (depth // 2) + f"[{inner}]" + "}]" * (depth // 2)  # has `depth` levels, if `depth` is odd

    assert strict_json.loads(nested(199))
    assert strict_json.loads(f"[{nested(199)}]")
    for depth in (201, 5001):
        with pytest.raises(strict_json.NotJson):
            strict_json.loads(nested(depth))


@pytest.mark.parametrize("half", ["\\ud83d", "\\uDE00", "\\ude00\\ud83d", "\\ud83dx"])
@pytest.mark.parametrize("text", ['"%s"', '{"%s":1}', '{"a":[{"b":["%s"]}]}'])
def test_half_of_a_surrogate_pair_is_rejected(half: str, text: str) -> None:
    assert strict_json.loads(text % "\\ud83d\\ude00")
    with pytest.raises(strict_json.NotJson):
        strict_json.loads(text % half)


DEEP: Final = {
    "fault body": ("/__mock__/faults", b'{"action":{"body":%s}}'),
    "verified inputs": ("/__mock__/requests/verify", b'{"inputs":{"a":%s}}'),
    "fixture": ("/__mock__/worlds", b'{"fixture":%s}'),
}


@pytest.mark.parametrize("kind", DEEP)
def test_deeply_nested_json_of_the_control_api_returns_400(small: RawClient, kind: str) -> None:
    path, template = DEEP[kind]

    reply = small.request("POST", path, template % (b"[" * 50_000 + b"]" * 50_000), token="")

    assert_error(reply, 400, "the body is not valid JSON: it is nested too deeply")


@pytest.mark.slow
@pytest.mark.parametrize("kind", DEEP)
def test_json_of_the_control_api_with_many_values_returns_413(small: RawClient, kind: str) -> None:
    path, template = DEEP[kind]

    reply = small.request("POST", path, template % (b"[" + b",".join([b"1"] * 100_001) + b"]"), token="")

    assert_error(reply, 413, "100000 values")


@pytest.mark.parametrize("seed", [2**63, -(2**63), 2**127, 10**400])
def test_seed_out_of_range_returns_400(small: RawClient, seed: int) -> None:
    reply = small.request("POST", "/__mock__/worlds", b'{"fixture":"empty","seed":%d}' % seed, token="")

    assert_error(reply, 400, "at `$.seed`")


@pytest.mark.parametrize("now", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "1900-01-01T00:00:00Z"])
@pytest.mark.parametrize("path", ["/__mock__/worlds", "/__mock__/clock"])
def test_time_out_of_range_returns_400(small: RawClient, now: str, path: str) -> None:
    method = "PUT" if path.endswith("clock") else "POST"

    reply = small.request(method, path, {"now": now}, token="")

    assert_error(reply, 400, "must be between 1970-01-01 and 9000-01-01")


@pytest.mark.slow
def test_connection_without_a_complete_request_is_closed() -> None:
    parts = [b"", b"GET /hea", b"GET /health HTTP/1.1\r\nHost: x\r\n", post(f"{BASE}/a", b"Content-Length: 9")]
    with ExitStack() as opened:
        raw_client = opened.enter_context(serving(fixture="empty", request_timeout=1))
        connections = [opened.enter_context(raw_client.connect()) for _ in parts]
        for connection, part in zip(connections, parts, strict=True):
            connection.sendall(part)
        replies = [read_all(connection) for connection in connections]

    assert [[reply.status for reply in each] for each in replies] == [[], [408], [408], []]


@pytest.mark.parametrize("sent", [b"", b"GET /hea"])
def test_connection_that_ends_without_a_request_causes_no_error(
    small: RawClient, caplog: pytest.LogCaptureFixture, sent: bytes
) -> None:
    for _ in range(3):
        with small.connect() as connection:
            connection.sendall(sent)
    small.request("GET", "/health")

    assert caplog.records == []


# --- memory ----------------------------------------------------------------------------------------------------------


def entry(body: int = 0, query: int = 0, header: int = 0, response: int = 0) -> Exchange:
    exchange = Exchange("POST", BASE, b"q" * query, request_headers([(b"x-header", b"h" * header)]), body=b"b" * body)
    exchange.set_response(Response(200, b"r" * response), RequestIds())
    return exchange


@pytest.mark.parametrize("part", ["body", "query", "header", "response"])
def test_limit_of_all_journals_counts_each_part_of_an_entry(part: str) -> None:
    budget = JournalBudget(limit=1_000_000)
    journals = [Journal(budget) for _ in range(20)]
    for number in range(400):
        journals[number % 20].add(entry(**{part: 10_000}))

    entries = [item for journal in journals for item in journal]
    assert 0 < len(entries) < 100
    assert budget.bytes <= 1_000_000
    lengths = [len(list(journal)) for journal in journals]
    # the oldest entries of all journals were removed, so the lengths of the journals are nearly equal
    assert max(lengths) - min(lengths) <= 1


def test_cleared_journal_frees_its_part_of_the_limit() -> None:
    budget = JournalBudget(limit=1_000_000)
    journals = [Journal(budget) for _ in range(3)]
    for _ in range(2000):
        for journal in journals:
            journal.add(entry(body=100))
            journal.clear()

    assert budget.bytes == 0
    assert len(budget.order) < 2000


def test_memory_of_cleared_journals_is_returned_to_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    returned: list[str] = []
    monkeypatch.setattr(memory, "return_freed", lambda: returned.append("returned"))
    budget = JournalBudget()

    for _ in range(50):
        journal = Journal(budget)
        journal.add(entry(response=500_000))
        journal.clear()

    assert len(returned) == 2  # memory is returned to the system after each 10 MB that are freed


def test_journal_drops_the_inputs_of_a_huge_request() -> None:
    journal = Journal()
    huge = entry(body=2_000_000)
    huge.inputs = {"a": "b"}

    journal.add(huge)

    assert (len(huge.body), huge.inputs) == (1_000_000, {})


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_response_over_the_limit_of_the_journal_is_sent_completely(
    raw_client: RawClient, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    monkeypatch.setattr(journals_module, "MAX_BODY_BYTES", 10)

    reply = raw_client.request(method, f"{BASE}/no_such_endpoint", None if method == "GET" else {})

    assert (reply.status, reply.header("content-length")) == (404, str(len(reply.content)))
    assert reply.content.decode() in ("Query not found", "Mutation not found")


def test_headers_of_many_requests_are_kept_up_to_a_limit() -> None:
    tracemalloc.start()
    try:
        for number in range(1000):
            request_headers([(b"authorization", b"Bearer %d " % number + b"x" * 4000), (b"cookie", b"y" * 60_000)])
        allocated, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert allocated < 20_000_000


@pytest.mark.slow
def test_query_of_a_closed_connection_is_freed_without_garbage_collection(small: RawClient) -> None:
    small.request("GET", "/health")  # imports the modules that only the first request imports
    gc.collect()
    gc.disable()
    tracemalloc.start()
    try:
        for _ in range(10):
            assert small.request("GET", f"/health?{'a' * 900_000}").status == 200
        allocated, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
        gc.enable()
    assert allocated < 4_000_000


# --- threads ---------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_in_process_server_serialises_the_requests_of_threads() -> None:
    import httpx

    transport = asgi(fixture="demo")
    ready = threading.Barrier(4)

    def work(number: int) -> list[int]:
        ready.wait()
        owner = {"authorization": "Bearer opk_owner"}
        sent = []
        with httpx.Client(transport=transport, base_url="http://mock") as client:
            for index in range(30):
                space = {"name": f"Space {number}.{index}", "mission": "x"}
                sent.append(client.post(f"{BASE}/create_space", headers=owner, json=space).status_code)
                sent.append(client.post("/__mock__/clock/advance", json={"days": 1}).status_code)
        return sent

    with ThreadPoolExecutor(4) as pool:
        statuses = [status for result in pool.map(work, range(4)) for status in result]

    assert statuses == [200] * 240
    with httpx.Client(transport=transport, base_url="http://mock") as client:
        entries = client.get("/__mock__/requests").json()["requests"]
    assert [item["id"] for item in entries] == list(range(1, 121))
