"""Fixtures in requests to the control API, and fixture files that a Python program passes to its own server."""

import os
from pathlib import Path
from typing import Any

import httpx
import pytest

import mockserver
from mockserver.testing import MockError, MockServer, MockWorld
from tests.support import Server, assert_error

Json = Any

COMPANY: Json = {
    "company": {"name": "Inline"},
    "people": [{"name": "Ann Lee", "role": "admin"}],
    "goals": [{"name": "Grow", "champion": "Ann Lee", "at": "-2 weeks"}],
}


def test_fixture_object_opens_the_same_world_as_a_file_with_this_content(server: Server, tmp_path: Path) -> None:
    (tmp_path / "company.yaml").write_text("extends: permissions\npeople: [{name: Ann Lee}]\n")

    of_file = server.open(fixture=str(tmp_path / "company.yaml"))
    of_object = server.open(fixture={"extends": "permissions", "people": [{"name": "Ann Lee"}]})

    goals = [company.owner.call("get_goals") for company in (of_file, of_object)]
    assert goals[0]["goals"] and goals[0] == goals[1]
    assert "Ann Lee" in [item["full_name"] for item in of_object.owner.call("get_people")["people"]]


def test_fixture_object_is_combined_with_the_other_parameters(server: Server) -> None:
    world = server.control("POST", "/worlds", fixture=COMPANY, seed=3, company={"name": "Other"}).body

    assert world["company"]["name"] == "Other"
    assert [person["role"] for person in world["people"] if person["full_name"] == "Ann Lee"] == ["admin"]


@pytest.mark.parametrize(
    ("fixture", "expected"),
    [
        (
            {"goals": [{"name": "A"}, {"name": "B", "champin": "Ann Lee"}]},
            "fixture.goals[1]: unknown key `champin` in a goal. Did you mean `champion`? Allowed: ",
        ),
        (
            {"goals": [{"name": "A", "champion": "Ann Le"}], "people": [{"name": "Ann Lee"}]},
            "fixture.goals[0]: unknown person in `champion`: 'Ann Le'. Did you mean 'Ann Lee'?",
        ),
        (
            {"people": [{"name": "A", "role": "membr"}]},
            "fixture.people[0].role: `role` is 'membr'. Did you mean `member`? Allowed: ",
        ),
        (
            {"goals": [{"name": "A", "targets": [{"name": "T", "from": 1e308, "to": 1e30}]}]},
            "the fixture has an error:\nfixture.goals[0].targets[0].from: `from` is '1e308', expected at most 8.9e+307",
        ),
        (
            {"faults": [{"match": {"token": "opk_owner"}, "action": {"status": 500}}]},
            "fixture.faults[0].match.token: a rule cannot have a token, because the new world has other tokens. "
            "Use `person`",
        ),
        ({"goals": 3}, "fixture.goals: `goals` is '3', expected a list"),
        ({"now": "x"}, "fixture: `now`: invalid time 'x'."),
        (
            {"faults": [{"action": {"status": 9}}]},
            "fixture.faults[0].action.status: `status` is '9', expected at least 200",
        ),
    ],
)
def test_error_in_a_fixture_object_names_its_path(server: Server, fixture: Json, expected: str) -> None:
    response = server.control("POST", "/worlds", fixture=fixture)

    assert_error(response, 400, expected)


def test_error_in_a_fixture_object_that_is_built_in_the_background_is_reported(server: Server) -> None:
    headers = {"prefer": "respond-async", "content-type": "application/json"}
    started = server.send("POST", "/__mock__/worlds", headers, b'{"fixture": {"goals": [{}]}}')

    assert started.status == 202
    while (progress := server.control("GET", f"/builds/{started['id']}"))["status"] == "building":
        pass
    assert "fixture.goals[0]: a goal requires a `name`" in progress["detail"]


@pytest.mark.parametrize(
    ("fixture", "expected"),
    [
        (r'{"people": [{"name": "Ann Lee"}], "people": []}', "duplicate key `people`"),
        (r'{"people": [{"name": "Ann", "name": "Ann Lee"}]}', "duplicate key `name`"),
        (r'{"people": [{"name": "\ud800"}]}', "is not valid Unicode"),
    ],
)
def test_fixture_object_with_duplicate_key_or_half_of_a_surrogate_pair_is_rejected(
    server: Server, fixture: str, expected: str
) -> None:
    headers = {"content-type": "application/json"}
    response = server.send("POST", "/__mock__/worlds", headers, b'{"fixture": %s}' % fixture.encode())

    assert_error(response, 400, expected)


@pytest.mark.parametrize("fixture", [3, [], None])
def test_fixture_of_another_type_is_rejected(server: Server, fixture: Json) -> None:
    response = server.control("POST", "/worlds", fixture=fixture)

    assert_error(response, 400, "$.fixture")


def test_fixture_object_cannot_extend_a_file_outside_of_the_fixture_folder(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text("company: {name: Base}\n")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "base.yaml").write_text("company: {name: Inside}\n")
    with MockServer(fixture="empty", fixture_dir=str(tmp_path / "folder")) as mock:
        for name in (str(tmp_path / "base.yaml"), "../base.yaml", "/etc/passwd", "~/x.yaml"):
            with pytest.raises(MockError, match=r"400: unknown fixture .* below the folder of --fixture-dir"):
                mock.open(fixture={"extends": name})
        with mock.open(fixture={"extends": "base.yaml"}) as world:
            assert world.company.name == "Inside"


# --- files that the program names ------------------------------------------------------------------------------------


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the name of a fixture file in the working directory."""
    (tmp_path / "mine.yaml").write_text("company: {name: Mine}\n")
    monkeypatch.chdir(tmp_path)
    return "mine.yaml"


@pytest.mark.parametrize("in_process", [True, False])
def test_program_opens_a_fixture_file_on_its_own_server(file: str, in_process: bool) -> None:
    def check(mock: MockWorld) -> None:
        for name in (file, f".{os.sep}{file}", str(Path(file).absolute())):
            with mock.open(fixture=name) as world:
                assert world.company.name == "Mine"
        with pytest.raises(MockError, match=r"400: cannot read the fixture '.*none.yaml': No such file"):
            mock.open(fixture="none.yaml")
        with pytest.raises(MockError, match=r"400: unknown fixture 'mine'. Allowed: demo"):
            mock.open(fixture="mine")

    if in_process:
        check(mockserver.asgi(fixture="empty").world)
    else:
        with MockServer(fixture="empty") as mock:
            check(mock)


def test_request_cannot_open_a_file_that_the_program_did_not_name(file: str) -> None:
    with MockServer(fixture="empty") as mock:
        for name in (file, str(Path(file).absolute())):
            response = httpx.post(f"{mock.control_url}/worlds", json={"fixture": name})
            assert response.status_code == 400
            assert "unknown fixture" in response.json()["detail"]


def test_fixture_folder_of_the_server_comes_before_the_working_directory(file: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / file).write_text("company: {name: Inside}\n")
    with MockServer(fixture="empty", fixture_dir="folder") as mock, mock.open(fixture=file) as world:
        assert world.company.name == "Inside"
