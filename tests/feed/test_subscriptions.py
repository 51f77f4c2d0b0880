"""Subscribing, unsubscribing, and editing subscription lists (contract: activities 4.4 and 9)."""

import pytest

from mockserver.contract.catalogue import catalogue
from mockserver.model import ids
from mockserver.model.company.companies import Person as PersonRow
from mockserver.model.feed.subscriptions import Subscription, SubscriptionList
from tests.builder import EDIT
from tests.environments.feed import FeedEnv
from tests.support import Company, Json, Person, assert_error, rich_text

LISTED = {
    "project": ("project", "get_project", "project"),
    "milestone": ("milestone", "get_milestone", "milestone"),
    "message": ("message", "get_discussion", "discussion"),
    "goal_update": ("update", "get_goal_progress_update", "update"),
    "project_check_in": ("check_in", "get_project_check_in", "project_check_in"),
    "resource_hub_document": ("document", "get_resource_hub_document", "document"),
    "resource_hub_file": ("file", "get_resource_hub_file", "file"),
    "resource_hub_link": ("link", "get_resource_hub_link", "link"),
    "project_task": ("task", "get_task", "task"),
}
"""The types of records that have a subscription list. For each type: the name of the record in the environment, its
query, and its key in the response."""


def list_of(env: FeedEnv, type: str) -> str:
    """Return the id of the subscription list of the environment's record of this type."""
    if type == "comment_thread":
        activity = env.owner.call("get_activity", id=env.goal_discussion, include_subscriptions_list=True)
        return str(activity["activity"]["comment_thread"]["subscription_list"]["id"])
    name, endpoint, key = LISTED[type]
    inputs = catalogue().endpoints[endpoint].inputs
    flag = next(item.name for item in inputs if item.name.startswith("include_subscription"))
    return str(env.owner.call(endpoint, id=getattr(env, name), **{flag: True})[key]["subscription_list"]["id"])


def subscribed(person: Person, type: str, id: str) -> bool:
    return bool(person.call("is_subscribed_to_resource", resource_type=type, resource_id=id)["subscribed"])


def outsider(env: FeedEnv) -> Person:
    """Create a guest, who can't view any records of the company."""
    return env.company.guest("Gus Guest")


@pytest.mark.parametrize("type", [*LISTED, "comment_thread"])
def test_person_can_subscribe_and_unsubscribe(env: FeedEnv, type: str) -> None:
    id = env.goal_thread if type == "comment_thread" else getattr(env, LISTED[type][0])
    listed = list_of(env, type)
    carl = env.company.member("Carl Cole")
    assert not subscribed(carl, type, id)

    carl.call("subscribe_to_notifications", id=listed, type=type)
    assert subscribed(carl, type, id)
    carl.call("unsubscribe_from_notifications", id=listed)
    assert not subscribed(carl, type, id)
    carl.call("subscribe_to_notifications", id=listed, type=type)
    assert subscribed(carl, type, id)


def test_subscriber_is_notified(env: FeedEnv) -> None:
    carl = env.joins("carl", env.company.member("Carl Cole"))
    carl.call("subscribe_to_notifications", id=list_of(env, "project"), type="project")

    env.owner.call("pause_project", project_id=env.project)

    paused = env.owner.call("get_activities", scope_type="project", scope_id=env.project, actions=["project_pausing"])[
        "activities"
    ][0]
    assert env.notified(paused["id"]) == "mia rita carl"


def test_send_to_everyone_subscribes_no_person(env: FeedEnv) -> None:
    id = env.new_message(send_notifications_to_everyone=True, subscriber_ids=[])

    assert not subscribed(env.mia, "message", id)
    assert subscribed(env.owner, "message", id)


def test_subscribing_to_list_of_space_task_returns_404(env: FeedEnv) -> None:
    assert subscribed(env.mia, "project_task", env.space_task)
    task = env.owner.call("get_task", id=env.space_task, include_subscription_list=True)["task"]

    response = env.rita.post("subscribe_to_notifications", id=task["subscription_list"]["id"], type="project_task")

    assert_error(response, 404, "`id` is the subscription list of a task in a space")


@pytest.mark.parametrize("type", ["milestone", "message", "project_task"])
def test_subscribing_with_wrong_type_returns_404(env: FeedEnv, type: str) -> None:
    response = env.owner.post("subscribe_to_notifications", id=list_of(env, "project"), type=type)
    assert_error(response, 404, f"`id` is not the id of the subscription list of a {type}")


def test_subscribing_without_access_returns_404(env: FeedEnv) -> None:
    listed, gus = list_of(env, "project"), outsider(env)

    assert_error(gus.post("subscribe_to_notifications", id=listed, type="project"), 404, "`can_view` on this Project")
    assert_error(
        gus.get("is_subscribed_to_resource", resource_type="project", resource_id=env.project),
        404,
        "`can_view` on this Project",
    )


def test_subscribing_to_deleted_record_returns_404(env: FeedEnv) -> None:
    listed = list_of(env, "message")
    env.owner.call("archive_message", message_id=env.message)

    assert_error(env.owner.post("subscribe_to_notifications", id=listed, type="message"), 404, "no Message with the id")
    gone = env.owner.get("is_subscribed_to_resource", resource_type="message", resource_id=env.message)
    assert_error(gone, 404, "no Message with the id")


@pytest.mark.parametrize(
    ("endpoint", "inputs", "status"),
    [
        ("is_subscribed_to_resource", {"resource_id": "x"}, 400),
        ("is_subscribed_to_resource", {"resource_id": "", "resource_type": "project"}, 400),
        ("is_subscribed_to_resource", {"resource_id": "x", "resource_type": "space_task"}, 400),
        ("is_subscribed_to_resource", {"resource_id": "x", "resource_type": "project"}, 404),
    ],
)
def test_is_subscribed_with_invalid_input_fails(env: FeedEnv, endpoint: str, inputs: Json, status: int) -> None:
    assert env.owner.get(endpoint, **inputs).status == status


@pytest.mark.parametrize(
    ("inputs", "status"), [({"type": "project"}, 400), ({"id": "x", "type": "space_task"}, 400), ({"id": "***"}, 404)]
)
def test_subscribe_with_invalid_input_fails(env: FeedEnv, inputs: Json, status: int) -> None:
    assert env.owner.post("subscribe_to_notifications", **inputs).status == status


def test_unsubscribe_requires_own_subscription(env: FeedEnv) -> None:
    listed = list_of(env, "project")
    gus = outsider(env)

    assert_error(
        gus.post("unsubscribe_from_notifications", id=listed), 500, "the person has no subscription on this list"
    )
    env.owner.call("convert_company_member_to_guest", person_id=env.mia.id)
    assert_error(env.mia.get("get_project", id=env.project), 404, "`can_view` on this Project")
    assert env.mia.post("unsubscribe_from_notifications", id=listed).status == 200
    assert env.mia.post("unsubscribe_from_notifications", id=listed).status == 200
    assert_error(
        env.owner.post("unsubscribe_from_notifications", id="nothing-here"),
        500,
        "the person has no subscription on this list",
    )


def test_two_subscriptions_of_person_make_changes_return_500(env: FeedEnv) -> None:
    listed = list_of(env, "project_task")
    env.owner.call("tasks/update_description", task_id=env.task, type="project", description=rich_text("x"))

    assert_error(
        env.owner.post("subscribe_to_notifications", id=listed, type="project_task"),
        500,
        "the person is on this subscription",
    )
    assert_error(env.owner.post("unsubscribe_from_notifications", id=listed), 500, "the person is on this subscription")
    assert subscribed(env.owner, "project_task", env.task)
    content = {"entity_type": "project_task", "entity_id": env.task, "content": rich_text("x")}
    assert_error(env.owner.post("create_comment", **content), 500, "the person is on this subscription")
    assert env.mia.post("create_comment", **content).status == 200


# --- editing ----------------------------------------------------------------------------------------------------------


def rows(env: FeedEnv, type: str) -> Json:
    """Return `send_to_everyone` of a subscription list, and the type of each person's subscription, by first name.

    The type of a canceled subscription is followed by `off`.
    """
    db, id = env.company.db, ids.decode(list_of(env, type))
    found = {
        db.get_existing(PersonRow, row.person_id).full_name.split()[0]: row.type + " off" * row.canceled
        for row in db.where(Subscription, subscription_list_id=id)
    }
    return db.get_existing(SubscriptionList, id or "").send_to_everyone, found


def test_edit_subscriptions_list_replaces_subscribers(env: FeedEnv) -> None:
    id = list_of(env, "project_check_in")
    env.comment("project_check_in", env.check_in, by=env.mia)

    env.owner.call(
        "edit_subscriptions_list",
        id=id,
        type="project_check_in",
        send_notifications_to_everyone=True,
        subscriber_ids=[env.mia.id],
    )
    assert rows(env, "project_check_in") == (
        True,
        {"Olivia": "invited off", "Rita": "invited off", "Mia": "joined"},
    )

    env.owner.call("edit_subscriptions_list", id=id, type="project_check_in", subscriber_ids=[env.rita.uuid])
    assert rows(env, "project_check_in") == (
        False,
        {"Olivia": "invited off", "Rita": "invited", "Mia": "joined off"},
    )

    env.owner.call("edit_subscriptions_list", id=id, type="project_check_in", subscriber_ids=None)
    assert all(how.endswith("off") for how in rows(env, "project_check_in")[1].values())


EDITABLE = {
    "project_check_in": ("can_edit", "ProjectCheckIn"),
    "goal_update": ("can_edit", "GoalProgressUpdate"),
    "message": ("can_edit", "Message"),
    "resource_hub_document": ("can_edit_document", "Document"),
    "resource_hub_file": ("can_edit_file", "File"),
    "resource_hub_link": ("can_edit_link", "Link"),
}


@pytest.mark.parametrize("type", EDITABLE)
def test_edit_subscriptions_list_requires_edit_access(env: FeedEnv, type: str) -> None:
    """Mia may edit the record. Carl has only the access of every member of the company, and the guest has no access."""
    inputs = {"id": list_of(env, type), "type": type, "subscriber_ids": []}

    assert env.mia.post("edit_subscriptions_list", **inputs).status == 200
    carl = env.company.member("Carl Cole")
    can_edit, kind = EDITABLE[type]
    assert_error(carl.post("edit_subscriptions_list", **inputs), 403, f"`{can_edit}` on this {kind}")
    assert_error(outsider(env).post("edit_subscriptions_list", **inputs), 404, f"`can_view` on this {kind}")


def test_edit_subscriptions_list_of_discussion_requires_full_access(company: Company) -> None:
    env = FeedEnv(company)
    inputs = {"id": list_of(env, "comment_thread"), "type": "comment_thread", "subscriber_ids": []}
    members = [{"id": company.member("Carl Cole").id, "access_level": EDIT}]
    env.owner.call("goals/add_access_members", goal_id=env.goal, members=members)
    carl = company.token(Person(company.server, str(members[0]["id"]), ""))

    assert_error(carl.post("edit_subscriptions_list", **inputs), 403, "`can_edit_comment_thread` on this CommentThread")
    assert env.rita.post("edit_subscriptions_list", **inputs).status == 200
    assert_error(outsider(env).post("edit_subscriptions_list", **inputs), 404, "`can_view` on this CommentThread")


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"type": "message"}, 404),
        ({"type": "nonsense"}, 500),
        ({"type": None}, 500),
        ({"type": "project_task"}, 500),
        ({"id": "***"}, 500),
        ({"id": ""}, 500),
        ({"id": "nothing-here"}, 404),
        ({"subscriber_ids": ["***"]}, 500),
        ({"subscriber_ids": ["nothing-here"]}, 500),
        ({"subscriber_ids": [""]}, 500),
        ({"subscriber_ids": [None]}, 500),
    ],
)
def test_edit_subscriptions_list_with_invalid_input_fails(env: FeedEnv, change: Json, status: int) -> None:
    inputs = {"id": list_of(env, "project_check_in"), "type": "project_check_in", "subscriber_ids": []} | change

    assert env.owner.post("edit_subscriptions_list", **inputs).status == status


@pytest.mark.parametrize("absent", ["id", "type", "subscriber_ids"])
def test_edit_subscriptions_list_requires_all_keys_except_flag(env: FeedEnv, absent: str) -> None:
    inputs = {"id": list_of(env, "project_check_in"), "type": "project_check_in", "subscriber_ids": []}
    del inputs[absent]

    assert_error(env.owner.post("edit_subscriptions_list", **inputs), 500, f"`{absent}` is optional")


def test_edit_subscriptions_list_with_duplicate_person_returns_500(env: FeedEnv) -> None:
    twice = [env.mia.id, env.mia.uuid]
    inputs = {"id": list_of(env, "message"), "type": "message", "subscriber_ids": twice}

    assert_error(env.owner.post("edit_subscriptions_list", **inputs), 500, "a person is twice in `subscriber_ids`")
    assert rows(env, "message") == (False, {"Olivia": "invited", "Rita": "invited"})


@pytest.mark.parametrize("type", ["project", "milestone"])
def test_lists_of_projects_and_milestones_cannot_be_edited(env: FeedEnv, type: str) -> None:
    inputs = {"id": list_of(env, type), "type": type, "subscriber_ids": []}

    assert_error(env.owner.post("edit_subscriptions_list", **inputs), 500, "`type` must be one of project_check_in, ")
    assert_error(outsider(env).post("edit_subscriptions_list", **inputs), 404, f"`can_view` on this {type.title()}")


def test_mention_by_two_ids_is_accepted_in_new_text_and_fails_in_edit(env: FeedEnv) -> None:
    spelt_out = Person(env.company.server, env.mia.uuid, env.mia.token)
    both = rich_text("Look", env.mia, spelt_out)

    made = env.new_message(body=both, subscriber_ids=[])

    assert_error(
        env.owner.post("edit_discussion", id=made, title="News", body=both),
        500,
        "a person is mentioned twice, with two",
    )
    comment = {"entity_type": "message", "entity_id": made, "content": both}
    assert_error(env.owner.post("create_comment", **comment), 500, "a person is mentioned twice, with two")
    assert env.owner.call("edit_discussion", id=made, title="News", body=rich_text("Look", spelt_out))
