"""Headers and bodies of the responses that fault rules cause, over a socket."""

import pytest

from tests.http.raw_client import BASE, Json, RawClient


def fault(raw_client: RawClient, **action: Json) -> None:
    assert raw_client.control("POST", "/faults", {"match": {"endpoint": "get_me"}, "action": action}).status == 201


@pytest.mark.parametrize("status", [204, 304])
@pytest.mark.parametrize("action", [{}, {"body": {"a": 1}}, {"body": "text"}, {"malformed": True}, {"truncate": 1}])
def test_fault_with_204_or_304_has_no_body(raw_client: RawClient, status: int, action: Json) -> None:
    fault(raw_client, status=status, **action)

    reply = raw_client.request("GET", f"{BASE}/get_me")

    assert (reply.status, reply.content) == (status, b"")
    assert reply.all("content-length") == []
    assert reply.all("content-type") == []
    assert reply.all("transfer-encoding") == []


def test_header_of_a_rule_replaces_the_header_of_the_server(raw_client: RawClient) -> None:
    headers = {"Cache-Control": "no-store", "Server": "Cowboy", "Date": "x", "X-Request-Id": "1", "X-Mock-Hint": "mine"}
    fault(raw_client, headers=headers)

    reply = raw_client.request("GET", f"{BASE}/get_me")

    assert {name: reply.all(name.lower()) for name in headers} == {name: [value] for name, value in headers.items()}


def test_date_header_is_sent_again_after_a_rule_replaced_it(raw_client: RawClient) -> None:
    fault(raw_client, headers={"Date": "x"})
    raw_client.request("GET", f"{BASE}/get_me")

    [date] = raw_client.request("GET", f"{BASE}/get_companies").all("date")
    assert date.endswith("GMT")


def test_hint_is_one_short_line_of_ascii(raw_client: RawClient) -> None:
    name = "ü\x1b[31m\r\n" * 2000

    reply = raw_client.request("POST", f"{BASE}/update_theme", {"theme": name})

    [hint] = reply.all("x-mock-hint")
    assert len(hint) <= 1000
    assert hint.isprintable()
    assert hint.isascii()
