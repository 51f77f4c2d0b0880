"""Comments and reactions (contract: activities 1, 5 and 11)."""

import json

import pytest

from tests.environments.feed import FeedEnv
from tests.support import Json, Person, assert_error, rich_text

VIEW = 10
COMMENTED = {
    "project_check_in": "check_in",
    "project_retrospective": "retrospective",
    "comment_thread": "goal_thread",
    "goal_update": "update",
    "message": "message",
    "resource_hub_document": "document",
    "resource_hub_file": "file",
    "resource_hub_link": "link",
    "project_task": "task",
    "space_task": "space_task",
}
"""Maps each type of record that can have comments to the attribute of FeedEnv with the id of such a record."""

CAN_COMMENT = {
    "project_check_in": "`can_comment` on this ProjectCheckIn",
    "project_retrospective": "`can_comment` on this ProjectRetrospective",
    "comment_thread": "`can_comment_on_thread` on this CommentThread",
    "goal_update": "`can_comment` on this GoalProgressUpdate",
    "message": "`can_comment` on this Message",
    "resource_hub_document": "`can_comment_on_document` on this Document",
    "resource_hub_file": "`can_comment_on_file` on this File",
    "resource_hub_link": "`can_comment_on_link` on this Link",
    "project_task": "`can_comment` on this Task",
    "space_task": "`can_comment` on this Task",
}
"""The part of a hint that names the permission to comment, for each type in COMMENTED."""

TEXT = rich_text("Yes")


@pytest.fixture(params=COMMENTED)
def parent(env: FeedEnv, request: pytest.FixtureRequest) -> tuple[str, str]:
    """Return the type and the id of a record that can have comments. A test with this argument runs for each type."""
    return request.param, getattr(env, COMMENTED[request.param])


def comments(reader: Person, entity_type: str, entity_id: str) -> list[Json]:
    return list(reader.call("get_comments", entity_type=entity_type, entity_id=entity_id)["comments"])


def viewer(env: FeedEnv, type: str) -> Person:
    """Create a guest with view access to the environment's record of this type."""
    gus = env.company.guest("Gus Guest")
    member = {"id": gus.id, "access_level": VIEW}
    if type.startswith("project"):
        added = {"person_id": gus.id, "responsibility": None, "access_level": "view_access"}
        env.owner.call("add_project_contributors", project_id=env.project, contributors=[added])
    elif type in ("goal_update", "comment_thread"):
        env.owner.call("goals/add_access_members", goal_id=env.goal, members=[member])
    else:
        env.owner.call("add_space_members", space_id=env.space, members=[member])
    return gus


# --- comments ---------------------------------------------------------------------------------------------------------


def test_comment_can_be_created_edited_and_deleted(env: FeedEnv, parent: tuple[str, str]) -> None:
    entity_type, entity_id = parent
    created = env.comment(entity_type, entity_id, by=env.mia)
    assert json.loads(created["content"]) == {"message": json.loads(TEXT)}
    assert (created["author"], created["reactions"], created["notification"]) == (None, None, None)

    shown = comments(env.rita, entity_type, entity_id)
    assert [(item["id"], item["author"]["full_name"], item["reactions"]) for item in shown] == [
        (created["id"], "Mia Moss", [])
    ]

    edited = env.mia.call("edit_comment", comment_id=created["id"], parent_type=entity_type, content=rich_text("No"))
    assert edited["comment"]["id"] == created["id"] and "No" in edited["comment"]["content"]

    gone = env.mia.call("delete_comment", comment_id=created["id"], parent_type=entity_type)
    assert gone["comment"]["content"] == edited["comment"]["content"]
    assert comments(env.rita, entity_type, entity_id) == []


def test_create_comment_requires_comment_access(env: FeedEnv, parent: tuple[str, str]) -> None:
    inputs = {"entity_type": parent[0], "entity_id": parent[1], "content": TEXT}

    assert env.company.member("Carl Cole").post("create_comment", **inputs).status == 200
    assert_error(viewer(env, parent[0]).post("create_comment", **inputs), 403, CAN_COMMENT[parent[0]])
    assert_error(env.company.guest("Out Sider").post("create_comment", **inputs), 404, CAN_COMMENT[parent[0]])


def test_get_comments_without_access_returns_no_comments(env: FeedEnv, parent: tuple[str, str]) -> None:
    env.comment(*parent)

    assert len(comments(viewer(env, parent[0]), *parent)) == 1
    assert comments(env.company.guest("Out Sider"), *parent) == []


def test_commenting_subscribes_author(env: FeedEnv) -> None:
    carl = env.company.member("Carl Cole")
    env.comment("message", env.message, by=carl)

    asked = {"resource_type": "message", "resource_id": env.message}
    assert carl.call("is_subscribed_to_resource", **asked)["subscribed"]


@pytest.mark.parametrize(
    ("inputs", "status"),
    [
        ({"content": "not json"}, 400),
        ({"content": ""}, 400),
        ({"content": "null"}, 200),
        ({"content": "[1]"}, 200),
        ({"content": "not json", "entity_id": "nothing-here"}, 400),
        ({"content": "not json", "entity_type": "milestone"}, 400),
        ({"entity_type": "milestone"}, 500),
        ({"entity_type": "milestone", "entity_id": "nothing-here"}, 500),
        ({"entity_id": "nothing-here"}, 404),
        ({"entity_id": "***"}, 404),
        ({"entity_id": ""}, 400),
        ({"entity_type": "goal_update"}, 404),
        ({"entity_type": "comment"}, 400),
        ({"entity_type": "chatter"}, 500),
    ],
)
def test_create_comment_with_invalid_entity_fails(env: FeedEnv, inputs: Json, status: int) -> None:
    inputs = {"entity_type": "message", "entity_id": env.message, "content": TEXT} | inputs

    assert env.owner.post("create_comment", **inputs).status == status


@pytest.mark.parametrize("absent", ["entity_id", "entity_type", "content"])
def test_create_comment_requires_all_inputs(env: FeedEnv, absent: str) -> None:
    inputs = {"entity_type": "message", "entity_id": env.message, "content": TEXT}
    del inputs[absent]

    response = env.owner.post("create_comment", **inputs)

    assert (response.status, response.message) == (400, f"Missing required fields: {absent}")


@pytest.mark.parametrize(
    ("mention", "reason"),
    [
        ("***", "`mention.attrs.id` is not an id"),
        (None, "the `id` of a mention is not a string"),
        ("", "a mention has an empty id"),
        ("nothing-here", "the id of a mention in the text"),
        (7, "the `id` of a mention is not a string"),
    ],
)
def test_comment_with_unknown_mention_is_not_created(env: FeedEnv, mention: Json, reason: str) -> None:
    content = json.dumps({"type": "doc", "content": [{"type": "mention", "attrs": {"id": mention}}]})

    response = env.owner.post("create_comment", entity_type="message", entity_id=env.message, content=content)

    assert_error(response, 500, reason)
    assert comments(env.owner, "message", env.message) == []


@pytest.mark.parametrize(
    ("type", "name", "reason"),
    [
        ("project_task", "space_task", "the type project_task does not fit this task, which is in a space"),
        ("space_task", "task", "the type space_task does not fit this task, which is in a project"),
    ],
)
def test_task_comment_requires_matching_entity_type(env: FeedEnv, type: str, name: str, reason: str) -> None:
    task = getattr(env, name)

    assert_error(env.owner.post("create_comment", entity_type=type, entity_id=task, content=TEXT), 500, reason)
    assert_error(
        env.company.guest("Gus").post("create_comment", entity_type=type, entity_id=task, content=TEXT),
        404,
        "`can_comment` on this Task",
    )


def test_comments_of_moved_task_are_hidden(env: FeedEnv) -> None:
    created = env.comment("space_task", env.space_task)
    env.owner.call("move_task", task_id=env.space_task, destination_type="project", destination_id=env.project)

    assert comments(env.owner, "space_task", env.space_task) == []
    assert comments(env.owner, "project_task", env.space_task) == []
    again = {"comment_id": created["id"], "parent_type": "space_task", "content": TEXT}
    assert_error(
        env.owner.post("edit_comment", **again), 404, "the task of this comment was moved and is now in a project"
    )


def test_comment_shows_unread_notification(env: FeedEnv, parent: tuple[str, str]) -> None:
    env.comment(*parent, by=env.rita)
    env.comment(*parent, by=env.mia)

    notices = [item["notification"] for item in comments(env.owner, *parent)]
    assert [notice and notice["read"] for notice in notices] == [False, False]
    env.owner.call("mark_notification_as_read", id=notices[1]["id"])

    assert [item["notification"] for item in comments(env.owner, *parent)] == [notices[0], None]
    assert comments(env.rita, *parent)[0]["notification"] is None


@pytest.mark.parametrize(
    ("entity_type", "delete", "key"),
    [
        ("message", "archive_message", "message_id"),
        ("resource_hub_document", "delete_resource_hub_document", "document_id"),
        ("resource_hub_file", "delete_resource_hub_file", "file_id"),
        ("resource_hub_link", "delete_resource_hub_link", "link_id"),
    ],
)
def test_comment_on_a_deleted_item_can_be_edited_and_deleted_but_not_added(
    env: FeedEnv, entity_type: str, delete: str, key: str
) -> None:
    id = getattr(env, entity_type.removeprefix("resource_hub_"))
    created = env.comment(entity_type, id)
    comment = {"comment_id": created["id"], "parent_type": entity_type}
    env.owner.call(delete, **{key: id})

    edited = env.owner.call("edit_comment", **comment, content=rich_text("Late"))["comment"]

    assert (edited["id"], edited["author"], edited["reactions"]) == (created["id"], None, None)
    (shown,) = comments(env.owner, entity_type, id)
    assert "Late" in shown["content"]
    kind = entity_type.removeprefix("resource_hub_").title()
    added = env.owner.post("create_comment", entity_type=entity_type, entity_id=id, content=TEXT)
    assert_error(added, 404, f"no {kind} with the id")
    unseen = env.company.guest("Gus Guest").post("edit_comment", **comment, content=TEXT)
    assert_error(unseen, 404, f"`can_view` on this {kind}")
    env.owner.call("delete_comment", **comment)
    assert comments(env.owner, entity_type, id) == []


def test_milestone_comments_are_not_listed_by_get_comments(env: FeedEnv) -> None:
    assert_error(
        env.owner.get("get_comments", entity_type="milestone", entity_id=env.milestone),
        500,
        "use post_milestone_comment",
    )
    created = env.owner.call("post_milestone_comment", milestone_id=env.milestone, content=TEXT, action="none")
    id = created["comment"]["comment"]["id"]

    env.owner.call("edit_comment", comment_id=id, parent_type="milestone", content=rich_text("No"))
    env.owner.call("delete_comment", comment_id=id, parent_type="milestone")

    shown = env.owner.call("get_milestone", id=env.milestone, include_comments=True)["milestone"]
    assert shown["comments"] == []


@pytest.mark.parametrize("endpoint", ["edit_comment", "delete_comment"])
def test_comment_can_be_changed_by_author_only(env: FeedEnv, endpoint: str) -> None:
    created = env.comment("message", env.message, by=env.mia)
    more = {"content": TEXT} if endpoint == "edit_comment" else {}

    def status(person: Person, parent_type: str = "message", id: str = created["id"]) -> int:
        return person.post(endpoint, comment_id=id, parent_type=parent_type, **more).status

    assert status(env.owner) == 403
    assert status(env.owner, "goal_update") == 404
    assert status(env.owner, id="nothing-here") == 404
    assert status(env.company.guest("Gus Guest")) == 404
    env.owner.call(
        "edit_space_members_permissions",
        space_id=env.space,
        members=[{"id": env.mia.id, "access_level": VIEW}],
    )
    env.owner.call("edit_space_permissions", space_id=env.space, access_levels={"public": 0, "company": VIEW})
    assert status(env.mia) == 200


def test_edit_comment_reads_content_first(env: FeedEnv) -> None:
    for id in (env.comment("message", env.message)["id"], "nothing-here"):
        assert_error(
            env.mia.post("edit_comment", comment_id=id, parent_type="message", content="{"),
            400,
            "`content` is not valid JSON",
        )


def test_edit_comment_subscribes_newly_mentioned_people(env: FeedEnv, parent: tuple[str, str]) -> None:
    entity_type, entity_id = parent
    carl = env.company.member("Carl Cole")
    created = env.comment(entity_type, entity_id)

    env.owner.call("edit_comment", comment_id=created["id"], parent_type=entity_type, content=rich_text("Hey", carl))

    type = "project_task" if entity_type == "space_task" else entity_type
    found = carl.call("is_subscribed_to_resource", resource_type=type, resource_id=entity_id)["subscribed"]
    assert found == (not entity_type.startswith("resource_hub") and entity_type != "space_task")


# --- reactions --------------------------------------------------------------------------------------------------------

REACTED = [type for type in COMMENTED if not type.endswith("_task")]


@pytest.mark.parametrize("type", REACTED)
def test_add_reaction_requires_comment_access(env: FeedEnv, type: str) -> None:
    inputs = {"entity_type": type, "entity_id": getattr(env, COMMENTED[type]), "emoji": "👍"}

    response = env.company.member("Carl Cole").post("add_reaction", **inputs)
    assert (response.status, response["reaction"]["emoji"], response["reaction"]["person"]) == (200, "👍", None)
    assert_error(viewer(env, type).post("add_reaction", **inputs), 403, CAN_COMMENT[type])
    assert_error(env.company.guest("Out Sider").post("add_reaction", **inputs), 404, CAN_COMMENT[type])


def test_comment_reaction_uses_access_to_parent(env: FeedEnv, parent: tuple[str, str]) -> None:
    created = env.comment(*parent)
    inputs = {"entity_type": "comment", "entity_id": created["id"], "emoji": "👍"}

    assert_error(
        viewer(env, parent[0]).post("add_reaction", **inputs, parent_type=parent[0]), 403, CAN_COMMENT[parent[0]]
    )
    assert_error(env.mia.post("add_reaction", **inputs), 500, "a reaction to a comment requires")
    wrong = "message" if parent[0] != "message" else "goal_update"
    assert_error(
        env.mia.post("add_reaction", **inputs, parent_type=wrong),
        404,
        f"on a record of the type {wrong}",
    )
    assert env.mia.post("add_reaction", **inputs, parent_type=parent[0]).status == 200
    (shown,) = comments(env.owner, *parent)
    assert [(item["emoji"], item["person"]["full_name"]) for item in shown["reactions"]] == [("👍", "Mia Moss")]


def test_milestone_comment_accepts_reaction(env: FeedEnv) -> None:
    created = env.owner.call("post_milestone_comment", milestone_id=env.milestone, content=TEXT, action="none")
    inputs = {"entity_type": "comment", "entity_id": created["comment"]["comment"]["id"], "emoji": "👍"}

    assert env.mia.post("add_reaction", **inputs, parent_type="milestone").status == 200


def test_equal_reactions_are_stored_twice(env: FeedEnv) -> None:
    inputs = {"entity_type": "message", "entity_id": env.message, "emoji": "👍"}
    first = env.owner.call("add_reaction", **inputs)["reaction"]["id"]
    second = env.owner.call("add_reaction", **inputs)["reaction"]["id"]

    def left() -> list[str]:
        shown = env.owner.call("get_discussion", id=env.message, include_reactions=True)["discussion"]
        return [reaction["id"] for reaction in shown["reactions"]]

    assert left() == [first, second]
    assert_error(
        env.mia.post("remove_reaction", reaction_id=first), 500, "the person has no reaction with this `reaction_id`"
    )
    assert env.owner.call("remove_reaction", reaction_id=first) == {"success": True}
    assert left() == [second]
    assert_error(
        env.owner.post("remove_reaction", reaction_id=first), 500, "the person has no reaction with this `reaction_id`"
    )
    assert_error(env.owner.post("remove_reaction", reaction_id="***"), 404, "`reaction_id` is not an id")


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"emoji": "x" * 255}, 200),
        ({"emoji": "x" * 256}, 500),
        ({"emoji": "a\0b"}, 500),
        ({"parent_type": "goal_update"}, 200),
        ({"parent_type": None}, 400),
        ({"entity_id": "nothing-here"}, 404),
        ({"entity_type": "milestone"}, 400),
    ],
)
def test_add_reaction_with_invalid_entity_fails(env: FeedEnv, change: Json, status: int) -> None:
    inputs = {"entity_type": "message", "entity_id": env.message, "emoji": "👍"} | change

    assert env.owner.post("add_reaction", **inputs).status == status


def test_reaction_without_emoji_is_null(env: FeedEnv) -> None:
    response = env.owner.call("add_reaction", entity_type="message", entity_id=env.message, emoji="")

    assert response["reaction"]["emoji"] is None


def test_duplicate_comment_keys_keep_first_value(env: FeedEnv) -> None:
    created = env.owner.call("create_comment", entity_type="message", entity_id=env.message, content='{"a":1,"a":2}')
    assert created["comment"]["content"] == '{"message":{"a":1}}'


def test_person_mentioned_by_two_ids_makes_comment_fail(env: FeedEnv) -> None:
    renamed = Person(env.company.server, "formerly-" + env.mia.id, env.mia.token)
    twice = rich_text("You and you", env.mia, renamed)

    assert env.new_message(body=twice)
    response = env.owner.post("create_comment", entity_type="message", entity_id=env.message, content=twice)

    assert_error(response, 500, "a person is mentioned twice, with two")
    assert comments(env.owner, "message", env.message) == []
