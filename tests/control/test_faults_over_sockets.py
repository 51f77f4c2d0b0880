"""The effect of each kind of fault on a client (httpx) that is connected by a socket."""

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest

from mockserver.server.app import create_app
from mockserver.server.faults import rules
from mockserver.server.run import in_background
from mockserver.server.settings import Settings

Json = Any
ME = "/api/external/v1/get_me"
NEW_SPACE = {"name": "Design", "mission": "Draw"}


def client_of(root: str, token: str) -> httpx.Client:
    """Return a client that sends this token.

    The client loads no certificates, because loading takes longer than most of the tests.
    """
    return httpx.Client(base_url=root, headers={"authorization": f"Bearer {token}"}, timeout=30, verify=False)


class World:
    """A new world, and a client with the token of its owner."""

    def __init__(self, root: str, http: httpx.Client) -> None:
        opened = http.post("/__mock__/worlds", json={}).json()
        self.id = opened["id"]
        self.token = opened["owner"]["token"]
        self.client = client_of(root, self.token)

    def fails(self, action: Json, **rule: Json) -> None:
        self.client.post("/__mock__/faults", json={"action": action, **rule}).raise_for_status()

    def me(self) -> httpx.Response:
        return self.client.get(ME)

    def spaces(self) -> list[str]:
        spaces = self.client.get("/api/external/v1/get_spaces").json()["spaces"]
        return [space["name"] for space in spaces]


@pytest.fixture
def world(root: str, http: httpx.Client) -> Iterator[World]:
    made = World(root, http)
    yield made
    made.client.close()


def test_connection_can_be_closed_before_response(world: World) -> None:
    world.fails({"close": "before"}, times=1)

    with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
        world.me()
    assert world.me().status_code == 200


def test_connection_can_be_closed_within_body(world: World) -> None:
    whole = world.me()
    world.fails({"close": "during"}, times=1)

    with world.client.stream("GET", ME) as response:
        assert response.headers["content-length"] == whole.headers["content-length"]
        chunks = response.iter_bytes()
        assert next(chunks) == whole.content[: len(whole.content) // 2]
        with pytest.raises(httpx.RemoteProtocolError, match="complete message body"):
            next(chunks)
    assert world.me().status_code == 200


def test_empty_response_cannot_be_closed_within_body(world: World) -> None:
    world.fails({"close": "during", "empty": True})

    with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
        world.me()


def test_truncated_body_is_complete_message_with_partial_json(world: World) -> None:
    world.fails({"truncate": 10})

    response = world.me()

    assert (response.status_code, response.headers["content-length"], len(response.content)) == (200, "10", 10)
    with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
        response.json()


def test_malformed_body_has_json_content_type(world: World) -> None:
    world.fails({"malformed": True})

    response = world.me()

    assert response.headers["content-type"] == "application/json; charset=utf-8"
    with pytest.raises(ValueError, match="Expecting"):
        response.json()


def test_empty_body_is_sent(world: World) -> None:
    world.fails({"empty": True})

    response = world.me()

    assert (response.status_code, response.headers["content-length"], response.content) == (200, "0", b"")


def test_delay_before_response_causes_timeout(world: World) -> None:
    world.fails({"delay_ms": 60_000}, times=1)
    world.fails({"delay_ms": 300})

    with pytest.raises(httpx.ReadTimeout):
        world.client.get(ME, timeout=0.1)
    began = time.monotonic()
    assert world.me().status_code == 200
    assert time.monotonic() - began >= 0.3


def test_second_half_of_body_is_delayed(world: World, http: httpx.Client) -> None:
    whole = world.me().content
    world.fails({"delay_ms": 200, "delay_at": "during"}, times=1)
    world.fails({"delay_ms": 60_000, "delay_at": "during"})

    began = time.monotonic()
    assert world.me().content == whole
    assert time.monotonic() - began >= 0.2
    with world.client.stream("GET", ME) as response:
        chunks = response.iter_bytes()
        assert next(chunks) == whole[: len(whole) // 2]
        http.delete(f"/__mock__/worlds/{world.id}").raise_for_status()  # the closing of the world ends the delay
        assert b"".join(chunks) == whole[len(whole) // 2 :]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 418, 429, 500, 502, 503, 504, 204, 304])
def test_every_fault_status_is_sent(world: World, status: int) -> None:
    world.fails({"status": status}, times=1)

    assert world.me().status_code == status
    assert world.me().status_code == 200


@pytest.mark.parametrize("when", ["before", "during"])
@pytest.mark.parametrize("after", [False, True])
def test_lost_response_commits_mutation_only_with_commit(world: World, when: str, after: bool) -> None:
    world.fails({"close": when, "after": after}, match={"endpoint": "create_space"})

    with pytest.raises(httpx.RemoteProtocolError):
        world.client.post("/api/external/v1/create_space", json=NEW_SPACE)

    assert ("Design" in world.spaces()) is after


def test_prefer_header_is_applied(world: World) -> None:
    assert world.client.get(ME, headers={"prefer": "code=503, delay=0.05"}).status_code == 503


# --- the well-known tokens -------------------------------------------------------------------------------------------


def test_read_only_token_cannot_mutate(root: str) -> None:
    with client_of(root, "opk_owner_readonly") as client:
        assert client.get(ME).status_code == 200
        response = client.post("/api/external/v1/create_space", json=NEW_SPACE)
        assert (response.status_code, response.text) == (403, "Read-only API tokens cannot execute mutations")


def test_revoked_token_returns_401(root: str) -> None:
    with client_of(root, "opk_revoked") as client:
        assert (client.get(ME).status_code, client.get(ME).text) == (401, "Unauthorized")


def test_rate_limited_token_is_limited_after_five_requests_until_wait(
    root: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    monkeypatch.setattr(rules, "monotonic", lambda: now)
    with client_of(root, "opk_ratelimited") as client:
        responses = [client.get(ME) for _ in range(6)]
        assert [response.status_code for response in responses] == [200] * 5 + [429]
        assert [response.headers["x-ratelimit-remaining"] for response in responses] == [*"43210", "0"]
        now += int(responses[-1].headers["retry-after"])
        assert client.get(ME).status_code == 200


def test_flaky_token_fails_every_third_request(root: str) -> None:
    with client_of(root, "opk_flaky") as client:
        assert [client.get(ME).status_code for _ in range(6)] == [200, 200, 503] * 2


@pytest.mark.slow
def test_response_for_slow_token_is_delayed_by_two_seconds(root: str) -> None:
    with client_of(root, "opk_slow") as client:
        faults = client.get("/__mock__/faults").json()["faults"]
        assert {"delay_ms": 2000} in [fault["action"] for fault in faults if fault["match"] == {"token": "opk_slow"}]
        with pytest.raises(httpx.ReadTimeout):
            client.get(ME, timeout=0.5)


def test_request_with_down_token_gets_no_response(root: str) -> None:
    with client_of(root, "opk_down") as client, pytest.raises(httpx.RemoteProtocolError):
        client.get(ME)


# --- the journal as a stream -----------------------------------------------------------------------------------------


def events(response: httpx.Response) -> Iterator[tuple[str, Json]]:
    number = ""
    for line in response.iter_lines():
        if line.startswith("id: "):
            number = line.removeprefix("id: ")
        elif line.startswith("data: "):
            yield number, json.loads(line.removeprefix("data: "))


def test_request_events_are_streamed(world: World) -> None:
    with world.client.stream("GET", "/__mock__/requests/stream?method=POST") as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        received = events(response)
        with client_of(str(world.client.base_url), world.token) as other:
            for theme in ("dark", "light"):
                other.get(ME)
                other.post("/api/external/v1/update_theme", json={"theme": theme})
                number, call = next(received)
                assert (call["inputs"], str(call["id"])) == ({"theme": theme}, number)

    with world.client.stream("GET", "/__mock__/requests/stream", headers={"last-event-id": number}) as response:
        world.me()
        assert next(events(response))[1]["endpoint"] == "get_me"


def test_stream_reports_that_a_world_was_opened_reset_and_closed(world: World, http: httpx.Client) -> None:
    with world.client.stream("GET", "/__mock__/requests/stream?worlds=true") as response:
        names = (line for line in response.iter_lines() if line.startswith("event: "))
        opened = http.post("/__mock__/worlds", json={"fixture": "empty"}).json()
        assert next(names) == "event: worlds"
        http.post("/__mock__/reset", headers={"authorization": f"Bearer {opened['owner']['token']}"})
        assert next(names) == "event: worlds"
        http.delete(f"/__mock__/worlds/{opened['id']}")
        assert next(names) == "event: worlds"
        world.me()
        assert next(names) == "event: request"


def test_stream_ends_when_world_is_closed(world: World, http: httpx.Client) -> None:
    with world.client.stream("GET", "/__mock__/requests/stream") as response:
        lines = response.iter_lines()
        assert next(lines).startswith(":")
        assert http.delete(f"/__mock__/worlds/{world.id}").status_code == 204
        assert [line for line in lines if line] == []


def test_streams_end_when_server_stops(caplog: pytest.LogCaptureFixture) -> None:
    settings = Settings(fixture="empty", port=0)
    with httpx.Client(transport=httpx.HTTPTransport(verify=False)) as client, ExitStack() as server:
        url = server.enter_context(in_background(create_app(settings), settings))
        with client.stream("GET", f"{url}/__mock__/requests/stream") as response:
            lines = response.iter_lines()
            assert next(lines).startswith(":")
            server.close()
            assert [line for line in lines if line] == []
    assert not caplog.records
