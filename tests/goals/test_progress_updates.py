"""Check-ins of goals (contract: goals 1.5, 3.3, 8 and 9)."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from mockserver.model import ids
from tests.builder import notifications
from tests.environments.goals import GoalsEnv, date, progress_update
from tests.support import Company, Json, Person, rich_text

QUARTER = date("Q2 2027", "2027-06-30", "quarter")


class Team(GoalsEnv):
    """A goal with a champion, a reviewer, a target and a check."""

    def __init__(self, company: Company) -> None:
        super().__init__(company)
        self.champion = company.member("Chloe Champion")
        self.reviewer = company.member("Rob Reviewer")
        for person in (self.champion, self.reviewer):
            company.join(self.space_id, person)
        self.goal_id = self.goal(champion_id=self.champion.id, reviewer_id=self.reviewer.id)
        self.target_id = company.target(self.goal_id, "Revenue", 0, 100, "k")
        self.check_id = company.check(self.goal_id, "Hire")

    def item(self, **fields: Json) -> Json:
        return {"id": self.check_id, "name": "Hire", "completed": True, "index": 1} | fields

    def post(self, by: Person | None = None, **inputs: Json) -> str:
        """The id of a new check-in."""
        return str(self.report(self.goal_id, by=by or self.champion, **inputs)["update"]["id"])

    def edit(self, update_id: str, by: Person | None = None, **inputs: Json) -> Any:
        return (by or self.champion).post("edit_goal_progress_update", id=update_id, **progress_update(**inputs))

    def update(self, update_id: str, *, to: Person | None = None, **flags: bool) -> Json:
        return (to or self.owner).done("get_goal_progress_update", id=update_id, **flags)["update"]


@pytest.fixture
def team(company: Company) -> Team:
    return Team(company)


# --- posting ---------------------------------------------------------------------------------------------------------


def test_a_check_in_moves_the_whole_goal(team: Team) -> None:
    answer = team.report(
        team.goal_id,
        by=team.editor,
        status="caution",
        values={team.target_id: 75},
        due_date=QUARTER,
        checklist=[team.item()],
    )

    update, goal = answer["update"], team.show(team.goal_id)
    (moved,) = update["goal_target_updates"]
    assert (moved["id"], moved["value"], moved["previous_value"]) == (ids.decode(team.target_id), 75.0, 0.0)
    assert update["checklist"] == [team.item(id=ids.decode(team.check_id))]
    assert [update[key] for key in ("goal", "author", "reactions", "permissions")] == [None] * 4
    assert (update["comments_count"], update["notifications"], update["acknowledged"]) == (0, [], False)

    assert (goal["status"], goal["targets"][0]["value"], goal["progress_percentage"]) == ("caution", 75.0, 87.5)
    assert (goal["checklist"][0]["completed"], goal["checklist"][0]["completed_at"]) == (True, None)
    assert update["id"].endswith(goal["last_check_in_id"])
    assert goal["timeframe"] == update["timeframe"]
    assert goal["timeframe"]["contextual_end_date"] == QUARTER
    start = datetime.fromisoformat(goal["inserted_at"])
    assert goal["timeframe"]["contextual_start_date"]["value"] == f"{start:%b %d, %Y}"


def test_without_a_due_date_the_timeframe_is_lost(team: Team) -> None:
    assert team.report(team.goal_id, due_date=None)["update"]["timeframe"] is None
    assert team.show(team.goal_id)["timeframe"] is None


def test_a_check_in_may_be_about_a_part_and_about_checks_that_are_not_there(team: Team) -> None:
    other = team.item(id="nobody-7ZZ", name="Ghost", index=9)

    update = team.report(team.goal_id, checklist=[other])["update"]

    assert (update["goal_target_updates"], update["checklist"][0]["name"]) == ([], "Ghost")
    assert team.show(team.goal_id)["checklist"][0]["completed"] is False


def test_values_may_be_texts_and_target_ids_uuids(team: Team) -> None:
    team.post(values={str(ids.decode(team.target_id)): "12.5"})

    assert team.targets(team.goal_id)[0]["value"] == 12.5


def test_a_closed_goal_takes_a_check_in_and_keeps_its_outcome(team: Team) -> None:
    team.close(team.goal_id, "missed")

    team.post(status="on_track")

    assert team.show(team.goal_id)["status"] == "missed"


@pytest.mark.parametrize(
    "broken",
    [
        {"status": "great"},
        {"content": None},
        {"content": "[]"},
        {"new_target_values": "{bad"},
        {"new_target_values": None},
        {"new_target_values": '[{"id": "nobody-7ZZ", "value": 1}]'},
        {"new_target_values": '[{"id": "", "value": 1}]'},
        {"due_date": date("Q1 2027", "2027-06-30", "quarter")},
        {"checklist": [{"id": "nobody-7ZZ", "name": "Ghost", "completed": True}]},
        {"checklist": [None]},
        {"subscriber_ids": ["nobody-7ZZ"]},
        {"subscriber_ids": ["?!"]},
        {"subscriber_ids": [None]},
    ],
)
def test_a_check_in_that_cannot_be_stored_leaves_no_trace(team: Team, broken: dict[str, Json]) -> None:
    assert team.report(team.goal_id, **broken).status == 500
    assert team.owner.done("goals/get_check_ins", goal_id=team.goal_id)["check_ins"] == []


@pytest.mark.parametrize("value", [None, "abc", True, [1]])
def test_a_value_must_be_a_number(team: Team, value: Json) -> None:
    assert team.report(team.goal_id, values={team.target_id: value}).status == 500


def test_nothing_may_be_listed_twice(team: Team) -> None:
    twice = json.dumps([{"id": team.target_id, "value": 1}] * 2)

    assert team.report(team.goal_id, new_target_values=twice).status == 500
    assert team.report(team.goal_id, checklist=[team.item(), team.item()]).status == 500


@pytest.mark.parametrize("key", ["content", "new_target_values"])
def test_what_is_optional_in_name_only_fails_before_the_goal_is_looked_for(team: Team, key: str) -> None:
    given = progress_update()
    del given[key]

    assert team.owner.post("post_goal_progress_update", goal_id="nobody-7ZZ", **given).status == 500
    assert team.owner.post("post_goal_progress_update", goal_id="nobody-7ZZ", **progress_update()).status == 404


def test_content_that_is_null_fails_after_the_goal_was_looked_for(team: Team) -> None:
    given = progress_update(content=None)

    assert team.owner.post("post_goal_progress_update", goal_id="nobody-7ZZ", **given).status == 404


def test_subscribers_and_mentioned_people_hear_of_a_check_in(team: Team) -> None:
    text = rich_text("Look", team.viewer)

    team.post(content=text, subscriber_ids=[str(ids.decode(team.editor.id))])

    assert [notifications(person, "goal_")[:1] for person in (team.viewer, team.editor)] == [["goal_check_in"]] * 2
    assert "goal_check_in" not in notifications(team.champion, "goal_") + notifications(team.reviewer, "goal_")


def test_everyone_of_the_space_hears_of_it_if_asked(team: Team) -> None:
    team.post(send_notifications_to_everyone=True)

    assert "goal_check_in" in notifications(team.reviewer, "goal_")
    assert "goal_check_in" not in notifications(team.viewer, "goal_")


# --- the schedule ----------------------------------------------------------------------------------------------------


def test_a_goal_is_outdated_when_its_check_in_is_more_than_three_days_late(team: Team) -> None:
    team.post(status="on_track")
    due = datetime.fromisoformat(team.show(team.goal_id)["next_update_scheduled_at"])
    now = datetime.fromisoformat(team.show(team.goal_id)["updated_at"])

    team.company.advance(days=(due.date() - now.date()).days + 3)
    assert team.show(team.goal_id)["status"] == "on_track"

    team.company.advance(days=1)
    assert (team.show(team.goal_id)["status"], team.show(team.goal_id)["is_outdated"]) == ("outdated", True)

    team.post(status="caution")
    shown = team.show(team.goal_id)
    assert (shown["status"], shown["is_outdated"]) == ("caution", False)
    late = due + timedelta(days=4)
    first = (late.replace(day=1) + timedelta(days=31)).replace(day=1)
    assert shown["next_update_scheduled_at"] == f"{first:%Y-%m-%d}T00:00:00Z"


# --- editing ---------------------------------------------------------------------------------------------------------


def test_the_last_check_in_can_be_rewritten_as_a_whole_and_the_answer_is_the_old_one(team: Team) -> None:
    update_id = team.post(status="caution", values={team.target_id: 10}, content=rich_text("Old"))

    answer = team.edit(
        update_id,
        team.editor,
        status="on_track",
        values={team.target_id: 20},
        content=rich_text("New"),
        due_date=QUARTER,
        checklist=[team.item()],
    )

    before = answer["update"]
    assert (before["status"], before["timeframe"]) == ("caution", None)
    assert '"Old"' in before["message"]
    assert before["goal"]["targets"][0]["value"] == 10.0
    after, goal = team.update(update_id), team.show(team.goal_id)
    assert '"New"' in after["message"]
    (moved,) = after["goal_target_updates"]
    assert (after["status"], moved["value"], moved["previous_value"]) == ("on_track", 20.0, 0.0)
    assert (goal["status"], goal["targets"][0]["value"], goal["checklist"][0]["completed"]) == ("on_track", 20.0, True)
    assert goal["timeframe"]["contextual_end_date"] == QUARTER
    assert team.feed(team.goal_id)[0] == "goal_check_in_edit"


def test_an_edit_without_values_empties_the_snapshot_and_leaves_the_targets(team: Team) -> None:
    update_id = team.post(values={team.target_id: 10})

    team.edit(update_id)

    assert team.update(update_id)["goal_target_updates"] == []
    assert team.targets(team.goal_id)[0]["value"] == 10.0


@pytest.mark.parametrize("late", [True, False])
def test_later_only_the_message_changes_whatever_else_is_sent(team: Team, late: bool) -> None:
    update_id = team.post(status="caution", values={team.target_id: 10})
    if late:
        team.company.advance(days=3)
    else:
        team.post(status="off_track")

    answer = team.edit(
        update_id,
        status=None,
        content=rich_text("New"),
        due_date=date("nonsense", "2027-06-30", "quarter"),
        checklist=[None],
        new_target_values='[{"id": "nobody-7ZZ", "value": null}]',
    )

    assert answer.status == 200
    after = team.update(update_id)
    assert '"New"' in after["message"]
    assert (after["status"], after["goal_target_updates"][0]["value"]) == ("caution", 10.0)
    assert team.show(team.goal_id)["status"] == ("caution" if late else "off_track")


def test_a_second_before_three_days_are_over_all_can_change(team: Team) -> None:
    update_id = team.post(status="caution")
    team.company.advance(seconds=3 * 24 * 3600 - 1)

    team.edit(update_id, status="on_track")

    assert team.update(update_id)["status"] == "on_track"


@pytest.mark.parametrize(
    "broken",
    [
        {"status": None},
        {"status": "great"},
        {"content": None},
        {"due_date": date("Q1 2027", "2027-06-30", "quarter")},
        {"checklist": [{"id": "nobody-7ZZ"}]},
        {"new_target_values": '[{"id": "nobody-7ZZ", "value": 1}]'},
    ],
)
def test_a_rewrite_that_cannot_be_stored_changes_nothing(team: Team, broken: dict[str, Json]) -> None:
    update_id = team.post(status="caution")

    given: dict[str, Json] = {"content": rich_text("New")} | broken
    assert team.edit(update_id, **given).status == 500
    assert '"New"' not in team.update(update_id)["message"]


def test_a_target_that_is_gone_cannot_be_rewritten(team: Team) -> None:
    update_id = team.post(values={team.target_id: 10})
    team.owner.done("goals/delete_target", goal_id=team.goal_id, target_id=team.target_id)

    assert team.edit(update_id, values={team.target_id: 20}).status == 500
    assert team.edit(update_id).status == 200


@pytest.mark.parametrize("key", ["status", "content", "new_target_values", "checklist"])
def test_an_edit_must_send_every_key(team: Team, key: str) -> None:
    given = progress_update()
    del given[key]

    assert team.owner.post("edit_goal_progress_update", id="nobody-7ZZ", **given).status == 500


@pytest.mark.parametrize(("level", "status"), [(0, 404), (10, 403), (40, 403), (70, 200)])
def test_editing_takes_edit_access_not_authorship(team: Team, level: int, status: int) -> None:
    update_id = team.post()
    team.owner.done("goals/update_access_levels", goal_id=team.goal_id, access_levels={"company": 0, "space": 0})
    team.allow(team.goal_id, team.viewer, level)

    assert team.edit(update_id, team.viewer).status == status


def test_an_edit_subscribes_those_newly_mentioned_and_tells_nobody(team: Team) -> None:
    update_id = team.post()
    team.edit(update_id, content=rich_text("Look", team.viewer))
    assert notifications(team.viewer, "goal_") == []

    team.owner.done("create_comment", entity_id=update_id, entity_type="goal_update", content=rich_text("Hm"))

    assert notifications(team.viewer, "goal_") == ["goal_check_in_commented"]


# --- acknowledging ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("author", "reader", "status"),
    [
        ("champion", "reviewer", 200),
        ("champion", "champion", 403),
        ("champion", "owner", 403),
        ("reviewer", "champion", 200),
        ("reviewer", "reviewer", 200),
        ("editor", "reviewer", 200),
        ("editor", "champion", 403),
    ],
)
def test_the_reviewer_acknowledges_and_the_champion_what_the_reviewer_wrote(
    team: Team, author: str, reader: str, status: int
) -> None:
    update_id = team.post(getattr(team, author))

    answer = getattr(team, reader).post("acknowledge_goal_progress_update", id=update_id)

    assert answer.status == status
    assert team.update(update_id)["acknowledged"] == (status == 200)
    permitted = team.update(update_id, to=getattr(team, reader), include_permissions=True)["permissions"]
    assert permitted["can_acknowledge"] == (status == 200)


def test_an_acknowledgement_shows_the_goal_and_can_be_repeated(team: Team) -> None:
    update_id = team.post()

    shown = team.reviewer.done("acknowledge_goal_progress_update", id=update_id)["update"]
    team.reviewer.done("acknowledge_goal_progress_update", id=update_id)

    assert (shown["acknowledged"], shown["acknowledging_person"]) == (True, None)
    assert shown["goal"]["targets"] is None
    by = team.update(update_id, include_acknowledged_by=True)["acknowledging_person"]
    assert by["full_name"] == "Rob Reviewer"
    assert notifications(team.champion, "goal_")[:2] == ["goal_check_in_acknowledgement"] * 2
    assert "goal_check_in_acknowledgement" not in notifications(team.reviewer, "goal_")


@pytest.mark.parametrize(("id", "status"), [(None, 400), ("?!", 400), ("", 500), ("nobody-7ZZ", 404)])
def test_ids_of_check_ins_are_read_by_the_handler(team: Team, id: str | None, status: int) -> None:
    assert team.owner.post("acknowledge_goal_progress_update", id=id).status == status
    if id is not None:
        assert team.owner.get("get_goal_progress_update", id=id).status == status


def test_an_acknowledgement_without_an_id_is_a_500(team: Team) -> None:
    assert team.owner.post("acknowledge_goal_progress_update").status == 500


# --- reading ---------------------------------------------------------------------------------------------------------


def test_a_check_in_loads_what_is_asked_for(team: Team) -> None:
    update_id = team.post(subscriber_ids=[team.viewer.id])
    reaction = {"entity_id": update_id, "entity_type": "goal_update", "emoji": "👍"}
    team.editor.done("add_reaction", **reaction)

    def shown(flag: str, to: Person | None = None) -> Json:
        return team.update(update_id, to=to, **{flag: True})

    assert shown("include_author")["author"]["full_name"] == "Chloe Champion"
    assert shown("include_reactions")["reactions"][0]["emoji"] == "👍"
    assert shown("include_subscriptions_list")["subscription_list"]["subscriptions"] is None
    assert shown("include_unread_notifications", team.viewer)["notifications"][0]["read"] is False
    assert shown("include_goal")["goal"]["targets"] is None
    assert shown("include_goal_targets")["goal"]["targets"][0]["name"] == "Revenue"
    assert shown("include_champion")["goal"]["champion"]["full_name"] == "Chloe Champion"
    assert shown("include_reviewer")["goal"]["reviewer"]["full_name"] == "Rob Reviewer"
    assert shown("include_space")["goal"]["space"] == {"id": team.space_id, "name": "Product"}
    assert len(shown("include_space_members")["goal"]["space"]["members"]) == 4
    assert shown("include_permissions")["goal"]["permissions"] is None
    assert shown("include_goal_checklist")["goal"] is None


def test_whom_a_check_in_concerns_says_who_is_subscribed(team: Team) -> None:
    update_id = team.post(subscriber_ids=[team.viewer.id])

    shown = team.update(update_id, include_potential_subscribers=True)

    found = {one["person"]["full_name"]: one for one in shown["potential_subscribers"]}
    assert [found[name]["is_subscribed"] for name in ("Chloe Champion", "Vera View", "Rob Reviewer")] == [
        True,
        True,
        False,
    ]
    assert (found["Vera View"]["role"], found["Rob Reviewer"]["role"]) == ("Engineer", "Reviewer")
    assert shown["goal"]["champion"]["full_name"] == "Chloe Champion"


def test_check_ins_are_listed_newest_first_with_their_comments_counted(team: Team) -> None:
    first_id = team.post()
    team.company.advance(days=1)
    second_id = team.post(team.reviewer)
    team.owner.done("create_comment", entity_id=first_id, entity_type="goal_update", content=rich_text("Hm"))

    listed = team.viewer.done("goals/get_check_ins", goal_id=team.goal_id)["check_ins"]

    assert [(one["id"], one["comments_count"]) for one in listed] == [(second_id, 0), (first_id, 1)]
    assert [one["author"]["full_name"] for one in listed] == ["Rob Reviewer", "Chloe Champion"]
    assert first_id.rpartition("-")[0] == listed[1]["inserted_at"][:10]
