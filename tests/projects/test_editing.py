"""Changing a project itself: name, description, dates, parent goal, access, space; deleting it."""

import pytest

from tests.builders.projects import EDIT, FULL, NONE, TAKES_EDIT, TAKES_FULL, VIEW, Launch, day, heard
from tests.support import Answer, Json, Person, rich_text

HUGE = "9" * 22
"""Letters of an id that stand for a number which is no UUID."""


def goal(launch: Launch, name: str, level: int = VIEW) -> str:
    made = launch.owner.done(
        "create_goal",
        space_id=launch.space_id,
        name=name,
        anonymous_access_level=0,
        company_access_level=level,
        space_access_level=0,
    )
    return str(made["goal"]["id"])


# --- name and description --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("level", "status"), TAKES_EDIT)
@pytest.mark.parametrize(
    ("endpoint", "inputs"),
    [
        ("edit_project_name", {"name": "New"}),
        ("update_project_description", {"description": rich_text("Why")}),
        ("projects/update_due_date", {"due_date": day("2026-04-01")}),
        ("projects/update_start_date", {"start_date": None}),
        ("projects/update_parent_goal", {"goal_id": None, "goal_name": None}),
    ],
)
def test_changing_takes_edit_access(launch: Launch, level: int, status: int, endpoint: str, inputs: Json) -> None:
    answer = launch.at(level).post(endpoint, project_id=launch.id, **inputs)

    assert answer.status == status
    if status == 404:
        named = endpoint.startswith("projects/")
        assert answer.message == ("Project not found" if named else "The requested resource was not found")


def test_a_new_name_changes_the_id_and_the_old_one_still_works(launch: Launch) -> None:
    shown = launch.owner.done("edit_project_name", project_id=launch.id, name=" Launch of the Century, finally ")

    id = shown["project"]["id"]
    assert shown["project"]["name"] == " Launch of the Century, finally "
    assert id.startswith("launch-of-the-century-")
    assert launch.shown()["id"] == id
    assert launch.actions()[0] == "project_renamed"


@pytest.mark.parametrize(
    ("inputs", "status"),
    [
        ({}, 500),
        ({"name": None}, 500),
        ({"name": " "}, 500),
        ({"name": "x" * 256}, 500),
        ({"name": "x", "project_id": None}, 400),
        ({"name": "x", "project_id": "abc!"}, 400),
        ({"name": "x", "project_id": ""}, 500),
        ({"name": "x", "project_id": HUGE}, 500),
        ({"project_id": "nothing-7ZZ"}, 404),
    ],
)
def test_names_that_are_refused(launch: Launch, inputs: Json, status: int) -> None:
    assert launch.owner.post("edit_project_name", **({"project_id": launch.id} | inputs)).status == status
    assert launch.shown()["name"] == "Launch"


def test_a_description_makes_subscribers_of_those_it_mentions(launch: Launch) -> None:
    vera, ned = launch.at(VIEW, "Vera"), launch.company.member("Ned")

    launch.owner.done("update_project_description", project_id=launch.id, description=rich_text("Ask", vera, ned))

    listed = launch.shown(include_subscription_list=True)["subscription_list"]["subscriptions"]
    assert {(row["person"]["full_name"], row["type"]) for row in listed} == {
        ("Olivia Owner", "invited"),
        ("Vera", "invited"),
        ("Ned", "mentioned"),
    }
    assert heard(vera)[0] == "project_description_changed"
    assert heard(ned) == []  # he can't see the project
    assert "Ask" in launch.shown()["description"]


@pytest.mark.parametrize(("description", "status"), [("{}", 200), ("[]", 500), ('"x"', 500), ("null", 400)])
def test_what_a_description_may_be(launch: Launch, description: str, status: int) -> None:
    answer = launch.owner.post("update_project_description", project_id=launch.id, description=description)

    assert answer.status == status


def test_a_mention_of_nobody_is_refused(launch: Launch) -> None:
    ghost = Person(launch.company.server, "nobody-7ZZ", "")

    answer = launch.owner.post("update_project_description", project_id=launch.id, description=rich_text("Ask", ghost))

    assert answer.status == 500
    assert launch.shown()["description"] is None


# --- dates -----------------------------------------------------------------------------------------------------------


def test_dates_are_set_one_side_at_a_time(launch: Launch) -> None:
    vera = launch.at(VIEW)
    launch.owner.done("projects/update_due_date", project_id=launch.id, due_date=day("2026-04-01"))
    launch.owner.done("projects/update_start_date", project_id=launch.id, start_date=None)

    assert launch.shown()["timeframe"] == {
        "contextual_start_date": None,
        "contextual_end_date": day("2026-04-01"),
    }
    assert launch.actions()[:2] == ["project_start_date_updating", "project_due_date_updating"]
    assert heard(vera)[0] == "project_due_date_updating"


def test_the_same_date_counts_as_a_change(launch: Launch) -> None:
    launch.owner.done("projects/update_due_date", project_id=launch.id, due_date=day("2026-04-01"))
    before = launch.shown()["updated_at"]
    launch.company.advance(hours=1)

    launch.owner.done("projects/update_due_date", project_id=launch.id, due_date=day("2026-04-01"))

    assert launch.actions()[:2] == ["project_due_date_updating", "project_due_date_updating"]
    assert launch.shown()["updated_at"] > before


@pytest.mark.parametrize(
    "date",
    [
        {"date_type": "month", "value": "April", "date": "2026-04-01"},
        {"date_type": "day", "date": "2026-04-01"},
        {"date_type": "day", "value": " ", "date": "2026-04-01"},
        {"date_type": "day", "value": "Apr\0", "date": "2026-04-01"},
        {},
    ],
)
def test_a_date_that_does_not_fit_together_fails_after_the_access_check(launch: Launch, date: Json) -> None:
    vera = launch.at(VIEW)

    assert launch.owner.post("projects/update_due_date", project_id=launch.id, due_date=date).status == 500
    assert vera.post("projects/update_due_date", project_id=launch.id, due_date=date).status == 403


# --- parent goal -----------------------------------------------------------------------------------------------------


def test_connecting_a_goal_and_letting_go_of_it(launch: Launch) -> None:
    eda = launch.at(EDIT)
    win = goal(launch, "Win", level=NONE)

    eda.done("projects/update_parent_goal", project_id=launch.id, goal_id=win, goal_name="Whatever")
    connected = launch.shown(include_goal=True)
    eda.done("projects/update_parent_goal", project_id=launch.id, goal_id=None, goal_name=None)

    assert (connected["goal"]["name"], win.endswith(connected["goal_id"])) == ("Win", True)
    assert launch.shown(include_goal=True)["goal"] is None
    assert launch.actions()[:2] == ["project_goal_connection", "project_goal_connection"]


def test_a_goal_that_is_not_there_is_refused(launch: Launch) -> None:
    answer = launch.owner.post(
        "projects/update_parent_goal", project_id=launch.id, goal_id="nothing-7ZZ", goal_name="x"
    )

    assert answer.status == 500


def test_goals_that_could_be_the_parent(launch: Launch) -> None:
    mia = launch.at(VIEW)
    won = goal(launch, "win again")
    for name, level in (("Winter", VIEW), ("Öl gewinnen", VIEW), ("Win in secret", NONE), ("Lose", VIEW)):
        goal(launch, name, level)
    launch.owner.done("projects/update_parent_goal", project_id=launch.id, goal_id=won, goal_name="x")

    def found(person: Person, query: str) -> list[str]:
        answer = person.done("projects/parent_goal_search", project_id=launch.id, query=query)
        return [one["name"] for one in answer["goals"]]

    assert found(mia, "WIN") == ["Öl gewinnen", "Winter"]
    assert found(launch.owner, "WIN") == ["Öl gewinnen", "Win in secret", "Winter"]
    for number in range(10):
        goal(launch, f"Goal {number}")
    assert len(found(mia, "")) == 10
    refused = launch.at(NONE).get("projects/parent_goal_search", project_id=launch.id, query="")
    assert (refused.status, refused.message) == (404, "Project not found")


# --- access ----------------------------------------------------------------------------------------------------------


def permit(person: Person, launch: Launch, **changed: Json) -> Answer:
    levels = {"public": 0, "company": 10, "space": 0} | changed
    return person.post("edit_project_permissions", project_id=launch.id, access_levels=levels)


@pytest.mark.parametrize(("level", "status"), TAKES_FULL)
def test_setting_levels_takes_full_access(launch: Launch, level: int, status: int) -> None:
    assert permit(launch.at(level), launch).status == status


@pytest.mark.parametrize(
    ("sent", "levels", "privacy"),
    [
        ({"public": 10, "company": 40, "space": 0}, {"public": 10, "company": 40, "space": 0}, "public"),
        ({"public": 40}, {"public": 0, "company": 10, "space": 0}, "internal"),
        ({"public": None, "company": 0, "space": 70}, {"public": 0, "company": 0, "space": 70}, "confidential"),
    ],
)
def test_levels_that_are_set(launch: Launch, sent: Json, levels: Json, privacy: str) -> None:
    assert permit(launch.owner, launch, **sent).body == {"success": True}

    shown = launch.shown(include_privacy=True)
    assert (shown["access_levels"], shown["privacy"]) == (levels, privacy)


def test_the_public_level_stays_when_it_is_null(launch: Launch) -> None:
    permit(launch.owner, launch, public=10)

    permit(launch.owner, launch, public=None)

    assert launch.shown(include_access_levels=True)["access_levels"]["public"] == 10


@pytest.mark.parametrize("changed", [{"company": None}, {"space": None}, {"company": 55}, {"space": -1}])
def test_levels_that_are_refused(launch: Launch, changed: Json) -> None:
    assert permit(launch.owner, launch, **changed).status == 500
    assert launch.shown(include_access_levels=True)["access_levels"] == {"public": 0, "company": 0, "space": 0}


@pytest.mark.parametrize("inputs", [{}, {"access_levels": None}, {"access_levels": {"public": 0, "company": 10}}])
def test_levels_that_are_not_sent_fail_after_the_access_check(launch: Launch, inputs: Json) -> None:
    vera = launch.at(VIEW)

    assert launch.owner.post("edit_project_permissions", project_id=launch.id, **inputs).status == 500
    assert vera.post("edit_project_permissions", project_id=launch.id, **inputs).status == 403


def test_a_feed_with_changed_levels_in_it_cannot_be_shown(launch: Launch) -> None:
    permit(launch.owner, launch)

    feed = launch.owner.get("get_activities", scope_type="project", scope_id=launch.id, actions="")

    assert feed.status == 500


# --- space -----------------------------------------------------------------------------------------------------------


def test_moving_hands_the_members_level_over(launch: Launch) -> None:
    home, sales = launch.space("Home"), launch.space("Sales", company_level=NONE)
    eda, sam, max_ = (launch.company.member(name) for name in ("Eda", "Sam", "Max"))
    join = [(home, eda, EDIT), (sales, sam, VIEW), (sales, max_, FULL)]
    for space, person, level in join:
        launch.owner.done("add_space_members", space_id=space, members=[{"id": person.id, "access_level": level}])
    launch.id = launch.project("Fair", space_id=home, space_level=EDIT)
    xaver = launch.at(VIEW)

    moved = launch.owner.done("move_project_to_space", project_id=launch.id, space_id=sales)

    assert moved == {}
    assert eda.get("get_project", id=launch.id).status == 404
    seen = sam.done("get_project", id=launch.id, include_permissions=True, include_space=True)["project"]
    assert (seen["permissions"]["can_edit"], seen["space"]["name"]) == (True, "Sales")
    assert max_.get("get_project", id=launch.id).status == 404  # a manager of the new space gets nothing
    assert xaver.done("get_project", id=launch.id, include_space=True)["project"]["space"] is None
    assert heard(xaver)[0] == "project_moved"


def test_moving_to_where_it_is_keeps_the_level(launch: Launch) -> None:
    launch.id = launch.project("Fair", space_level=EDIT)

    launch.owner.done("move_project_to_space", project_id=launch.id, space_id=launch.space_id)

    assert launch.shown(include_access_levels=True)["access_levels"]["space"] == EDIT


@pytest.mark.parametrize(("level", "status"), TAKES_FULL)
def test_moving_takes_full_access(launch: Launch, level: int, status: int) -> None:
    sales = launch.space("Sales")

    answer = launch.at(level).post("move_project_to_space", project_id=launch.id, space_id=sales)

    assert answer.status == status


def test_moving_takes_a_space_that_the_mover_sees(launch: Launch) -> None:
    vault = launch.space("Vault", company_level=NONE)

    assert launch.at(FULL).post("move_project_to_space", project_id=launch.id, space_id=vault).status == 404


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"project_id": None}, 400),
        ({"project_id": "%%%", "space_id": "%%%"}, 400),
        ({"space_id": None}, 400),
        ({"space_id": "%%%"}, 400),
        ({"space_id": ""}, 500),
        ({"space_id": "nothing-7ZZ"}, 404),
        ({"project_id": "nothing-7ZZ"}, 404),
    ],
)
def test_moves_that_are_refused(launch: Launch, changed: Json, status: int) -> None:
    inputs = {"project_id": launch.id, "space_id": launch.space_id} | changed

    assert launch.owner.post("move_project_to_space", **inputs).status == status


@pytest.mark.parametrize("key", ["project_id", "space_id"])
def test_moves_with_a_key_missing(launch: Launch, key: str) -> None:
    inputs = {"project_id": launch.id, "space_id": launch.space_id}
    del inputs[key]

    assert launch.owner.post("move_project_to_space", **inputs).status == 500


# --- deletion --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("level", "status"), TAKES_FULL)
def test_deleting_takes_full_access(launch: Launch, level: int, status: int) -> None:
    answer = launch.at(level).post("projects/delete", project_id=launch.id)

    assert answer.status == status
    if status == 404:
        assert answer.message == "Project not found"


def test_a_deleted_project_takes_everything_along(launch: Launch) -> None:
    vera = launch.at(VIEW, "Vera")
    task, milestone = launch.task(), launch.milestone()
    row = launch.row(vera)
    words = {"project_id": launch.id, "message": rich_text("Hello", vera)}
    thread = launch.owner.done("project_discussions/create", title="Kickoff", **words)["discussion"]["id"]
    check_in = launch.owner.done(
        "post_project_check_in", project_id=launch.id, status="on_track", description=rich_text("Fine", vera)
    )["check_in"]["id"]
    said = launch.owner.done(
        "create_comment", entity_id=check_in, entity_type="project_check_in", content=rich_text("Great")
    )["comment"]["id"]
    launch.owner.done("add_reaction", entity_id=check_in, entity_type="project_check_in", emoji="🎉")
    launch.owner.done("add_reaction", entity_id=said, entity_type="comment", emoji="🎉", parent_type="project_check_in")
    launch.owner.done("resume_project", **words)
    closing = launch.close()
    assert len(heard(vera)) > 3

    gone = launch.owner.done("projects/delete", project_id=launch.id)["project"]

    assert (gone["name"], gone["status"]) == ("Launch", "achieved")
    for endpoint, id in (
        ("get_project", launch.id),
        ("get_task", task),
        ("get_milestone", milestone),
        ("get_project_check_in", check_in),
        ("project_discussions/get", thread),
        ("get_project_contributor", row),
    ):
        assert launch.owner.get(endpoint, id=id).status == 404, endpoint
    kept = launch.owner.post("edit_project_retrospective", id=closing, content=rich_text("x"), success_status="missed")
    assert kept.status == 404
    assert launch.owner.done("get_projects") == {"projects": []}
    assert heard(vera) == []
    assert launch.actions() == []
