"""Changes of the fields, the parent goal and the space of a goal (contract: goals 1.7, 3.3 and 7)."""

import json

import pytest

from tests.builder import notifications
from tests.environments.goals import GoalsEnv, date
from tests.support import Json, assert_error, rich_text

YEAR = date("2027", "2027-06-30", "year")
MONTH = date("Jul 2026", "2026-07-31", "month")


def test_renamed_goal_is_found_by_old_id(env: GoalsEnv) -> None:
    goal_id = env.goal("Old name")

    env.editor.call("goals/update_name", goal_id=goal_id, name="New name")

    assert env.get_goal(goal_id)["id"].startswith("new-name-")
    assert env.feed(goal_id)[0] == "goal_name_updating"


@pytest.mark.parametrize(
    ("name", "reason"), [("", "`name` is blank"), ("  ", "`name` is blank"), ("x" * 256, "`name` is longer than 255")]
)
def test_update_name_with_unstorable_name_returns_500(env: GoalsEnv, name: str, reason: str) -> None:
    goal_id = env.goal("Old name")

    assert_error(env.owner.post("goals/update_name", goal_id=goal_id, name=name), 500, reason)
    assert env.get_goal(goal_id)["name"] == "Old name"


def test_description_mention_notifies_person(env: GoalsEnv) -> None:
    goal_id = env.goal()

    text = rich_text("Ask", env.viewer, env.editor)
    env.editor.call("goals/update_description", goal_id=goal_id, description=text)

    assert '"text":"Ask"' in env.get_goal(goal_id)["description"]
    assert notifications(env.viewer, "goal_") == ["goal_description_changed"]
    assert notifications(env.editor, "goal_") == []


@pytest.mark.parametrize(
    ("attrs", "has_description"), [({"label": "Mia"}, True), ({"label": " "}, False), ({}, False), ([1], False)]
)
def test_description_counts_as_content_when_it_mentions_person(
    env: GoalsEnv, attrs: Json, has_description: bool
) -> None:
    goal_id = env.goal()

    text = json.dumps({"type": "doc", "content": [{"type": "mention", "attrs": attrs}]})
    env.owner.call("goals/update_description", goal_id=goal_id, description=text)

    changed = next(item for item in env.activities(goal_id) if item["action"] == "goal_description_changed")
    assert changed["content"]["has_description"] is has_description


@pytest.mark.parametrize(("text", "status"), [("[]", 500), ("3", 500), ("null", 400)])
def test_description_must_be_json_object(env: GoalsEnv, text: str, status: int) -> None:
    response = env.owner.post("goals/update_description", goal_id=env.goal(), description=text)

    assert response.status == status


def test_update_date_changes_one_side_of_timeframe(env: GoalsEnv) -> None:
    goal_id = env.goal(timeframe={"contextual_start_date": MONTH, "contextual_end_date": None})

    env.editor.call("goals/update_due_date", goal_id=goal_id, due_date=YEAR)
    assert env.get_goal(goal_id)["timeframe"] == {"contextual_start_date": MONTH, "contextual_end_date": YEAR}

    env.editor.call("goals/update_start_date", goal_id=goal_id, start_date=None)
    env.editor.call("goals/update_due_date", goal_id=goal_id, due_date=None)
    assert env.get_goal(goal_id)["timeframe"] == {"contextual_start_date": None, "contextual_end_date": None}


def test_timeframe_removed_by_progress_update_stays_null_until_date_is_set(env: GoalsEnv) -> None:
    goal_id = env.goal()
    env.report(goal_id, due_date=None)
    assert env.get_goal(goal_id)["timeframe"] is None

    env.owner.call("goals/update_start_date", goal_id=goal_id, start_date=None)
    assert env.get_goal(goal_id)["timeframe"] is None

    env.owner.call("goals/update_start_date", goal_id=goal_id, start_date=MONTH)
    assert env.get_goal(goal_id)["timeframe"] == {"contextual_start_date": MONTH, "contextual_end_date": None}


def test_update_date_records_activity_without_difference(env: GoalsEnv) -> None:
    goal_id = env.goal()

    env.owner.call("goals/update_due_date", goal_id=goal_id, due_date=None)

    activity, _ = env.activities(goal_id)
    assert (activity["content"]["old_due_date"], activity["content"]["new_due_date"]) == (None, None)


# --- the parent goal --------------------------------------------------------------------------------------------------


def test_parent_goal_can_be_set_and_cleared(env: GoalsEnv) -> None:
    parent_id, child_id = env.secret_goal("Above"), env.goal("Below")

    # succeeds, although the editor can't view the parent goal
    env.editor.call("goals/update_parent_goal", goal_id=child_id, parent_goal_id=parent_id)
    assert env.get_goal(child_id)["parent_goal_id"] == parent_id

    env.owner.call("change_goal_parent", goal_id=child_id, parent_goal_id="")
    assert env.get_goal(child_id)["parent_goal_id"] is None
    assert env.feed(child_id)[:2] == ["goal_reparent", "goal_reparent"]


@pytest.mark.parametrize("endpoint", ["goals/update_parent_goal", "change_goal_parent"])
def test_parent_goal_cycle_returns_500(env: GoalsEnv, endpoint: str) -> None:
    top_id = env.goal("Top")
    middle_id = env.goal("Middle", parent_goal_id=top_id)
    bottom_id = env.goal("Bottom", parent_goal_id=middle_id)

    for parent_id in (top_id, middle_id, bottom_id):
        response = env.owner.post(endpoint, goal_id=top_id, parent_goal_id=parent_id)
        assert_error(response, 500, "the parent is the goal itself")
    assert_error(
        env.owner.post(endpoint, goal_id=top_id, parent_goal_id="absent-7ZZ"), 500, "no goal with this `parent_goal_id`"
    )
    assert env.get_goal(top_id)["parent_goal_id"] is None


@pytest.mark.parametrize(
    ("inputs", "reason"),
    [
        ({"goal_id": None}, "`goal_id` is null"),
        ({"parent_goal_id": None}, "`parent_goal_id` is null"),
        ({"goal_id": ""}, "the id of the Goal is null"),
        ({"goal_id": "?!"}, "`goal_id` is not an id"),
    ],
)
def test_change_goal_parent_requires_valid_ids(env: GoalsEnv, inputs: dict[str, Json], reason: str) -> None:
    given = {"goal_id": env.goal(), "parent_goal_id": ""} | inputs

    assert_error(env.owner.post("change_goal_parent", **given), 500, reason)


def test_new_parent_notifies_leads_except_creator(env: GoalsEnv) -> None:
    goal_id = env.goal(by=env.editor, champion_id=env.editor.id, reviewer_id=env.owner.id)

    env.owner.call("goals/update_parent_goal", goal_id=goal_id, parent_goal_id=None)

    # the owner is notified of their own change, but Eda, who created the goal, is not notified
    assert notifications(env.owner, "goal_")[0] == "goal_reparent"
    assert notifications(env.editor, "goal_") == []


def test_parent_goal_search_excludes_goal_and_descendants(env: GoalsEnv) -> None:
    goal_id = env.goal("Grow")
    below_id = env.goal("Grow more", parent_goal_id=goal_id)
    env.goal("Grow most", parent_goal_id=below_id)
    env.close(env.goal("Grow old"))
    env.secret_goal("Grow in secret")
    env.goal("GROW up")
    env.goal("Be grown")
    env.goal("Shrink")

    def found(query: str) -> list[str]:
        goals = env.viewer.call("goals/parent_goal_search", goal_id=goal_id, query=query)["goals"]
        return [goal["name"] for goal in goals]

    assert found("grow") == ["Be grown", "GROW up"]
    assert found("g%w") == ["Be grown", "GROW up"]
    assert found("") == ["Be grown", "GROW up", "Shrink"]


def test_parent_goal_search_returns_at_most_ten(env: GoalsEnv) -> None:
    goal_id = env.goal("Grow")
    for number in range(12):
        env.goal(f"Goal {number:02}")

    goals = env.owner.call("goals/parent_goal_search", goal_id=goal_id, query="Goal")["goals"]

    assert [goal["name"] for goal in goals] == [f"Goal {number:02}" for number in range(10)]


# --- the space --------------------------------------------------------------------------------------------------------


def test_update_space_keeps_access(env: GoalsEnv) -> None:
    goal_id = env.goal(company_access_level=0)
    other_id = env.space("Other")
    env.company.join(other_id, env.viewer)

    env.owner.call("goals/update_space", goal_id=goal_id, space_id=other_id)

    goal = env.get_goal(goal_id, include_space=True, include_privacy=True)
    assert (goal["space"]["name"], goal["privacy"]) == ("Other", "secret")
    assert env.editor.get("get_goal", id=goal_id).status == 200
    assert_error(env.viewer.get("get_goal", id=goal_id), 404, "`can_view` on this Goal")
    levels = {"company": 10, "space": 10}
    assert_error(
        env.owner.post("goals/update_access_levels", goal_id=goal_id, access_levels=levels),
        500,
        "the space into which the goal was moved have no access binding",
    )
    assert env.get_goal(goal_id, include_access_levels=True)["access_levels"]["company"] == 0


def test_update_space_to_same_space_records_nothing(env: GoalsEnv) -> None:
    goal_id = env.goal()

    env.owner.call("goals/update_space", goal_id=goal_id, space_id=env.space_id)

    assert env.feed(goal_id) == ["goal_created"]
    assert_error(
        env.owner.post("goals/update_space", goal_id=goal_id, space_id="absent-7ZZ"),
        500,
        "no space with this `space_id`",
    )


def test_equal_due_date_changes_updated_at_unless_both_are_null(env: GoalsEnv) -> None:
    goal_id = env.goal()

    def touched_by(**inputs: Json) -> bool:
        before = env.get_goal(goal_id)["updated_at"]
        env.company.advance(hours=1)
        env.owner.call("goals/update_due_date", goal_id=goal_id, **inputs)
        return bool(env.get_goal(goal_id)["updated_at"] > before)

    assert touched_by(due_date=YEAR)
    assert touched_by(due_date=YEAR)
    env.report(goal_id, due_date=None)
    assert not touched_by(due_date=None)
