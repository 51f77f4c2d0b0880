"""Headers and bodies of the responses that fault rules cause, over a socket."""

import pytest

from tests.http.wire import BASE, Json, Wire


def fault(wire: Wire, **action: Json) -> None:
    assert wire.control("POST", "/faults", {"match": {"endpoint": "get_me"}, "action": action}).status == 201


@pytest.mark.parametrize("status", [204, 304])
@pytest.mark.parametrize("action", [{}, {"body": {"a": 1}}, {"body": "text"}, {"malformed": True}, {"truncate": 1}])
def test_fault_with_204_or_304_has_no_body(wire: Wire, status: int, action: Json) -> None:
    fault(wire, status=status, **action)

    reply = wire.request("GET", f"{BASE}/get_me")

    assert (reply.status, reply.content) == (status, b"")
    assert reply.all("content-length") == []
    assert reply.all("content-type") == []
    assert reply.all("transfer-encoding") == []


def test_header_of_a_rule_replaces_the_header_of_the_server(wire: Wire) -> None:
    chosen = {"Cache-Control": "no-store", "Server": "Cowboy", "Date": "x", "X-Request-Id": "1", "X-Mock-Hint": "mine"}
    fault(wire, headers=chosen)

    reply = wire.request("GET", f"{BASE}/get_me")

    assert {name: reply.all(name.lower()) for name in chosen} == {name: [value] for name, value in chosen.items()}


def test_date_header_is_sent_again_after_a_rule_replaced_it(wire: Wire) -> None:
    fault(wire, headers={"Date": "x"})
    wire.request("GET", f"{BASE}/get_me")

    [date] = wire.request("GET", f"{BASE}/get_companies").all("date")
    assert date.endswith("GMT")


def test_hint_is_one_short_line_of_ascii(wire: Wire) -> None:
    name = "ü\x1b[31m\r\n" * 2000

    reply = wire.request("POST", f"{BASE}/update_theme", {"theme": name})

    [hint] = reply.all("x-mock-hint")
    assert len(hint) <= 1000
    assert hint.isprintable()
    assert hint.isascii()
