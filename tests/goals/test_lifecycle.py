"""Closing, reopening, discussing and deleting goals (contract: goals 1.6, 1.8 and 9)."""

import pytest

from mockserver.model import ids
from mockserver.model.feed.comments import Comment, CommentThread, Reaction
from mockserver.model.goals.goals import GoalProgressUpdate
from tests.builder import notifications
from tests.environments.goals import GoalsEnv
from tests.support import Json, Person, Response, assert_error, rich_text

DELETED_KINDS = (Comment, Reaction, CommentThread, GoalProgressUpdate)
"""Kinds of records that are deleted together with their goal."""


def discuss(env: GoalsEnv, goal_id: str, *, by: Person | None = None, **inputs: Json) -> Response:
    given = {"title": "Kickoff notes", "message": rich_text("Hello")}
    return (by or env.owner).post("create_goal_discussion", goal_id=goal_id, **given | inputs)


def discussions(env: GoalsEnv, goal_id: str) -> list[Json]:
    return list(env.viewer.call("goals/get_discussions", goal_id=goal_id)["discussions"])


def thread_of(env: GoalsEnv, activity_id: str) -> str:
    return str(env.owner.call("get_activity", id=activity_id)["activity"]["comment_thread"]["id"])


# --- closing ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("success", "outcome", "is_success"),
    [("yes", "achieved", True), ("no", "missed", False), ("sort of", "missed", False)],
)
def test_closed_goal_shows_outcome(env: GoalsEnv, success: str, outcome: str, is_success: bool) -> None:
    goal_id = env.goal()

    closed = env.close(goal_id, outcome, success=success)

    assert (closed["status"], closed["success"], closed["is_closed"]) == (outcome, is_success, True)
    assert closed["closed_by"] is None
    assert env.get_goal(goal_id, include_closed_by=True)["closed_by"]["id"] == env.owner.id


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ({"success": " "}, "`success` is blank"),
        ({"success_status": "done"}, "`success_status` must be one of achieved"),
        ({"retrospective": "{bad"}, "`retrospective` is not valid JSON"),
        ({"retrospective": "3"}, "`message` must be a rich-text object"),
    ],
)
def test_close_goal_with_unstorable_input_keeps_goal_open(env: GoalsEnv, broken: dict[str, str], reason: str) -> None:
    goal_id = env.goal()
    given = {"success": "yes", "success_status": "achieved", "retrospective": rich_text("Done")}

    assert_error(env.owner.post("close_goal", goal_id=goal_id, **given | broken), 500, reason)
    assert env.get_goal(goal_id)["is_closed"] is False


def test_close_goal_checks_goal_before_retrospective(env: GoalsEnv) -> None:
    given = {"success": "yes", "success_status": "achieved", "retrospective": "{bad"}

    assert_error(env.owner.post("close_goal", goal_id="absent-7ZZ", **given), 404, "no Goal with the id")
    assert_error(env.viewer.post("close_goal", goal_id=env.goal(), **given), 403, "`can_edit` on this Goal")


def test_close_goal_notifies_subscribers(env: GoalsEnv) -> None:
    goal_id = env.goal()

    env.close(goal_id, subscriber_ids=[env.viewer.id])

    assert notifications(env.viewer, "goal_") == ["goal_closing"]
    assert notifications(env.owner, "goal_") == notifications(env.editor, "goal_") == []


def test_retrospective_is_last_closing_after_reopening(env: GoalsEnv) -> None:
    goal_id = env.goal()
    assert env.get_goal(goal_id, include_retrospective=True)["retrospective"] is None
    env.close(goal_id, retrospective=rich_text("First"))
    env.close(goal_id, retrospective=rich_text("Second"))

    reopened = env.editor.call("reopen_goal", id=goal_id, message=rich_text("Not done"))["goal"]

    assert (reopened["is_closed"], reopened["success"], reopened["status"]) == (False, False, "pending")
    retrospective = env.get_goal(goal_id, include_retrospective=True)["retrospective"]
    assert '"Second"' in retrospective["content"]
    assert retrospective["author"]["id"] == env.owner.id
    assert "title" not in retrospective
    assert env.feed(goal_id)[0] == "goal_reopening"


def test_reopened_goal_can_be_outdated_at_once(env: GoalsEnv) -> None:
    goal_id = env.goal()
    env.close(goal_id)
    env.company.advance(days=60)
    assert env.get_goal(goal_id)["is_outdated"] is False

    env.owner.call("reopen_goal", id=goal_id, message=rich_text("Again"))

    assert env.get_goal(goal_id)["status"] == "outdated"


@pytest.mark.parametrize(
    ("inputs", "reason"),
    [
        ({}, "`message` is optional"),
        ({"message": None}, "`message` is null"),
        ({"message": "{bad"}, "`message` is not valid JSON"),
        ({"id": None, "message": "{}"}, "the id of the Goal is null"),
    ],
)
def test_reopen_goal_requires_id_and_message(env: GoalsEnv, inputs: dict[str, Json], reason: str) -> None:
    goal_id = env.goal()
    env.close(goal_id)

    assert_error(env.owner.post("reopen_goal", **{"id": goal_id} | inputs), 500, reason)
    assert env.get_goal(goal_id)["is_closed"] is True


# --- discussing ------------------------------------------------------------------------------------------------------


def test_goal_discussions_are_listed_newest_first(env: GoalsEnv) -> None:
    goal_id = env.goal()
    first_id = discuss(env, goal_id, by=env.editor)["id"]
    second_id = discuss(env, goal_id, title="Second")["id"]
    env.close(goal_id)

    listed = discussions(env, goal_id)

    assert [item["id"] for item in listed] == [second_id, first_id]
    assert first_id.startswith("kickoff-notes-")
    assert (listed[1]["title"], listed[1]["author"]["full_name"]) == ("Kickoff notes", "Eda Editor")


def test_goal_discussion_notifies_mentioned_people_and_counts_comments(env: GoalsEnv) -> None:
    goal_id = env.goal()
    discussion_id = discuss(env, goal_id, message=rich_text("Hi", env.viewer))["id"]

    comment = {"entity_type": "comment_thread", "content": rich_text("Yes")}
    env.editor.call("create_comment", entity_id=thread_of(env, discussion_id), **comment)

    assert notifications(env.viewer, "goal_") == ["goal_discussion_creation"]
    assert discussions(env, goal_id)[0]["comment_count"] == 1


def test_edit_goal_discussion_changes_title_and_text_of_any_thread(env: GoalsEnv) -> None:
    goal_id = env.goal()
    discussion_id = discuss(env, goal_id)["id"]
    env.close(goal_id)
    closing_id = env.get_goal(goal_id, include_retrospective=True)["retrospective"]["id"]

    for activity_id in (discussion_id, closing_id):
        given = {"title": "Renamed", "message": rich_text("Rewritten")}
        assert env.editor.post("edit_goal_discussion", activity_id=activity_id, **given).body == {}

    (shown,) = discussions(env, goal_id)
    assert (shown["id"].rpartition("-")[0], shown["title"]) == ("renamed", "Renamed")
    assert '"Rewritten"' in env.get_goal(goal_id, include_retrospective=True)["retrospective"]["content"]
    assert env.feed(goal_id)[0] == "goal_discussion_editing"


def test_edit_goal_discussion_reads_text_before_discussion(env: GoalsEnv) -> None:
    goal_id = env.goal()
    discussion_id = discuss(env, goal_id)["id"]
    good = {"title": "T", "message": rich_text("M")}

    def status(by: Person, activity_id: str | None, **inputs: Json) -> int:
        return by.post("edit_goal_discussion", activity_id=activity_id, **inputs).status

    assert status(env.viewer, "absent-7ZZ", title="T", message="{bad") == 500
    assert status(env.viewer, "absent-7ZZ", title="T") == 500
    assert status(env.owner, "absent-7ZZ", **good) == 404
    assert status(env.owner, None, **good) == 500
    assert status(env.viewer, discussion_id, message=rich_text("M")) == 403
    assert status(env.owner, discussion_id, message=rich_text("M")) == 500
    created = next(item["id"] for item in env.activities(goal_id) if item["action"] == "goal_created")
    assert status(env.owner, created, **good) == 500


@pytest.mark.parametrize(
    ("inputs", "reason"),
    [
        ({"message": None}, "`message` is null"),
        ({"message": "{bad"}, "`message` is not valid JSON"),
        ({"message": "[]"}, "`message` must be a rich-text object"),
        ({"subscriber_ids": ["absent-7ZZ"]}, "the id of a mention in the text"),
    ],
)
def test_create_goal_discussion_with_unstorable_input_creates_nothing(
    env: GoalsEnv, inputs: dict[str, Json], reason: str
) -> None:
    goal_id = env.goal()

    assert_error(discuss(env, goal_id, **inputs), 500, reason)
    assert_error(
        env.owner.post("create_goal_discussion", goal_id=goal_id, message=rich_text("M")), 500, "`title` is optional"
    )
    assert_error(env.owner.post("create_goal_discussion", goal_id=goal_id, title="T"), 500, "`message` is optional")
    assert discussions(env, goal_id) == []


@pytest.mark.parametrize("title", [None, "  "])
def test_create_goal_discussion_without_title_returns_500_and_creates_it(env: GoalsEnv, title: str | None) -> None:
    goal_id = env.goal()
    before = env.viewer.call("get_unread_notification_count")["unread"]

    response = discuss(env, goal_id, title=title, subscriber_ids=[env.viewer.id])

    assert_error(response, 500, "the discussion was created, but its")
    assert env.viewer.call("get_unread_notification_count")["unread"] == before + 1
    assert_error(env.viewer.get("get_notifications"), 500, "a discussion has no title")
    assert_error(env.owner.get("goals/get_discussions", goal_id=goal_id), 500, "a discussion has no title")


def test_goal_activity_of_other_company_member_is_in_one_feed(env: GoalsEnv) -> None:
    goal_id, stranger = env.goal(), env.company.second_company("Beta Ltd")
    env.allow(goal_id, stranger, 70)

    for by in (env.owner, stranger):
        by.call("create_goal_discussion", goal_id=goal_id, title="Why", message=rich_text("Because"))
        ending = {"success": "yes", "success_status": "achieved", "retrospective": rich_text("Done")}
        by.call("close_goal", goal_id=goal_id, **ending)
        by.call("reopen_goal", id=goal_id, message=rich_text("Not yet"))

    created = ["goal_discussion_creation", "goal_closing", "goal_reopening"]
    feed = {"scope_type": "goal", "scope_id": goal_id, "actions": created}
    ours, theirs = (person.call("get_activities", **feed)["activities"] for person in (env.owner, stranger))
    assert sorted(item["action"] for item in ours) == sorted([*created, "goal_discussion_creation"])
    assert [item["action"] for item in theirs] == ["goal_reopening", "goal_closing"]


# --- deleting --------------------------------------------------------------------------------------------------------


def test_delete_goal_deletes_its_discussions_and_updates(env: GoalsEnv) -> None:
    goal_id = env.goal("Above")
    child_id = env.goal("Below", parent_goal_id=goal_id)
    update_id = env.report(goal_id, subscriber_ids=[env.viewer.id])["update"]["id"]
    discussion_id = discuss(env, goal_id)["id"]
    thread_id = thread_of(env, discussion_id)
    for entity_id, entity_type in ((update_id, "goal_update"), (thread_id, "comment_thread")):
        comment = {"entity_id": entity_id, "entity_type": entity_type, "content": rich_text("Hm")}
        created = env.owner.call("create_comment", **comment)["comment"]["id"]
        env.owner.call("add_reaction", entity_id=entity_id, entity_type=entity_type, emoji="👍")
        env.owner.call("add_reaction", entity_id=created, entity_type="comment", parent_type=entity_type, emoji="👍")

    shown = env.owner.call("delete_goal", goal_id=goal_id)["goal"]

    assert (shown["id"], shown["name"]) == (goal_id, "Above")
    assert_error(env.owner.get("get_goal", id=goal_id), 404, "no Goal with the id")
    assert_error(env.owner.get("get_goal_progress_update", id=update_id), 404, "no GoalProgressUpdate with the id")
    assert_error(env.owner.get("get_activity", id=discussion_id), 404, "no Activity with the id")
    assert notifications(env.viewer, "goal_") == []
    assert (env.get_goal(child_id)["parent_goal"], env.feed(child_id)) == (None, ["goal_created"])
    left = {kind.__name__: len(env.company.db.table(kind)) for kind in DELETED_KINDS}
    assert left == {"Comment": 0, "Reaction": 0, "CommentThread": 0, "GoalProgressUpdate": 0}


def test_delete_goal_with_connected_project_returns_500(env: GoalsEnv) -> None:
    goal_id = env.goal()
    project_id = env.project("Launch", goal_id=goal_id)

    assert_error(env.owner.post("delete_goal", goal_id=goal_id), 500, "a project is connected to the goal")
    assert env.get_goal(goal_id)["name"] == "Grow revenue"

    env.owner.call("projects/update_parent_goal", project_id=project_id, goal_id=None, goal_name=None)
    assert env.owner.post("delete_goal", goal_id=goal_id).status == 200


def test_delete_goal_without_id_returns_500(env: GoalsEnv) -> None:
    assert env.owner.post("delete_goal").status == env.owner.post("delete_goal", goal_id=None).status == 500


# --- contributors ----------------------------------------------------------------------------------------------------


def test_goal_contributors_come_from_all_subprojects_once(env: GoalsEnv) -> None:
    top_id = env.goal("Top")
    bottom_id = env.secret_goal("Bottom", parent_goal_id=top_id)
    env.project("One", goal_id=top_id, champion_id=env.editor.id)
    hidden_id = env.project("Two", goal_id=bottom_id, reviewer_id=env.editor.id, company_access_level=0)
    guest = env.company.guest("Gus Guest")
    env.owner.call(
        "add_project_contributor",
        project_id=hidden_id,
        person_id=guest.id,
        responsibility="Help",
        role="contributor",
        permissions="view_access",
    )

    found = env.viewer.call("list_goal_contributors", goal_id=top_id)["contributors"]

    people = [ids.decode(person["id"]) for person in found]
    assert people == sorted([env.owner.uuid, env.editor.uuid, guest.uuid])
    assert (found[0]["timezone"], found[0]["manager"], found[0]["permissions"]) == (None, None, None)


def test_goal_contributors_of_unknown_goal_are_empty(env: GoalsEnv) -> None:
    secret_id = env.secret_goal()
    env.project("One", goal_id=secret_id)

    for goal_id in (secret_id, "absent-7ZZ"):
        assert env.viewer.call("list_goal_contributors", goal_id=goal_id)["contributors"] == []
    assert_error(env.viewer.get("list_goal_contributors"), 500, "`goal_id` is optional")
