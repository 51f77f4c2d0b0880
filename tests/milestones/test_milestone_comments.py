"""Comments on milestones, which complete and reopen them too."""

import json
from collections.abc import Callable

import pytest

from tests.milestones.conftest import COMMENT, EDIT, NONE, VIEW, Launch
from tests.support import Answer, Json, Person, rich_text

LaunchAt = Callable[[int], Launch]


def say(person: Person, milestone_id: str, action: str = "none", content: str = rich_text("Hello")) -> Answer:
    return person.post("post_milestone_comment", milestone_id=milestone_id, content=content, action=action)


def shown(launch: Launch, id: str, **flags: bool) -> Json:
    return launch.owner.done("get_milestone", id=id, **flags)["milestone"]


@pytest.mark.parametrize(
    ("level", "action", "status"),
    [
        (NONE, "none", 404),
        (NONE, "sing", 404),
        (VIEW, "none", 403),
        (VIEW, "sing", 500),
        (COMMENT, "none", 200),
        (COMMENT, "complete", 403),
        (COMMENT, "reopen", 403),
        (EDIT, "complete", 200),
        (EDIT, "reopen", 200),
        (EDIT, "sing", 500),
    ],
)
def test_commenting_takes_comment_access_and_completing_edit_access(
    launch_at: LaunchAt, level: int, action: str, status: int
) -> None:
    launch = launch_at(level)

    assert say(launch.mia, launch.milestone(), action).status == status


def test_a_comment_wraps_what_was_said_and_loads_nothing(launch: Launch) -> None:
    answer = say(launch.mia, launch.milestone(), content='{"b": 1, "a": [2]}')

    comment = answer["comment"]["comment"]
    assert answer["comment"]["action"] == "none"
    assert comment["content"] == '{"message":{"a":[2],"b":1}}'
    assert (comment["author"], comment["reactions"], comment["notification"]) == (None, None, None)


@pytest.mark.parametrize("content", ["null", "5", '"text"', "[1]"])
def test_anything_can_be_said(launch: Launch, content: str) -> None:
    id = launch.milestone()

    assert say(launch.mia, id, content=content).status == 200

    (comment,) = shown(launch, id, include_comments=True)["comments"]
    assert json.loads(comment["comment"]["content"]) == {"message": json.loads(content)}
    assert comment["comment"]["author"]["id"] == launch.mia.id


def test_completing_and_reopening(launch: Launch) -> None:
    id = launch.milestone()

    say(launch.mia, id, "complete", "null")
    done = shown(launch, id)
    launch.company.advance(hours=1)
    say(launch.mia, id, "complete", "null")
    again = shown(launch, id)
    say(launch.mia, id, "reopen", "null")
    reopened = shown(launch, id, include_comments=True)

    assert (done["status"], done["completed_at"]) == ("done", "2026-03-12T09:00:00Z")
    assert (again["status"], again["completed_at"]) == ("done", "2026-03-12T10:00:00Z")
    assert (reopened["status"], reopened["completed_at"]) == ("pending", None)
    assert [comment["action"] for comment in reopened["comments"]] == ["complete", "complete", "reopen"]


def test_only_what_just_says_something_is_counted(launch: Launch) -> None:
    id = launch.milestone()
    say(launch.mia, id)
    say(launch.mia, id, "complete")

    assert [row["comments_count"] for row in launch.shown(include_milestones=True)["milestones"]] == [1]


def test_who_comments_follows_and_so_does_who_is_mentioned(launch: Launch) -> None:
    id = launch.milestone()
    guest = launch.company.guest("Gus Guest")

    say(launch.mia, id, "complete", rich_text("Done", guest))
    after_completing = shown(launch, id, include_subscription_list=True)["subscription_list"]["subscriptions"]
    say(launch.mia, id, "none", rich_text("Look", guest, launch.mia))
    after_comment = shown(launch, id, include_subscription_list=True)["subscription_list"]["subscriptions"]

    assert [row["person"]["full_name"] for row in after_completing] == ["Olivia Owner"]
    assert sorted((row["person"]["full_name"], row["type"]) for row in after_comment) == [
        ("Gus Guest", "mentioned"),
        ("Mia Member", "mentioned"),
        ("Olivia Owner", "invited"),
    ]


def test_a_mention_of_nobody_undoes_the_whole_comment(launch: Launch) -> None:
    id = launch.milestone()
    nobody = json.dumps({"type": "mention", "attrs": {"id": "nobody-7ZZ", "label": "x"}})

    assert say(launch.mia, id, content=nobody).status == 500

    assert shown(launch, id, include_comments=True)["comments"] == []
