"""Progress updates of goals (contract: goals 1.5, 3.3, 8 and 9)."""

import json
from datetime import datetime, timedelta

import pytest

from mockserver.model import ids
from tests.builder import notifications
from tests.environments.goals import ProgressUpdateEnv, date, progress_update
from tests.support import Company, Json, Person, assert_error, rich_text

QUARTER = date("Q2 2027", "2027-06-30", "quarter")


@pytest.fixture
def env(company: Company) -> ProgressUpdateEnv:
    return ProgressUpdateEnv(company)


# --- posting ---------------------------------------------------------------------------------------------------------


def test_progress_update_changes_goal(env: ProgressUpdateEnv) -> None:
    response = env.report(
        env.goal_id,
        by=env.editor,
        status="caution",
        values={env.target_id: 75},
        due_date=QUARTER,
        checklist=[env.item()],
    )

    update, goal = response["update"], env.get_goal(env.goal_id)
    (moved,) = update["goal_target_updates"]
    assert (moved["id"], moved["value"], moved["previous_value"]) == (ids.decode(env.target_id), 75.0, 0.0)
    assert update["checklist"] == [env.item(id=ids.decode(env.check_id))]
    assert [update[key] for key in ("goal", "author", "reactions", "permissions")] == [None] * 4
    assert (update["comments_count"], update["notifications"], update["acknowledged"]) == (0, [], False)

    assert (goal["status"], goal["targets"][0]["value"], goal["progress_percentage"]) == ("caution", 75.0, 87.5)
    assert (goal["checklist"][0]["completed"], goal["checklist"][0]["completed_at"]) == (True, None)
    assert update["id"].endswith(goal["last_check_in_id"])
    assert goal["timeframe"] == update["timeframe"]
    assert goal["timeframe"]["contextual_end_date"] == QUARTER
    start = datetime.fromisoformat(goal["inserted_at"])
    assert goal["timeframe"]["contextual_start_date"]["value"] == f"{start:%b %d, %Y}"


def test_progress_update_without_due_date_clears_timeframe(env: ProgressUpdateEnv) -> None:
    assert env.report(env.goal_id, due_date=None)["update"]["timeframe"] is None
    assert env.get_goal(env.goal_id)["timeframe"] is None


def test_progress_update_accepts_partial_targets_and_unknown_checks(env: ProgressUpdateEnv) -> None:
    other = env.item(id="absent-7ZZ", name="Ghost", index=9)

    update = env.report(env.goal_id, checklist=[other])["update"]

    assert (update["goal_target_updates"], update["checklist"][0]["name"]) == ([], "Ghost")
    assert env.get_goal(env.goal_id)["checklist"][0]["completed"] is False


def test_progress_update_accepts_text_values_and_target_uuids(env: ProgressUpdateEnv) -> None:
    env.post(values={str(ids.decode(env.target_id)): "12.5"})

    assert env.targets(env.goal_id)[0]["value"] == 12.5


def test_closed_goal_accepts_progress_update_and_keeps_outcome(env: ProgressUpdateEnv) -> None:
    env.close(env.goal_id, "missed")

    env.post(status="on_track")

    assert env.get_goal(env.goal_id)["status"] == "missed"


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ({"status": "great"}, "`status` must be one of on_track, caution, off_track"),
        ({"content": None}, "`content` is null"),
        ({"content": "[]"}, "`content` must be a rich-text object"),
        ({"new_target_values": "{bad"}, "`new_target_values` is not valid JSON"),
        ({"new_target_values": None}, "`new_target_values` is null"),
        (
            {"new_target_values": '[{"id": "absent-7ZZ", "value": 1}]'},
            "an `id` in `new_target_values` is not the id of a target of the goal",
        ),
        (
            {"new_target_values": '[{"id": "", "value": 1}]'},
            "an `id` in `new_target_values` is not the id of a target of the goal",
        ),
        (
            {"due_date": date("Q1 2027", "2027-06-30", "quarter")},
            "type quarter and the date 2027-06-30 must be 'Q2 2027', not 'Q1",
        ),
        (
            {"checklist": [{"id": "absent-7ZZ", "name": "Ghost", "completed": True}]},
            "an item of `checklist` has no `index`",
        ),
        ({"checklist": [None]}, "an item of `checklist` is null"),
        ({"subscriber_ids": ["absent-7ZZ"]}, "an id in `subscriber_ids`, the id of the assignee"),
        ({"subscriber_ids": ["?!"]}, "`subscriber_ids` is not an id"),
        ({"subscriber_ids": [None]}, "`subscriber_ids` is null"),
    ],
)
def test_progress_update_with_unstorable_input_changes_nothing(
    env: ProgressUpdateEnv, broken: dict[str, Json], reason: str
) -> None:
    assert_error(env.report(env.goal_id, **broken), 500, reason)
    assert env.owner.call("goals/get_check_ins", goal_id=env.goal_id)["check_ins"] == []


@pytest.mark.parametrize("value", [None, "abc", True, [1]])
def test_progress_update_value_must_be_number(env: ProgressUpdateEnv, value: Json) -> None:
    assert_error(env.report(env.goal_id, values={env.target_id: value}), 500, "`value` is not a number")


def test_progress_update_with_duplicate_target_or_check_returns_500(env: ProgressUpdateEnv) -> None:
    twice = json.dumps([{"id": env.target_id, "value": 1}] * 2)

    assert_error(env.report(env.goal_id, new_target_values=twice), 500, "a target is twice in `new_target_values`")
    assert_error(env.report(env.goal_id, checklist=[env.item(), env.item()]), 500, "a check is twice in `checklist`")


@pytest.mark.parametrize("key", ["content", "new_target_values"])
def test_progress_update_with_missing_key_returns_500_before_404(env: ProgressUpdateEnv, key: str) -> None:
    given = progress_update()
    del given[key]

    assert_error(
        env.owner.post("post_goal_progress_update", goal_id="absent-7ZZ", **given), 500, f"`{key}` is optional"
    )
    assert_error(
        env.owner.post("post_goal_progress_update", goal_id="absent-7ZZ", **progress_update()),
        404,
        "no Goal with the id",
    )


def test_progress_update_with_null_content_returns_404_before_500(env: ProgressUpdateEnv) -> None:
    given = progress_update(content=None)

    assert_error(env.owner.post("post_goal_progress_update", goal_id="absent-7ZZ", **given), 404, "no Goal with the id")


def test_progress_update_notifies_subscribers_and_mentioned_people(env: ProgressUpdateEnv) -> None:
    text = rich_text("Look", env.viewer)

    env.post(content=text, subscriber_ids=[str(ids.decode(env.editor.id))])

    assert [notifications(person, "goal_")[:1] for person in (env.viewer, env.editor)] == [["goal_check_in"]] * 2
    assert "goal_check_in" not in notifications(env.champion, "goal_") + notifications(env.reviewer, "goal_")


def test_progress_update_to_everyone_notifies_space_members(env: ProgressUpdateEnv) -> None:
    env.post(send_notifications_to_everyone=True)

    assert "goal_check_in" in notifications(env.reviewer, "goal_")
    assert "goal_check_in" not in notifications(env.viewer, "goal_")


# --- the schedule ----------------------------------------------------------------------------------------------------


def test_goal_is_outdated_more_than_three_days_after_due_update(env: ProgressUpdateEnv) -> None:
    env.post(status="on_track")
    due = datetime.fromisoformat(env.get_goal(env.goal_id)["next_update_scheduled_at"])
    now = datetime.fromisoformat(env.get_goal(env.goal_id)["updated_at"])

    env.company.advance(days=(due.date() - now.date()).days + 3)
    assert env.get_goal(env.goal_id)["status"] == "on_track"

    env.company.advance(days=1)
    assert (env.get_goal(env.goal_id)["status"], env.get_goal(env.goal_id)["is_outdated"]) == ("outdated", True)

    env.post(status="caution")
    goal = env.get_goal(env.goal_id)
    assert (goal["status"], goal["is_outdated"]) == ("caution", False)
    late = due + timedelta(days=4)
    first = (late.replace(day=1) + timedelta(days=31)).replace(day=1)
    assert goal["next_update_scheduled_at"] == f"{first:%Y-%m-%d}T00:00:00Z"


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
    env: ProgressUpdateEnv, author: str, reader: str, status: int
) -> None:
    update_id = env.post(getattr(env, author))

    response = getattr(env, reader).post("acknowledge_goal_progress_update", id=update_id)

    assert response.status == status
    assert env.get_update(update_id)["acknowledged"] == (status == 200)
    permitted = env.get_update(update_id, by=getattr(env, reader), include_permissions=True)["permissions"]
    assert permitted["can_acknowledge"] == (status == 200)


def test_acknowledge_shows_goal_and_can_be_repeated(env: ProgressUpdateEnv) -> None:
    update_id = env.post()

    shown = env.reviewer.call("acknowledge_goal_progress_update", id=update_id)["update"]
    env.reviewer.call("acknowledge_goal_progress_update", id=update_id)

    assert (shown["acknowledged"], shown["acknowledging_person"]) == (True, None)
    assert shown["goal"]["targets"] is None
    by = env.get_update(update_id, include_acknowledged_by=True)["acknowledging_person"]
    assert by["full_name"] == "Rob Reviewer"
    assert notifications(env.champion, "goal_")[:2] == ["goal_check_in_acknowledgement"] * 2
    assert "goal_check_in_acknowledgement" not in notifications(env.reviewer, "goal_")


@pytest.mark.parametrize(("id", "status"), [(None, 400), ("?!", 400), ("", 500), ("absent-7ZZ", 404)])
def test_progress_update_with_invalid_id_fails(env: ProgressUpdateEnv, id: str | None, status: int) -> None:
    assert env.owner.post("acknowledge_goal_progress_update", id=id).status == status
    if id is not None:
        assert env.owner.get("get_goal_progress_update", id=id).status == status


def test_acknowledge_without_id_returns_500(env: ProgressUpdateEnv) -> None:
    assert_error(env.owner.post("acknowledge_goal_progress_update"), 500, "`id` is optional")


# --- reading ---------------------------------------------------------------------------------------------------------


def test_get_progress_update_flags_fill_fields(env: ProgressUpdateEnv) -> None:
    update_id = env.post(subscriber_ids=[env.viewer.id])
    reaction = {"entity_id": update_id, "entity_type": "goal_update", "emoji": "👍"}
    env.editor.call("add_reaction", **reaction)

    def get_with(flag: str, by: Person | None = None) -> Json:
        return env.get_update(update_id, by=by, **{flag: True})

    assert get_with("include_author")["author"]["full_name"] == "Chloe Champion"
    assert get_with("include_reactions")["reactions"][0]["emoji"] == "👍"
    assert get_with("include_subscriptions_list")["subscription_list"]["subscriptions"] is None
    assert get_with("include_unread_notifications", env.viewer)["notifications"][0]["read"] is False
    assert get_with("include_goal")["goal"]["targets"] is None
    assert get_with("include_goal_targets")["goal"]["targets"][0]["name"] == "Revenue"
    assert get_with("include_champion")["goal"]["champion"]["full_name"] == "Chloe Champion"
    assert get_with("include_reviewer")["goal"]["reviewer"]["full_name"] == "Rob Reviewer"
    assert get_with("include_space")["goal"]["space"] == {"id": env.space_id, "name": "Product"}
    assert len(get_with("include_space_members")["goal"]["space"]["members"]) == 4
    assert get_with("include_permissions")["goal"]["permissions"] is None
    assert get_with("include_goal_checklist")["goal"] is None


def test_potential_subscribers_of_progress_update_show_subscription(env: ProgressUpdateEnv) -> None:
    update_id = env.post(subscriber_ids=[env.viewer.id])

    update = env.get_update(update_id, include_potential_subscribers=True)

    found = {item["person"]["full_name"]: item for item in update["potential_subscribers"]}
    assert [found[name]["is_subscribed"] for name in ("Chloe Champion", "Vera View", "Rob Reviewer")] == [
        True,
        True,
        False,
    ]
    assert (found["Vera View"]["role"], found["Rob Reviewer"]["role"]) == ("Engineer", "Reviewer")
    assert update["goal"]["champion"]["full_name"] == "Chloe Champion"


def test_progress_updates_are_listed_newest_first_with_comment_counts(env: ProgressUpdateEnv) -> None:
    first_id = env.post()
    env.company.advance(days=1)
    second_id = env.post(env.reviewer)
    env.owner.call("create_comment", entity_id=first_id, entity_type="goal_update", content=rich_text("Hm"))

    listed = env.viewer.call("goals/get_check_ins", goal_id=env.goal_id)["check_ins"]

    assert [(item["id"], item["comments_count"]) for item in listed] == [(second_id, 0), (first_id, 1)]
    assert [item["author"]["full_name"] for item in listed] == ["Rob Reviewer", "Chloe Champion"]
    assert first_id.rpartition("-")[0] == listed[1]["inserted_at"][:10]
