"""Errors about wrong names: wherever a test can use a wrong name, the error contains the most similar name."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

import mockserver
from mockserver.seed.world_spec import BadFixture
from mockserver.server.faults.parsing import parse_fault_option
from mockserver.server.settings import BadSetting
from mockserver.server.worlds.world import NoSuchPerson
from mockserver.testing import MockError, MockWorld, UnknownName

Call = Callable[[MockWorld, str], Any]


@pytest.fixture(scope="module")
def world() -> Iterator[MockWorld]:
    forked = mockserver.asgi(fixture="empty").world.fork()
    forked.client.get("get_me")
    yield forked
    forked.close()


def fault(**match: str) -> dict[str, Any]:
    return {"match": match, "action": {"status": 503}}


def load_fixture(path: Path, key: str, value: str) -> None:
    path.write_text(f"faults:\n  - match: {{{key}: {value!r}}}\n    action: {{status: 503}}\n")
    mockserver.asgi(fixture=str(path))


ENDPOINT_CALLS: dict[str, Call] = {
    "POST /faults": lambda world, name: world.control("POST", "/faults", json=fault(endpoint=name)),
    "GET /requests": lambda world, name: world.control("GET", "/requests", params={"endpoint": name}),
    "GET /requests.har": lambda world, name: world.control("GET", "/requests.har", params={"endpoint": name}),
    "POST /requests/verify": lambda world, name: world.control(
        "POST", "/requests/verify", json={"endpoint": name, "count": 0}
    ),
    "world.fault": lambda world, name: world.fault(name, status=503),
    "world.verify": lambda world, name: world.verify(name, count=0),
    "world.find_requests": lambda world, name: world.find_requests(name),
    "--fault": lambda world, name: parse_fault_option(f"{name}:503"),
}


@pytest.mark.parametrize("call", ENDPOINT_CALLS)
@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("get_golas", r"there is no endpoint 'get_golas'; did you mean `get_goals`\?"),
        ("goal/update_name", r"did you mean `goals/update_name`\?"),
        ("goals/update-name", r"did you mean `goals/update_name`\?"),
        ("create_task", r"did you mean `tasks/create`\?"),
        ("GET_ME", r"did you mean `get_me`\?"),
        ("goal/*", r"no endpoint matches the pattern 'goal/\*'; did you mean `goals/\*`\?"),
        ("/api/external/v1/get_me", r"did you mean `get_me`\?"),
        ("", "there is no endpoint ''"),
    ],
)
def test_unknown_endpoint_is_an_error(world: MockWorld, call: str, name: str, message: str) -> None:
    with pytest.raises((MockError, BadSetting), match=message):
        ENDPOINT_CALLS[call](world, name)


METHOD_CALLS: dict[str, Call] = {
    "POST /faults": lambda world, name: world.control("POST", "/faults", json=fault(method=name)),
    "GET /requests": lambda world, name: world.control("GET", "/requests", params={"method": name}),
    "POST /requests/verify": lambda world, name: world.control(
        "POST", "/requests/verify", json={"method": name, "count": 0}
    ),
    "world.fault": lambda world, name: world.fault(method=name, status=503),
    "world.verify": lambda world, name: world.verify(method=name, count=0),
    "world.find_requests": lambda world, name: world.find_requests(method=name),
    "--fault": lambda world, name: parse_fault_option(f"get_me:503:method={name}"),
}


@pytest.mark.parametrize("call", METHOD_CALLS)
def test_unknown_method_is_an_error(world: MockWorld, call: str) -> None:
    with pytest.raises((MockError, BadSetting), match=r"'psot' is not an HTTP method; did you mean `POST`\?"):
        METHOD_CALLS[call](world, "psot")


@pytest.mark.parametrize("call", METHOD_CALLS)
def test_method_is_accepted_in_lower_case(world: MockWorld, call: str) -> None:
    METHOD_CALLS[call](world, "patch")


def test_lower_case_method_filters_requests(world: MockWorld) -> None:
    assert [entry.endpoint for entry in world.find_requests("get_me", method="get", limit=1)] == ["get_me"]


PERSON_CALLS: dict[str, Call] = {
    "POST /faults": lambda world, name: world.control("POST", "/faults", json=fault(person=name)),
    "GET /requests": lambda world, name: world.control("GET", "/requests", params={"person": name}),
    "POST /requests/verify": lambda world, name: world.control(
        "POST", "/requests/verify", json={"person": name, "count": 0}
    ),
    "POST /tokens": lambda world, name: world.control("POST", "/tokens", json={"person_id": name}),
    "GET /explain": lambda world, name: world.control(
        "GET", "/explain", params={"person": name, "entity": world.company.id}
    ),
    "world.fault": lambda world, name: world.fault(person=name, status=503),
    "world.verify": lambda world, name: world.verify(person=name, count=0),
    "world.find_requests": lambda world, name: world.find_requests(person=name),
    "world.person": lambda world, name: world.person(name),
    "world.client_for": lambda world, name: world.client_for(name),
    "world.explain": lambda world, name: world.explain(name, world.company.id),
}


@pytest.mark.parametrize("call", PERSON_CALLS)
def test_unknown_person_is_an_error(world: MockWorld, call: str) -> None:
    with pytest.raises(MockError, match=r"'Olivia Ower'; did you mean `Olivia Owner`\?"):
        PERSON_CALLS[call](world, "Olivia Ower")


ENTITY_CALLS: dict[str, Call] = {
    "GET /state": lambda world, name: world.control("GET", f"/state/{name}"),
    "world.state": lambda world, name: world.state(name),
    "changes.of": lambda world, name: world.diff().of(name),
}


@pytest.mark.parametrize("call", ENTITY_CALLS)
def test_unknown_entity_is_an_error(world: MockWorld, call: str) -> None:
    with pytest.raises((MockError, UnknownName), match=r"'taks'.*did you mean `task`\?"):
        ENTITY_CALLS[call](world, "taks")


INPUT_CALLS: dict[str, Call] = {
    "POST /requests/verify": lambda world, name: world.control(
        "POST", "/requests/verify", json={"endpoint": "create_space", "inputs": {name: "x"}, "count": 0}
    ),
    "world.verify": lambda world, name: world.verify("create_space", inputs={name: "x"}, count=0),
    "world.verify, pattern": lambda world, name: world.verify("*_space", inputs={name: "x"}, count=0),
}


@pytest.mark.parametrize("call", INPUT_CALLS)
def test_unknown_input_is_an_error(world: MockWorld, call: str) -> None:
    with pytest.raises(MockError, match=r"'misson' is not an input of `.*`; did you mean `mission`\?"):
        INPUT_CALLS[call](world, "misson")


HEADER_CALLS: dict[str, Call] = {
    "POST /faults": lambda world, name: world.control("POST", "/faults", json={"action": {"headers": {name: "x"}}}),
    "world.fault": lambda world, name: world.fault(headers={name: "x"}),
    "world.verify": lambda world, name: world.verify(headers={name: "x"}, count=0),
}


@pytest.mark.parametrize("call", HEADER_CALLS)
def test_invalid_header_name_is_an_error(world: MockWorld, call: str) -> None:
    with pytest.raises(MockError, match="is not a valid header"):
        HEADER_CALLS[call](world, "x trace")


KEY_CALLS: dict[str, tuple[Callable[[MockWorld], Any], str]] = {
    "POST /worlds": (lambda world: world.control("POST", "/worlds", json={"fixtur": "demo"}), "fixture"),
    "POST /faults": (lambda world: world.control("POST", "/faults", json={"action": {"statsu": 503}}), "status"),
    "GET /requests": (lambda world: world.control("GET", "/requests", params={"endpiont": "x"}), "endpoint"),
    "POST /requests/verify": (lambda world: world.control("POST", "/requests/verify", json={"input": {}}), "inputs"),
    "GET /state": (lambda world: world.control("GET", "/state/goal", params={"nmae": "x"}), "name"),
    # the ignored type errors are the mistakes that the test makes
    "world.fault": (lambda world: world.fault(statsu=503), "status"),  # type: ignore[call-arg]
    "world.find_requests": (lambda world: world.find_requests(chnaged=True), "changed"),  # type: ignore[call-arg]
    "world.verify": (lambda world: world.verify(input={}), "inputs"),  # type: ignore[call-arg]
    "world.open": (lambda world: world.open(fixtur="demo"), "fixture"),  # type: ignore[call-arg]
    "world.state": (lambda world: world.state("goal", nmae="x"), "name"),
    "mockserver.asgi": (lambda world: mockserver.asgi(fixtur="demo"), "fixture"),  # type: ignore[call-arg]
}


@pytest.mark.parametrize("call", KEY_CALLS)
def test_unknown_key_is_an_error(world: MockWorld, call: str) -> None:
    send, expected_name = KEY_CALLS[call]
    with pytest.raises((MockError, TypeError), match=rf"[Dd]id you mean `{expected_name}`\?"):
        send(world)


@pytest.mark.parametrize(
    ("key", "value", "expected_name"),
    [("endpoint", "get_golas", "get_goals"), ("method", "psot", "POST"), ("person", "Olivia Ower", "Olivia Owner")],
)
def test_unknown_name_in_a_fixture_is_an_error(tmp_path: Path, key: str, value: str, expected_name: str) -> None:
    with pytest.raises((BadFixture, NoSuchPerson), match=rf"did you mean `{expected_name}`\?"):
        load_fixture(tmp_path / "wrong.yaml", key, value)


@pytest.mark.parametrize(
    ("header", "hint"),
    [
        ("cod=503", "did you mean `code`?"),
        ("code=99", "the preference `code=99` has no effect"),
        ("delay=soon", "`delay=soon` has no effect"),
        ("return=minimal", None),
    ],
)
def test_prefer_header_without_effect_has_a_hint(world: MockWorld, header: str, hint: str | None) -> None:
    response: httpx.Response = world.client.get("get_me", headers={"prefer": header})
    assert response.status_code == 200
    found = response.headers.get("x-mock-hint")
    assert found is None if hint is None else hint in found
