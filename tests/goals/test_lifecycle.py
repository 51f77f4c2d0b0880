"""Closing, reopening, discussing and deleting goals (contract: goals 1.6, 1.8 and 9)."""

import pytest

from mockserver.model import ids
from mockserver.model.feed.comments import Comment, CommentThread, Reaction
from mockserver.model.goals.goals import GoalProgressUpdate
from tests.builders.goals import Json, Stage
from tests.support import Answer, Person, rich_text

GONE = (Comment, Reaction, CommentThread, GoalProgressUpdate)
"""What nothing of may be left when the only goal with any is deleted."""


def discuss(stage: Stage, goal_id: str, *, by: Person | None = None, **inputs: Json) -> Answer:
    given = {"title": "Kickoff notes", "message": rich_text("Hello")}
    return (by or stage.owner).post("create_goal_discussion", goal_id=goal_id, **given | inputs)


def discussions(stage: Stage, goal_id: str) -> list[Json]:
    return list(stage.viewer.done("goals/get_discussions", goal_id=goal_id)["discussions"])


def thread_of(stage: Stage, activity_id: str) -> str:
    return str(stage.owner.done("get_activity", id=activity_id)["activity"]["comment_thread"]["id"])


# --- closing ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("success", "outcome", "is_success"),
    [("yes", "achieved", True), ("no", "missed", False), ("sort of", "missed", False)],
)
def test_a_closed_goal_has_an_outcome(stage: Stage, success: str, outcome: str, is_success: bool) -> None:
    goal_id = stage.goal()

    closed = stage.close(goal_id, outcome, success=success)

    assert (closed["status"], closed["success"], closed["is_closed"]) == (outcome, is_success, True)
    assert closed["closed_by"] is None
    assert stage.show(goal_id, include_closed_by=True)["closed_by"]["id"] == stage.owner.id


@pytest.mark.parametrize(
    "broken",
    [{"success": " "}, {"success_status": "done"}, {"retrospective": "{bad"}, {"retrospective": "3"}],
)
def test_a_closing_that_cannot_be_stored_leaves_the_goal_open(stage: Stage, broken: dict[str, str]) -> None:
    goal_id = stage.goal()
    given = {"success": "yes", "success_status": "achieved", "retrospective": rich_text("Done")}

    assert stage.owner.post("close_goal", goal_id=goal_id, **given | broken).status == 500
    assert stage.show(goal_id)["is_closed"] is False


def test_the_goal_is_looked_for_before_the_retrospective_is_read(stage: Stage) -> None:
    given = {"success": "yes", "success_status": "achieved", "retrospective": "{bad"}

    assert stage.owner.post("close_goal", goal_id="nobody-7ZZ", **given).status == 404
    assert stage.viewer.post("close_goal", goal_id=stage.goal(), **given).status == 403


def test_subscribers_hear_of_a_closing(stage: Stage) -> None:
    goal_id = stage.goal()

    stage.close(goal_id, subscriber_ids=[stage.viewer.id])

    assert stage.news(stage.viewer) == ["goal_closing"]
    assert stage.news(stage.owner) == stage.news(stage.editor) == []


def test_the_retrospective_is_the_last_closing_also_after_a_reopening(stage: Stage) -> None:
    goal_id = stage.goal()
    assert stage.show(goal_id, include_retrospective=True)["retrospective"] is None
    stage.close(goal_id, retrospective=rich_text("First"))
    stage.close(goal_id, retrospective=rich_text("Second"))

    reopened = stage.editor.done("reopen_goal", id=goal_id, message=rich_text("Not done"))["goal"]

    assert (reopened["is_closed"], reopened["success"], reopened["status"]) == (False, False, "pending")
    retrospective = stage.show(goal_id, include_retrospective=True)["retrospective"]
    assert '"Second"' in retrospective["content"]
    assert retrospective["author"]["id"] == stage.owner.id
    assert "title" not in retrospective
    assert stage.feed(goal_id)[0] == "goal_reopening"


def test_a_goal_may_be_outdated_at_once_when_it_is_reopened(stage: Stage) -> None:
    goal_id = stage.goal()
    stage.close(goal_id)
    stage.company.advance(days=60)
    assert stage.show(goal_id)["is_outdated"] is False

    stage.owner.done("reopen_goal", id=goal_id, message=rich_text("Again"))

    assert stage.show(goal_id)["status"] == "outdated"


@pytest.mark.parametrize("inputs", [{}, {"message": None}, {"message": "{bad"}, {"id": None, "message": "{}"}])
def test_a_reopening_needs_an_id_and_a_message(stage: Stage, inputs: dict[str, Json]) -> None:
    goal_id = stage.goal()
    stage.close(goal_id)

    assert stage.owner.post("reopen_goal", **{"id": goal_id} | inputs).status == 500
    assert stage.show(goal_id)["is_closed"] is True


# --- discussing ------------------------------------------------------------------------------------------------------


def test_discussions_are_listed_newest_first(stage: Stage) -> None:
    goal_id = stage.goal()
    first_id = discuss(stage, goal_id, by=stage.editor)["id"]
    second_id = discuss(stage, goal_id, title="Second")["id"]
    stage.close(goal_id)

    listed = discussions(stage, goal_id)

    assert [one["id"] for one in listed] == [second_id, first_id]
    assert first_id.startswith("kickoff-notes-")
    assert (listed[1]["title"], listed[1]["author"]["full_name"]) == ("Kickoff notes", "Eda Editor")


def test_a_discussion_reaches_those_it_mentions_and_counts_its_comments(stage: Stage) -> None:
    goal_id = stage.goal()
    discussion_id = discuss(stage, goal_id, message=rich_text("Hi", stage.viewer))["id"]

    comment = {"entity_type": "comment_thread", "content": rich_text("Yes")}
    stage.editor.done("create_comment", entity_id=thread_of(stage, discussion_id), **comment)

    assert stage.news(stage.viewer) == ["goal_discussion_creation"]
    assert discussions(stage, goal_id)[0]["comment_count"] == 1


def test_an_edit_changes_title_and_text_of_any_thread_of_the_goal(stage: Stage) -> None:
    goal_id = stage.goal()
    discussion_id = discuss(stage, goal_id)["id"]
    stage.close(goal_id)
    closing_id = stage.show(goal_id, include_retrospective=True)["retrospective"]["id"]

    for activity_id in (discussion_id, closing_id):
        given = {"title": "Renamed", "message": rich_text("Rewritten")}
        assert stage.editor.post("edit_goal_discussion", activity_id=activity_id, **given).body == {}

    (shown,) = discussions(stage, goal_id)
    assert (shown["id"].rpartition("-")[0], shown["title"]) == ("renamed", "Renamed")
    assert '"Rewritten"' in stage.show(goal_id, include_retrospective=True)["retrospective"]["content"]
    assert stage.feed(goal_id)[0] == "goal_discussion_editing"


def test_the_text_of_an_edit_is_read_before_the_discussion_is_looked_for(stage: Stage) -> None:
    goal_id = stage.goal()
    discussion_id = discuss(stage, goal_id)["id"]
    good = {"title": "T", "message": rich_text("M")}

    def status(by: Person, activity_id: str | None, **inputs: Json) -> int:
        return by.post("edit_goal_discussion", activity_id=activity_id, **inputs).status

    assert status(stage.viewer, "nobody-7ZZ", title="T", message="{bad") == 500
    assert status(stage.viewer, "nobody-7ZZ", title="T") == 500
    assert status(stage.owner, "nobody-7ZZ", **good) == 404
    assert status(stage.owner, None, **good) == 500
    assert status(stage.viewer, discussion_id, message=rich_text("M")) == 403
    assert status(stage.owner, discussion_id, message=rich_text("M")) == 500
    created = next(one["id"] for one in stage.activities(goal_id) if one["action"] == "goal_created")
    assert status(stage.owner, created, **good) == 500


@pytest.mark.parametrize(
    "inputs", [{"message": None}, {"message": "{bad"}, {"message": "[]"}, {"subscriber_ids": ["nobody-7ZZ"]}]
)
def test_a_discussion_that_cannot_be_stored_is_not_there(stage: Stage, inputs: dict[str, Json]) -> None:
    goal_id = stage.goal()

    assert discuss(stage, goal_id, **inputs).status == 500
    assert stage.owner.post("create_goal_discussion", goal_id=goal_id, message=rich_text("M")).status == 500
    assert stage.owner.post("create_goal_discussion", goal_id=goal_id, title="T").status == 500
    assert discussions(stage, goal_id) == []


@pytest.mark.parametrize("title", [None, "  "])
def test_a_discussion_without_a_title_is_there_although_the_answer_is_a_500(stage: Stage, title: str | None) -> None:
    goal_id = stage.goal()
    before = stage.viewer.done("get_unread_notification_count")["unread"]

    answer = discuss(stage, goal_id, title=title, subscriber_ids=[stage.viewer.id])

    assert answer.status == 500
    assert stage.viewer.done("get_unread_notification_count")["unread"] == before + 1
    assert stage.viewer.get("get_notifications").status == 500
    assert stage.owner.get("goals/get_discussions", goal_id=goal_id).status == 500


def test_what_a_stranger_does_to_a_goal_is_in_the_feed_of_one_company(stage: Stage) -> None:
    goal_id, stranger = stage.goal(), stage.company.second_company("Beta Ltd")
    stage.allow(goal_id, stranger, 70)

    for by in (stage.owner, stranger):
        by.done("create_goal_discussion", goal_id=goal_id, title="Why", message=rich_text("Because"))
        ending = {"success": "yes", "success_status": "achieved", "retrospective": rich_text("Done")}
        by.done("close_goal", goal_id=goal_id, **ending)
        by.done("reopen_goal", id=goal_id, message=rich_text("Not yet"))

    said = ["goal_discussion_creation", "goal_closing", "goal_reopening"]
    feed = {"scope_type": "goal", "scope_id": goal_id, "actions": said}
    ours, theirs = (person.done("get_activities", **feed)["activities"] for person in (stage.owner, stranger))
    assert sorted(one["action"] for one in ours) == sorted([*said, "goal_discussion_creation"])
    assert [one["action"] for one in theirs] == ["goal_reopening", "goal_closing"]


# --- deleting --------------------------------------------------------------------------------------------------------


def test_a_deleted_goal_takes_all_that_was_said_with_it(stage: Stage) -> None:
    goal_id = stage.goal("Above")
    child_id = stage.goal("Below", parent_goal_id=goal_id)
    update_id = stage.report(goal_id, subscriber_ids=[stage.viewer.id])["update"]["id"]
    discussion_id = discuss(stage, goal_id)["id"]
    thread_id = thread_of(stage, discussion_id)
    for entity_id, entity_type in ((update_id, "goal_update"), (thread_id, "comment_thread")):
        comment = {"entity_id": entity_id, "entity_type": entity_type, "content": rich_text("Hm")}
        said = stage.owner.done("create_comment", **comment)["comment"]["id"]
        stage.owner.done("add_reaction", entity_id=entity_id, entity_type=entity_type, emoji="👍")
        stage.owner.done("add_reaction", entity_id=said, entity_type="comment", parent_type=entity_type, emoji="👍")

    shown = stage.owner.done("delete_goal", goal_id=goal_id)["goal"]

    assert (shown["id"], shown["name"]) == (goal_id, "Above")
    assert stage.owner.get("get_goal", id=goal_id).status == 404
    assert stage.owner.get("get_goal_progress_update", id=update_id).status == 404
    assert stage.owner.get("get_activity", id=discussion_id).status == 404
    assert stage.news(stage.viewer) == []
    assert (stage.show(child_id)["parent_goal"], stage.feed(child_id)) == (None, ["goal_created"])
    left = {kind.__name__: len(stage.company.db.table(kind)) for kind in GONE}
    assert left == {"Comment": 0, "Reaction": 0, "CommentThread": 0, "GoalProgressUpdate": 0}


def test_a_connected_project_holds_a_goal_in_place(stage: Stage) -> None:
    goal_id = stage.goal()
    project_id = stage.project("Launch", goal_id=goal_id)

    assert stage.owner.post("delete_goal", goal_id=goal_id).status == 500
    assert stage.show(goal_id)["name"] == "Grow revenue"

    stage.owner.done("projects/update_parent_goal", project_id=project_id, goal_id=None, goal_name=None)
    assert stage.owner.post("delete_goal", goal_id=goal_id).status == 200


def test_deleting_nothing_is_a_500(stage: Stage) -> None:
    assert stage.owner.post("delete_goal").status == stage.owner.post("delete_goal", goal_id=None).status == 500


# --- who works on it -------------------------------------------------------------------------------------------------


def test_contributors_are_those_of_all_projects_below_each_once(stage: Stage) -> None:
    top_id = stage.goal("Top")
    bottom_id = stage.secret_goal("Bottom", parent_goal_id=top_id)
    stage.project("One", goal_id=top_id, champion_id=stage.editor.id)
    hidden_id = stage.project("Two", goal_id=bottom_id, reviewer_id=stage.editor.id, company_access_level=0)
    guest = stage.company.guest("Gus Guest")
    stage.owner.done(
        "add_project_contributor",
        project_id=hidden_id,
        person_id=guest.id,
        responsibility="Help",
        role="contributor",
        permissions="view_access",
    )

    found = stage.viewer.done("list_goal_contributors", goal_id=top_id)["contributors"]

    people = [ids.decode(person["id"]) for person in found]
    assert people == sorted([stage.owner.uuid, stage.editor.uuid, guest.uuid])
    assert (found[0]["timezone"], found[0]["manager"], found[0]["permissions"]) == (None, None, None)


def test_contributors_of_a_goal_that_is_not_there_are_none(stage: Stage) -> None:
    secret_id = stage.secret_goal()
    stage.project("One", goal_id=secret_id)

    for goal_id in (secret_id, "nobody-7ZZ"):
        assert stage.viewer.done("list_goal_contributors", goal_id=goal_id)["contributors"] == []
    assert stage.viewer.get("list_goal_contributors").status == 500
