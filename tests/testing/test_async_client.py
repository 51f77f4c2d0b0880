"""The asynchronous Python client: with asyncio and trio, without a socket and over a socket."""

from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest

import mockserver
from mockserver.testing import AsyncMockWorld, InProcess, MockError, MockServer, VerificationError

DESIGN = {"name": "Design", "mission": "Draw"}
pytestmark = pytest.mark.anyio


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> str:
    pytest.importorskip(request.param)
    return str(request.param)


@pytest.fixture(scope="module")
def in_process() -> InProcess:
    return mockserver.asgi(fixture="empty")


@pytest.fixture(scope="module")
def socket_world() -> Iterator[AsyncMockWorld]:
    with MockServer(fixture="empty") as world:
        yield AsyncMockWorld(world)


@pytest.fixture(params=["in process", "socket"])
def default_world(
    request: pytest.FixtureRequest, in_process: InProcess, socket_world: AsyncMockWorld
) -> AsyncMockWorld:
    return in_process.async_world if request.param == "in process" else socket_world


async def test_client_reaches_forked_world(default_world: AsyncMockWorld) -> None:
    async with await default_world.fork() as world, world.client as client:
        assert (await client.post("create_space", json=DESIGN)).status_code == 200
        assert await world.verify("create_space", inputs={"name": "Design"}, person="owner") == 1
        (entry,) = await world.requests()
        assert entry.response is not None and entry.response.json()["space"]["name"] == "Design"


async def test_streamed_responses_of_the_control_api_end(default_world: AsyncMockWorld) -> None:
    async with await default_world.fork() as world, world.client as client:
        for path in ("/__mock__/fixture", "/__mock__/requests.har"):
            response = await client.get(client.base_url.join(path))
            assert response.status_code == 200
            assert response.json()


async def test_fault_applies_until_the_end_of_the_block(default_world: AsyncMockWorld) -> None:
    async with await default_world.fork() as world:
        async with await world.fault("get_me", close="before") as fault:
            with pytest.raises(httpx.RemoteProtocolError):
                await world.client.get("get_me")
            assert await fault.fired() == 1
        assert (await world.client.get("get_me")).status_code == 200


async def test_client_timeout_ends_delayed_request(default_world: AsyncMockWorld) -> None:
    async with await default_world.fork() as world:
        await world.fault("get_me", delay_ms=600)
        with pytest.raises(httpx.ReadTimeout):
            await world.client.get("get_me", timeout=0.05)


async def test_snapshot_is_restored_at_the_end_of_the_block(default_world: AsyncMockWorld) -> None:
    async with await default_world.fork() as world:
        async with await world.snapshot() as before:
            await world.client.post("create_space", json=DESIGN)
            assert len((await world.diff(before)).of("space").created) == 1
        assert not await world.diff(before)
        assert await world.clock.advance(days=1) == datetime(2026, 3, 13, 9, tzinfo=UTC)
        await world.reset()
        assert await world.clock.now() == datetime(2026, 3, 12, 9, tzinfo=UTC)


async def test_client_for_guest_uses_the_token_of_the_guest(default_world: AsyncMockWorld) -> None:
    async with await default_world.fork() as world:
        await world.client.post("invite_guest", json={"full_name": "Gus", "email": "gus@x.test", "title": "Guest"})
        guest = await world.client_for("guest")
        assert (await guest.get("get_me")).json()["me"]["full_name"] == "Gus"


async def test_errors_are_raised_in_the_test(default_world: AsyncMockWorld) -> None:
    async with await default_world.fork() as world:
        with pytest.raises(MockError, match="did you mean `get_goals`"):
            await world.fault("get_golas", status=503)
        with pytest.raises(VerificationError, match="expected exactly 1 matching request, found 0"):
            await world.verify("create_space", count=1)


async def test_synchronous_handle_works_in_a_running_event_loop(in_process: InProcess) -> None:
    world = in_process.world.fork()
    world.fault("get_me", status=503)
    async with httpx.AsyncClient(transport=in_process, base_url=world.url, headers=world.headers) as client:
        assert (await client.get("get_me")).status_code == 503
    world.verify("get_me", count=1)
    world.close()


async def test_first_request_and_delay_of_a_synchronous_handle_work_in_a_running_event_loop() -> None:
    with mockserver.asgi(fixture="empty") as server:
        server.world.fault("get_me", delay_ms=1)
        assert server.world.client.get("get_me").status_code == 200


@pytest.mark.slow
async def test_server_is_an_asynchronous_context_manager() -> None:
    async with MockServer(fixture="empty") as world:
        assert (await world.client.get("get_me")).status_code == 200
