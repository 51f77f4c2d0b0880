"""Changes of a goal's own fields, its parent and its space (contract: goals 1.7, 3.3 and 7)."""

import json

import pytest

from tests.builders.goals import Json, Stage, date
from tests.support import rich_text

YEAR = date("2027", "2027-06-30", "year")
MONTH = date("Jul 2026", "2026-07-31", "month")


def test_a_rename_changes_the_id_and_the_old_one_still_works(stage: Stage) -> None:
    goal_id = stage.goal("Old name")

    stage.editor.done("goals/update_name", goal_id=goal_id, name="New name")

    assert stage.show(goal_id)["id"].startswith("new-name-")
    assert stage.feed(goal_id)[0] == "goal_name_updating"


@pytest.mark.parametrize("name", ["", "  ", "x" * 256])
def test_a_name_that_cannot_be_stored_is_a_500(stage: Stage, name: str) -> None:
    goal_id = stage.goal("Old name")

    assert stage.owner.post("goals/update_name", goal_id=goal_id, name=name).status == 500
    assert stage.show(goal_id)["name"] == "Old name"


def test_those_mentioned_in_a_description_hear_of_it(stage: Stage) -> None:
    goal_id = stage.goal()

    text = rich_text("Ask", stage.viewer, stage.editor)
    stage.editor.done("goals/update_description", goal_id=goal_id, description=text)

    assert '"text":"Ask"' in stage.show(goal_id)["description"]
    assert stage.news(stage.viewer) == ["goal_description_changed"]
    assert stage.news(stage.editor) == []


@pytest.mark.parametrize(
    ("attrs", "has_description"), [({"label": "Mia"}, True), ({"label": " "}, False), ({}, False), ([1], False)]
)
def test_a_mention_is_content_where_it_names_somebody(stage: Stage, attrs: Json, has_description: bool) -> None:
    goal_id = stage.goal()

    text = json.dumps({"type": "doc", "content": [{"type": "mention", "attrs": attrs}]})
    stage.owner.done("goals/update_description", goal_id=goal_id, description=text)

    changed = next(one for one in stage.activities(goal_id) if one["action"] == "goal_description_changed")
    assert changed["content"]["has_description"] is has_description


@pytest.mark.parametrize(("text", "status"), [("[]", 500), ("3", 500), ("null", 400)])
def test_a_description_is_an_object(stage: Stage, text: str, status: int) -> None:
    answer = stage.owner.post("goals/update_description", goal_id=stage.goal(), description=text)

    assert answer.status == status


def test_each_date_changes_its_own_side(stage: Stage) -> None:
    goal_id = stage.goal(timeframe={"contextual_start_date": MONTH, "contextual_end_date": None})

    stage.editor.done("goals/update_due_date", goal_id=goal_id, due_date=YEAR)
    assert stage.show(goal_id)["timeframe"] == {"contextual_start_date": MONTH, "contextual_end_date": YEAR}

    stage.editor.done("goals/update_start_date", goal_id=goal_id, start_date=None)
    stage.editor.done("goals/update_due_date", goal_id=goal_id, due_date=None)
    assert stage.show(goal_id)["timeframe"] == {"contextual_start_date": None, "contextual_end_date": None}


def test_a_timeframe_lost_by_a_check_in_stays_lost_until_a_date_is_set(stage: Stage) -> None:
    goal_id = stage.goal()
    stage.report(goal_id, due_date=None)
    assert stage.show(goal_id)["timeframe"] is None

    stage.owner.done("goals/update_start_date", goal_id=goal_id, start_date=None)
    assert stage.show(goal_id)["timeframe"] is None

    stage.owner.done("goals/update_start_date", goal_id=goal_id, start_date=MONTH)
    assert stage.show(goal_id)["timeframe"] == {"contextual_start_date": MONTH, "contextual_end_date": None}


def test_a_date_change_is_recorded_even_if_nothing_differs(stage: Stage) -> None:
    goal_id = stage.goal()

    stage.owner.done("goals/update_due_date", goal_id=goal_id, due_date=None)

    activity, _ = stage.activities(goal_id)
    assert (activity["content"]["old_due_date"], activity["content"]["new_due_date"]) == (None, None)


# --- the goal above --------------------------------------------------------------------------------------------------


def test_a_goal_goes_under_another_and_back_to_the_top(stage: Stage) -> None:
    parent_id, child_id = stage.secret_goal("Above"), stage.goal("Below")

    stage.editor.done("goals/update_parent_goal", goal_id=child_id, parent_goal_id=parent_id)  # Eda can't see it
    assert stage.show(child_id)["parent_goal_id"] == parent_id

    stage.owner.done("change_goal_parent", goal_id=child_id, parent_goal_id="")
    assert stage.show(child_id)["parent_goal_id"] is None
    assert stage.feed(child_id)[:2] == ["goal_reparent", "goal_reparent"]


@pytest.mark.parametrize("endpoint", ["goals/update_parent_goal", "change_goal_parent"])
def test_goals_never_form_a_circle(stage: Stage, endpoint: str) -> None:
    top_id = stage.goal("Top")
    middle_id = stage.goal("Middle", parent_goal_id=top_id)
    bottom_id = stage.goal("Bottom", parent_goal_id=middle_id)

    for parent_id in (top_id, middle_id, bottom_id, "nobody-7ZZ"):
        assert stage.owner.post(endpoint, goal_id=top_id, parent_goal_id=parent_id).status == 500
    assert stage.show(top_id)["parent_goal_id"] is None


@pytest.mark.parametrize("inputs", [{"goal_id": None}, {"parent_goal_id": None}, {"goal_id": ""}, {"goal_id": "?!"}])
def test_changing_the_parent_takes_ids_that_can_be_read(stage: Stage, inputs: dict[str, Json]) -> None:
    given = {"goal_id": stage.goal(), "parent_goal_id": ""} | inputs

    assert stage.owner.post("change_goal_parent", **given).status == 500


def test_leads_hear_of_a_new_parent_unless_they_made_the_goal(stage: Stage) -> None:
    goal_id = stage.goal(by=stage.editor, champion_id=stage.editor.id, reviewer_id=stage.owner.id)

    stage.owner.done("goals/update_parent_goal", goal_id=goal_id, parent_goal_id=None)

    assert stage.news(stage.owner)[0] == "goal_reparent"  # although it was the owner who did it
    assert stage.news(stage.editor) == []


def test_the_search_for_a_parent_leaves_out_what_cannot_be_one(stage: Stage) -> None:
    goal_id = stage.goal("Grow")
    below_id = stage.goal("Grow more", parent_goal_id=goal_id)
    stage.goal("Grow most", parent_goal_id=below_id)
    stage.close(stage.goal("Grow old"))
    stage.secret_goal("Grow in secret")
    stage.goal("GROW up")
    stage.goal("Be grown")
    stage.goal("Shrink")

    def found(query: str) -> list[str]:
        goals = stage.viewer.done("goals/parent_goal_search", goal_id=goal_id, query=query)["goals"]
        return [goal["name"] for goal in goals]

    assert found("grow") == ["Be grown", "GROW up"]
    assert found("g%w") == ["Be grown", "GROW up"]
    assert found("") == ["Be grown", "GROW up", "Shrink"]


def test_the_search_for_a_parent_stops_at_ten(stage: Stage) -> None:
    goal_id = stage.goal("Grow")
    for number in range(12):
        stage.goal(f"Goal {number:02}")

    goals = stage.owner.done("goals/parent_goal_search", goal_id=goal_id, query="Goal")["goals"]

    assert [goal["name"] for goal in goals] == [f"Goal {number:02}" for number in range(10)]


# --- the space -------------------------------------------------------------------------------------------------------


def test_a_move_changes_no_access(stage: Stage) -> None:
    goal_id = stage.goal(company_access_level=0)
    other_id = stage.space("Other")
    stage.join(other_id, stage.viewer)

    stage.owner.done("goals/update_space", goal_id=goal_id, space_id=other_id)

    shown = stage.show(goal_id, include_space=True, include_privacy=True)
    assert (shown["space"]["name"], shown["privacy"]) == ("Other", "secret")
    assert stage.editor.get("get_goal", id=goal_id).status == 200
    assert stage.viewer.get("get_goal", id=goal_id).status == 404
    levels = {"company": 10, "space": 10}
    assert stage.owner.post("goals/update_access_levels", goal_id=goal_id, access_levels=levels).status == 500
    assert stage.show(goal_id, include_access_levels=True)["access_levels"]["company"] == 0


def test_a_move_to_where_it_is_leaves_no_trace(stage: Stage) -> None:
    goal_id = stage.goal()

    stage.owner.done("goals/update_space", goal_id=goal_id, space_id=stage.space_id)

    assert stage.feed(goal_id) == ["goal_created"]
    assert stage.owner.post("goals/update_space", goal_id=goal_id, space_id="nobody-7ZZ").status == 500


def test_the_same_timeframe_counts_as_a_change_but_none_after_none_does_not(stage: Stage) -> None:
    goal_id = stage.goal()

    def touched_by(**inputs: Json) -> bool:
        before = stage.show(goal_id)["updated_at"]
        stage.company.advance(hours=1)
        stage.owner.done("goals/update_due_date", goal_id=goal_id, **inputs)
        return bool(stage.show(goal_id)["updated_at"] > before)

    assert touched_by(due_date=YEAR)
    assert touched_by(due_date=YEAR)
    stage.report(goal_id, due_date=None)
    assert not touched_by(due_date=None)
