"""The types of arguments that the Python client accepts for times, people and records."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

import mockserver
from mockserver.testing import MockError, MockWorld, VerificationError
from tests.docs.blocks import ROOT

DESIGN = {"name": "Design", "mission": "Draw"}


@pytest.fixture(scope="module")
def default_world() -> MockWorld:
    return mockserver.asgi(fixture="empty").world


@pytest.fixture
def world(default_world: MockWorld) -> Iterator[MockWorld]:
    with default_world.fork() as forked:
        forked.client.post("invite_guest", json={"full_name": "Gus Guest", "email": "gus@x.test", "title": "Guest"})
        yield forked


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("2026-05-01T09:00Z", datetime(2026, 5, 1, 9, tzinfo=UTC)),
        ("2026-05-01T09:00+02:00", datetime(2026, 5, 1, 7, tzinfo=UTC)),
        ("2026-05-01", datetime(2026, 5, 1, tzinfo=UTC)),
        (datetime(2026, 5, 1, 9), datetime(2026, 5, 1, 9, tzinfo=UTC)),
        (datetime(2026, 5, 1, 9, tzinfo=timezone(timedelta(hours=-5))), datetime(2026, 5, 1, 14, tzinfo=UTC)),
        (date(2026, 5, 1), datetime(2026, 5, 1, tzinfo=UTC)),
    ],
)
def test_clock_is_set_to_texts_datetimes_and_dates(world: MockWorld, given: Any, expected: datetime) -> None:
    assert world.clock.set(given) == world.clock.now == expected


@pytest.mark.parametrize("given", ["soon", 1777626000, ["2026-05-01"]])
def test_clock_rejects_other_values(world: MockWorld, given: Any) -> None:
    with pytest.raises(MockError, match="is not a time"):
        world.clock.set(given)


def test_clock_set_without_arguments_is_an_error(world: MockWorld) -> None:
    with pytest.raises(MockError, match="set requires a time"):
        world.clock.set()


def test_clock_advances_by_timedelta_and_keywords(world: MockWorld) -> None:
    before = world.clock.now
    assert world.clock.advance(timedelta(days=1, hours=2)) - before == timedelta(hours=26)
    assert world.clock.advance(weeks=1) - before == timedelta(days=8, hours=2)
    assert world.clock.advance(days=-8, hours=-2) == before


def test_clock_rejects_to_advance_by_a_number(world: MockWorld) -> None:
    with pytest.raises(MockError, match="advance requires a timedelta"):
        # the ignored type error is the mistake that the test makes
        world.clock.advance(7)  # type: ignore[arg-type]


def name_of(world: MockWorld, person: Any) -> str:
    return str(world.client_for(person).get("get_me").json()["me"]["full_name"])


def test_client_for_accepts_every_form_of_a_person(world: MockWorld) -> None:
    guest = world.person("guest")
    of_the_api = world.client.get("get_person", params={"id": guest.id}).json()["person"]
    created = world.control("POST", "/tokens", json={"person_id": guest.id})["token"]

    forms = [guest, "guest", "GUS@X.TEST", "gus guest", "Gus", guest.id, guest.uuid, of_the_api, guest.token, created]

    assert {name_of(world, form) for form in forms} == {"Gus Guest"}


def test_ambiguous_part_of_a_name_is_an_error(world: MockWorld) -> None:
    world.client.post("invite_guest", json={"full_name": "Gus Other", "email": "other@x.test", "title": "Guest"})
    with pytest.raises(MockError, match=r"'Gus' matches several people in Acme Inc\.: 'Gus Guest', 'Gus Other'"):
        world.person("Gus")


def test_explain_accepts_every_form_of_an_entity(world: MockWorld) -> None:
    space = world.client.post("create_space", json=DESIGN).json()["space"]
    (record,) = world.state("space", name="Design")

    for form in (space, record, space["id"], record["uuid"]):
        explanation = world.explain("guest", form)
        assert (explanation.level_name, explanation.entity and explanation.entity.id) == ("no_access", record["uuid"])


def test_explain_rejects_a_value_without_an_id(world: MockWorld) -> None:
    with pytest.raises(MockError, match="has no `id`"):
        world.explain("guest", {"name": "Design"})


def test_records_and_changes_have_short_id_and_uuid(world: MockWorld) -> None:
    space = world.client.post("create_space", json=DESIGN).json()["space"]
    (record,) = world.state("space", name="Design")
    (change,) = world.requests[-1].changes.of("space").created

    assert (change.id, change.uuid) == (record["id"], record["uuid"])
    assert record["id"] == space["id"]
    assert world.state("space", id=space["id"]) == world.state("space", uuid=record["uuid"]) == [record]


def test_entries_have_the_response(world: MockWorld) -> None:
    world.client.post("create_space", json=DESIGN)
    (entry,) = world.find_requests("create_space", person="owner")

    assert entry.response is not None and entry.response.json()["space"]["name"] == "Design"
    assert ["content-type", "application/json"] in [list(pair) for pair in entry.request.headers]


def test_verify_compares_the_person(world: MockWorld) -> None:
    world.client_for("guest").get("get_me")

    world.verify("get_me", person="guest", count=1)
    world.verify("get_me", person="owner", count=0)
    with pytest.raises(VerificationError, match="person: expected"):
        world.verify("get_me", person="owner")


def test_verify_compares_headers(world: MockWorld) -> None:
    world.client.get("get_me", headers={"X-Trace": "abc"})

    world.verify("get_me", headers={"x-trace": "abc", "x-other": None}, count=1)
    with pytest.raises(VerificationError, match=r"headers\.X-Trace: expected 'xyz', was 'abc'"):
        world.verify("get_me", headers={"X-Trace": "xyz"})
    with pytest.raises(VerificationError, match=r"headers\.authorization: expected None, was 'Bearer \*\*\*'"):
        world.verify("get_me", headers={"authorization": None})


@pytest.mark.slow
def test_failed_verification_is_reported_at_the_line_of_the_test(tmp_path: Path) -> None:
    path = tmp_path / "test_failing.py"
    path.write_text(
        'import mockserver\n\ndef test_fails():\n    mockserver.asgi(fixture="empty").world.verify("get_me")\n'
    )
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--rootdir", str(tmp_path), str(path)]
    # without the installed plugins, because loading them takes longer than the test
    environment = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    output = subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=ROOT, env=environment).stdout
    assert "VerificationError: expected at least 1 matching request, found 0" in output
    assert "mockserver/testing/" not in output


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"port": "4000"}, "the setting 'port' must be int, not '4000'"),
        ({"cors": 1}, "the setting 'cors' must be bool, not 1"),
        ({"zzzz": 1}, "'zzzz' is not a setting. Settings: host, port, "),
        ({"fsync": "alway"}, "one of always, interval, off, not 'alway'; did you mean `always`"),
    ],
)
def test_invalid_settings_raise_errors(options: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        mockserver.asgi(**options)
