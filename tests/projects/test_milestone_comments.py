"""Comments on milestones, which complete and reopen them too."""

import json
from collections.abc import Callable

import pytest

from tests.builders.member_project import COMMENT, EDIT, NONE, VIEW, MemberProject
from tests.support import Answer, Json, Person, rich_text

MemberProjectAt = Callable[[int], MemberProject]


def say(person: Person, milestone_id: str, action: str = "none", content: str = rich_text("Hello")) -> Answer:
    return person.post("post_milestone_comment", milestone_id=milestone_id, content=content, action=action)


def shown(member_project: MemberProject, id: str, **flags: bool) -> Json:
    return member_project.owner.done("get_milestone", id=id, **flags)["milestone"]


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
    member_project_at: MemberProjectAt, level: int, action: str, status: int
) -> None:
    member_project = member_project_at(level)

    assert say(member_project.mia, member_project.milestone(), action).status == status


def test_a_comment_wraps_what_was_said_and_loads_nothing(member_project: MemberProject) -> None:
    answer = say(member_project.mia, member_project.milestone(), content='{"b": 1, "a": [2]}')

    comment = answer["comment"]["comment"]
    assert answer["comment"]["action"] == "none"
    assert comment["content"] == '{"message":{"a":[2],"b":1}}'
    assert (comment["author"], comment["reactions"], comment["notification"]) == (None, None, None)


@pytest.mark.parametrize("content", ["null", "5", '"text"', "[1]"])
def test_anything_can_be_said(member_project: MemberProject, content: str) -> None:
    id = member_project.milestone()

    assert say(member_project.mia, id, content=content).status == 200

    (comment,) = shown(member_project, id, include_comments=True)["comments"]
    assert json.loads(comment["comment"]["content"]) == {"message": json.loads(content)}
    assert comment["comment"]["author"]["id"] == member_project.mia.id


def test_completing_and_reopening(member_project: MemberProject) -> None:
    id = member_project.milestone()

    say(member_project.mia, id, "complete", "null")
    done = shown(member_project, id)
    member_project.company.advance(hours=1)
    say(member_project.mia, id, "complete", "null")
    again = shown(member_project, id)
    say(member_project.mia, id, "reopen", "null")
    reopened = shown(member_project, id, include_comments=True)

    assert (done["status"], done["completed_at"]) == ("done", "2026-03-12T09:00:00Z")
    assert (again["status"], again["completed_at"]) == ("done", "2026-03-12T10:00:00Z")
    assert (reopened["status"], reopened["completed_at"]) == ("pending", None)
    assert [comment["action"] for comment in reopened["comments"]] == ["complete", "complete", "reopen"]


def test_only_what_just_says_something_is_counted(member_project: MemberProject) -> None:
    id = member_project.milestone()
    say(member_project.mia, id)
    say(member_project.mia, id, "complete")

    assert [row["comments_count"] for row in member_project.shown(include_milestones=True)["milestones"]] == [1]


def test_who_comments_follows_and_so_does_who_is_mentioned(member_project: MemberProject) -> None:
    id = member_project.milestone()
    guest = member_project.company.guest("Gus Guest")

    say(member_project.mia, id, "complete", rich_text("Done", guest))
    after_completing = shown(member_project, id, include_subscription_list=True)["subscription_list"]["subscriptions"]
    say(member_project.mia, id, "none", rich_text("Look", guest, member_project.mia))
    after_comment = shown(member_project, id, include_subscription_list=True)["subscription_list"]["subscriptions"]

    assert [row["person"]["full_name"] for row in after_completing] == ["Olivia Owner"]
    assert sorted((row["person"]["full_name"], row["type"]) for row in after_comment) == [
        ("Gus Guest", "mentioned"),
        ("Mia Member", "mentioned"),
        ("Olivia Owner", "invited"),
    ]


def test_a_mention_of_nobody_undoes_the_whole_comment(member_project: MemberProject) -> None:
    id = member_project.milestone()
    nobody = json.dumps({"type": "mention", "attrs": {"id": "nobody-7ZZ", "label": "x"}})

    assert say(member_project.mia, id, content=nobody).status == 500

    assert shown(member_project, id, include_comments=True)["comments"] == []
