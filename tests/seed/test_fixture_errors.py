"""Errors in fixtures. All errors are reported together, each with the file, the line and the allowed values."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from mockserver.model.spaces.spaces import Space
from mockserver.seed import fixtures, resolver
from mockserver.seed.world_spec import BadFixture, WorldSpec
from mockserver.server.app import create_app
from mockserver.server.settings import Settings
from tests import requirements
from tests.support import Json, Server, assert_error


def errors_in(folder: Path, text: str) -> list[str]:
    """Return the errors of a fixture file with this text. The path of the file is removed from each error."""
    file = folder / "broken.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(BadFixture) as raised:
        fixtures.build(WorldSpec(fixture=str(file)))
    return [line.removeprefix(f"{file}:") for line in str(raised.value).splitlines()[1:]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("poeple: []", "1: unknown key `poeple` in a fixture. Did you mean `people`? Allowed: extends,"),
        ("people:\n- {name: Mia, rolle: x}", "2: unknown key `rolle` in a person. Did you mean `role`? Allowed:"),
        ("people:\n- {name: Mia, role: boss}", "2: `role` is 'boss'. Allowed: admin, guest, member, owner"),
        ("people:\n- {name: ' '}", "2: `name` is ' ', expected a text that is not blank"),
        (f"people:\n- name: {'x' * 256}", "2: `name` is"),
        ("people:\n- {title: Engineer}", "2: a person requires a `name`"),
        (f"goals:\n- name: Grow\n  text: '{'>' * 100} x'", "2: `text`: it is nested too deeply. Allowed: 100 levels"),
        (f"goals:\n- name: Grow\n  text: '{'- ' * 50}x'", "2: `text`: it is nested too deeply. Allowed: 100 levels"),
        ("people: Mia", "1: `people` is 'Mia', expected a list"),
        ("people:\n- Mia", "2: an entry of `people` is 'Mia', expected a person (a mapping)"),
        ("people:\n- {name: Mia, suspended: -1d}", "2: `suspended` is '-1d', expected an entry (such as {at: -2d})"),
        ("people:\n- name: Mia\n  name: Tom", "3: duplicate key `name`, first used on line 2"),
        (
            "people:\n- {name: Mia, manager: Tom}",
            "2: unknown person in `manager`: 'Tom'. Known people: 'Mia', 'Olivia Owner'",
        ),
        ("people:\n- {name: Mia, logged_in: perhaps}", "2: `logged_in` is 'perhaps', expected true or false"),
        (
            "people:\n- {name: Mia, email: no-address}",
            "2: malformed e-mail address in `email`: 'no-address'. Expected an address",
        ),
        ("people:\n- {faker: 0}", "2: `faker` is '0', expected at least 1"),
        (
            "goals:\n- {name: G, champion: Mai}\npeople:\n- {name: Mia}",
            "2: unknown person in `champion`: 'Mai'. Did you mean 'Mia'?",
        ),
        ("goals:\n- {name: G, space: Nowhere}", "2: unknown space in `space`: 'Nowhere'. Known spaces: none"),
        ("goals:\n- {name: G, due: someday}", "2: `due`: invalid date 'someday'. Expected a day"),
        ("goals:\n- {name: G, at: yesterday}", "2: `at`: invalid time 'yesterday'. Expected an ISO time"),
        ("goals:\n- {name: G, at: +3d}", "2: `at: +3d` (2026-03-15 09:00) is after the `now` of the fixture"),
        (
            "goals:\n- {name: G, at: -3d, check_ins: [\n  {at: -5d}]}",
            "3: `at: -5d` (2026-03-07 09:00) is before the parent entry",
        ),
        ("goals:\n- {name: G, text: 'Ask @[Mia]'}", "2: unknown person in `text`: 'Mia'"),
        (
            "spaces:\n- name: S\n  links:\n  - {name: L, url: u, text: 'Ask @[Mia]'}",
            "4: unknown person in `text`: 'Mia'",
        ),
        (
            f"goals:\n- {{name: G, text: '{'@[' * 5001}'}}",
            "2: `text` must contain `[` at most 5000 times, but contains it 5001 times",
        ),
        ("goals:\n- {name: G, targets: [{name: T}]}", "2: a target requires `to`"),
        ("goals:\n- {name: G, targets: [{name: T, to: far}]}", "2: `to` is 'far', expected a number"),
        (
            "goals:\n- name: G\n  check_ins:\n  - {values: {T: 1}}",
            "4: unknown target in `values`: 'T'. Known targets of this goal: none",
        ),
        (
            "projects:\n- name: P\n  tasks:\n  - {name: T, milestone: M}",
            "4: unknown milestone in `milestone`: 'M'. Known milestones of this project: none",
        ),
        (
            "projects:\n- name: P\n  tasks:\n  - {name: T, status: gone}",
            "4: unknown status in `status`: 'gone'. Allowed: pending",
        ),
        (
            "projects:\n- {name: P, goal: G}\ngoals:\n- {name: G, at: -1d}\nbegan: -9d",
            "2: goal 'G' does not exist at the time of this entry",
        ),
        ("faults:\n- {action: {}}", "2: `action` is empty"),
        ("extends: nothing", "1: `extends`: unknown fixture 'nothing'. Allowed:"),
        ("now: soon", "1: `now`: invalid time 'soon'"),
        ("a: [", "invalid YAML: "),
        ("people: &p\n- *p", "1: an entry of `people` contains itself"),
        ("goals:\n- &g {name: G, closed: *g}", "2: `closed` contains itself"),
        ("goals:\n- {name: G, <<: 3}", "2: an entry of `goals` is invalid: expected a mapping or list of mappings"),
        ("goals:\n- {name: G, at: -99999999999d}", "2: `at`: time '-99999999999d' is out of range"),
        ("goals:\n- {name: G, due: '0000'}", "2: `due`: invalid date '0000'"),
        ("read_until: soon", "1: `read_until`: invalid time 'soon'"),
        (
            "people:\n- {name: Mia, token: opk_owner}",
            "2: duplicate token 'opk_owner': it is already a token of the owner",
        ),
        (
            "people:\n- {name: Mia, token: t}\n- {name: Tom, token: t}",
            "3: duplicate token 't': it is already a token of Mia",
        ),
        ("people:\n- {name: Mia, logged_in: false, suspended: {}}", "2: `suspended` requires `logged_in: true`"),
        ("people:\n- {name: Mia, email: m@a.test}\n- {name: Tom, email: m@a.test}", "3: duplicate person 'm@a.test'"),
        ("people:\n- {name: Mia}\n- {name: Mia}", "3: duplicate person 'Mia', first used at"),
        ("people:\n- {name: Mia, key: m}\n- {name: Tom, key: m}", "3: duplicate person 'm', first used at"),
        ("goals:\n- {name: G, goals: [\n  {name: G}]}", "3: duplicate goal 'G', first used at"),
        ("spaces:\n- {name: S}\n- {name: S}", "3: duplicate space 'S', first used at"),
        ("people:\n- {name: Mia, token: 42}", "2: `token` is 42, expected a text (in quotes)"),
        ("people:\n- {name: Mia, read_only_token: true}", "2: `read_only_token` is true, expected a text"),
    ],
)
def test_fixture_error_names_line_problem_and_allowed_values(tmp_path: Path, text: str, expected: str) -> None:
    errors = errors_in(tmp_path, text)
    assert any(expected in line for line in errors), errors


def test_fixture_errors_are_reported_together(tmp_path: Path) -> None:
    errors = errors_in(
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
    lines = [line.partition(":")[0] for line in errors]
    assert lines == ["2", "4", "6", "6", "8", "8"]


def test_fixture_error_in_json_names_line(tmp_path: Path) -> None:
    file = tmp_path / "broken.json"
    file.write_text('{"people": [{"name": "Mia"}],\n"goals": [\n{"name": "Grow", "champion": "Mai"}]}')
    with pytest.raises(BadFixture, match=r"broken.json:3: unknown person in `champion`: 'Mai'. Did you mean 'Mia'"):
        fixtures.build(WorldSpec(fixture=str(file)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"people": [],\n "people": []}', "2: duplicate key `people`, first used on line 1"),
        ('{"people": [{"name": "Mia",\n "name": "Tom"}]}', "2: duplicate key `name`, first used on line 1"),
        ('{"people": [{"name": "Mia", "token": 7}]}', "1: `token` is 7, expected a text (in quotes)"),
    ],
)
def test_json_fixture_with_duplicate_key_or_wrong_type_is_rejected(tmp_path: Path, text: str, expected: str) -> None:
    file = tmp_path / "broken.json"
    file.write_text(text)
    with pytest.raises(BadFixture) as raised:
        fixtures.build(WorldSpec(fixture=str(file)))
    assert f"{file}:{expected}" in str(raised.value)


def fifo(path: Path) -> None:
    os.mkfifo(path)


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def large(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(resolver.MAX_FILE_BYTES + 1)


@pytest.mark.slow
@requirements.named_pipes
@pytest.mark.parametrize("suffix", [".yaml", ".json"])
@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (fifo, "not a regular file"),
        (device, "not a regular file"),
        (Path.mkdir, "not a regular file"),
        (large, "larger than 100000000 bytes"),
    ],
)
def test_fixture_that_is_not_a_file_of_bounded_size_is_rejected(
    tmp_path: Path, make: Callable[[Path], None], reason: str, suffix: str
) -> None:
    path = tmp_path / f"fixture{suffix}"
    make(path)
    (tmp_path / "extension.yaml").write_text(f"extends: fixture{suffix}")

    for name in (str(path), str(tmp_path / "extension.yaml")):
        with pytest.raises(BadFixture, match=reason):
            create_app(Settings(fixture=name))
    server = Server(Settings(fixture="empty", fixture_dir=str(tmp_path)))
    named_in_request = "unknown fixture" if reason == "not a regular file" else reason
    fixtures: list[Json] = [str(path), {"extends": str(path)}]
    for fixture in fixtures:
        assert_error(server.control("POST", "/worlds", fixture=fixture), 400, named_in_request)
    assert_error(server.control("POST", "/worlds", fixture=str(tmp_path / "extension.yaml")), 400, reason)
    server.close()


BOMB = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"a{level}: &a{level} [{','.join([f'*a{level - 1}'] * 10)}]\n" for level in range(1, 9)
)
"""A YAML text of less than 500 bytes. If its aliases were expanded, the last list would have a billion entries."""


@pytest.mark.parametrize("place", ["faults:\n- action:\n    body:\n", "records:\n", "company:\n", ""])
def test_fixture_that_aliases_make_huge_is_rejected(tmp_path: Path, place: str) -> None:
    indent = place.rpartition("\n")[0] and " " * 6
    text = place + "".join(f"{indent}{line}\n" for line in BOMB.splitlines())

    assert errors_in(tmp_path, text) == ["1: invalid YAML: its aliases repeat more than 100000 nodes"]


def test_merge_keys_that_make_a_fixture_huge_are_rejected(tmp_path: Path) -> None:
    text = "a0: &a0 {x: 1}\n" + "".join(
        f"a{level}: &a{level} {{<<: [{','.join([f'*a{level - 1}'] * 10)}]}}\n" for level in range(1, 9)
    )

    assert errors_in(tmp_path, text) == ["1: invalid YAML: its aliases repeat more than 100000 nodes"]


def test_fixture_with_some_aliases_is_read(tmp_path: Path) -> None:
    file = tmp_path / "some.yaml"
    file.write_text("spaces:\n- {name: A, access: &a {company: view}}\n- {name: B, access: *a}\n")

    db, _ = fixtures.build(WorldSpec(fixture=str(file)))

    assert {"A", "B"} <= {space.name for space in db.all(Space)}


@pytest.mark.slow
@pytest.mark.parametrize("depth", [101, 500, 100_000])
@pytest.mark.parametrize(("start", "end"), [("[", "]"), ('{"a": ', "}")])
@pytest.mark.parametrize("suffix", [".yaml", ".json"])
def test_deeply_nested_fixture_is_rejected(tmp_path: Path, depth: int, start: str, end: str, suffix: str) -> None:
    file = tmp_path / f"deep{suffix}"
    for text in ('{"faults": [{"action": {"body": %s}}]}', '{"goals": %s}', "%s"):
        file.write_text(text % (start * depth + "1" + end * depth))
        with pytest.raises(BadFixture, match=r"nest|expected"):
            fixtures.build(WorldSpec(fixture=str(file)))


def test_fixture_with_a_chain_of_aliases_is_rejected(tmp_path: Path) -> None:
    text = "a0: &a0 [x]\n" + "".join(f"a{level}: &a{level} [*a{level - 1}]\n" for level in range(1, 5000))

    [error] = errors_in(tmp_path, text)

    assert "invalid YAML: it is nested too deeply" in error


def test_fixture_that_extends_itself_is_rejected(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("extends: b.yaml")
    (tmp_path / "b.yaml").write_text("extends: a.yaml")
    with pytest.raises(BadFixture, match="`extends` is circular"):
        fixtures.build(WorldSpec(fixture=str(tmp_path / "a.yaml")))


@pytest.mark.parametrize("name", ["nothing", "no/such/file.yaml", "fixtures"])
def test_unknown_fixture_name_is_rejected(name: str) -> None:
    with pytest.raises(BadFixture, match=r"unknown fixture|cannot read"):
        fixtures.build(WorldSpec(fixture=name))


def test_world_of_broken_fixture_returns_400_with_all_errors(server: Server, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("poeple: []\npeople: 3\n")
    response = server.control("POST", "/worlds", fixture=str(tmp_path / "a.yaml"))
    assert (response.status, response.headers["content-type"]) == (400, "application/problem+json")
    assert "a.yaml:1: " in response["detail"] and "a.yaml:2: " in response["detail"]


def test_unknown_locale_returns_400(server: Server) -> None:
    response = server.control("POST", "/worlds", fixture="demo", locale="xx_YY")
    assert response.status == 400 and "xx_YY" in response["detail"]


def test_records_of_unknown_kind_are_rejected(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text('{"records": {"now": "2026-01-01T00:00:00Z", "owner_id": "x", "tables": {"Dragon": []}}}')
    with pytest.raises(BadFixture, match="records"):
        fixtures.build(WorldSpec(fixture=str(file)))
