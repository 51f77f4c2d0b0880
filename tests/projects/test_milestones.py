"""Milestones: creating, editing, ordering, deleting and reading milestones."""

from collections.abc import Callable

import pytest

from tests.builder import COMMENT, EDIT, NONE, VIEW, day
from tests.environments.projects import SHARED_LEVELS, ProjectEnv
from tests.support import Company, Json, Response, assert_error, rich_text

SharedEnvAt = Callable[[int], ProjectEnv]

EDITS: dict[str, Json] = {
    "update_title": {"title": "Beta"},
    "update_description": {"description": rich_text("More")},
    "update_due_date": {"due_date": None},
    "delete": {},
}
STATUS_OF_EDITING = {NONE: 404, VIEW: 403, COMMENT: 403, EDIT: 200}


@pytest.mark.parametrize("level", SHARED_LEVELS)
@pytest.mark.parametrize("endpoint", EDITS)
def test_milestone_mutations_require_edit_access(shared_env_at: SharedEnvAt, endpoint: str, level: int) -> None:
    shared_env = shared_env_at(level)
    milestone_id = shared_env.milestone()

    response = shared_env.mia.post(f"project_milestones/{endpoint}", milestone_id=milestone_id, **EDITS[endpoint])

    assert response.status == STATUS_OF_EDITING[level]
    if level == NONE:
        assert response.message == "Milestone not found"


@pytest.mark.parametrize("level", SHARED_LEVELS)
def test_update_ordering_requires_edit_access_to_project(shared_env_at: SharedEnvAt, level: int) -> None:
    shared_env = shared_env_at(level)

    response = shared_env.mia.post("project_milestones/update_ordering", project_id=shared_env.id, ordering_state=[])

    assert response.status == STATUS_OF_EDITING[level]
    if level == NONE:
        assert response.message == "Project not found"


@pytest.mark.parametrize(("level", "status"), [(NONE, 404), (VIEW, 200)])
def test_milestone_queries_require_view_access(shared_env_at: SharedEnvAt, level: int, status: int) -> None:
    shared_env = shared_env_at(level)

    response = shared_env.mia.get("get_milestone", id=shared_env.milestone())

    assert response.status == status
    if level == NONE:
        assert response.message == "The requested resource was not found"


def test_unknown_milestone_returns_404(shared_env: ProjectEnv) -> None:
    assert_error(shared_env.owner.get("get_milestone", id="nothing-7ZZ"), 404, "no Milestone with the id")
    assert (
        shared_env.owner.post("project_milestones/delete", milestone_id="nothing-7ZZ").message == "Milestone not found"
    )


def test_new_milestone_is_last_in_project_order(shared_env: ProjectEnv) -> None:
    first = shared_env.milestone("First")

    made = shared_env.mia.call(
        "projects/create_milestone", project_id=shared_env.id, name="Second", due_date=day("2026-04-01")
    )

    milestone = made["milestone"]
    assert milestone["timeframe"] == {"contextual_start_date": None, "contextual_end_date": day("2026-04-01")}
    assert (milestone["status"], milestone["completed_at"], milestone["project"]) == ("pending", None, None)
    assert milestone["tasks_kanban_state"] == {"pending": [], "in_progress": [], "done": [], "canceled": []}
    assert shared_env.get_project()["milestones_ordering_state"] == [first, milestone["id"]]


def test_new_milestone_subscribes_creator_and_champion(company: Company, shared_env: ProjectEnv) -> None:
    made = company.owner.call(
        "create_project",
        space_id=company.general_id,
        name="Led",
        champion_id=shared_env.mia.id,
        anonymous_access_level=0,
        company_access_level=0,
        space_access_level=0,
    )

    milestone = company.owner.call(
        "projects/create_milestone", project_id=made["project"]["id"], name="Alpha", due_date=None
    )["milestone"]

    shown = company.owner.call("get_milestone", id=milestone["id"], include_subscription_list=True)["milestone"]
    followers = {(row["person"]["id"], row["type"]) for row in shown["subscription_list"]["subscriptions"]}
    assert followers == {(company.owner.id, "invited"), (shared_env.mia.id, "invited")}
    assert shown["subscription_list"]["parent_type"] == "project_milestone"


def test_get_milestone_without_flags_has_null_fields(shared_env: ProjectEnv) -> None:
    shown = shared_env.owner.call("get_milestone", id=shared_env.milestone())["milestone"]

    optional = ("project", "creator", "comments", "comments_count", "permissions", "space", "subscription_list")
    assert {name: shown[name] for name in (*optional, "available_statuses")} == dict.fromkeys(
        (*optional, "available_statuses")
    )


def test_get_milestone_flag_fills_field(shared_env: ProjectEnv) -> None:
    id = shared_env.milestone()

    shown = shared_env.mia.call(
        "get_milestone",
        id=id,
        include_project=True,
        include_creator=True,
        include_permissions=True,
        include_space=True,
        include_comments=True,
        include_available_statuses=True,
    )["milestone"]

    assert shown["project"]["id"] == shared_env.id
    assert shown["creator"]["id"] == shared_env.owner.id
    assert shown["permissions"] == {"can_view": True, "can_comment": True, "can_edit": True, "has_full_access": False}
    assert shown["space"]["name"] == "General"
    assert shown["comments"] == []
    assert [status["value"] for status in shown["available_statuses"]] == ["pending", "in_progress", "done", "canceled"]


def test_milestone_space_flag_adds_project(shared_env: ProjectEnv) -> None:
    shown = shared_env.owner.call("get_milestone", id=shared_env.milestone(), include_space=True)["milestone"]

    assert shown["project"]["id"] == shared_env.id


def test_milestone_space_is_null_without_access(company: Company, shared_env: ProjectEnv) -> None:
    hidden = company.owner.call(
        "create_space", name="Lab", mission="Secrets", company_permissions=0, public_permissions=0
    )["space"]["id"]
    project = company.owner.call(
        "create_project",
        space_id=hidden,
        name="Led",
        champion_id=shared_env.mia.id,
        anonymous_access_level=0,
        company_access_level=0,
        space_access_level=0,
    )["project"]
    id = shared_env.mia.call("projects/create_milestone", project_id=project["id"], name="Alpha", due_date=None)

    shown = shared_env.mia.call("get_milestone", id=id["milestone"]["id"], include_space=True)["milestone"]

    assert shown["space"] is None
    assert shown["project"]["name"] == "Led"


def test_milestone_available_statuses_alone_return_500(shared_env: ProjectEnv) -> None:
    id = shared_env.milestone()

    assert_error(
        shared_env.owner.get("get_milestone", id=id, include_available_statuses=True),
        500,
        "`include_available_statuses` requires `include_project` or `include_space`",
    )
    assert (
        shared_env.owner.get("get_milestone", id=id, include_available_statuses=True, include_space=True).status == 200
    )


def test_renamed_milestone_keeps_old_id_in_order(shared_env: ProjectEnv) -> None:
    old = shared_env.milestone("Alpha")

    renamed = shared_env.mia.call("project_milestones/update_title", milestone_id=old, title=" Beta ")["milestone"]

    assert renamed["title"] == " Beta "
    assert renamed["id"] != old
    assert renamed["project"]["id"] == shared_env.id
    assert shared_env.owner.call("get_milestone", id=old)["milestone"]["id"] == renamed["id"]
    assert shared_env.get_project()["milestones_ordering_state"] == [old]


@pytest.mark.parametrize("title", ["", "  ", "\n\t"])
def test_milestone_title_must_not_be_blank(shared_env: ProjectEnv, title: str) -> None:
    response = shared_env.owner.post(
        "project_milestones/update_title", milestone_id=shared_env.milestone(), title=title
    )

    assert (response.status, response.message) == (400, "Title cannot be empty")


def test_milestone_title_has_at_most_255_characters(shared_env: ProjectEnv) -> None:
    id = shared_env.milestone()

    assert_error(
        shared_env.owner.post("project_milestones/update_title", milestone_id=id, title="x" * 256),
        500,
        "`title` is longer than 255",
    )
    assert shared_env.owner.post("project_milestones/update_title", milestone_id=id, title="x" * 255).status == 200


@pytest.mark.parametrize("description", ["[]", '"text"', "5"])
def test_milestone_description_must_be_document(shared_env: ProjectEnv, description: str) -> None:
    id = shared_env.milestone()

    response = shared_env.owner.post("project_milestones/update_description", milestone_id=id, description=description)

    assert_error(response, 500, "`description` must be a rich-text object")
    assert shared_env.owner.call("get_milestone", id=id)["milestone"]["description"] is None


def test_milestone_description_subscribes_author_again_and_next_comment_returns_500(shared_env: ProjectEnv) -> None:
    id = shared_env.milestone()
    shared_env.owner.call(
        "project_milestones/update_description", milestone_id=id, description=rich_text("See", shared_env.mia)
    )

    listed = shared_env.owner.call("get_milestone", id=id, include_subscription_list=True)["milestone"][
        "subscription_list"
    ]
    rows = sorted((row["person"]["full_name"], row["type"]) for row in listed["subscriptions"])
    assert rows == [("Mia Member", "mentioned"), ("Olivia Owner", "invited"), ("Olivia Owner", "invited")]

    def status(action: str) -> int:
        return shared_env.owner.post("post_milestone_comment", milestone_id=id, content="null", action=action).status

    assert (status("none"), status("complete")) == (500, 200)


def test_milestone_due_date_can_be_set_and_cleared(shared_env: ProjectEnv) -> None:
    id = shared_env.milestone()

    dated = shared_env.mia.call("project_milestones/update_due_date", milestone_id=id, due_date=day("2026-05-01"))
    cleared = shared_env.mia.call("project_milestones/update_due_date", milestone_id=id, due_date=None)

    assert dated["milestone"]["timeframe"] == {
        "contextual_start_date": None,
        "contextual_end_date": day("2026-05-01"),
    }
    assert cleared["milestone"]["timeframe"] == {"contextual_start_date": None, "contextual_end_date": None}


def test_milestone_due_date_month_with_inconsistent_value_returns_500(shared_env: ProjectEnv) -> None:
    wrong = {"date_type": "month", "value": "June 2026", "date": "2026-06-30"}

    response = shared_env.owner.post(
        "project_milestones/update_due_date", milestone_id=shared_env.milestone(), due_date=wrong
    )

    assert_error(response, 500, "type month and the date 2026-06-30 must be")


def test_update_ordering_appends_missing_milestones(shared_env: ProjectEnv) -> None:
    one, two, three = (shared_env.milestone(name) for name in ("One", "Two", "Three"))

    def ordered(*wanted: str) -> list[str]:
        response = shared_env.mia.call(
            "project_milestones/update_ordering", project_id=shared_env.id, ordering_state=[*wanted]
        )
        return list(response["project"]["milestones_ordering_state"])

    assert ordered(three) == [three, one, two]
    assert ordered() == [three, one, two]
    assert ordered(two, two) == [two, three, one]


def test_update_ordering_replaces_ids_of_old_titles(shared_env: ProjectEnv) -> None:
    one, two = shared_env.milestone("One"), shared_env.milestone("Two")
    renamed = shared_env.owner.call("project_milestones/update_title", milestone_id=one, title="Uno")["milestone"]["id"]

    response = shared_env.owner.call("project_milestones/update_ordering", project_id=shared_env.id, ordering_state=[])

    assert response["project"]["milestones_ordering_state"] == [two, renamed]
    assert [row["project"] for row in response["project"]["milestones"]] == [None, None]


@pytest.mark.parametrize(
    "spoil", [lambda id: id.rpartition("-")[2], lambda id: "", lambda id: "old-" + id, lambda id: None]
)
def test_update_ordering_accepts_current_ids_only(shared_env: ProjectEnv, spoil: Callable[[str], str | None]) -> None:
    id = shared_env.milestone()

    response = shared_env.owner.post(
        "project_milestones/update_ordering", project_id=shared_env.id, ordering_state=[spoil(id)]
    )

    assert (response.status, response.message) == (400, "Some milestone IDs do not belong to this project")
    assert shared_env.get_project()["milestones_ordering_state"] == [id]


def test_milestone_whose_id_with_slug_exceeds_255_characters_returns_500(shared_env: ProjectEnv) -> None:
    owner, id = shared_env.owner, shared_env.id

    def create(name: str) -> Response:
        return owner.post("projects/create_milestone", project_id=id, name=name, due_date=None)

    refused = create("x" * 254)
    assert (refused.status, shared_env.get_project()["milestones_ordering_state"]) == (500, [])
    assert "longer than 255" in str(refused.hint)
    assert create("x" * 232).status == 200
    assert create("word " * 50).status == 200


def test_title_of_one_long_word_is_accepted_but_update_ordering_returns_500(shared_env: ProjectEnv) -> None:
    id = shared_env.milestone("One")
    shared_env.owner.call("project_milestones/update_title", milestone_id=id, title="x" * 255)
    (shown,) = shared_env.get_project(include_milestones=True)["milestones"]
    order = {"project_id": shared_env.id, "ordering_state": [shown["id"]]}

    response = shared_env.owner.post("project_milestones/update_ordering", **order)

    assert_error(response, 500, "with its slug, is longer than 255")
    assert "longer than 255" in str(response.hint)
    assert shared_env.get_project()["milestones_ordering_state"] == [id]


def test_deleted_milestone_is_removed_from_order_unless_renamed(shared_env: ProjectEnv) -> None:
    one, two = shared_env.milestone("One"), shared_env.milestone("Two")
    shared_env.owner.call("project_milestones/update_title", milestone_id=two, title="Dos")

    assert shared_env.mia.call("project_milestones/delete", milestone_id=one) == {"success": True}
    shared_env.mia.call("project_milestones/delete", milestone_id=two)

    assert shared_env.get_project()["milestones_ordering_state"] == [two]
    assert shared_env.get_project(include_milestones=True)["milestones"] == []
    assert_error(shared_env.owner.get("get_milestone", id=one), 404, "no Milestone with the id")
