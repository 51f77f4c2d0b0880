"""The recipients of notifications: subscription lists and exceptions (contract: activities 3, 4.2 and 4.3)."""

import msgspec
import pytest

from mockserver.model.feed.subscriptions import Subscription
from tests.builder import COMMENT, EDIT
from tests.environments.feed import FeedEnv
from tests.support import Json, Person, rich_text


def hidden_space(env: FeedEnv, *people: Person) -> str:
    """Create a space that only the owner and these people can view and edit. Return the id of the space."""
    id = env.company.create_id("create_space", "space", name="Den", mission="Hide", company_permissions=0)
    members = [{"id": person.id, "access_level": EDIT} for person in people]
    env.owner.call("add_space_members", space_id=id, members=members)
    return id


def posted(env: FeedEnv, space: str, *, everyone: Json = None, to: tuple[Person, ...] = (), text: str = "Hi") -> str:
    """Post a discussion as the owner in a space, and return the names of the people who were notified."""
    env.owner.call(
        "post_discussion",
        space_id=space,
        title="News",
        body=text if text.startswith("{") else rich_text(text),
        send_notifications_to_everyone=everyone,
        subscriber_ids=[person.id for person in to],
    )
    return latest(env)


def latest(env: FeedEnv, actor: Person | None = None) -> str:
    """Return the names of the people who were notified of the latest activity of `actor`, by default the owner."""
    actor = actor or env.owner
    activities = env.owner.call("get_activities", scope_type="person", scope_id=actor.id, actions="")["activities"]
    return env.notified(activities[0]["id"])


# --- subscription lists -----------------------------------------------------------------------------------------------


def test_draft_notifies_when_published(env: FeedEnv) -> None:
    draft = env.new_message(post_as_draft=True)
    # a draft has no activity, so the latest activity is that Mia and Rita were added to the space
    assert latest(env) == "mia rita"

    env.owner.call("edit_discussion", id=draft, title="Now", body=rich_text("x"), state="published")

    assert latest(env) == "rita"


@pytest.mark.parametrize(
    ("everyone", "to", "mentioned", "notified"),
    [
        (False, (), (), ""),
        (None, ("mia",), (), "mia"),
        (False, ("mia",), ("rita",), "mia rita"),
        (False, ("owner",), ("owner",), ""),
        (True, (), (), "mia rita"),
        (True, ("mia",), ("mia",), "mia rita"),
    ],
)
def test_discussion_notifies_subscribers_or_all_members(
    env: FeedEnv, everyone: bool | None, to: tuple[str, ...], mentioned: tuple[str, ...], notified: str
) -> None:
    space = hidden_space(env, env.mia, env.rita)
    named = tuple(env.people[name] for name in to)
    text = rich_text("Hi", *(env.people[name] for name in mentioned))

    assert posted(env, space, everyone=everyone, to=named, text=text) == notified


def test_person_without_access_is_not_notified(env: FeedEnv) -> None:
    space = hidden_space(env, env.mia)

    assert posted(env, space, to=(env.mia, env.rita)) == "mia"
    assert posted(env, space, everyone=True, to=(env.rita,)) == "mia"


def test_space_without_other_members_notifies_no_person(env: FeedEnv) -> None:
    space = env.company.create_id("create_space", "space", name="Open", mission="Show", company_permissions=COMMENT)
    assert posted(env, space, to=(env.mia,)) == "mia"

    env.owner.call("remove_group_member", group_id=space, member_id=env.owner.id)

    assert posted(env, space, to=(env.mia,)) == ""
    assert posted(env, space, everyone=True, to=(env.mia,)) == ""


def test_space_members_are_notified_of_hidden_goal(env: FeedEnv) -> None:
    goal = env.secret_goal(hidden_space(env, env.mia))
    inputs = {"goal_id": goal, "title": "Hush", "message": rich_text("x")}

    env.owner.call("create_goal_discussion", **inputs, subscriber_ids=[env.mia.id, env.rita.id])
    assert latest(env) == ""
    env.owner.call("create_goal_discussion", **inputs, send_notifications_to_everyone=True)
    assert latest(env) == "mia"


def test_check_in_to_everyone_notifies_contributors_only(env: FeedEnv) -> None:
    inputs = {"project_id": env.project, "send_notifications_to_everyone": True}

    env.owner.call("post_project_check_in", **inputs, status="on_track", description=rich_text("x"))
    assert latest(env) == "mia rita"
    env.owner.call("project_discussions/create", **inputs, title="Hm", message=rich_text("x"))
    assert latest(env) == ""


def test_canceled_subscriber_is_not_notified_with_send_to_everyone(env: FeedEnv) -> None:
    space = hidden_space(env, env.mia, env.rita)
    id = env.company.create_id(
        "post_discussion",
        "discussion",
        space_id=space,
        title="News",
        body=rich_text("x"),
        send_notifications_to_everyone=True,
        subscriber_ids=[env.mia.id],
    )
    listed = env.owner.call("get_discussion", id=id, include_subscriptions_list=True)["discussion"]
    env.mia.call("unsubscribe_from_notifications", id=listed["subscription_list"]["id"])

    env.comment("message", id)

    assert latest(env) == "rita"


def test_first_of_two_subscriptions_decides_whether_everyone_includes_person(env: FeedEnv) -> None:
    space, db = hidden_space(env, env.mia, env.rita), env.company.db
    inputs: Json = {"send_notifications_to_everyone": True, "subscriber_ids": [env.mia.id, env.rita.id]}
    id = env.company.discussion(space, **inputs)["id"]
    with db.transaction():
        for person, canceled in ((env.mia, True), (env.rita, False)):
            (row,) = [row for row in db.where(Subscription, person_id=person.uuid) if row.type == "invited"]
            first = db.change(row, canceled=canceled)
            db.put(msgspec.structs.replace(first, id=db.new_id(), canceled=not canceled))

    env.comment("message", id)

    assert latest(env) == "rita"


def test_suspended_subscriber_is_not_notified_but_suspended_creator_is(env: FeedEnv) -> None:
    env.company.log_in(env.mia)
    task = env.mia.call(
        "tasks/create",
        type="project",
        id=env.project,
        name="Mine",
        assignee_id=None,
        due_date=None,
        milestone_id=None,
    )["task"]["id"]
    env.owner.call("remove_company_member", person_id=env.mia.id)
    env.owner.call("pause_project", project_id=env.project)
    paused = latest_id(env)
    env.comment("project_task", task)
    commented = latest_id(env)

    env.owner.call("restore_company_member", person_id=env.mia.id)

    assert env.notified(paused) == "rita"
    assert env.notified(commented) == "mia"


def latest_id(env: FeedEnv) -> str:
    response = env.owner.call("get_activities", scope_type="person", scope_id=env.owner.id, actions="")
    return str(response["activities"][0]["id"])


# --- exceptions -------------------------------------------------------------------------------------------------------


def test_company_activity_notifies_author(env: FeedEnv) -> None:
    env.owner.call("add_company_admins", people_ids=[env.owner.id, env.mia.id])

    assert latest(env) == "owner mia"


def test_new_goal_does_not_notify_creator(env: FeedEnv) -> None:
    goal = env.new_goal("Mine", champion_id=env.owner.id)
    assert latest(env) == "rita"

    # Rita, who changes the goal, is notified as its reviewer; the champion is not, because they created the goal
    env.rita.call("goals/update_parent_goal", goal_id=goal, parent_goal_id=env.other_goal)
    assert latest(env, env.rita) == "rita"


def test_description_with_unknown_mention_notifies_no_person(env: FeedEnv) -> None:
    ghost = Person(env.company.server, "11111111-1111-4111-8111-111111111111", "")
    env.owner.call("goals/update_description", goal_id=env.goal, description=rich_text("Hey", env.mia, ghost))

    assert latest(env) == ""


def test_repeated_mention_creates_one_subscription(env: FeedEnv) -> None:
    description = rich_text("Hey", env.joins("carl", env.company.member("Carl Cole")))
    env.owner.call("update_project_description", project_id=env.project, description=description)
    assert latest(env) == "mia rita carl"

    env.owner.call("pause_project", project_id=env.project)
    assert latest(env) == "mia rita carl"


def test_new_task_notifies_champion_of_project_and_assignee(env: FeedEnv) -> None:
    env.owner.call(
        "tasks/create",
        type="project",
        id=env.project,
        name="Two",
        assignee_id=env.rita.id,
        due_date=None,
        milestone_id=None,
    )

    assert latest(env) == "mia rita"  # Mia is the champion of the project, and Rita is the assignee


def test_suspended_champion_is_notified_of_new_task_only(env: FeedEnv) -> None:
    env.owner.call("projects/update_champion", project_id=env.project, champion_id=env.mia.id)
    env.company.log_in(env.mia)
    env.owner.call("remove_company_member", person_id=env.mia.id)
    env.new_task("project", env.project, milestone_id=None, assignee_id=None)
    env.owner.call("pause_project", project_id=env.project)
    env.owner.call("restore_company_member", person_id=env.mia.id)

    actions = [item["activity"]["action"] for item in env.mia.call("get_notifications")["notifications"]]

    assert actions[:2] == ["company_member_restoring", "task_adding"]
    assert "project_pausing" not in actions
