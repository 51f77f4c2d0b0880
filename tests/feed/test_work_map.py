"""The work map (contract: goals 4). The tests write its items as `name[children]`, separated by spaces."""

import msgspec
import pytest

from mockserver.views.feed.work_map import ItemJson, flatten
from tests.environments.goals import GoalsEnv, date
from tests.support import Company, Json, Person, rich_text


class Map(GoalsEnv):
    """Goal A contains project Q and goal B. Goal B contains project P.

    Goal B is in the space South, which only its members can view. The other items are in the space Product.
    """

    def __init__(self, company: Company) -> None:
        super().__init__(company)
        self.reviewer = company.member("Rob Reviewer")
        company.join(self.space_id, self.reviewer)
        self.south_id = self.space("South", company_level=0)
        company.join(self.south_id, self.reviewer)
        leads: dict[str, Json] = {"champion_id": self.editor.id, "reviewer_id": self.reviewer.id}
        self.a = self.goal("A", **leads)
        self.b = self.goal("B", space_id=self.south_id, parent_goal_id=self.a)
        self.p = self.project("P", goal_id=self.b, **leads)
        self.q = self.project("Q", goal_id=self.a)

    def items(self, *, to: Person | None = None, **inputs: Json) -> list[Json]:
        return list((to or self.owner).call("get_work_map", **inputs)["work_map"])

    def tree(self, *, to: Person | None = None, **inputs: Json) -> str:
        return as_text(self.items(to=to, **inputs))

    def flat(self, *, to: Person | None = None, **inputs: Json) -> list[Json]:
        items = (to or self.owner).call("get_flat_work_map", **inputs)["work_map"]
        assert [item for item in items if item["children"]] == []
        return list(items)

    def names(self, *, to: Person | None = None, **inputs: Json) -> str:
        return " ".join(item["name"] for item in self.flat(to=to, **inputs))

    def task(self, type: str, container_id: str, name: str, assignee: Person | None, **inputs: Json) -> Json:
        given = {"type": type, "id": container_id, "name": name, "milestone_id": None, "due_date": None}
        assignee_id = assignee.id if assignee else None
        return self.owner.call("tasks/create", **given | {"assignee_id": assignee_id} | inputs)["task"]

    def finish(self, project_id: str) -> None:
        given = {"retrospective": rich_text("Done"), "success_status": "achieved"}
        self.owner.call("close_project", project_id=project_id, **given)


def as_text(items: list[Json]) -> str:
    return " ".join(
        f"{item['name']}[{as_text(item['children'])}]" if item["children"] else item["name"] for item in items
    )


@pytest.fixture
def work(company: Company) -> Map:
    return Map(company)


# --- the tree --------------------------------------------------------------------------------------------------------


def test_items_are_children_of_their_goal_projects_first(work: Map) -> None:
    assert work.tree() == "A[Q B[P]]"


def test_items_below_hidden_goal_are_roots(work: Map) -> None:
    assert work.tree(to=work.viewer) == "A[Q] P"
    assert work.tree(to=work.company.guest("Gus Guest")) == ""


def test_roots_without_parent_come_first(work: Map) -> None:
    work.goal("C", parent_goal_id=work.b)
    work.goal("D")

    assert work.tree(to=work.viewer) == "A[Q] D C P"


@pytest.mark.parametrize(
    ("filters", "tree", "flat"),
    [
        ({"space_id": "north"}, "A[Q B[P]]", "A P Q"),
        ({"space_id": "south"}, "A[B]", "B"),
        ({"space_id": "nowhere"}, "", ""),
        ({"champion_id": "editor"}, "A[B[P]]", "A P"),
        ({"reviewer_id": "reviewer"}, "A[B[P]]", "A P"),
        ({"contributor_id": "editor"}, "A[B[P]]", "P"),
        ({"contributor_id": "reviewer"}, "", ""),
        ({"contributor_id": "owner"}, "A[Q B[P]]", "P Q"),
        ({"contributor_id": "owner", "champion_id": "editor"}, "A[Q B[P]]", "A P Q"),
        ({"champion_id": "editor", "space_id": "south"}, "", ""),
        ({"parent_goal_id": "a"}, "B[P] Q", "B Q"),
        ({"parent_goal_id": "b"}, "P", "P"),
        ({"parent_goal_id": "nowhere"}, "", ""),
        ({"parent_goal_id": "a", "champion_id": "editor"}, "B[P]", ""),
        ({"parent_goal_id": "a", "contributor_id": "owner"}, "Q B[P]", "Q"),
        ({"only_completed": True}, "", ""),
        ({"only_completed": False}, "A[Q B[P]]", "A B P Q"),
    ],
)
def test_work_map_filters_items(work: Map, filters: dict[str, Json], tree: str, flat: str) -> None:
    known: dict[str, Json] = {
        "north": work.space_id,
        "south": work.south_id,
        "nowhere": "absent-7ZZ",
        "editor": work.editor.id,
        "reviewer": work.reviewer.id,
        "owner": work.owner.id,
        "a": work.a,
        "b": work.b,
    }
    given: dict[str, Json] = {key: known.get(value, value) for key, value in filters.items()}

    assert work.tree(**given) == tree
    assert work.names(**given) == flat


def test_hidden_space_filter_returns_no_items(work: Map) -> None:
    assert work.tree(to=work.viewer, space_id=work.south_id) == ""


def test_closed_item_is_root_only_in_map_of_its_space(work: Map) -> None:
    work.finish(work.p)

    assert work.tree(space_id=work.space_id) == "A[Q] P"
    assert work.tree() == "A[Q B[P]]"
    assert work.tree(only_completed=True) == "A[B[P]]"

    work.owner.call("pause_project", project_id=work.q)
    assert work.tree(space_id=work.space_id) == "A[Q] P"


def test_children_of_goal_that_filter_excludes_are_roots(work: Map) -> None:
    c = work.goal("C", parent_goal_id=work.b)
    work.goal("E", parent_goal_id=c, champion_id=work.editor.id)
    work.goal("D", parent_goal_id=work.a, champion_id=work.editor.id)

    assert work.tree(parent_goal_id=work.a, champion_id=work.editor.id) == "D B[P] E"
    assert work.tree(parent_goal_id=work.a) == "B[P C[E]] D Q"


def test_map_below_hidden_goal_is_empty(work: Map) -> None:
    assert work.tree(to=work.viewer, parent_goal_id=work.b) == "P"


def test_deep_goal_chain_is_listed(work: Map) -> None:
    parent_id = work.goal("0")
    for depth in range(1, 120):
        parent_id = work.goal(str(depth), parent_goal_id=parent_id)

    assert work.tree().count("[") == 121
    assert work.names(parent_goal_id=parent_id) == ""


def test_deep_map_is_serialized() -> None:
    def item(children: list[ItemJson]) -> ItemJson:
        return ItemJson(
            id="",
            parent_id=None,
            name="",
            state="active",
            type="goal",
            item_path="",
            space=None,
            space_path=None,
            owner=None,
            owner_path=None,
            timeframe=None,
            children=children,
            assignees=None,
        )

    top = item([])
    before, _, after = msgspec.json.encode(top).partition(b"[]")
    for _ in range(1000):
        top = item([top])

    flatten([top])

    assert msgspec.json.encode(top) == (before + b"[") * 1001 + (b"]" + after) * 1001


# --- the items -------------------------------------------------------------------------------------------------------


def test_goal_item_has_expected_fields(work: Map) -> None:
    work.company.target(work.a, "Count", 0, 4)
    work.owner.call("goals/update_target_value", goal_id=work.a, target_id=work.targets(work.a)[0]["id"], value=3)

    (item,) = work.items(include_reviewer=True)

    home = f"/{work.company.id}"
    assert (item["type"], item["status"], item["state"], item["progress"]) == ("goal", "pending", "active", 75.0)
    assert (item["next_step"], item["privacy"], item["is_new"]) == ("Count", "internal", False)
    assert (item["owner"]["full_name"], item["reviewer"]["full_name"]) == ("Eda Editor", "Rob Reviewer")
    assert item["owner_path"] == f"{home}/people/{work.editor.id}"
    assert item["reviewer_path"] == f"{home}/people/{work.reviewer.id}"
    assert item["item_path"] == f"{home}/goals/{work.a}"
    assert item["space_path"] == f"{home}/spaces/{work.space_id}/work-map"
    assert [item[key] for key in ("task_status", "project", "assignees", "completed_on")] == [None] * 4
    # `parent_id` is a UUID, but `id` is a short id
    assert item["children"][1]["parent_id"] == item["children"][0]["parent_id"] != item["id"]


def test_project_item_has_expected_fields(work: Map) -> None:
    for name, due in (("Later", "2027-06-01"), ("Sooner", "2027-03-01"), ("Some day", None)):
        due_date = date("a day", due) if due else None
        work.owner.call("projects/create_milestone", project_id=work.p, name=name, due_date=due_date)

    item = next(item for item in work.flat() if item["name"] == "P")
    assert (item["next_step"], item["progress"], item["state"]) == ("Sooner", 0.0, "active")
    assert item["item_path"] == f"/{work.company.id}/projects/{work.p}"
    assert (item["reviewer"], item["assignees"]) == (None, None)

    work.finish(work.p)
    item = next(item for item in work.flat() if item["name"] == "P")
    assert (item["state"], item["status"]) == ("closed", "achieved")
    assert item["completed_on"]


def test_paused_project_item_has_paused_status(work: Map) -> None:
    work.owner.call("pause_project", project_id=work.q)

    item = next(item for item in work.flat() if item["name"] == "Q")

    assert (item["state"], item["status"]) == ("paused", "paused")


@pytest.mark.parametrize(
    ("inputs", "of_a", "of_b", "of_p"),
    [
        ({}, None, None, None),
        ({"include_assignees": True}, ["Eda", "Rob"], [], ["Eda", "Rob", "Olivia"]),
        ({"contributor_id": "owner"}, ["Eda", None], [None], ["Eda", "Rob", "Olivia"]),
        ({"contributor_id": "owner", "include_reviewer": True}, ["Eda", "Rob"], [], ["Eda", "Rob", "Olivia"]),
    ],
)
def test_assignee_filter_matches_leads_and_contributors(
    work: Map, inputs: dict[str, Json], of_a: Json, of_b: Json, of_p: Json
) -> None:
    given: dict[str, Json] = {key: work.owner.id if value == "owner" else value for key, value in inputs.items()}

    (a,) = work.items(**given)
    b = a["children"][1]
    (p,) = b["children"]

    def names(item: Json) -> Json:
        people = item["assignees"]
        return people and [person and person["full_name"].split()[0] for person in people]

    assert [names(item) for item in (a, b, p)] == [of_a, of_b, of_p]


def test_item_changes_when_a_record_of_its_goal_or_project_changes(work: Map) -> None:
    owner = work.owner

    def values_of(name: str, *keys: str) -> list[Json]:
        (item,) = (item for item in work.flat(include_assignees=True) if item["name"] == name)
        return [item[key] for key in keys]

    assert values_of("A", "progress", "next_step", "privacy") == [0, "", "internal"]
    owner.call("goals/add_check", goal_id=work.a, name="Hire")
    assert values_of("A", "progress", "next_step") == [0.0, "Hire"]
    target = work.company.target(work.a, "Count", 0, 4)
    assert values_of("A", "next_step") == ["Count"]
    owner.call("goals/update_target_value", goal_id=work.a, target_id=target, value=2)
    assert values_of("A", "progress") == [25.0]
    owner.call("goals/update_access_levels", goal_id=work.a, access_levels={"company": 0, "space": 0})
    assert values_of("A", "privacy") == ["secret"]

    assert values_of("P", "next_step") == [""]
    given = {"name": "Launch", "due_date": None}
    milestone = owner.call("projects/create_milestone", project_id=work.p, **given)["milestone"]["id"]
    assert values_of("P", "next_step") == ["Launch"]
    owner.call("project_milestones/update_title", milestone_id=milestone, title="Release")
    assert values_of("P", "next_step") == ["Release"]
    owner.call("projects/update_champion", project_id=work.p, champion_id=None)
    assert values_of("P", "owner") == [None]
    owner.call("update_profile", id=owner.id, full_name="Ora Owner")
    (assignees,) = values_of("P", "assignees")
    assert [person["full_name"] for person in assignees] == ["Eda Editor", "Rob Reviewer", "Ora Owner"]


def test_suspended_champion_is_shown_for_goal_but_not_for_project(work: Map) -> None:
    work.company.log_in(work.editor)
    work.owner.call("remove_company_member", person_id=work.editor.id)

    owners = {item["name"]: item["owner"] and item["owner"]["full_name"] for item in work.flat()}

    assert (owners["A"], owners["P"]) == ("Eda Editor", None)
    assert work.names(champion_id=work.editor.id) == "A"


def test_person_in_two_roles_is_assigned_once_to_project_and_twice_to_goal(work: Map) -> None:
    both: dict[str, Json] = {"champion_id": work.editor.id, "reviewer_id": work.editor.id}
    work.goal("Twice", **both)
    work.project("Once", **both)

    items = {item["name"]: item for item in work.flat(include_assignees=True)}

    assert [person["full_name"] for person in items["Twice"]["assignees"]] == ["Eda Editor"] * 2
    assert [person["full_name"] for person in items["Once"]["assignees"]] == ["Eda Editor", "Olivia Owner"]


# --- tasks -----------------------------------------------------------------------------------------------------------


def test_flat_map_contains_own_open_tasks_with_flag(work: Map) -> None:
    due = date("Feb 1, 2027", "2027-02-01")
    work.task("project", work.p, "Draw", work.editor, due_date=due)
    work.task("space", work.south_id, "Tidy", work.editor)
    work.task("space", work.space_id, "Not mine", work.reviewer)

    assert "Draw" not in work.names(to=work.editor)
    items = {item["name"]: item for item in work.flat(to=work.editor, include_tasks=True)}

    assert list(items) == ["A", "P", "Q", "Draw", "Tidy"]
    draw, tidy = items["Draw"], items["Tidy"]
    home = f"/{work.company.id}"
    assert (draw["type"], draw["status"], draw["task_status"]["value"], draw["privacy"]) == (
        "task",
        None,
        "pending",
        None,
    )
    assert (draw["progress"], draw["state"], draw["next_step"]) == (0.0, "active", "")
    assert draw["timeframe"] == {"contextual_start_date": None, "contextual_end_date": due}
    assert (draw["project"]["name"], draw["project_path"]) == ("P", f"{home}/projects/{work.p}")
    assert draw["space"]["name"] == "Product"
    assert [person["full_name"] for person in draw["assignees"]] == ["Eda Editor"]
    assert draw["item_path"] == f"{home}/tasks/{draw['id']}"
    assert (tidy["parent_id"], tidy["project"], tidy["timeframe"]) == (None, None, None)
    assert tidy["space"]["name"] == "South"  # shown, although Eda can't view the space
    assert tidy["item_path"] == f"{home}/spaces/{work.south_id}/kanban?taskId={tidy['id']}"


def test_contributor_tasks_can_be_listed_by_any_member(work: Map) -> None:
    work.task("project", work.p, "Draw", work.editor)
    work.task("project", work.p, "Paint", work.owner)

    assert work.names(include_tasks=True, contributor_id=work.editor.id) == "P Draw"
    assert work.names(include_tasks=True) == "A B P Q Paint"
    assert work.names(include_tasks=True, only_completed=True) == "Paint"
    assert work.names(include_tasks=True, reviewer_id=work.owner.id) == ""
    assert work.names(include_tasks=True, parent_goal_id=work.a) == "B Q"


def test_tasks_that_are_closed_or_in_paused_project_are_excluded(work: Map) -> None:
    work.task("project", work.p, "Draw", work.owner)
    work.task("project", work.q, "Paint", work.owner)
    assert work.names(include_tasks=True).endswith("Draw Paint")

    work.owner.call("pause_project", project_id=work.p)

    assert work.names(include_tasks=True) == "A B P Q Paint"
