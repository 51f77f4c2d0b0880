"""Changes of a project's name, description, dates, parent goal and access levels, and its deletion."""

import pytest

from tests.builder import EDIT, NONE, VIEW, day, notifications
from tests.environments.projects import TAKES_EDIT, TAKES_FULL, ProjectEnv
from tests.support import Json, Person, Response, assert_error, rich_text

HUGE = "9" * 22
"""A short id whose number has more than 128 bits, so that it can't be converted to a UUID."""


def goal(env: ProjectEnv, name: str, level: int = VIEW) -> str:
    made = env.owner.call(
        "create_goal",
        space_id=env.space_id,
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
def test_project_change_requires_edit_access(
    env: ProjectEnv, level: int, status: int, endpoint: str, inputs: Json
) -> None:
    response = env.person_at(level).post(endpoint, project_id=env.id, **inputs)

    assert response.status == status
    if status == 404:
        named = endpoint.startswith("projects/")
        assert response.message == ("Project not found" if named else "The requested resource was not found")


def test_renamed_project_is_found_by_old_id(env: ProjectEnv) -> None:
    shown = env.owner.call("edit_project_name", project_id=env.id, name=" Launch of the Century, finally ")

    id = shown["project"]["id"]
    assert shown["project"]["name"] == " Launch of the Century, finally "
    assert id.startswith("launch-of-the-century-")
    assert env.get_project()["id"] == id
    assert env.actions()[0] == "project_renamed"


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
def test_update_name_with_invalid_name_fails(env: ProjectEnv, inputs: Json, status: int) -> None:
    assert env.owner.post("edit_project_name", **({"project_id": env.id} | inputs)).status == status
    assert env.get_project()["name"] == "Launch"


@pytest.mark.parametrize(
    ("id", "cause"),
    [
        (HUGE, "the short id encodes a number of more than 128 bits"),
        ("launch-", "there is no character after the last"),
    ],
)
def test_id_that_crashes_the_real_server_has_a_hint_with_the_cause(env: ProjectEnv, id: str, cause: str) -> None:
    assert_error(env.owner.post("pause_project", project_id=id), 500, f"`project_id` is not a valid id: {cause}")


def test_description_subscribes_mentioned_people(env: ProjectEnv) -> None:
    vera, ned = env.person_at(VIEW, "Vera"), env.company.member("Ned")

    env.owner.call("update_project_description", project_id=env.id, description=rich_text("Ask", vera, ned))

    listed = env.get_project(include_subscription_list=True)["subscription_list"]["subscriptions"]
    assert {(row["person"]["full_name"], row["type"]) for row in listed} == {
        ("Olivia Owner", "invited"),
        ("Vera", "invited"),
        ("Ned", "mentioned"),
    }
    assert notifications(vera, "project_")[0] == "project_description_changed"
    assert notifications(ned, "project_") == []  # Ned is mentioned, but can't view the project
    assert "Ask" in env.get_project()["description"]


@pytest.mark.parametrize(("description", "status"), [("{}", 200), ("[]", 500), ('"x"', 500), ("null", 400)])
def test_project_description_accepts_null_or_document(env: ProjectEnv, description: str, status: int) -> None:
    response = env.owner.post("update_project_description", project_id=env.id, description=description)

    assert response.status == status


def test_description_with_unknown_mention_returns_500(env: ProjectEnv) -> None:
    ghost = Person(env.company.server, "absent-7ZZ", "")

    response = env.owner.post("update_project_description", project_id=env.id, description=rich_text("Ask", ghost))

    assert_error(response, 500, "the id of a mention in the text")
    assert env.get_project()["description"] is None


# --- dates -----------------------------------------------------------------------------------------------------------


def test_project_dates_are_set_separately(env: ProjectEnv) -> None:
    vera = env.person_at(VIEW)
    env.owner.call("projects/update_due_date", project_id=env.id, due_date=day("2026-04-01"))
    env.owner.call("projects/update_start_date", project_id=env.id, start_date=None)

    assert env.get_project()["timeframe"] == {
        "contextual_start_date": None,
        "contextual_end_date": day("2026-04-01"),
    }
    assert env.actions()[:2] == ["project_start_date_updating", "project_due_date_updating"]
    assert notifications(vera, "project_")[0] == "project_due_date_updating"


def test_equal_due_date_records_activity(env: ProjectEnv) -> None:
    env.owner.call("projects/update_due_date", project_id=env.id, due_date=day("2026-04-01"))
    before = env.get_project()["updated_at"]
    env.company.advance(hours=1)

    env.owner.call("projects/update_due_date", project_id=env.id, due_date=day("2026-04-01"))

    assert env.actions()[:2] == ["project_due_date_updating", "project_due_date_updating"]
    assert env.get_project()["updated_at"] > before


@pytest.mark.parametrize(
    ("date", "reason"),
    [
        (
            {"date_type": "month", "value": "April", "date": "2026-04-01"},
            "type month and the date 2026-04-01 must be",
        ),
        ({"date_type": "day", "date": "2026-04-01"}, "a contextual date has no `value`"),
        ({"date_type": "day", "value": " ", "date": "2026-04-01"}, "`value` is blank"),
        ({"date_type": "day", "value": "Apr\0", "date": "2026-04-01"}, "`value` has a NUL"),
        ({}, "a contextual date has no `date_type`"),
    ],
)
def test_inconsistent_date_returns_500_after_access_check(env: ProjectEnv, date: Json, reason: str) -> None:
    vera = env.person_at(VIEW)

    assert_error(env.owner.post("projects/update_due_date", project_id=env.id, due_date=date), 500, reason)
    assert_error(
        vera.post("projects/update_due_date", project_id=env.id, due_date=date), 403, "`can_edit` on this Project"
    )


# --- parent goal -----------------------------------------------------------------------------------------------------


def test_project_goal_can_be_set_and_cleared(env: ProjectEnv) -> None:
    eda = env.person_at(EDIT)
    win = goal(env, "Win", level=NONE)

    eda.call("projects/update_parent_goal", project_id=env.id, goal_id=win, goal_name="Whatever")
    connected = env.get_project(include_goal=True)
    eda.call("projects/update_parent_goal", project_id=env.id, goal_id=None, goal_name=None)

    assert (connected["goal"]["name"], win.endswith(connected["goal_id"])) == ("Win", True)
    assert env.get_project(include_goal=True)["goal"] is None
    assert env.actions()[:2] == ["project_goal_connection", "project_goal_connection"]


def test_connecting_unknown_goal_fails(env: ProjectEnv) -> None:
    response = env.owner.post("projects/update_parent_goal", project_id=env.id, goal_id="nothing-7ZZ", goal_name="x")

    assert_error(response, 500, "no goal with this `goal_id`")


def test_parent_goal_search_lists_visible_goals(env: ProjectEnv) -> None:
    mia = env.person_at(VIEW)
    won = goal(env, "win again")
    for name, level in (("Winter", VIEW), ("Öl gewinnen", VIEW), ("Win in secret", NONE), ("Lose", VIEW)):
        goal(env, name, level)
    env.owner.call("projects/update_parent_goal", project_id=env.id, goal_id=won, goal_name="x")

    def found(person: Person, query: str) -> list[str]:
        response = person.call("projects/parent_goal_search", project_id=env.id, query=query)
        return [item["name"] for item in response["goals"]]

    assert found(mia, "WIN") == ["Öl gewinnen", "Winter"]
    assert found(env.owner, "WIN") == ["Öl gewinnen", "Win in secret", "Winter"]
    for number in range(10):
        goal(env, f"Goal {number}")
    assert len(found(mia, "")) == 10
    refused = env.person_at(NONE).get("projects/parent_goal_search", project_id=env.id, query="")
    assert (refused.status, refused.message) == (404, "Project not found")


# --- access ----------------------------------------------------------------------------------------------------------


def permit(person: Person, env: ProjectEnv, **changed: Json) -> Response:
    levels = {"public": 0, "company": 10, "space": 0} | changed
    return person.post("edit_project_permissions", project_id=env.id, access_levels=levels)


@pytest.mark.parametrize(("level", "status"), TAKES_FULL)
def test_edit_permissions_requires_full_access(env: ProjectEnv, level: int, status: int) -> None:
    assert permit(env.person_at(level), env).status == status


@pytest.mark.parametrize(
    ("sent", "levels", "privacy"),
    [
        ({"public": 10, "company": 40, "space": 0}, {"public": 10, "company": 40, "space": 0}, "public"),
        ({"public": 40}, {"public": 0, "company": 10, "space": 0}, "internal"),
        ({"public": None, "company": 0, "space": 70}, {"public": 0, "company": 0, "space": 70}, "confidential"),
    ],
)
def test_edit_permissions_sets_levels(env: ProjectEnv, sent: Json, levels: Json, privacy: str) -> None:
    assert permit(env.owner, env, **sent).body == {"success": True}

    shown = env.get_project(include_privacy=True)
    assert (shown["access_levels"], shown["privacy"]) == (levels, privacy)


def test_edit_permissions_null_public_level_keeps_level(env: ProjectEnv) -> None:
    permit(env.owner, env, public=10)

    permit(env.owner, env, public=None)

    assert env.get_project(include_access_levels=True)["access_levels"]["public"] == 10


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"company": None}, "null is not an access level"),
        ({"space": None}, "null is not an access level"),
        ({"company": 55}, "55 is not an access level"),
        ({"space": -1}, "-1 is not an access level"),
    ],
)
def test_edit_permissions_with_invalid_levels_returns_500(env: ProjectEnv, changed: Json, reason: str) -> None:
    assert_error(permit(env.owner, env, **changed), 500, reason)
    assert env.get_project(include_access_levels=True)["access_levels"] == {"public": 0, "company": 0, "space": 0}


@pytest.mark.parametrize(
    ("inputs", "reason"),
    [
        ({}, "`access_levels` is optional"),
        ({"access_levels": None}, "`access_levels` is null"),
        ({"access_levels": {"public": 0, "company": 10}}, "`access_levels` has no `space`"),
    ],
)
def test_edit_permissions_without_levels_returns_500_after_403(env: ProjectEnv, inputs: Json, reason: str) -> None:
    vera = env.person_at(VIEW)

    assert_error(env.owner.post("edit_project_permissions", project_id=env.id, **inputs), 500, reason)
    assert_error(
        vera.post("edit_project_permissions", project_id=env.id, **inputs), 403, "`has_full_access` on this Project"
    )


def test_feed_with_changed_levels_returns_500(env: ProjectEnv) -> None:
    permit(env.owner, env)

    feed = env.owner.get("get_activities", scope_type="project", scope_id=env.id, actions="")

    assert_error(feed, 500, "the real server crashes on")


# --- deletion --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("level", "status"), TAKES_FULL)
def test_delete_project_requires_full_access(env: ProjectEnv, level: int, status: int) -> None:
    response = env.person_at(level).post("projects/delete", project_id=env.id)

    assert response.status == status
    if status == 404:
        assert response.message == "Project not found"


def test_delete_project_deletes_its_content(env: ProjectEnv) -> None:
    vera = env.person_at(VIEW, "Vera")
    task, milestone = env.task(), env.milestone()
    row = env.contributor_id(vera)
    words = {"project_id": env.id, "message": rich_text("Hello", vera)}
    thread = env.owner.call("project_discussions/create", title="Kickoff", **words)["discussion"]["id"]
    check_in = env.owner.call(
        "post_project_check_in", project_id=env.id, status="on_track", description=rich_text("Fine", vera)
    )["check_in"]["id"]
    created = env.owner.call(
        "create_comment", entity_id=check_in, entity_type="project_check_in", content=rich_text("Great")
    )["comment"]["id"]
    env.owner.call("add_reaction", entity_id=check_in, entity_type="project_check_in", emoji="🎉")
    env.owner.call("add_reaction", entity_id=created, entity_type="comment", emoji="🎉", parent_type="project_check_in")
    env.owner.call("resume_project", **words)
    closing = env.close()
    assert len(notifications(vera, "project_")) > 3

    gone = env.owner.call("projects/delete", project_id=env.id)["project"]

    assert (gone["name"], gone["status"]) == ("Launch", "achieved")
    for endpoint, kind, id in (
        ("get_project", "Project", env.id),
        ("get_task", "Task", task),
        ("get_milestone", "Milestone", milestone),
        ("get_project_check_in", "ProjectCheckIn", check_in),
        ("project_discussions/get", "CommentThread", thread),
        ("get_project_contributor", "ProjectContributor", row),
    ):
        assert_error(env.owner.get(endpoint, id=id), 404, f"no {kind} with the id")
    kept = env.owner.post("edit_project_retrospective", id=closing, content=rich_text("x"), success_status="missed")
    assert_error(kept, 404, "no ProjectRetrospective with the id")
    assert env.owner.call("get_projects") == {"projects": []}
    assert notifications(vera, "project_") == []
    assert env.actions() == []
