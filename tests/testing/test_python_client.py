"""The Python client: worlds, a server in a background thread, and requests without a socket."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest

import mockserver
from mockserver.testing import InProcess, MockError, MockServer, MockWorld, VerificationError

DESIGN = {"name": "Design", "mission": "Draw"}


@pytest.fixture(scope="module")
def mock() -> Iterator[MockWorld]:
    with MockServer(fixture="empty") as world:
        yield world


@pytest.fixture
def world(mock: MockWorld) -> Iterator[MockWorld]:
    with mock.fork() as forked:
        yield forked


def design(world: MockWorld) -> None:
    world.client.post("create_space", json=DESIGN).raise_for_status()


def test_server_runs_inside_with_block() -> None:
    with MockServer(fixture="empty", seed=3) as mock:
        assert httpx.get(f"{mock.url}/get_me", headers=mock.headers).json()["me"]["full_name"] == "Olivia Owner"
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{mock.url}/get_me")


def test_world_of_guarded_server_sends_control_token() -> None:
    with MockServer(fixture="empty", control_token="let-me-in") as mock, mock.fork() as world:
        assert world.requests == []


def test_people_are_found_by_name_and_email(world: MockWorld) -> None:
    assert (world.owner.role, world.people[0], world.token) == ("owner", world.owner, world.owner.token)
    world.client.post("invite_guest", json={"full_name": "Gus Guest", "email": "gus@x.test", "title": "Guest"})

    guest = world.person("guest")

    assert guest.full_name == "Gus Guest"
    assert world.client_for(guest).get("get_me").json()["me"]["id"] == guest.id
    assert world.client_for(world.read_only_token).post("create_space", json=DESIGN).status_code == 403
    with pytest.raises(MockError, match="has no person 'Unknown Person'"):
        world.person("Unknown Person")


def test_role_without_person_is_not_suggested(mock: MockWorld) -> None:
    with mock.open(fixture="empty") as world, pytest.raises(MockError, match=r"no person with the role 'guest'$"):
        world.client_for("guest")


def test_fault_can_be_limited_to_with_block(world: MockWorld) -> None:
    with world.fault("get_*", status=503) as fault:
        assert [world.client.get("get_me").status_code for _ in range(2)] == [503, 503]
        assert fault.fired == 2
    assert world.client.get("get_me").status_code == 200
    assert fault.fired == 0


def test_fault_keywords_are_matched(world: MockWorld) -> None:
    world.fault("get_me", nth=2, person="Olivia Owner", status=500, kind="parser", times=1)

    assert [world.client.get("get_me").status_code for _ in range(3)] == [200, 500, 200]
    with pytest.raises(MockError, match="unknown field `statsu`"):
        # the ignored type error is the mistake that the test makes
        world.fault(statsu=503)  # type: ignore[call-arg]


def test_requests_can_be_verified(world: MockWorld) -> None:
    design(world)

    assert world.verify("create_space", inputs={"name": "Design"}) == 1
    assert world.verify("delete_space", count=0) == 0
    with pytest.raises(VerificationError) as failed:
        world.verify("create_space", inputs={"name": "Sales"})
    assert "inputs.name: expected 'Sales', was 'Design'" in str(failed.value)
    with pytest.raises(VerificationError, match="expected exactly 2 matching requests, found 1"):
        world.verify("create_space", count=2)


def test_entry_shows_changes(world: MockWorld) -> None:
    design(world)
    world.client.get("get_me")

    (call,) = world.find_requests(changed=True)
    assert [(change.entity, change.fields["name"]) for change in call.changes.of("space").created] == [
        ("space", "Design")
    ]
    assert call.person is not None and call.person.full_name == "Olivia Owner"
    assert [item.endpoint for item in world.requests] == ["create_space", "get_me"]


def test_clock_can_be_moved(world: MockWorld) -> None:
    assert (world.clock.now, world.clock.frozen) == (datetime(2026, 3, 12, 9, tzinfo=UTC), True)
    assert world.clock.advance(days=8) == datetime(2026, 3, 20, 9, tzinfo=UTC)
    assert world.clock.set(datetime(2027, 1, 1, tzinfo=UTC), frozen=False).year == 2027
    assert not world.clock.frozen


def test_snapshot_is_restored_at_end_of_block(world: MockWorld) -> None:
    with world.snapshot() as before:
        design(world)
        assert [change.fields["name"] for change in world.diff(before).of("space").created] == ["Design"]
    assert not world.diff(before)

    design(world)
    with world.fork(before) as forked:
        assert [space["name"] for space in forked.state("space")] == ["General"]
    assert [space["name"] for space in world.state("space", name="Design")] == ["Design"]


def test_explain_reports_permission_and_reset_restores_state(world: MockWorld) -> None:
    design(world)
    space = world.state("space", name="Design")[0]["id"]
    access = world.explain("owner", space, "edit_space").endpoint
    assert access is not None and access.requires[0].granted is True

    world.reset()

    assert not world.diff()
    with pytest.raises(MockError, match="404"):
        world.explain(world.owner.id, space)


def test_world_can_be_opened_with_another_fixture(mock: MockWorld) -> None:
    with mock.open(fixture="empty", company={"name": "Umbrella"}) as world:
        assert world.company.name == "Umbrella"
    with pytest.raises(MockError, match="unknown fixture 'nothing'"):
        mock.open(fixture="nothing")


# --- without a socket ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def inprocess() -> InProcess:
    return mockserver.asgi(fixture="empty")


def test_client_works_without_socket(inprocess: InProcess) -> None:
    world = inprocess.world.fork()
    with httpx.Client(transport=inprocess, base_url=world.url, headers=world.headers) as client:
        assert client.get("get_me").json()["me"]["full_name"] == "Olivia Owner"
        assert client.post("create_space", json=DESIGN).json()["space"]["name"] == "Design"
        assert client.head("get_me").content == b""
    world.verify("create_space", count=1)


def test_async_client_works_without_socket(inprocess: InProcess) -> None:
    world = inprocess.world.fork()
    world.fault("get_me", nth=2, close="during")

    async def calls() -> None:
        async with httpx.AsyncClient(transport=inprocess, base_url=world.url, headers=world.headers) as client:
            assert (await client.get("get_me")).status_code == 200
            with pytest.raises(httpx.RemoteProtocolError, match="complete message body"):
                await client.get("get_me")
            assert world.client.get("get_me").status_code == 200

    asyncio.run(calls())


def test_faults_without_socket_equal_faults_over_socket(inprocess: InProcess) -> None:
    world = inprocess.world.fork()
    world.fault(close="before", nth=1)
    world.fault(close="during", nth=2)
    world.fault(delay_ms=1000, nth=3)
    world.fault(truncate=5, nth=4)

    with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
        world.client.get("get_me")
    with pytest.raises(httpx.RemoteProtocolError, match="complete message body"):
        world.client.get("get_me")
    with pytest.raises(httpx.ReadTimeout):
        world.client.get("get_me", timeout=0.05)
    assert len(world.client.get("get_me").content) == 5


def test_event_stream_requires_socket(inprocess: InProcess) -> None:
    with pytest.raises(MockError, match="in-process server cannot send a stream"):
        inprocess.world.control("GET", "/requests/stream")


def test_package_exports_existing_names() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        mockserver.nothing  # noqa: B018
