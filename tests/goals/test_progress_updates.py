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


def test_progress_update_changes_goal(team: Team) -> None:
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


def test_progress_update_without_due_date_clears_timeframe(team: Team) -> None:
    assert team.report(team.goal_id, due_date=None)["update"]["timeframe"] is None
    assert team.show(team.goal_id)["timeframe"] is None


def test_progress_update_accepts_partial_targets_and_unknown_checks(team: Team) -> None:
    other = team.item(id="nobody-7ZZ", name="Ghost", index=9)

    update = team.report(team.goal_id, checklist=[other])["update"]

    assert (update["goal_target_updates"], update["checklist"][0]["name"]) == ([], "Ghost")
    assert team.show(team.goal_id)["checklist"][0]["completed"] is False


def test_progress_update_accepts_text_values_and_target_uuids(team: Team) -> None:
    team.post(values={str(ids.decode(team.target_id)): "12.5"})

    assert team.targets(team.goal_id)[0]["value"] == 12.5


def test_closed_goal_accepts_progress_update_and_keeps_outcome(team: Team) -> None:
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
def test_progress_update_with_unstorable_input_changes_nothing(team: Team, broken: dict[str, Json]) -> None:
    assert team.report(team.goal_id, **broken).status == 500
    assert team.owner.done("goals/get_check_ins", goal_id=team.goal_id)["check_ins"] == []


@pytest.mark.parametrize("value", [None, "abc", True, [1]])
def test_progress_update_value_must_be_number(team: Team, value: Json) -> None:
    assert team.report(team.goal_id, values={team.target_id: value}).status == 500


def test_progress_update_with_duplicate_target_or_check_returns_500(team: Team) -> None:
    twice = json.dumps([{"id": team.target_id, "value": 1}] * 2)

    assert team.report(team.goal_id, new_target_values=twice).status == 500
    assert team.report(team.goal_id, checklist=[team.item(), team.item()]).status == 500


@pytest.mark.parametrize("key", ["content", "new_target_values"])
def test_progress_update_with_missing_key_returns_500_before_404(team: Team, key: str) -> None:
    given = progress_update()
    del given[key]

    assert team.owner.post("post_goal_progress_update", goal_id="nobody-7ZZ", **given).status == 500
    assert team.owner.post("post_goal_progress_update", goal_id="nobody-7ZZ", **progress_update()).status == 404


def test_progress_update_with_null_content_returns_404_before_500(team: Team) -> None:
    given = progress_update(content=None)

    assert team.owner.post("post_goal_progress_update", goal_id="nobody-7ZZ", **given).status == 404


def test_progress_update_notifies_subscribers_and_mentioned_people(team: Team) -> None:
    text = rich_text("Look", team.viewer)

    team.post(content=text, subscriber_ids=[str(ids.decode(team.editor.id))])

    assert [notifications(person, "goal_")[:1] for person in (team.viewer, team.editor)] == [["goal_check_in"]] * 2
    assert "goal_check_in" not in notifications(team.champion, "goal_") + notifications(team.reviewer, "goal_")


def test_progress_update_to_everyone_notifies_space_members(team: Team) -> None:
    team.post(send_notifications_to_everyone=True)

    assert "goal_check_in" in notifications(team.reviewer, "goal_")
    assert "goal_check_in" not in notifications(team.viewer, "goal_")


# --- the schedule ----------------------------------------------------------------------------------------------------


def test_goal_is_outdated_more_than_three_days_after_due_update(team: Team) -> None:
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


def test_edit_of_last_progress_update_changes_goal_and_returns_old_update(team: Team) -> None:
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


def test_edit_without_values_clears_snapshot_and_keeps_targets(team: Team) -> None:
    update_id = team.post(values={team.target_id: 10})

    team.edit(update_id)

    assert team.update(update_id)["goal_target_updates"] == []
    assert team.targets(team.goal_id)[0]["value"] == 10.0


@pytest.mark.parametrize("late", [True, False])
def test_edit_after_three_days_changes_message_only(team: Team, late: bool) -> None:
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


def test_edit_before_three_days_changes_everything(team: Team) -> None:
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
def test_edit_with_unstorable_input_changes_nothing(team: Team, broken: dict[str, Json]) -> None:
    update_id = team.post(status="caution")

    given: dict[str, Json] = {"content": rich_text("New")} | broken
    assert team.edit(update_id, **given).status == 500
    assert '"New"' not in team.update(update_id)["message"]


def test_edit_with_deleted_target_returns_500(team: Team) -> None:
    update_id = team.post(values={team.target_id: 10})
    team.owner.done("goals/delete_target", goal_id=team.goal_id, target_id=team.target_id)

    assert team.edit(update_id, values={team.target_id: 20}).status == 500
    assert team.edit(update_id).status == 200


@pytest.mark.parametrize("key", ["status", "content", "new_target_values", "checklist"])
def test_edit_with_missing_key_returns_500(team: Team, key: str) -> None:
    given = progress_update()
    del given[key]

    assert team.owner.post("edit_goal_progress_update", id="nobody-7ZZ", **given).status == 500


@pytest.mark.parametrize(("level", "status"), [(0, 404), (10, 403), (40, 403), (70, 200)])
def test_edit_progress_update_takes_edit_access(team: Team, level: int, status: int) -> None:
    update_id = team.post()
    team.owner.done("goals/update_access_levels", goal_id=team.goal_id, access_levels={"company": 0, "space": 0})
    team.allow(team.goal_id, team.viewer, level)

    assert team.edit(update_id, team.viewer).status == status


def test_edit_subscribes_mentioned_people_without_notification(team: Team) -> None:
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
def test_progress_update_is_acknowledged_by_reviewer_or_champion(
    team: Team, author: str, reader: str, status: int
) -> None:
    update_id = team.post(getattr(team, author))

    answer = getattr(team, reader).post("acknowledge_goal_progress_update", id=update_id)

    assert answer.status == status
    assert team.update(update_id)["acknowledged"] == (status == 200)
    permitted = team.update(update_id, to=getattr(team, reader), include_permissions=True)["permissions"]
    assert permitted["can_acknowledge"] == (status == 200)


def test_acknowledge_shows_goal_and_can_be_repeated(team: Team) -> None:
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
def test_progress_update_ids_are_decoded_by_handler(team: Team, id: str | None, status: int) -> None:
    assert team.owner.post("acknowledge_goal_progress_update", id=id).status == status
    if id is not None:
        assert team.owner.get("get_goal_progress_update", id=id).status == status


def test_acknowledge_without_id_returns_500(team: Team) -> None:
    assert team.owner.post("acknowledge_goal_progress_update").status == 500


# --- reading ---------------------------------------------------------------------------------------------------------


def test_get_progress_update_flags_fill_fields(team: Team) -> None:
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


def test_potential_subscribers_of_progress_update_show_subscription(team: Team) -> None:
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


def test_progress_updates_are_listed_newest_first_with_comment_counts(team: Team) -> None:
    first_id = team.post()
    team.company.advance(days=1)
    second_id = team.post(team.reviewer)
    team.owner.done("create_comment", entity_id=first_id, entity_type="goal_update", content=rich_text("Hm"))

    listed = team.viewer.done("goals/get_check_ins", goal_id=team.goal_id)["check_ins"]

    assert [(one["id"], one["comments_count"]) for one in listed] == [(second_id, 0), (first_id, 1)]
    assert [one["author"]["full_name"] for one in listed] == ["Rob Reviewer", "Chloe Champion"]
    assert first_id.rpartition("-")[0] == listed[1]["inserted_at"][:10]
