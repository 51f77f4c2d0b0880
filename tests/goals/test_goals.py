"""Creating and reading goals (contract: goals 8 and 9)."""

import pytest

from tests.builder import notifications
from tests.environments.goals import GoalsEnv, date, progress_update
from tests.support import Json, Person, Response, assert_error, rich_text


def test_new_goal_has_defaults(env: GoalsEnv) -> None:
    made = env.create(by=env.editor)["goal"]

    assert (made["status"], made["is_closed"], made["success"], made["is_outdated"]) == ("pending", False, False, False)
    assert made["timeframe"]["contextual_start_date"]["date_type"] == "day"
    assert made["timeframe"]["contextual_end_date"] is None
    assert [made[key] for key in ("targets", "space", "champion", "permissions")] == [None] * 4
    goal = env.get_goal(made["id"])
    assert (goal["targets"], goal["checklist"], goal["progress_percentage"]) == ([], [], 0)
    assert goal["next_update_scheduled_at"].endswith("-01T00:00:00Z")


def test_goal_creator_has_full_access(env: GoalsEnv) -> None:
    goal_id = env.goal(by=env.editor)

    people = env.editor.call("goals/list_access_members", goal_id=goal_id)["people"]

    assert [(person["full_name"], person["access_level"]) for person in people] == [("Eda Editor", 100)]


def test_new_targets_keep_sent_order(env: GoalsEnv) -> None:
    targets = [
        {"name": "A", "from": 10, "to": 20, "unit": "x", "index": 7},
        {"name": "B", "from": 1, "to": 0, "unit": "%"},
    ]
    goal_id = env.goal(targets=targets)

    shown = [(item["name"], item["index"], item["value"]) for item in env.targets(goal_id)]

    assert shown == [("A", 0, 10.0), ("B", 1, 1.0)]


@pytest.mark.parametrize(("level", "status"), [(None, 404), (10, 403), (40, 403), (70, 200), (100, 200)])
def test_create_goal_requires_edit_access_to_space(env: GoalsEnv, level: int | None, status: int) -> None:
    space_id = env.space("Closed", company_level=0)
    if level is not None:
        env.company.join(space_id, env.viewer, level)

    assert env.create(by=env.viewer, space_id=space_id).status == status


@pytest.mark.parametrize("role", ["champion", "reviewer"])
def test_leads_must_see_space_unless_creator(env: GoalsEnv, role: str) -> None:
    space_id = env.space("Closed", company_level=0)

    def create(lead: Person) -> Response:
        leads: dict[str, Json] = {f"{role}_id": lead.id}
        return env.create(space_id=space_id, **leads)

    refused = create(env.viewer)

    assert (refused.status, refused.message) == (400, f"The selected {role} doesn't have access to the selected space")
    assert create(env.owner).status == 200


def test_create_goal_with_two_invalid_leads_names_champion(env: GoalsEnv) -> None:
    space_id = env.space("Closed", company_level=0)

    refused = env.create(space_id=space_id, champion_id=env.viewer.id, reviewer_id=env.viewer.id, name=" ")

    assert "champion" in refused.message


def test_company_level_is_ignored_in_private_space(env: GoalsEnv) -> None:
    space_id = env.space("Closed", company_level=0)
    goal_id = env.goal(space_id=space_id, company_access_level=100)

    goal = env.get_goal(goal_id, include_privacy=True)

    assert goal["privacy"] == "confidential"
    assert goal["access_levels"] == {"public": 0, "company": 0, "space": 70}
    assert_error(env.viewer.get("get_goal", id=goal_id), 404, "`can_view` on this Goal")


@pytest.mark.parametrize(
    ("levels", "privacy"),
    [((10, 0, 0), "public"), ((0, 1, 0), "internal"), ((0, 0, 10), "confidential"), ((0,) * 3, "secret")],
)
def test_goal_privacy_is_widest_scope_with_access(env: GoalsEnv, levels: tuple[int, int, int], privacy: str) -> None:
    anonymous, company, space = levels
    goal_id = env.goal(anonymous_access_level=anonymous, company_access_level=company, space_access_level=space)

    assert env.get_goal(goal_id, include_privacy=True)["privacy"] == privacy


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ({"name": " "}, "`name` is blank"),
        ({"name": "x" * 256}, "`name` is longer than 255 characters"),
        ({"description": "{bad"}, "`description` is not valid JSON"),
        ({"description": '"text"'}, "`description` must be a rich-text object"),
        ({"company_access_level": 55}, "55 is not an access level"),
        ({"company_access_level": None}, "null is not an access level"),
        ({"space_access_level": None}, "null is not an access level"),
        ({"parent_goal_id": "absent-7ZZ"}, "there is no goal with this `parent_goal_id`"),
        ({"targets": [{"name": "A", "from": 1, "to": 2}]}, "`unit` is blank"),
        ({"targets": [{"name": "A", "from": None, "to": 2, "unit": "x"}]}, "`from` is not a number"),
        ({"targets": [None]}, "an item of `targets` is null"),
        (
            {"timeframe": {"contextual_end_date": date("Q1 2026", "2026-06-30", "quarter")}},
            "type quarter and the date 2026-06-30 must be 'Q2 2026', not 'Q1",
        ),
    ],
)
def test_create_goal_with_unstorable_input_returns_500_and_creates_nothing(
    env: GoalsEnv, broken: dict[str, Json], reason: str
) -> None:
    assert_error(env.create(**broken), 500, reason)
    assert env.owner.call("get_goals")["goals"] == []


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ("anonymous_access_level", "`anonymous_access_level` is optional"),
        ("company_access_level", "null is not an access level"),
        ("space_access_level", "`space_access_level` is optional"),
    ],
)
def test_create_goal_without_levels_returns_500(env: GoalsEnv, key: str, reason: str) -> None:
    levels = {"anonymous_access_level": 0, "company_access_level": 10, "space_access_level": 70}
    del levels[key]

    assert_error(env.owner.post("create_goal", space_id=env.space_id, name="Grow", **levels), 500, reason)


def test_create_goal_keeps_description_and_timeframe(env: GoalsEnv) -> None:
    timeframe = {"contextual_start_date": date("2027", "2027-01-01", "year"), "contextual_end_date": None}

    goal = env.get_goal(env.goal(timeframe=timeframe, description=rich_text("Why")))

    assert goal["timeframe"] == timeframe
    assert '"text":"Why"' in goal["description"]
    assert env.get_goal(env.goal(timeframe={}))["timeframe"] == {
        "contextual_start_date": None,
        "contextual_end_date": None,
    }


def test_new_goal_notifies_champion_and_reviewer_but_not_creator(env: GoalsEnv) -> None:
    env.goal(by=env.editor, champion_id=env.viewer.id, reviewer_id=env.viewer.id)
    env.goal(by=env.editor, champion_id=env.editor.id)

    assert notifications(env.viewer, "goal_") == ["goal_created", "goal_created"]
    assert "goal_created" not in notifications(env.editor, "goal_")


def test_hidden_goal_returns_404(env: GoalsEnv) -> None:
    goal_id = env.secret_goal()

    refused = env.viewer.get("get_goal", id=goal_id)

    assert (refused.status, refused.message) == (404, "The requested resource was not found")
    assert env.viewer.call("get_goals")["goals"] == []


def test_get_goal_without_flags_has_null_fields(env: GoalsEnv) -> None:
    goal = env.get_goal(env.goal(champion_id=env.editor.id, reviewer_id=env.editor.id))

    unloaded = (
        "champion reviewer closed_by space permissions access_levels privacy potential_subscribers projects "
        "last_check_in retrospective"
    )
    assert [key for key in unloaded.split() if goal[key] is not None] == []
    assert goal["notifications"] == []


def test_get_goal_flag_fills_field(env: GoalsEnv) -> None:
    goal_id = env.goal(champion_id=env.editor.id, reviewer_id=env.viewer.id)
    env.project("Launch", goal_id=goal_id)
    env.report(goal_id, by=env.editor)
    env.close(goal_id)

    def get_with(flag: str, by: Person | None = None) -> Json:
        return env.get_goal(goal_id, by=by, **{flag: True})

    assert get_with("include_champion")["champion"]["full_name"] == "Eda Editor"
    assert get_with("include_reviewer")["reviewer"]["full_name"] == "Vera View"
    assert get_with("include_closed_by")["closed_by"]["id"] == env.owner.id
    assert get_with("include_space")["space"] == {"id": env.space_id, "name": "Product"}
    assert [item["full_name"] for item in get_with("include_space_members")["space"]["members"]][1:] == ["Eda Editor"]
    assert get_with("include_permissions", env.viewer)["permissions"]["has_full_access"] is True
    assert get_with("include_access_levels")["access_levels"] == {"public": 0, "company": 10, "space": 70}
    assert [item["name"] for item in get_with("include_projects")["projects"]] == ["Launch"]
    assert get_with("include_unread_notifications", env.viewer)["notifications"][0]["read"] is False
    assert '"We did it"' in get_with("include_retrospective")["retrospective"]["content"]
    last = get_with("include_last_check_in")["last_check_in"]
    assert last["author"]["full_name"] == "Eda Editor"
    assert last["goal"]["id"] == goal_id
    assert last["permissions"]["can_acknowledge"] is False


def test_potential_subscribers_are_space_members_and_leads(env: GoalsEnv) -> None:
    goal_id = env.goal(champion_id=env.editor.id, reviewer_id=env.viewer.id)

    goal = env.get_goal(goal_id, include_potential_subscribers=True)

    roles = {item["person"]["full_name"]: (item["role"], item["priority"]) for item in goal["potential_subscribers"]}
    assert roles["Eda Editor"] == ("Champion", True)
    assert roles["Vera View"] == ("Reviewer", True)
    assert [priority for _, priority in roles.values()].count(False) == len(roles) - 2
    assert goal["champion"]["full_name"] == "Eda Editor"
    assert goal["space"]["name"] == "Product"


def test_potential_subscribers_include_suspended_leads(env: GoalsEnv) -> None:
    goal_id = env.goal(champion_id=env.editor.id)
    update_id = env.report(goal_id)["update"]["id"]
    discussed = {"goal_id": goal_id, "title": "Why", "message": rich_text("Because")}
    discussion_id = env.owner.call("create_goal_discussion", **discussed)["id"]
    env.company.log_in(env.editor)
    env.owner.call("remove_company_member", person_id=env.editor.id)

    asked: dict[str, Json] = {"include_potential_subscribers": True}
    update = env.owner.call("get_goal_progress_update", id=update_id, **asked)["update"]
    thread = env.owner.call("get_activity", id=discussion_id, **asked)["activity"]["comment_thread"]
    for record in (env.get_goal(goal_id, **asked), update, thread):
        roles = {item["person"]["full_name"]: item["role"] for item in record["potential_subscribers"]}
        assert roles == {"Olivia Owner": "Founder", "Eda Editor": "Champion"}


def test_hidden_space_is_null_and_adds_no_potential_subscribers(env: GoalsEnv) -> None:
    space_id = env.space("Closed", company_level=0)
    goal_id = env.goal(space_id=space_id)
    env.allow(goal_id, env.viewer, 10)

    goal = env.get_goal(goal_id, by=env.viewer, include_space=True, include_potential_subscribers=True)

    assert (goal["space"], goal["potential_subscribers"]) == (None, [])


def test_hidden_parent_goal_is_shown_in_list_only(env: GoalsEnv) -> None:
    parent_id = env.secret_goal("Above")
    child_id = env.goal("Below", parent_goal_id=parent_id)

    alone = env.get_goal(child_id, by=env.viewer)
    (listed,) = env.viewer.call("get_goals")["goals"]

    assert (alone["parent_goal"], alone["parent_goal_id"]) == (None, None)
    assert listed["parent_goal"]["name"] == "Above"


def test_get_goals_lists_visible_goals_including_closed(env: GoalsEnv) -> None:
    open_id, closed_id = env.goal("Open"), env.goal("Closed")
    env.secret_goal()
    env.close(closed_id)

    listed = env.viewer.call("get_goals")["goals"]

    assert [goal["id"] for goal in listed] == [open_id, closed_id]


def test_get_goals_filters_by_space(env: GoalsEnv) -> None:
    other_id = env.space("Other")
    env.goal("Here")
    env.goal("There", space_id=other_id)

    def names(space_id: str) -> list[str]:
        return [goal["name"] for goal in env.owner.call("get_goals", space_id=space_id)["goals"]]

    assert names(other_id) == ["There"]
    assert names("") == ["Here", "There"]
    assert names("absent-7ZZ") == []
    assert_error(env.owner.get("get_goals", space_id="?!"), 500, "`space_id` is not an id")


def test_get_goals_access_levels_require_no_flag(env: GoalsEnv) -> None:
    goal_id = env.goal(champion_id=env.editor.id)
    env.project("Hidden", goal_id=goal_id, company_access_level=0)
    env.owner.call("post_goal_progress_update", goal_id=goal_id, **progress_update())

    (goal,) = env.viewer.call(
        "get_goals", include_projects=True, include_champion=True, include_space=True, include_last_check_in=True
    )["goals"]

    assert [project["name"] for project in goal["projects"]] == ["Hidden"]
    assert goal["champion"]["full_name"] == "Eda Editor"
    assert goal["space"]["name"] == "Product"
    assert (goal["last_check_in"]["goal"], goal["last_check_in"]["permissions"]) == (None, None)
    assert env.get_goal(goal_id, by=env.viewer, include_projects=True)["projects"] == []
