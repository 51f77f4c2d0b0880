"""Comments on milestones, including those that complete or reopen the milestone."""

import json
from collections.abc import Callable

import pytest

from tests.builder import COMMENT, EDIT, NONE, VIEW
from tests.environments.projects import ProjectEnv
from tests.support import Json, Person, Response, assert_error, rich_text

SharedEnvAt = Callable[[int], ProjectEnv]


def post_comment(
    person: Person, milestone_id: str, action: str = "none", content: str = rich_text("Hello")
) -> Response:
    return person.post("post_milestone_comment", milestone_id=milestone_id, content=content, action=action)


def get_milestone(shared_env: ProjectEnv, id: str, **flags: bool) -> Json:
    return shared_env.owner.call("get_milestone", id=id, **flags)["milestone"]


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
def test_milestone_comment_requires_comment_access_and_completing_requires_edit_access(
    shared_env_at: SharedEnvAt, level: int, action: str, status: int
) -> None:
    shared_env = shared_env_at(level)

    assert post_comment(shared_env.mia, shared_env.milestone(), action).status == status


def test_milestone_comment_response_contains_comment_without_fields(shared_env: ProjectEnv) -> None:
    response = post_comment(shared_env.mia, shared_env.milestone(), content='{"b": 1, "a": [2]}')

    comment = response["comment"]["comment"]
    assert response["comment"]["action"] == "none"
    assert comment["content"] == '{"message":{"a":[2],"b":1}}'
    assert (comment["author"], comment["reactions"], comment["notification"]) == (None, None, None)


@pytest.mark.parametrize("content", ["null", "5", '"text"', "[1]"])
def test_milestone_comment_accepts_any_json_content(shared_env: ProjectEnv, content: str) -> None:
    id = shared_env.milestone()

    assert post_comment(shared_env.mia, id, content=content).status == 200

    (comment,) = get_milestone(shared_env, id, include_comments=True)["comments"]
    assert json.loads(comment["comment"]["content"]) == {"message": json.loads(content)}
    assert comment["comment"]["author"]["id"] == shared_env.mia.id


def test_milestone_comment_completes_and_reopens(shared_env: ProjectEnv) -> None:
    id = shared_env.milestone()

    post_comment(shared_env.mia, id, "complete", "null")
    completed = get_milestone(shared_env, id)
    shared_env.company.advance(hours=1)
    post_comment(shared_env.mia, id, "complete", "null")
    again = get_milestone(shared_env, id)
    post_comment(shared_env.mia, id, "reopen", "null")
    reopened = get_milestone(shared_env, id, include_comments=True)

    assert (completed["status"], completed["completed_at"]) == ("done", "2026-03-12T09:00:00Z")
    assert (again["status"], again["completed_at"]) == ("done", "2026-03-12T10:00:00Z")
    assert (reopened["status"], reopened["completed_at"]) == ("pending", None)
    assert [comment["action"] for comment in reopened["comments"]] == ["complete", "complete", "reopen"]


def test_milestone_counts_comments_without_action_only(shared_env: ProjectEnv) -> None:
    id = shared_env.milestone()
    post_comment(shared_env.mia, id)
    post_comment(shared_env.mia, id, "complete")

    assert [row["comments_count"] for row in shared_env.get_project(include_milestones=True)["milestones"]] == [1]


def test_milestone_comment_subscribes_author_and_mentioned_people(shared_env: ProjectEnv) -> None:
    id = shared_env.milestone()
    guest = shared_env.company.guest("Gus Guest")

    post_comment(shared_env.mia, id, "complete", rich_text("Done", guest))
    after_completing = get_milestone(shared_env, id, include_subscription_list=True)["subscription_list"][
        "subscriptions"
    ]
    post_comment(shared_env.mia, id, "none", rich_text("Look", guest, shared_env.mia))
    after_comment = get_milestone(shared_env, id, include_subscription_list=True)["subscription_list"]["subscriptions"]

    assert [row["person"]["full_name"] for row in after_completing] == ["Olivia Owner"]
    assert sorted((row["person"]["full_name"], row["type"]) for row in after_comment) == [
        ("Gus Guest", "mentioned"),
        ("Mia Member", "mentioned"),
        ("Olivia Owner", "invited"),
    ]


def test_milestone_comment_with_unknown_mention_changes_nothing(shared_env: ProjectEnv) -> None:
    id = shared_env.milestone()
    unknown = json.dumps({"type": "mention", "attrs": {"id": "absent-7ZZ", "label": "x"}})

    assert_error(post_comment(shared_env.mia, id, content=unknown), 500, "the id of a mention in the text")

    assert get_milestone(shared_env, id, include_comments=True)["comments"] == []
