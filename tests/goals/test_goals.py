"""Making goals and reading them (contract: goals 8 and 9)."""

import pytest

from tests.builders.goals import Json, Stage, check_in, date
from tests.support import Answer, Person, rich_text


def test_a_new_goal_has_the_defaults(stage: Stage) -> None:
    made = stage.create(by=stage.editor)["goal"]

    assert (made["status"], made["is_closed"], made["success"], made["is_outdated"]) == ("pending", False, False, False)
    assert made["timeframe"]["contextual_start_date"]["date_type"] == "day"
    assert made["timeframe"]["contextual_end_date"] is None
    assert [made[key] for key in ("targets", "space", "champion", "permissions")] == [None] * 4
    shown = stage.show(made["id"])
    assert (shown["targets"], shown["checklist"], shown["progress_percentage"]) == ([], [], 0)
    assert shown["next_update_scheduled_at"].endswith("-01T00:00:00Z")


def test_the_creator_of_a_goal_has_full_access(stage: Stage) -> None:
    goal_id = stage.goal(by=stage.editor)

    people = stage.editor.done("goals/list_access_members", goal_id=goal_id)["people"]

    assert [(person["full_name"], person["access_level"]) for person in people] == [("Eda Editor", 100)]


def test_targets_come_in_the_order_sent_whatever_their_index(stage: Stage) -> None:
    targets = [
        {"name": "A", "from": 10, "to": 20, "unit": "x", "index": 7},
        {"name": "B", "from": 1, "to": 0, "unit": "%"},
    ]
    goal_id = stage.goal(targets=targets)

    shown = [(one["name"], one["index"], one["value"]) for one in stage.targets(goal_id)]

    assert shown == [("A", 0, 10.0), ("B", 1, 1.0)]


@pytest.mark.parametrize(("level", "status"), [(None, 404), (10, 403), (40, 403), (70, 200), (100, 200)])
def test_making_a_goal_takes_edit_access_on_the_space(stage: Stage, level: int | None, status: int) -> None:
    space_id = stage.space("Closed", company_level=0)
    if level is not None:
        stage.join(space_id, stage.viewer, level)

    assert stage.create(by=stage.viewer, space_id=space_id).status == status


@pytest.mark.parametrize("role", ["champion", "reviewer"])
def test_leads_must_see_the_space_unless_it_is_oneself(stage: Stage, role: str) -> None:
    space_id = stage.space("Closed", company_level=0)

    def create(lead: Person) -> Answer:
        leads: dict[str, Json] = {f"{role}_id": lead.id}
        return stage.create(space_id=space_id, **leads)

    refused = create(stage.viewer)

    assert (refused.status, refused.message) == (400, f"The selected {role} doesn't have access to the selected space")
    assert create(stage.owner).status == 200


def test_of_two_bad_leads_the_champion_is_named(stage: Stage) -> None:
    space_id = stage.space("Closed", company_level=0)

    refused = stage.create(space_id=space_id, champion_id=stage.viewer.id, reviewer_id=stage.viewer.id, name=" ")

    assert "champion" in refused.message


def test_a_private_space_keeps_the_company_out(stage: Stage) -> None:
    space_id = stage.space("Closed", company_level=0)
    goal_id = stage.goal(space_id=space_id, company_access_level=100)

    shown = stage.show(goal_id, include_privacy=True)

    assert shown["privacy"] == "confidential"
    assert shown["access_levels"] == {"public": 0, "company": 0, "space": 70}
    assert stage.viewer.get("get_goal", id=goal_id).status == 404


@pytest.mark.parametrize(
    ("levels", "privacy"),
    [((10, 0, 0), "public"), ((0, 1, 0), "internal"), ((0, 0, 10), "confidential"), ((0,) * 3, "secret")],
)
def test_privacy_is_the_widest_circle_with_any_level(stage: Stage, levels: tuple[int, int, int], privacy: str) -> None:
    anonymous, company, space = levels
    goal_id = stage.goal(anonymous_access_level=anonymous, company_access_level=company, space_access_level=space)

    assert stage.show(goal_id, include_privacy=True)["privacy"] == privacy


@pytest.mark.parametrize(
    "broken",
    [
        {"name": " "},
        {"name": "x" * 256},
        {"description": "{bad"},
        {"description": '"text"'},
        {"company_access_level": 55},
        {"company_access_level": None},
        {"space_access_level": None},
        {"parent_goal_id": "nobody-7ZZ"},
        {"targets": [{"name": "A", "from": 1, "to": 2}]},
        {"targets": [{"name": "A", "from": None, "to": 2, "unit": "x"}]},
        {"targets": [None]},
        {"timeframe": {"contextual_end_date": date("Q1 2026", "2026-06-30", "quarter")}},
    ],
)
def test_what_cannot_be_stored_is_a_500_and_makes_no_goal(stage: Stage, broken: dict[str, Json]) -> None:
    assert stage.create(**broken).status == 500
    assert stage.owner.done("get_goals")["goals"] == []


@pytest.mark.parametrize("key", ["anonymous_access_level", "company_access_level", "space_access_level"])
def test_levels_are_optional_in_name_only(stage: Stage, key: str) -> None:
    levels = {"anonymous_access_level": 0, "company_access_level": 10, "space_access_level": 70}
    del levels[key]

    assert stage.owner.post("create_goal", space_id=stage.space_id, name="Grow", **levels).status == 500


def test_a_description_and_a_timeframe_are_kept_as_sent(stage: Stage) -> None:
    timeframe = {"contextual_start_date": date("2027", "2027-01-01", "year"), "contextual_end_date": None}

    shown = stage.show(stage.goal(timeframe=timeframe, description=rich_text("Why")))

    assert shown["timeframe"] == timeframe
    assert '"text":"Why"' in shown["description"]
    assert stage.show(stage.goal(timeframe={}))["timeframe"] == {
        "contextual_start_date": None,
        "contextual_end_date": None,
    }


def test_champion_and_reviewer_hear_of_a_new_goal_the_creator_does_not(stage: Stage) -> None:
    stage.goal(by=stage.editor, champion_id=stage.viewer.id, reviewer_id=stage.viewer.id)
    stage.goal(by=stage.editor, champion_id=stage.editor.id)

    assert stage.news(stage.viewer) == ["goal_created", "goal_created"]
    assert "goal_created" not in stage.news(stage.editor)


def test_a_goal_that_one_may_not_see_is_not_there(stage: Stage) -> None:
    goal_id = stage.secret_goal()

    refused = stage.viewer.get("get_goal", id=goal_id)

    assert (refused.status, refused.message) == (404, "The requested resource was not found")
    assert stage.viewer.done("get_goals")["goals"] == []


def test_nothing_is_loaded_that_was_not_asked_for(stage: Stage) -> None:
    shown = stage.show(stage.goal(champion_id=stage.editor.id, reviewer_id=stage.editor.id))

    unloaded = (
        "champion reviewer closed_by space permissions access_levels privacy potential_subscribers projects "
        "last_check_in retrospective"
    )
    assert [key for key in unloaded.split() if shown[key] is not None] == []
    assert shown["notifications"] == []


def test_each_flag_fills_its_key(stage: Stage) -> None:
    goal_id = stage.goal(champion_id=stage.editor.id, reviewer_id=stage.viewer.id)
    stage.project("Launch", goal_id=goal_id)
    stage.report(goal_id, by=stage.editor)
    stage.close(goal_id)

    def shown(flag: str, to: Person | None = None) -> Json:
        return stage.show(goal_id, to=to, **{flag: True})

    assert shown("include_champion")["champion"]["full_name"] == "Eda Editor"
    assert shown("include_reviewer")["reviewer"]["full_name"] == "Vera View"
    assert shown("include_closed_by")["closed_by"]["id"] == stage.owner.id
    assert shown("include_space")["space"] == {"id": stage.space_id, "name": "Product"}
    assert [one["full_name"] for one in shown("include_space_members")["space"]["members"]][1:] == ["Eda Editor"]
    assert shown("include_permissions", stage.viewer)["permissions"]["has_full_access"] is True
    assert shown("include_access_levels")["access_levels"] == {"public": 0, "company": 10, "space": 70}
    assert [one["name"] for one in shown("include_projects")["projects"]] == ["Launch"]
    assert shown("include_unread_notifications", stage.viewer)["notifications"][0]["read"] is False
    assert '"We did it"' in shown("include_retrospective")["retrospective"]["content"]
    last = shown("include_last_check_in")["last_check_in"]
    assert last["author"]["full_name"] == "Eda Editor"
    assert last["goal"]["id"] == goal_id
    assert last["permissions"]["can_acknowledge"] is False


def test_whom_a_goal_concerns_is_the_space_and_the_leads(stage: Stage) -> None:
    goal_id = stage.goal(champion_id=stage.editor.id, reviewer_id=stage.viewer.id)

    shown = stage.show(goal_id, include_potential_subscribers=True)

    roles = {one["person"]["full_name"]: (one["role"], one["priority"]) for one in shown["potential_subscribers"]}
    assert roles["Eda Editor"] == ("Champion", True)
    assert roles["Vera View"] == ("Reviewer", True)
    assert [priority for _, priority in roles.values()].count(False) == len(roles) - 2
    assert shown["champion"]["full_name"] == "Eda Editor"
    assert shown["space"]["name"] == "Product"


def test_a_goal_concerns_leads_who_are_suspended(stage: Stage) -> None:
    goal_id = stage.goal(champion_id=stage.editor.id)
    update_id = stage.report(goal_id)["update"]["id"]
    discussed = {"goal_id": goal_id, "title": "Why", "message": rich_text("Because")}
    discussion_id = stage.owner.done("create_goal_discussion", **discussed)["id"]
    stage.company.log_in(stage.editor)
    stage.owner.done("remove_company_member", person_id=stage.editor.id)

    asked: dict[str, Json] = {"include_potential_subscribers": True}
    update = stage.owner.done("get_goal_progress_update", id=update_id, **asked)["update"]
    thread = stage.owner.done("get_activity", id=discussion_id, **asked)["activity"]["comment_thread"]
    for shown in (stage.show(goal_id, **asked), update, thread):
        roles = {one["person"]["full_name"]: one["role"] for one in shown["potential_subscribers"]}
        assert roles == {"Olivia Owner": "Founder", "Eda Editor": "Champion"}


def test_a_hidden_space_is_null_and_concerns_nobody(stage: Stage) -> None:
    space_id = stage.space("Closed", company_level=0)
    goal_id = stage.goal(space_id=space_id)
    stage.allow(goal_id, stage.viewer, 10)

    shown = stage.show(goal_id, to=stage.viewer, include_space=True, include_potential_subscribers=True)

    assert (shown["space"], shown["potential_subscribers"]) == (None, [])


def test_a_hidden_parent_is_named_in_the_list_only(stage: Stage) -> None:
    parent_id = stage.secret_goal("Above")
    child_id = stage.goal("Below", parent_goal_id=parent_id)

    alone = stage.show(child_id, to=stage.viewer)
    (listed,) = stage.viewer.done("get_goals")["goals"]

    assert (alone["parent_goal"], alone["parent_goal_id"]) == (None, None)
    assert listed["parent_goal"]["name"] == "Above"


def test_the_list_shows_what_may_be_seen_closed_goals_too(stage: Stage) -> None:
    open_id, closed_id = stage.goal("Open"), stage.goal("Closed")
    stage.secret_goal()
    stage.close(closed_id)

    listed = stage.viewer.done("get_goals")["goals"]

    assert [goal["id"] for goal in listed] == [open_id, closed_id]


def test_the_list_can_be_of_one_space(stage: Stage) -> None:
    other_id = stage.space("Other")
    stage.goal("Here")
    stage.goal("There", space_id=other_id)

    def names(space_id: str) -> list[str]:
        return [goal["name"] for goal in stage.owner.done("get_goals", space_id=space_id)["goals"]]

    assert names(other_id) == ["There"]
    assert names("") == ["Here", "There"]
    assert names("nobody-7ZZ") == []
    assert stage.owner.get("get_goals", space_id="?!").status == 500


def test_the_list_loads_without_asking_for_access(stage: Stage) -> None:
    goal_id = stage.goal(champion_id=stage.editor.id)
    stage.project("Hidden", goal_id=goal_id, company_access_level=0)
    stage.owner.done("post_goal_progress_update", goal_id=goal_id, **check_in())

    (shown,) = stage.viewer.done(
        "get_goals", include_projects=True, include_champion=True, include_space=True, include_last_check_in=True
    )["goals"]

    assert [project["name"] for project in shown["projects"]] == ["Hidden"]
    assert shown["champion"]["full_name"] == "Eda Editor"
    assert shown["space"]["name"] == "Product"
    assert (shown["last_check_in"]["goal"], shown["last_check_in"]["permissions"]) == (None, None)
    assert stage.show(goal_id, to=stage.viewer, include_projects=True)["projects"] == []
