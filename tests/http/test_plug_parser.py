"""The parser of raw requests, which has the same results as Plug on the real server (contract: wire 1-4, 7)."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.contract.strict_json import Json
from mockserver.server.http import forms, plug_parser
from mockserver.server.http.plug_parser import HTML, JSON, HttpError, Params

FORM = "application/x-www-form-urlencoded"


def post(body: bytes | str, content_type: str | None = "application/json", query: bytes = b"") -> Params:
    return plug_parser.params("POST", content_type, query, body if isinstance(body, bytes) else body.encode())


def http_error(body: bytes, content_type: str = "application/json", accept: str | None = None) -> HttpError:
    with pytest.raises(HttpError) as error:
        plug_parser.params("POST", content_type, b"", body, accept)
    return error.value


# Query strings


@pytest.mark.parametrize(
    ("text", "params"),
    [
        ("", {}),
        ("a=1&a=2", {"a": "2"}),
        ("a", {"a": ""}),
        ("a=", {"a": ""}),
        ("a=b=c", {"a": "b=c"}),
        ("&&a=1&", {"a": "1"}),
        ("a[]=1&a[]=2", {"a": ["1", "2"]}),
        ("a%5B%5D=1&a%5b%5d=2", {"a": ["1", "2"]}),
        ("a[b]=1&a[c]=2", {"a": {"b": "1", "c": "2"}}),
        ("a[b][]=1&a[b][]=2", {"a": {"b": ["1", "2"]}}),
        ("a[0]=x&a[1]=y", {"a": {"0": "x", "1": "y"}}),
        ("a[]=1&a[b]=2", {"a": {"b": "2"}}),
        ("a[b]=2&a[]=1", {"a": ["1"]}),
        ("a=1&a[]=2", {"a": ["2"]}),
        ("a[]=2&a=1", {"a": "1"}),
        ("a[]=2&a=1&a[]=3", {"a": "1"}),  # `a=1` has replaced the list, so `a[]=3` has no effect
        ("a[][b]=1&a[][c]=2", {"a": [{"b": "1", "c": "2"}]}),
        ("=v", {"": "v"}),
        ("=", {"": ""}),
        ("[a]=1", {"[a]": "1"}),
        ("a]=1", {"a]": "1"}),
        ("a[b=1", {"a[b": "1"}),
        ("a[b]c=1", {"a[b]c": "1"}),
        ("a[b[c]=1", {"a": {"b[c": "1"}}),
        ("a+b=c+d", {"a b": "c d"}),
        ("a=%2B%26%3D", {"a": "+&="}),
        ("caf%C3%A9=é", {"café": "é"}),
        ("a=%zz&b=100%", {"a": "%zz", "b": "100%"}),
    ],
)
def test_query_string_is_parsed(text: str, params: dict[str, Json]) -> None:
    assert forms.decode_query(text) == forms.decode_query(text.encode()) == params
    assert post(text, FORM).inputs == params


@pytest.mark.parametrize("query", [b"a=%ff", b"%ff=a", b"a=\xff", b"a=%ed%a0%80", b"a" + b"[b]" * 100_000])
def test_invalid_query_string_is_rejected(query: bytes) -> None:
    with pytest.raises(HttpError, match="400 Bad Request") as error:
        plug_parser.params("GET", None, query, b"")
    assert not error.value.request_id


def test_query_string_has_maximum_length() -> None:
    assert plug_parser.params("GET", None, b"a" * 1_000_000, b"").inputs
    with pytest.raises(HttpError, match="414 Request-URI Too Long"):
        plug_parser.params("GET", None, b"a" * 1_000_001, b"")


# Bodies


@pytest.mark.parametrize(
    ("body", "inputs"),
    [
        ("", {}),
        ("{}", {}),
        (' \n{"theme" : "light"}\t', {"theme": "light"}),
        ('{"a":1,"a":2,"b":{"c":1,"c":2}}', {"a": 1, "b": {"c": 1}}),
        ("[1]", {"_json": [1]}),
        ("null", {"_json": None}),
        ('"theme"', {"_json": "theme"}),
        (r'{"a":"\ud83d\ude00\\ud800\u00e9\u0000"}', {"a": "😀\\ud800é\0"}),
        ('{"a":[1.0,-0,1e3,1e-999,12345678901234567890]}', {"a": [1.0, 0, 1000.0, 0.0, 12345678901234567890]}),
        ('{"a":"%s"}' % ("[{" * 1000), {"a": "[{" * 1000}),
        ('{"a":[' + "{}," * 999 + "{}]}", {"a": [{}] * 1000}),
    ],
)
def test_json_body_is_parsed(body: str, inputs: dict[str, Json]) -> None:
    assert post(body).inputs == inputs


@pytest.mark.parametrize(
    "body",
    [
        b"{bad",
        b'{"theme":"dark"',
        b'{"theme":"dark",}',
        b"{'theme':'dark'}",
        b'{"theme":NaN}',
        b'{"theme":-Infinity}',
        b'{"theme":1e999}',
        b'{"theme":01}',
        b'{"theme":"dark"}x',
        b" ",
        b"\xef\xbb\xbf{}",
        b'{"theme":"\xff"}',
        b'{"theme":"a\nb"}',
        rb'{"theme":"\ud800"}',
        rb'{"theme":"\ude00"}',
        rb'{"theme":"\ud800\u0041"}',
        rb'{"theme":1,"theme":"\ud800"}',
        rb'{"theme":"\x41"}',
        b"[" * 100_000 + b"]" * 100_000,
        b'{"a":' * 100_000,
    ],
)
def test_malformed_json_is_rejected(body: bytes) -> None:
    error = http_error(body)
    assert (error.status, error.body, error.content_type, error.request_id) == (
        400,
        b"Bad Request",
        HTML,
        False,
    )


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "Application/JSON",
        "application/json; charset=utf-8",
        "application/json;",
        "application/json; charset",
        "application/vnd.api+json",
        "application/merge-patch+json; v=1",
    ],
)
def test_json_content_types_are_accepted(content_type: str) -> None:
    assert post('{"a":1}', content_type) == Params({"a": 1}, "POST", unsupported=False)


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/xml",
        "text/json",
        "application/octet-stream",
        "json",
        "",
        "*/*",
        "application/*",
        "application/json, text/plain",
        "multipart/related; boundary=x",
    ],
)
def test_other_content_types_are_rejected(content_type: str) -> None:
    assert post('{"a":1}', content_type, b"b=2") == Params({"b": "2"}, "POST", unsupported=True)


def test_body_without_content_type_is_ignored() -> None:
    assert post("{bad", None, b"theme=dark") == Params({"theme": "dark"}, "POST")


def test_body_parameter_replaces_query_parameter() -> None:
    assert post('{"a":{"b":1}}', query=b"a[c]=2&d=3").inputs == {"a": {"b": 1}, "d": "3"}


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_body_of_get_request_is_ignored(method: str) -> None:
    assert plug_parser.params(method, "text/plain", b"a=1", b"{bad") == Params({"a": "1"}, "GET")


@pytest.mark.parametrize(
    ("method", "body", "seen"),
    [
        ("POST", '{"_method":"delete"}', "DELETE"),
        ("POST", '{"_method":"PUT"}', "PUT"),
        ("POST", '{"_method":"Patch"}', "PATCH"),
        ("POST", '{"_method":"post"}', "POST"),
        ("POST", '{"_method":5}', "POST"),
        ("PUT", '{"_method":"delete"}', "PUT"),
    ],
)
def test_method_override_in_body_changes_method(method: str, body: str, seen: str) -> None:
    assert plug_parser.params(method, "application/json", b"_method=delete", body.encode()).method == seen


def test_method_override_in_query_string_is_ignored() -> None:
    assert plug_parser.params("POST", None, b"_method=delete", b"") == Params({"_method": "delete"}, "POST")


# Multipart

TEXT = b'--x\r\nContent-Disposition: form-data; name="theme"\r\n\r\ndark\r\n'
MORE = b'--x\r\ncontent-disposition: form-data; name="a[]"\r\nContent-Type: text/plain\r\n\r\n1\r\n\r\n2\r\n'
FILE = b'--x\r\nContent-Disposition: form-data; name="a[b]"; filename="a;b.png"\r\n\r\n\xff\r\n'
UNFILLED = b'--x\r\nContent-Disposition: form-data; name="a"; filename=""\r\n\r\n\r\n'
NAMELESS = b"--x\r\n\r\nno headers\r\n"


@pytest.mark.parametrize(
    ("body", "inputs"),
    [
        (TEXT + b"--x--\r\n", {"theme": "dark"}),
        (TEXT + MORE + b"--x--", {"theme": "dark", "a": ["1\r\n\r\n2"]}),
        (b"preamble\r\n" + TEXT + b"--x--\r\nepilogue", {"theme": "dark"}),
        (UNFILLED + NAMELESS + b"--x--", {}),
    ],
)
@pytest.mark.parametrize(
    "content_type", ["multipart/form-data; boundary=x", 'multipart/mixed; charset=a; Boundary="x"']
)
def test_multipart_text_is_parsed(content_type: str, body: bytes, inputs: dict[str, Json]) -> None:
    assert post(body, content_type).inputs == inputs


def test_multipart_file_crashes_conversion() -> None:
    assert post(FILE + b"--x--", "multipart/form-data; boundary=x").inputs == {"a": {"b": {"an uploaded file": None}}}


@pytest.mark.parametrize("body", [b"", b"dark", TEXT, TEXT.rstrip(), b"--x\r\nContent-Disposition\r\n\r\na\r\n--x--"])
def test_multipart_body_with_wrong_boundary_is_rejected(body: bytes) -> None:
    error = http_error(body, "multipart/form-data; boundary=x")
    assert (error.status, error.body) == (400, b"Bad Request")


def test_multipart_without_boundary_is_ignored() -> None:
    assert post(TEXT, "multipart/form-data") == Params({}, "POST")


# Accept


@pytest.mark.parametrize(
    ("accept", "as_json"),
    [
        (None, False),
        ("", False),
        ("*/*", False),
        ("text/html", False),
        ("text/plain", False),
        ("application/xml", False),
        ("application/json", True),
        ("APPLICATION/JSON", True),
        ("application/*", True),
        ("application/problem+json", True),
        ("application/geo+json", True),
        ("application/vnd.api+json", False),
        ("application/json, text/plain, */*", False),
        ("application/json, text/html", True),
        ("text/html, application/json", False),
        ("text/*, application/json", False),
        ("text/html;q=0.5, application/json", True),
        ("application/json;q=0, text/html;q=0", True),
        ("text/plain, application/json", True),
    ],
)
def test_page_format_follows_accept_header(accept: str | None, as_json: bool) -> None:
    error = http_error(b"{bad", accept=accept)
    body = b'{"errors":{"detail":"Bad Request"}}' if as_json else b"Bad Request"
    assert (error.body, error.content_type) == (body, JSON if as_json else HTML)


@pytest.mark.parametrize(
    "accept",
    [
        None,
        "*/*",
        "application/json",
        "application/*",
        "application/json, text/plain, */*",
        "text/html, */*;q=0.1",
        "text/html, application/json",
        "application/json;q=0.1",
        "APPLICATION/JSON",
        "application/json; charset=utf-8",
        "application/problem+json",
    ],
)
def test_accept_header_with_json_is_accepted(accept: str | None) -> None:
    assert plug_parser.accepts_json(accept, {})


@pytest.mark.parametrize(
    "accept",
    [
        "",
        "*",
        "json",
        "text/json",
        "text/*",
        "text/html",
        "image/png",
        "*/json",
        "application/vnd.api+json",
        "application/ld+json",
        "text/html,application/xhtml+xml,application/xml;q=0.9",
    ],
)
def test_accept_header_without_json_is_rejected(accept: str) -> None:
    assert not plug_parser.accepts_json(accept, {})


@pytest.mark.parametrize(("wanted", "passes"), [("json", True), ("html", False), ("", False), (["json"], False)])
def test_format_parameter_replaces_accept_header(wanted: Json, passes: bool) -> None:
    assert plug_parser.accepts_json("application/json", {"_format": wanted}) is passes
    assert plug_parser.accepts_json("text/html", {"_format": wanted}) is passes


def test_constant_responses_have_expected_bytes() -> None:
    not_acceptable, unsupported = plug_parser.not_acceptable(), plug_parser.unsupported_media_type()

    assert (not_acceptable.status, not_acceptable.body, not_acceptable.content_type) == (406, b"Not Acceptable", HTML)
    assert (unsupported.status, unsupported.content_type) == (415, JSON)
    assert unsupported.body == b'{"errors":{"detail":"Unsupported Media Type"}}'
    assert not_acceptable.request_id
    assert unsupported.request_id


# Authorization and paths


@pytest.mark.parametrize("header", ["Bearer t", "  Bearer   t  ", "t", " t "])
def test_authorization_header_with_token_is_parsed(header: str) -> None:
    assert plug_parser.bearer(header) == "t"


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        " ",
        "Bearer",
        "Bearer ",
        "bearer t",
        "BEARER t",
        "Token t",
        "Basic dDp0",
        "Bearer t y",
        "Bearer\tt",
        "t, t",
        "Bearer t, Bearer t",
    ],
)
def test_authorization_header_without_token_is_rejected(header: str | None) -> None:
    assert plug_parser.bearer(header) is None


@pytest.mark.parametrize(
    ("path", "segments"),
    [
        ("/api//external/v1//get_me/", ["api", "external", "v1", "get_me"]),
        ("/", []),
        ("/a/../b", ["a", "..", "b"]),
        ("/get%5Fme;x=1", ["get%5Fme;x=1"]),
    ],
)
def test_path_is_split_and_decoded(path: str, segments: list[str]) -> None:
    assert plug_parser.split_path(path) == segments


# Arbitrary inputs

HEADERS = st.none() | st.text(max_size=40) | st.sampled_from(["application/json", FORM, "multipart/mixed; boundary=x"])
QUERIES = st.binary(max_size=60) | st.text("ab[]=&%+2F", max_size=60).map(str.encode)
BODIES = st.binary(max_size=80) | st.text('{}[]",:\\ud8a-x=&\r\n', max_size=80).map(str.encode)


@settings(max_examples=300)
@given(st.sampled_from(["GET", "POST", "DELETE"]), HEADERS, QUERIES, BODIES, HEADERS)
@pytest.mark.extended
def test_random_request_is_parsed_or_rejected(
    method: str, content_type: str | None, query: bytes, body: bytes, accept: str | None
) -> None:
    plug_parser.accepts_json(accept, {})
    plug_parser.bearer(accept)
    with suppress(HttpError):
        plug_parser.params(method, content_type, query, body, accept)


@settings(max_examples=300)
@given(st.text())
@pytest.mark.extended
def test_random_query_string_is_parsed_or_rejected(text: str) -> None:
    with suppress(forms.Malformed):
        forms.decode_query(text)
