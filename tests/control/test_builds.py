"""Worlds are built in another thread than the event loop, so that other requests are served meanwhile."""

import asyncio
import time
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient

from mockserver.seed import fixtures
from mockserver.server.settings import Settings
from tests.support import Server


def ready(server: Server, path: str) -> Any:
    """Wait until a build ends, and return the response that describes it."""
    for _ in range(1000):
        build = server.control("GET", path)
        if build["status"] != "building":
            return build
        time.sleep(0.01)
    raise AssertionError("the build does not end")


def test_respond_async_returns_202_and_the_url_of_the_build(server: Server) -> None:
    accepted = server.send(
        "POST", "/__mock__/worlds", {"prefer": "respond-async"}, b'{"fixture": "permissions", "seed": 41}'
    )
    assert (accepted.status, accepted["status"], accepted["world"]) == (202, "building", None)
    path = accepted.headers["location"].removeprefix("/__mock__")

    build = ready(server, path)

    assert build["status"] == "ready"
    world = build["world"]
    assert server.control("GET", f"/worlds/{world['id']}")["company"] == world["company"]
    assert server.control("GET", path)["world"]["id"] == world["id"], "a second world was opened"
    assert build["events_done"] == build["events"]


def test_respond_async_of_broken_fixture_reports_its_errors(server: Server, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("poeple: []")
    body = b'{"fixture": "%s"}' % str(tmp_path / "bad.yaml").encode()
    accepted = server.send("POST", "/__mock__/worlds", {"prefer": "respond-async"}, body)

    build = ready(server, accepted.headers["location"].removeprefix("/__mock__"))

    assert (build["status"], build["world"]) == ("failed", None)
    assert "unknown key `poeple`" in build["detail"]


def test_unknown_build_returns_404(server: Server) -> None:
    answer = server.control("GET", "/builds/nothing")
    assert (answer.status, answer["detail"][:23]) == (404, "there is no build 'noth")


def test_other_requests_are_served_while_a_world_is_built(monkeypatch: pytest.MonkeyPatch) -> None:
    started, proceed, build = Event(), Event(), fixtures.build

    def slow_build(*arguments: Any) -> Any:
        started.set()
        assert proceed.wait(60)
        return build(*arguments)

    server = Server(Settings(fixture="empty"))
    monkeypatch.setattr(fixtures, "build", slow_build)

    async def scenario() -> tuple[int, bool, int]:
        async with AsyncClient(transport=ASGITransport(server.app), base_url="http://mock") as client:
            opening = asyncio.create_task(client.post("/__mock__/worlds", json={"fixture": "overdue"}))
            while not started.is_set():
                await asyncio.sleep(0.01)
            served = await client.get("/health")
            is_open = opening.done()
            proceed.set()
            return served.status_code, is_open, (await opening).status_code

    assert asyncio.run(scenario()) == (200, False, 201)
    server.close()
