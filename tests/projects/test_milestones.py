"""Milestones: making, editing, ordering, deleting and reading them."""

from collections.abc import Callable

import pytest

from tests.builders.member_project import COMMENT, EDIT, LEVELS, NONE, VIEW, MemberProject, day
from tests.support import Answer, Company, Json, rich_text

MemberProjectAt = Callable[[int], MemberProject]

EDITS: dict[str, Json] = {
    "update_title": {"title": "Beta"},
    "update_description": {"description": rich_text("More")},
    "update_due_date": {"due_date": None},
    "delete": {},
}
STATUS_OF_EDITING = {NONE: 404, VIEW: 403, COMMENT: 403, EDIT: 200}


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("endpoint", EDITS)
def test_changing_a_milestone_takes_edit_access(member_project_at: MemberProjectAt, endpoint: str, level: int) -> None:
    member_project = member_project_at(level)
    milestone_id = member_project.milestone()

    answer = member_project.mia.post(f"project_milestones/{endpoint}", milestone_id=milestone_id, **EDITS[endpoint])

    assert answer.status == STATUS_OF_EDITING[level]
    if level == NONE:
        assert answer.message == "Milestone not found"


@pytest.mark.parametrize("level", LEVELS)
def test_ordering_milestones_takes_edit_access_on_the_project(member_project_at: MemberProjectAt, level: int) -> None:
    member_project = member_project_at(level)

    answer = member_project.mia.post(
        "project_milestones/update_ordering", project_id=member_project.id, ordering_state=[]
    )

    assert answer.status == STATUS_OF_EDITING[level]
    if level == NONE:
        assert answer.message == "Project not found"


@pytest.mark.parametrize(("level", "status"), [(NONE, 404), (VIEW, 200)])
def test_reading_a_milestone_takes_view_access(member_project_at: MemberProjectAt, level: int, status: int) -> None:
    member_project = member_project_at(level)

    answer = member_project.mia.get("get_milestone", id=member_project.milestone())

    assert answer.status == status
    if level == NONE:
        assert answer.message == "The requested resource was not found"


def test_an_unknown_milestone_is_not_found(member_project: MemberProject) -> None:
    assert member_project.owner.get("get_milestone", id="nothing-7ZZ").status == 404
    assert (
        member_project.owner.post("project_milestones/delete", milestone_id="nothing-7ZZ").message
        == "Milestone not found"
    )


def test_a_new_milestone_is_bare_and_last_in_the_projects_order(member_project: MemberProject) -> None:
    first = member_project.milestone("First")

    made = member_project.mia.done(
        "projects/create_milestone", project_id=member_project.id, name="Second", due_date=day("2026-04-01")
    )

    milestone = made["milestone"]
    assert milestone["timeframe"] == {"contextual_start_date": None, "contextual_end_date": day("2026-04-01")}
    assert (milestone["status"], milestone["completed_at"], milestone["project"]) == ("pending", None, None)
    assert milestone["tasks_kanban_state"] == {"pending": [], "in_progress": [], "done": [], "canceled": []}
    assert member_project.shown()["milestones_ordering_state"] == [first, milestone["id"]]


def test_a_new_milestone_is_followed_by_its_creator_and_the_champion(
    company: Company, member_project: MemberProject
) -> None:
    made = company.owner.done(
        "create_project",
        space_id=company.general_id,
        name="Led",
        champion_id=member_project.mia.id,
        anonymous_access_level=0,
        company_access_level=0,
        space_access_level=0,
    )

    milestone = company.owner.done(
        "projects/create_milestone", project_id=made["project"]["id"], name="Alpha", due_date=None
    )["milestone"]

    shown = company.owner.done("get_milestone", id=milestone["id"], include_subscription_list=True)["milestone"]
    followers = {(row["person"]["id"], row["type"]) for row in shown["subscription_list"]["subscriptions"]}
    assert followers == {(company.owner.id, "invited"), (member_project.mia.id, "invited")}
    assert shown["subscription_list"]["parent_type"] == "project_milestone"


def test_nothing_comes_with_a_milestone_unasked(member_project: MemberProject) -> None:
    shown = member_project.owner.done("get_milestone", id=member_project.milestone())["milestone"]

    loaded = ("project", "creator", "comments", "comments_count", "permissions", "space", "subscription_list")
    assert {name: shown[name] for name in (*loaded, "available_statuses")} == dict.fromkeys(
        (*loaded, "available_statuses")
    )


def test_each_flag_fills_its_part_of_a_milestone(member_project: MemberProject) -> None:
    id = member_project.milestone()

    shown = member_project.mia.done(
        "get_milestone",
        id=id,
        include_project=True,
        include_creator=True,
        include_permissions=True,
        include_space=True,
        include_comments=True,
        include_available_statuses=True,
    )["milestone"]

    assert shown["project"]["id"] == member_project.id
    assert shown["creator"]["id"] == member_project.owner.id
    assert shown["permissions"] == {"can_view": True, "can_comment": True, "can_edit": True, "has_full_access": False}
    assert shown["space"]["name"] == "General"
    assert shown["comments"] == []
    assert [status["value"] for status in shown["available_statuses"]] == ["pending", "in_progress", "done", "canceled"]


def test_the_space_brings_the_project_along(member_project: MemberProject) -> None:
    shown = member_project.owner.done("get_milestone", id=member_project.milestone(), include_space=True)["milestone"]

    assert shown["project"]["id"] == member_project.id


def test_a_space_that_the_caller_cannot_see_is_null(company: Company, member_project: MemberProject) -> None:
    hidden = company.owner.done(
        "create_space", name="Lab", mission="Secrets", company_permissions=0, public_permissions=0
    )["space"]["id"]
    project = company.owner.done(
        "create_project",
        space_id=hidden,
        name="Led",
        champion_id=member_project.mia.id,
        anonymous_access_level=0,
        company_access_level=0,
        space_access_level=0,
    )["project"]
    id = member_project.mia.done("projects/create_milestone", project_id=project["id"], name="Alpha", due_date=None)

    shown = member_project.mia.done("get_milestone", id=id["milestone"]["id"], include_space=True)["milestone"]

    assert shown["space"] is None
    assert shown["project"]["name"] == "Led"


def test_the_statuses_alone_are_a_crash_of_the_real_server(member_project: MemberProject) -> None:
    id = member_project.milestone()

    assert member_project.owner.get("get_milestone", id=id, include_available_statuses=True).status == 500
    assert (
        member_project.owner.get("get_milestone", id=id, include_available_statuses=True, include_space=True).status
        == 200
    )


def test_renaming_changes_the_id_but_not_the_projects_order(member_project: MemberProject) -> None:
    old = member_project.milestone("Alpha")

    renamed = member_project.mia.done("project_milestones/update_title", milestone_id=old, title=" Beta ")["milestone"]

    assert renamed["title"] == " Beta "
    assert renamed["id"] != old
    assert renamed["project"]["id"] == member_project.id
    assert member_project.owner.done("get_milestone", id=old)["milestone"]["id"] == renamed["id"]
    assert member_project.shown()["milestones_ordering_state"] == [old]


@pytest.mark.parametrize("title", ["", "  ", "\n\t"])
def test_a_title_must_say_something(member_project: MemberProject, title: str) -> None:
    answer = member_project.owner.post(
        "project_milestones/update_title", milestone_id=member_project.milestone(), title=title
    )

    assert (answer.status, answer.message) == (400, "Title cannot be empty")


def test_a_title_has_at_most_255_letters(member_project: MemberProject) -> None:
    id = member_project.milestone()

    assert member_project.owner.post("project_milestones/update_title", milestone_id=id, title="x" * 256).status == 500
    assert member_project.owner.post("project_milestones/update_title", milestone_id=id, title="x" * 255).status == 200


@pytest.mark.parametrize("description", ["[]", '"text"', "5"])
def test_a_description_must_be_a_document(member_project: MemberProject, description: str) -> None:
    id = member_project.milestone()

    answer = member_project.owner.post(
        "project_milestones/update_description", milestone_id=id, description=description
    )

    assert answer.status == 500
    assert member_project.owner.done("get_milestone", id=id)["milestone"]["description"] is None


def test_describing_subscribes_the_author_again_so_that_the_next_comment_fails(member_project: MemberProject) -> None:
    id = member_project.milestone()
    member_project.owner.done(
        "project_milestones/update_description", milestone_id=id, description=rich_text("See", member_project.mia)
    )

    listed = member_project.owner.done("get_milestone", id=id, include_subscription_list=True)["milestone"][
        "subscription_list"
    ]
    rows = sorted((row["person"]["full_name"], row["type"]) for row in listed["subscriptions"])
    assert rows == [("Mia Member", "mentioned"), ("Olivia Owner", "invited"), ("Olivia Owner", "invited")]

    def status(action: str) -> int:
        return member_project.owner.post(
            "post_milestone_comment", milestone_id=id, content="null", action=action
        ).status

    assert (status("none"), status("complete")) == (500, 200)


def test_the_due_date_is_set_and_cleared_and_the_start_stays_open(member_project: MemberProject) -> None:
    id = member_project.milestone()

    dated = member_project.mia.done("project_milestones/update_due_date", milestone_id=id, due_date=day("2026-05-01"))
    cleared = member_project.mia.done("project_milestones/update_due_date", milestone_id=id, due_date=None)

    assert dated["milestone"]["timeframe"] == {
        "contextual_start_date": None,
        "contextual_end_date": day("2026-05-01"),
    }
    assert cleared["milestone"]["timeframe"] == {"contextual_start_date": None, "contextual_end_date": None}


def test_a_month_must_be_written_as_the_date_asks(member_project: MemberProject) -> None:
    wrong = {"date_type": "month", "value": "June 2026", "date": "2026-06-30"}

    answer = member_project.owner.post(
        "project_milestones/update_due_date", milestone_id=member_project.milestone(), due_date=wrong
    )

    assert answer.status == 500


def test_who_is_left_out_of_an_order_comes_behind(member_project: MemberProject) -> None:
    one, two, three = (member_project.milestone(name) for name in ("One", "Two", "Three"))

    def ordered(*wanted: str) -> list[str]:
        answer = member_project.mia.done(
            "project_milestones/update_ordering", project_id=member_project.id, ordering_state=[*wanted]
        )
        return list(answer["project"]["milestones_ordering_state"])

    assert ordered(three) == [three, one, two]
    assert ordered() == [three, one, two]
    assert ordered(two, two) == [two, three, one]


def test_an_order_forgets_the_ids_of_old_titles(member_project: MemberProject) -> None:
    one, two = member_project.milestone("One"), member_project.milestone("Two")
    renamed = member_project.owner.done("project_milestones/update_title", milestone_id=one, title="Uno")["milestone"][
        "id"
    ]

    answer = member_project.owner.done(
        "project_milestones/update_ordering", project_id=member_project.id, ordering_state=[]
    )

    assert answer["project"]["milestones_ordering_state"] == [two, renamed]
    assert [row["project"] for row in answer["project"]["milestones"]] == [None, None]


@pytest.mark.parametrize(
    "spoil", [lambda id: id.rpartition("-")[2], lambda id: "", lambda id: "old-" + id, lambda id: None]
)
def test_an_order_takes_present_ids_only(member_project: MemberProject, spoil: Callable[[str], str | None]) -> None:
    id = member_project.milestone()

    answer = member_project.owner.post(
        "project_milestones/update_ordering", project_id=member_project.id, ordering_state=[spoil(id)]
    )

    assert (answer.status, answer.message) == (400, "Some milestone IDs do not belong to this project")
    assert member_project.shown()["milestones_ordering_state"] == [id]


def test_milestone_whose_id_with_slug_exceeds_255_characters_returns_500(member_project: MemberProject) -> None:
    owner, id = member_project.owner, member_project.id

    def create(name: str) -> Answer:
        return owner.post("projects/create_milestone", project_id=id, name=name, due_date=None)

    refused = create("x" * 254)
    assert (refused.status, member_project.shown()["milestones_ordering_state"]) == (500, [])
    assert "longer than 255" in str(refused.hint)
    assert create("x" * 232).status == 200
    assert create("word " * 50).status == 200


def test_title_of_one_long_word_passes_until_the_order_is_written(member_project: MemberProject) -> None:
    id = member_project.milestone("One")
    member_project.owner.done("project_milestones/update_title", milestone_id=id, title="x" * 255)
    (shown,) = member_project.shown(include_milestones=True)["milestones"]
    order = {"project_id": member_project.id, "ordering_state": [shown["id"]]}

    answer = member_project.owner.post("project_milestones/update_ordering", **order)

    assert answer.status == 500
    assert "longer than 255" in str(answer.hint)
    assert member_project.shown()["milestones_ordering_state"] == [id]


def test_a_deleted_milestone_leaves_the_order_but_under_an_old_title_it_stays(member_project: MemberProject) -> None:
    one, two = member_project.milestone("One"), member_project.milestone("Two")
    member_project.owner.done("project_milestones/update_title", milestone_id=two, title="Dos")

    assert member_project.mia.done("project_milestones/delete", milestone_id=one) == {"success": True}
    member_project.mia.done("project_milestones/delete", milestone_id=two)

    assert member_project.shown()["milestones_ordering_state"] == [two]
    assert member_project.shown(include_milestones=True)["milestones"] == []
    assert member_project.owner.get("get_milestone", id=one).status == 404
