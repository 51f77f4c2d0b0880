"""Who hears of what beyond the plain case of each action: subscription lists and the exceptions (contract:
activities 3, 4.2 and 4.3)."""

import pytest

from tests.builders.feed import COMMENT, EDIT, Stage
from tests.support import Json, Person, rich_text


def hidden_space(stage: Stage, *people: Person) -> str:
    """A space that its members alone can see."""
    id = stage.make("create_space", "space", name="Den", mission="Hide", company_permissions=0)
    members = [{"id": person.id, "access_level": EDIT} for person in people]
    stage.owner.done("add_space_members", space_id=id, members=members)
    return id


def posted(stage: Stage, space: str, *, everyone: Json = None, to: tuple[Person, ...] = (), text: str = "Hi") -> str:
    """Who hears of a message of the owner."""
    stage.owner.done(
        "post_discussion",
        space_id=space,
        title="News",
        body=text if text.startswith("{") else rich_text(text),
        send_notifications_to_everyone=everyone,
        subscriber_ids=[person.id for person in to],
    )
    return latest(stage)


def latest(stage: Stage, actor: Person | None = None) -> str:
    """Who heard of the latest that somebody did."""
    actor = actor or stage.owner
    done = stage.owner.done("get_activities", scope_type="person", scope_id=actor.id, actions="")["activities"]
    return stage.heard(done[0]["id"])


# --- one list, all its cases ------------------------------------------------------------------------------------------


def test_a_draft_is_heard_of_when_it_is_published(stage: Stage) -> None:
    draft = stage.new_message(post_as_draft=True)
    assert latest(stage) == "mia rita"  # the members' coming into the space is the latest still

    stage.owner.done("edit_discussion", id=draft, title="Now", body=rich_text("x"), state="published")

    assert latest(stage) == "rita"


@pytest.mark.parametrize(
    ("everyone", "to", "mentioned", "heard"),
    [
        (False, (), (), ""),
        (None, ("mia",), (), "mia"),
        (False, ("mia",), ("rita",), "mia rita"),
        (False, ("owner",), ("owner",), ""),
        (True, (), (), "mia rita"),
        (True, ("mia",), ("mia",), "mia rita"),
    ],
)
def test_subscribers_or_all_members(
    stage: Stage, everyone: bool | None, to: tuple[str, ...], mentioned: tuple[str, ...], heard: str
) -> None:
    space = hidden_space(stage, stage.mia, stage.rita)
    named = tuple(stage.people[name] for name in to)
    text = rich_text("Hi", *(stage.people[name] for name in mentioned))

    assert posted(stage, space, everyone=everyone, to=named, text=text) == heard


def test_who_does_not_see_it_does_not_hear_of_it(stage: Stage) -> None:
    space = hidden_space(stage, stage.mia)

    assert posted(stage, space, to=(stage.mia, stage.rita)) == "mia"
    assert posted(stage, space, everyone=True, to=(stage.rita,)) == "mia"


def test_a_space_without_members_tells_nobody(stage: Stage) -> None:
    space = stage.make("create_space", "space", name="Open", mission="Show", company_permissions=COMMENT)
    assert posted(stage, space, to=(stage.mia,)) == "mia"

    stage.owner.done("remove_group_member", group_id=space, member_id=stage.owner.id)

    assert posted(stage, space, to=(stage.mia,)) == ""
    assert posted(stage, space, everyone=True, to=(stage.mia,)) == ""


def test_members_hear_of_a_goal_they_can_not_see(stage: Stage) -> None:
    goal = stage.secret_goal(hidden_space(stage, stage.mia))
    inputs = {"goal_id": goal, "title": "Hush", "message": rich_text("x")}

    stage.owner.done("create_goal_discussion", **inputs, subscriber_ids=[stage.mia.id, stage.rita.id])
    assert latest(stage) == ""
    stage.owner.done("create_goal_discussion", **inputs, send_notifications_to_everyone=True)
    assert latest(stage) == "mia"


def test_everyone_means_the_contributors_of_a_check_in_and_nobody_else_of_a_project(stage: Stage) -> None:
    inputs = {"project_id": stage.project, "send_notifications_to_everyone": True}

    stage.owner.done("post_project_check_in", **inputs, status="on_track", description=rich_text("x"))
    assert latest(stage) == "mia rita"
    stage.owner.done("project_discussions/create", **inputs, title="Hm", message=rich_text("x"))
    assert latest(stage) == ""


def test_a_canceled_subscription_is_silent_even_for_everyone(stage: Stage) -> None:
    space = hidden_space(stage, stage.mia, stage.rita)
    id = stage.make(
        "post_discussion",
        "discussion",
        space_id=space,
        title="News",
        body=rich_text("x"),
        send_notifications_to_everyone=True,
        subscriber_ids=[stage.mia.id],
    )
    listed = stage.owner.done("get_discussion", id=id, include_subscriptions_list=True)["discussion"]
    stage.mia.done("unsubscribe_from_notifications", id=listed["subscription_list"]["id"])

    stage.comment("message", id)

    assert latest(stage) == "rita"


def test_a_suspended_subscriber_hears_nothing_but_a_suspended_creator_does(stage: Stage) -> None:
    stage.company.log_in(stage.mia)
    task = stage.mia.done(
        "tasks/create",
        type="project",
        id=stage.project,
        name="Mine",
        assignee_id=None,
        due_date=None,
        milestone_id=None,
    )["task"]["id"]
    stage.owner.done("remove_company_member", person_id=stage.mia.id)
    stage.owner.done("pause_project", project_id=stage.project)
    paused = latest_id(stage)
    stage.comment("project_task", task)
    commented = latest_id(stage)

    stage.owner.done("restore_company_member", person_id=stage.mia.id)

    assert stage.heard(paused) == "rita"
    assert stage.heard(commented) == "mia"


def latest_id(stage: Stage) -> str:
    done = stage.owner.done("get_activities", scope_type="person", scope_id=stage.owner.id, actions="")
    return str(done["activities"][0]["id"])


# --- exceptions -------------------------------------------------------------------------------------------------------


def test_company_actions_tell_the_author_too(stage: Stage) -> None:
    stage.owner.done("add_company_admins", people_ids=[stage.owner.id, stage.mia.id])

    assert latest(stage) == "owner mia"


def test_the_creator_of_a_goal_does_not_hear_of_it(stage: Stage) -> None:
    goal = stage.new_goal("Mine", champion_id=stage.owner.id)
    assert latest(stage) == "rita"

    # whoever moves it: the author hears of it if he leads the goal, the creator never
    stage.rita.done("goals/update_parent_goal", goal_id=goal, parent_goal_id=stage.other_goal)
    assert latest(stage, stage.rita) == "rita"


def test_a_description_that_mentions_nobody_there_tells_nobody(stage: Stage) -> None:
    ghost = Person(stage.company.server, "11111111-1111-4111-8111-111111111111", "")
    stage.owner.done("goals/update_description", goal_id=stage.goal, description=rich_text("Hey", stage.mia, ghost))

    assert latest(stage) == ""


def test_a_mention_gives_a_subscription_once(stage: Stage) -> None:
    description = rich_text("Hey", stage.joins("carl", stage.company.member("Carl Cole")))
    stage.owner.done("update_project_description", project_id=stage.project, description=description)
    assert latest(stage) == "mia rita carl"

    stage.owner.done("pause_project", project_id=stage.project)
    assert latest(stage) == "mia rita carl"


def test_the_third_person_of_a_task(stage: Stage) -> None:
    stage.owner.done(
        "tasks/create",
        type="project",
        id=stage.project,
        name="Two",
        assignee_id=stage.rita.id,
        due_date=None,
        milestone_id=None,
    )

    assert latest(stage) == "mia rita"  # the project's champion and the assignee


def test_a_suspended_champion_is_told_of_a_new_task_but_of_nothing_for_subscribers(stage: Stage) -> None:
    stage.owner.done("projects/update_champion", project_id=stage.project, champion_id=stage.mia.id)
    stage.company.log_in(stage.mia)
    stage.owner.done("remove_company_member", person_id=stage.mia.id)
    stage.new_task("project", stage.project, milestone_id=None, assignee_id=None)
    stage.owner.done("pause_project", project_id=stage.project)
    stage.owner.done("restore_company_member", person_id=stage.mia.id)

    told = [one["activity"]["action"] for one in stage.mia.done("get_notifications")["notifications"]]

    assert told[:2] == ["company_member_restoring", "task_adding"]
    assert "project_pausing" not in told
