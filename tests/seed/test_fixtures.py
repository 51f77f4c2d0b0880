"""Fixture files: the records of each kind of entry, notifications, and the keys `extends` and `faker`."""

from pathlib import Path
from typing import Any

import pytest

from mockserver.model.company.companies import Account
from mockserver.model.feed.activities import Notification
from tests.support import Company, Person, Server

Json = Any


class Files:
    """Writes fixture files, and opens worlds from them."""

    def __init__(self, server: Server, folder: Path) -> None:
        self.server = server
        self.folder = folder

    def write(self, text: str, name: str = "fixture.yaml") -> str:
        (self.folder / name).write_text(text, "utf-8")
        return str(self.folder / name)

    def open(self, text: str, **spec: Json) -> Company:
        return self.server.open(fixture=self.write(text), **spec)


@pytest.fixture
def files(server: Server, tmp_path: Path) -> Files:
    return Files(server, tmp_path)


def person(company: Company, name: str) -> Person:
    listed = company.server.send("GET", f"/__mock__/people?search={name}", _bearer(company))["people"]
    (found,) = [item for item in listed if item["full_name"].startswith(f"{name} ")]
    return Person(company.server, found["id"], found["token"])


def _bearer(company: Company) -> dict[str, str]:
    return {"authorization": f"Bearer {company.owner.token}"}


def test_empty_file_creates_company_with_owner(files: Files) -> None:
    company = files.open("")
    assert company.name == "Acme Inc."
    assert company.owner.call("get_me")["me"]["full_name"] == "Olivia Owner"


def test_goal_entry_creates_targets_checks_check_ins_and_closing(files: Files) -> None:
    company = files.open("""
people: [{name: Mia Member}, {name: Rita Reviewer}]
goals:
  - name: Cut churn to 3 %
    champion: Mia Member
    reviewer: Rita Reviewer
    at: -40d
    due: Q2 2026
    targets: [{name: Churn, from: 6, to: 3}]
    checks: [{name: Ask why they leave}, {name: Fix the first reason}]
    check_ins:
      - at: -20d 10:30
        status: caution
        text: "Half way, @[Rita Reviewer]."
        values: {Churn: 4.5}
        done: [Ask why they leave]
        acknowledged: {at: -19d}
        comments: [{by: Rita Reviewer, text: Keep going., reactions: {"🎉": [Mia Member]}}]
    closed: {at: -2d, outcome: achieved, text: Done.}
""")
    (listed,) = company.owner.call("get_goals")["goals"]
    goal = company.owner.call(
        "get_goal", id=listed["id"], include_champion=True, include_last_check_in=True, include_checklist=True
    )["goal"]
    assert goal["champion"]["full_name"] == "Mia Member"
    assert goal["timeframe"]["contextual_end_date"]["value"] == "Q2 2026"
    assert [target["value"] for target in goal["targets"]] == [4.5]
    assert [check["completed"] for check in goal["checklist"]] == [True, False]
    assert goal["inserted_at"] == "2026-01-31T09:00:00Z"
    assert (goal["status"], goal["closed_at"]) == ("achieved", "2026-03-10T09:00:00Z")
    (check_in,) = company.owner.call("goals/get_check_ins", goal_id=goal["id"])["check_ins"]
    assert check_in["inserted_at"] == "2026-02-20T10:30:00Z"
    assert check_in["acknowledged_at"] == "2026-02-21T09:00:00Z"
    comments = company.owner.call("get_comments", entity_id=check_in["id"], entity_type="goal_update")["comments"]
    assert [reaction["emoji"] for reaction in comments[0]["reactions"]] == ["🎉"]


def test_project_entry_creates_contributors_milestones_and_tasks(files: Files) -> None:
    company = files.open("""
people: [{name: Mia Member}, {name: Carl Contributor}]
spaces: [{name: Product, members: {Mia Member: full}}]
projects:
  - name: Relaunch
    space: Product
    champion: Mia Member
    contributors: [{person: Carl Contributor, responsibility: Words}]
    milestones: [{title: Draft, due: +10d}, {title: Launch, done: {}}]
    tasks:
      - {name: Write, milestone: Draft, assignee: Carl Contributor, due: +3d}
      - {name: Publish, status: done}
    paused: {}
""")
    (listed,) = company.owner.call("get_projects")["projects"]
    project = company.owner.call(
        "get_project", id=listed["id"], include_contributors=True, include_milestones=True, include_space=True
    )["project"]
    assert (project["space"]["name"], project["status"]) == ("Product", "paused")
    roles = {item["person"]["full_name"]: item["role"] for item in project["contributors"]}
    assert roles == {"Mia Member": "champion", "Carl Contributor": "contributor", "Olivia Owner": "contributor"}
    assert {item["title"]: item["status"] for item in project["milestones"]} == {"Draft": "pending", "Launch": "done"}
    tasks = {item["name"]: item for item in company.owner.call("tasks/list", project_id=project["id"])["tasks"]}
    assert tasks["Write"]["milestone"]["title"] == "Draft"
    assert tasks["Publish"]["status"]["value"] == "done"


def test_space_entry_creates_documents_and_discussions(files: Files) -> None:
    company = files.open("""
people: [{name: Mia Member}]
spaces:
  - name: Product
    mission: Build it
    members: {Mia Member: full}
    discussions: [{title: Hello, text: World, by: Mia Member}, {title: Later, draft: true}]
    folders: [{name: Notes, documents: [{name: Rules, text: "# One\\n\\n- two"}]}]
    links: [{name: Board, url: "https://example.com"}]
    files: [{name: a.png, size: 3, content_type: image/png}]
general:
  discussions: [{title: Welcome}]
""")
    spaces = {item["name"]: item["id"] for item in company.owner.call("get_spaces")["spaces"]}
    tools = company.owner.call("list_space_tools", space_id=spaces["Product"])["tools"]
    assert [item["title"] for item in tools["messages_boards"][0]["messages"]] == ["Hello"]
    nodes = company.owner.call("list_resource_hub_nodes", resource_hub_id=tools["resource_hubs"][0]["id"])["nodes"]
    assert sorted(node["name"] for node in nodes) == ["Board", "Notes", "a.png"]
    general = company.owner.call("get_discussions", space_id=company.general_id)["discussions"]
    assert [item["title"] for item in general] == ["Welcome"]


def test_person_entry_sets_role_manager_and_account(files: Files) -> None:
    company = files.open("""
company: {name: Northwind, mail_domain: northwind.test}
people:
  - {name: Zoë Ünger, role: owner, title: Boss}
  - {name: Adam Admin, role: admin, manager: Zoë Ünger}
  - {name: Second Owner, role: owner}
  - {name: Gus Guest, role: guest}
  - {name: Nora New, logged_in: false}
  - {name: Sam Gone, suspended: {}}
""")
    listed = company.server.send("GET", "/__mock__/people", _bearer(company))["people"]
    assert {item["full_name"]: item["role"] for item in listed} == {
        "Zoë Ünger": "owner",
        "Adam Admin": "admin",
        "Second Owner": "owner",
        "Gus Guest": "guest",
        "Nora New": "member",
        "Sam Gone": "suspended",
    }
    assert listed[0]["email"] == "zoe.unger@northwind.test"
    manager = company.owner.call("get_person", id=listed[1]["id"], include_manager=True)["person"]["manager"]
    assert manager["full_name"] == "Zoë Ünger"
    never = [account.full_name for account in company.db.all(Account) if account.first_login_at is None]
    assert never == ["Nora New"]


def test_events_notify_only_with_notify_true(files: Files) -> None:
    people = "people: [{name: Olivia Owner, role: owner}, {name: Mia Member}]\n"
    goals = (
        'goals: [{name: Grow, champion: Mia Member, check_ins: [{by: Olivia Owner, text: "Hear, @[Mia Member]"}]}]\n'
    )
    quiet = files.open(people + goals)
    loud = files.open("notify: true\n" + people + goals)
    assert len(quiet.db.table(Notification)) == 0
    assert person(loud, "Mia").call("get_unread_notification_count")["unread"] >= 1


def test_read_until_marks_older_notifications_as_read(files: Files) -> None:
    company = files.open("""
notify: true
read_until: -10d
people: [{name: Olivia Owner, role: owner}, {name: Mia Member}]
goals:
  - {name: Old, champion: Mia Member, at: -30d}
  - {name: New, champion: Mia Member, at: -5d}
""")
    mia = person(company, "Mia")
    read = {item["inserted_at"][:10]: item["read"] for item in mia.call("get_notifications")["notifications"]}
    assert read == {"2026-02-10": True, "2026-03-07": False}


def test_now_of_world_overrides_now_of_fixture(files: Files) -> None:
    text = "now: 2030-01-02T03:04:05Z\ngoals: [{name: Grow}]"
    for spec, year in (({}, "2030"), ({"now": "2031-05-06T00:00:00Z"}, "2031")):
        company = files.open(text, **spec)
        assert company.owner.call("get_goals")["goals"][0]["inserted_at"].startswith(year)


@pytest.mark.parametrize("fixture", ["empty", "demo", "permissions", "export.json"])
def test_world_spec_overrides_company_name_and_owner(files: Files, server: Server, fixture: str) -> None:
    if fixture == "export.json":
        exported = server.control("GET", "/fixture", server.open(fixture="permissions").owner.token).content.decode()
        fixture = files.write(exported, fixture)
    named = {"full_name": "Nora Named", "email": "nora@example.org", "title": "Boss"}
    company = server.open(fixture=fixture, company={"name": "Named Inc."}, owner=named)
    me = company.owner.call("get_me")["me"]
    assert company.name == "Named Inc."
    assert {key: me[key] for key in named} == named


def test_faults_of_fixture_apply_to_its_world(files: Files) -> None:
    company = files.open("faults: [{match: {endpoint: get_goals}, action: {status: 503}}]")
    assert company.owner.get("get_goals").status == 503
    assert company.owner.get("get_me").status == 200


def test_json_file_with_tabs_loads(files: Files, server: Server) -> None:
    path = files.write('{"people": [\n\t{"name": "Mia Member"}], "goals": [{"name": "Grow"}]}', "fixture.json")
    assert server.open(fixture=path).owner.call("get_goals")["goals"][0]["name"] == "Grow"


# --- extends and faker ------------------------------------------------------------------------------------------------


def test_extends_merges_entries_with_the_same_name(files: Files, server: Server) -> None:
    files.write("people: [{name: Mia Member}]\ngoals: [{name: Grow, goals: [{name: Sell}]}]", "base.yaml")
    company = files.open("""
extends: base.yaml
company: {name: Upper Inc.}
people: [{name: Tom Tester}]
goals: [{name: Sell, champion: Mia Member, checks: [{name: Call them}]}, {name: Learn, parent: Grow}]
""")
    goals = {item["name"]: item for item in company.owner.call("get_goals", include_champion=True)["goals"]}
    assert company.name == "Upper Inc."
    assert list(goals) == ["Grow", "Sell", "Learn"]
    assert goals["Sell"]["champion"]["full_name"] == "Mia Member"
    assert goals["Learn"]["parent_goal"]["name"] == "Grow"


def test_extends_of_named_fixture_adds_people(files: Files) -> None:
    company = files.open("extends: demo\npeople: [{name: Zed New, token: opk_zed}]")
    names = [item["full_name"] for item in company.owner.call("get_people")["people"]]
    assert "Zed New" in names and len(names) >= 12


def test_faker_entry_expands_to_count_of_entries(files: Files) -> None:
    text = """
people: [{name: Mia Member}, {faker: 12, title: Engineer}]
goals: [{name: Grow, discussions: [{title: Words, comments: [{faker: 40}]}], goals: [{faker: 3}]}]
projects: [{faker: 4, tasks: [{faker: 2}]}]
"""
    company = files.open(text)
    people = company.owner.call("get_people")["people"]
    assert sum(item["title"] == "Engineer" for item in people) == 12
    assert len({item["full_name"] for item in people}) == len({item["email"] for item in people}) == 14
    assert len(company.owner.call("get_goals")["goals"]) == 4
    listed = company.owner.call("get_projects")["projects"]
    assert [len(company.owner.call("tasks/list", project_id=item["id"])["tasks"]) for item in listed] == [2, 2, 2, 2]
    again = [item["full_name"] for item in files.open(text).owner.call("get_people")["people"]]
    assert again == [item["full_name"] for item in people]
    german = [item["full_name"] for item in files.open(text, locale="de_DE").owner.call("get_people")["people"]]
    assert set(german) & set(again) == {"Olivia Owner", "Mia Member"}


def test_edited_fixture_file_is_read_again(files: Files) -> None:
    assert [item["name"] for item in files.open("goals: [{name: First}]").owner.call("get_goals")["goals"]] == ["First"]
    company = files.open("goals: [{name: Second one}]")
    assert [item["name"] for item in company.owner.call("get_goals")["goals"]] == ["Second one"]


def test_edited_base_of_extends_is_read_again(files: Files) -> None:
    files.write("people: [{name: Old Name}]", "base.yaml")
    top = files.write("extends: base.yaml\nspaces: [{name: S}]", "top.yaml")
    for name in ("Old Name", "Newer Name"):
        files.write(f"people: [{{name: {name}}}]", "base.yaml")
        people = files.server.open(fixture=top).owner.call("get_people")["people"]
        assert name in [item["full_name"] for item in people]


def test_people_with_the_same_name_and_different_keys_get_different_addresses(files: Files) -> None:
    company = files.open("people: [{name: Mia Member, key: a}, {name: Mia Member, key: b}]")
    emails = [item["email"] for item in company.owner.call("get_people")["people"]]
    assert {"mia.member@example.com", "mia.member.2@example.com"} <= set(emails)


# --- built-in fixtures ------------------------------------------------------------------------------------------------


def test_permissions_fixture_limits_each_role(server: Server) -> None:
    company = server.open(fixture="permissions")

    def seen(name: str) -> set[str]:
        return {item["name"] for item in person(company, name).call("get_projects")["projects"]}

    everywhere = {"Public project", "Internal project", "Confidential project", "Secret project"}
    hidden = {"Project in the hidden space"}
    assert seen("Olivia") == seen("Max") == seen("Chad") == seen("Rita") == seen("Carl") == everywhere | hidden
    assert seen("Sue") == everywhere - {"Secret project"} | hidden
    assert seen("Vera") == seen("Cora") == seen("Ed") == everywhere
    assert seen("Mia") == {"Public project", "Internal project"}
    assert seen("Gus") == set()


def test_overdue_fixture_has_assignments_for_each_person(server: Server) -> None:
    company = server.open(fixture="overdue")
    counts = {name: person(company, name).call("get_assignments_count")["count"] for name in ("Mia", "Ben", "Rita")}
    assert all(count >= 2 for count in counts.values()), counts
    statuses = {item["name"]: item["status"] for item in company.owner.call("get_goals")["goals"]}
    assert statuses["Cut churn to 3 %"] == statuses["Never checked in"] == "outdated"


def test_edge_cases_fixture_is_served(server: Server) -> None:
    company = server.open(fixture="edge-cases")
    spaces = {item["name"]: item["id"] for item in company.owner.call("get_spaces")["spaces"]}
    board = company.owner.call("get_discussions", space_id=spaces["Talkative"], include_comments_count=True)
    counts = {item["title"]: item["comments_count"] for item in board["discussions"]}
    assert counts["A thousand comments"] == 1000
    names = [item["full_name"] for item in company.owner.call("get_people")["people"]]
    assert "مريم الفارسي" in names and any(len(name) == 255 for name in names)
    goals = {item["name"]: item for item in company.owner.call("get_goals")["goals"]}
    assert goals["Goal with nothing in it"]["targets"] == []
    assert len(company.owner.call("get_work_map")["work_map"]) > 5
