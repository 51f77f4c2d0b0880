"""Broken fixtures: every mistake at once, each with its file and line, what is wrong and what was expected."""

from pathlib import Path

import pytest

from mockserver.seed import fixtures
from mockserver.seed.world_spec import BadFixture, WorldSpec
from tests.support import Server


def mistakes(folder: Path, text: str) -> list[str]:
    """What is said of a file, each without the path before its line."""
    file = folder / "broken.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(BadFixture) as raised:
        fixtures.build(WorldSpec(fixture=str(file)))
    return [line.removeprefix(f"{file}:") for line in str(raised.value).splitlines()[1:]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("poeple: []", "1: a fixture has no key `poeple`, expected one of"),
        ("people:\n- {name: Mia, rolle: x}", "2: a person has no key `rolle`"),
        ("people:\n- {name: Mia, role: boss}", "2: `role` is 'boss', expected one of admin, guest, member, owner"),
        ("people:\n- {name: ' '}", "2: `name` is ' ', expected a text that is not blank"),
        (f"people:\n- name: {'x' * 256}", "2: `name` is"),
        ("people:\n- {title: Nobody}", "2: a person needs a `name`"),
        ("people: Mia", "1: `people` is 'Mia', expected a list"),
        ("people:\n- Mia", "2: an entry of `people` is 'Mia', expected a person: a mapping of its keys"),
        ("people:\n- name: Mia\n  name: Tom", "3: `name` is there twice, first on line 2"),
        (
            "people:\n- {name: Mia, manager: Tom}",
            "2: `manager` names no person: 'Tom'; there are 'Mia', 'Olivia Owner'",
        ),
        ("people:\n- {name: Mia, logged_in: perhaps}", "2: `logged_in` is 'perhaps', expected true or false"),
        ("people:\n- {name: Mia, email: no-address}", "2: Email must have the @ sign and no spaces"),
        ("people:\n- {faker: 0}", "2: `faker` is '0', expected at least 1"),
        (
            "goals:\n- {name: G, champion: Mai}\npeople:\n- {name: Mia}",
            "2: `champion` names no person: 'Mai'; did you mean",
        ),
        ("goals:\n- {name: G, space: Nowhere}", "2: `space` names no space: 'Nowhere'; there are none"),
        ("goals:\n- {name: G, due: someday}", "2: `due`: 'someday' is no date, expected a day"),
        ("goals:\n- {name: G, at: yesterday}", "2: 'yesterday' is no moment, expected an ISO time"),
        ("goals:\n- {name: G, at: +3d}", "2: `at: +3d` (2026-03-15 09:00) is after the fixture's now"),
        ("goals:\n- {name: G, at: -3d, check_ins: [\n  {at: -5d}]}", "3: `at: -5d` (2026-03-07 09:00) is before"),
        ("goals:\n- {name: G, text: 'Ask @[Mia]'}", "2: `text` names no person: 'Mia'"),
        ("goals:\n- {name: G, targets: [{name: T}]}", "2: a target needs `to`"),
        ("goals:\n- {name: G, targets: [{name: T, to: far}]}", "2: `to` is 'far', expected a number"),
        (
            "goals:\n- name: G\n  check_ins:\n  - {values: {T: 1}}",
            "4: `values` names nothing of this goal: 'T'; it has none",
        ),
        (
            "projects:\n- name: P\n  tasks:\n  - {name: T, milestone: M}",
            "4: `milestone` is none of this project's: 'M'",
        ),
        ("projects:\n- name: P\n  tasks:\n  - {name: T, status: gone}", "4: `status` 'gone' is none of pending"),
        ("projects:\n- {name: P, goal: G}\ngoals:\n- {name: G, at: -1d}\nbegan: -9d", "2: the goal 'G' is not there"),
        ("faults:\n- {action: {}}", "2: `action` is empty"),
        ("extends: nothing", "1: `extends`: there is no fixture 'nothing'"),
        ("now: soon", "1: `now`: 'soon' is no moment"),
        ("a: [", "no YAML: "),
        ("people: &p\n- *p", "1: an entry of `people` holds itself"),
        ("goals:\n- &g {name: G, closed: *g}", "2: `closed` holds itself"),
        ("goals:\n- {name: G, <<: 3}", "2: an entry of `goals` can't be read: expected a mapping or list of mappings"),
        ("goals:\n- {name: G, at: -99999999999d}", "2: '-99999999999d' is further away than time goes"),
        ("goals:\n- {name: G, due: '0000'}", "2: `due`: '0000' is no date"),
        ("read_until: soon", "1: `read_until`: 'soon' is no moment"),
        ("people:\n- {name: Mia, token: opk_owner}", "2: the token 'opk_owner' is the owner's already"),
        ("people:\n- {name: Mia, token: t}\n- {name: Tom, token: t}", "3: the token 't' is Mia's already"),
        ("people:\n- {name: Mia, logged_in: false, suspended: {}}", "2: `suspended` takes an account that was used"),
        ("people:\n- {name: Mia}\n- {name: Tom, email: mia@example.com}", "3: Email has already been taken"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, text: str, expected: str) -> None:
    told = mistakes(tmp_path, text)
    assert any(expected in line for line in told), told


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    told = mistakes(
        tmp_path,
        """
poeple: []
people:
  - {name: Mia, rolle: admin}
goals:
  - {name: Grow, champion: Mai, due: someday}
projects:
  - {name: Relaunch, goal: Gorw, tasks: [{name: Write, status: 3, milestone: First}]}
""",
    )
    lines = [line.partition(":")[0] for line in told]
    assert lines == ["2", "4", "6", "6", "8", "8"]


def test_mistakes_in_json_have_lines_too(tmp_path: Path) -> None:
    file = tmp_path / "broken.json"
    file.write_text('{"people": [{"name": "Mia"}],\n"goals": [\n{"name": "Grow", "champion": "Mai"}]}')
    with pytest.raises(BadFixture, match=r"broken.json:3: `champion` names no person: 'Mai'; did you mean 'Mia'"):
        fixtures.build(WorldSpec(fixture=str(file)))


def test_a_file_that_extends_itself_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("extends: b.yaml")
    (tmp_path / "b.yaml").write_text("extends: a.yaml")
    with pytest.raises(BadFixture, match="it extends itself"):
        fixtures.build(WorldSpec(fixture=str(tmp_path / "a.yaml")))


@pytest.mark.parametrize("name", ["nothing", "no/such/file.yaml", "fixtures"])
def test_a_name_that_leads_nowhere_is_told_so(name: str) -> None:
    with pytest.raises(BadFixture, match=r"there is no fixture|can't be read"):
        fixtures.build(WorldSpec(fixture=name))


def test_the_control_api_answers_with_the_mistakes(server: Server, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("poeple: []\npeople: 3\n")
    answer = server.control("POST", "/worlds", fixture=str(tmp_path / "a.yaml"))
    assert (answer.status, answer.headers["content-type"]) == (400, "application/problem+json")
    assert "a.yaml:1: " in answer["detail"] and "a.yaml:2: " in answer["detail"]


def test_an_unknown_language_is_told_so(server: Server) -> None:
    answer = server.control("POST", "/worlds", fixture="demo", locale="xx_YY")
    assert answer.status == 400 and "xx_YY" in answer["detail"]


def test_records_of_another_kind_are_told_so(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text('{"records": {"now": "2026-01-01T00:00:00Z", "owner_id": "x", "tables": {"Dragon": []}}}')
    with pytest.raises(BadFixture, match="records"):
        fixtures.build(WorldSpec(fixture=str(file)))
