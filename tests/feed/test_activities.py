"""get_activities and get_activity (contract: activities 2 and 7)."""

import pytest

from mockserver.domain import activity_log
from mockserver.domain.context import Context
from mockserver.model.company.companies import Company as CompanyRow
from mockserver.model.company.companies import Person as PersonRow
from tests.builders.feed import COMMENT, Stage
from tests.support import Json, Person, rich_text


def feed(reader: Person, scope_type: str, scope_id: str, *actions: str) -> list[Json]:
    found = reader.done("get_activities", scope_type=scope_type, scope_id=scope_id, actions=list(actions) or "")
    return list(found["activities"])


def told(reader: Person, scope_type: str, scope_id: str, *actions: str) -> list[str]:
    return [activity["action"] for activity in feed(reader, scope_type, scope_id, *actions)]


# --- scopes -----------------------------------------------------------------------------------------------------------


def test_a_scope_shows_what_names_it_newest_first(stage: Stage) -> None:
    stage.owner.done("projects/update_parent_goal", project_id=stage.project, goal_id=stage.goal, goal_name="Grow")
    stage.owner.done("tasks/update_name", task_id=stage.task, type="project", name="Mop")

    assert told(stage.owner, "task", stage.task) == ["task_name_updating", "task_adding"]
    assert told(stage.owner, "milestone", stage.milestone) == [
        "task_name_updating",
        "task_adding",
        "project_milestone_creation",
    ]
    assert told(stage.owner, "project", stage.project) == [
        "task_name_updating",
        "task_adding",
        "project_milestone_creation",
        "project_goal_connection",
        "project_created",
    ]
    assert told(stage.owner, "goal", stage.goal) == ["project_goal_connection", "goal_created"]
    assert told(stage.owner, "space", stage.space)[-2:] == ["space_members_added", "space_added"]
    assert told(stage.owner, "company", stage.company.id)[-1] == "company_adding"
    assert told(stage.owner, "person", stage.owner.id)[-1] == "company_adding"
    assert told(stage.owner, "person", stage.mia.id) == []


def test_a_task_that_changes_its_milestone_is_in_neither_milestones_scope(stage: Stage) -> None:
    stage.owner.done("tasks/update_milestone", task_id=stage.task, milestone_id=stage.other_milestone)

    assert "task_milestone_updating" in told(stage.owner, "task", stage.task)
    assert "task_milestone_updating" not in told(stage.owner, "milestone", stage.milestone)
    assert "task_milestone_updating" not in told(stage.owner, "milestone", stage.other_milestone)


def test_a_comment_on_a_goals_thread_is_in_the_goals_scope(stage: Stage) -> None:
    stage.comment("comment_thread", stage.goal_thread)

    assert told(stage.owner, "goal", stage.goal)[0] == "comment_added"


def test_ids_are_read_in_every_form(stage: Stage) -> None:
    uuid = stage.company.db.all(PersonRow).__next__().id
    for form in (stage.owner.id, stage.owner.id.rpartition("-")[2], uuid, uuid.upper()):
        assert told(stage.owner, "person", form, "company_adding") == ["company_adding"]


def test_a_feed_shows_a_hundred(stage: Stage) -> None:
    db = stage.company.db
    owner = db.known(PersonRow, stage.owner.uuid)
    with db.transaction():
        ctx = Context(db, owner, db.known(CompanyRow, owner.company_id))
        for number in range(120):
            activity_log.record(
                ctx, "company_editing", owner.company_id, old_name=f"{number}", new_name=f"{number + 1}"
            )

    shown = feed(stage.owner, "company", stage.company.id)

    assert [activity["content"]["new_name"] for activity in shown] == [f"{number}" for number in range(120, 20, -1)]


def test_several_actions_are_merged_newest_first(stage: Stage) -> None:
    for name in ("Barn", "Hut"):
        stage.owner.done("edit_project_name", project_id=stage.project, name=name)
        stage.owner.done("pause_project", project_id=stage.project)

    asked = ("project_pausing", "project_renamed", "no_such_action")
    assert told(stage.owner, "project", stage.project, *asked) == [
        "project_pausing",
        "project_renamed",
        "project_pausing",
        "project_renamed",
    ]


def test_time_comes_before_the_order_of_making(stage: Stage) -> None:
    stage.owner.done("edit_project_name", project_id=stage.project, name="Barn")
    stage.company.advance(days=-2)
    stage.owner.done("edit_project_name", project_id=stage.project, name="Hut")

    shown = feed(stage.owner, "project", stage.project, "project_renamed")

    assert [activity["content"]["new_name"] for activity in shown] == ["Barn", "Hut"]


@pytest.mark.parametrize(
    ("inputs", "status", "message"),
    [
        ({}, 400, "Missing required fields: scope_id, scope_type, actions"),
        ({"scope_type": "goal", "scope_id": "x"}, 400, "Missing required fields: actions"),
        (
            {"scope_type": "goals", "scope_id": "x", "actions": ""},
            400,
            "Invalid value for enum activity_scope_type: goals. "
            "Allowed values: person, company, space, project, milestone, task, goal",
        ),
        ({"scope_type": "goal", "scope_id": "***", "actions": ""}, 500, "An unexpected error occurred"),
        ({"scope_type": "company", "scope_id": "acme", "actions": ""}, 500, "An unexpected error occurred"),
        ({"scope_type": "company", "scope_id": "acme-0999", "actions": ""}, 500, "An unexpected error occurred"),
        ({"scope_type": "person", "scope_id": "", "actions": ""}, 500, "An unexpected error occurred"),
    ],
)
def test_what_get_activities_refuses(stage: Stage, inputs: Json, status: int, message: str) -> None:
    answer = stage.owner.get("get_activities", **inputs)

    assert (answer.status, answer.message) == (status, message)


@pytest.mark.parametrize("actions", ["project_created", None])
def test_a_list_of_actions_must_be_a_list(stage: Stage, actions: str | None) -> None:
    assert stage.owner.get("get_activities", scope_type="goal", scope_id="x", actions=actions).status == 500


def test_an_empty_or_unknown_id_shows_nothing(stage: Stage) -> None:
    assert told(stage.owner, "goal", "") == []
    assert told(stage.owner, "goal", "nothing-here") == []


# --- who sees what ----------------------------------------------------------------------------------------------------


def test_what_happens_to_a_hidden_goal_is_hidden(stage: Stage) -> None:
    goal = stage.secret_goal(stage.space)
    activity = feed(stage.owner, "goal", goal)[0]["id"]

    assert told(stage.owner, "company", stage.company.id)[0] == "goal_created"
    assert told(stage.mia, "goal", goal) == []
    assert "goal_created" not in told(stage.mia, "company", stage.company.id)
    assert stage.mia.get("get_activity", id=activity).status == 404
    assert stage.owner.get("get_activity", id=activity).status == 200


def test_access_counts_when_the_feed_is_read(stage: Stage) -> None:
    goal = stage.secret_goal(stage.space)
    stage.owner.done("goals/add_access_members", goal_id=goal, members=[{"id": stage.mia.id, "access_level": COMMENT}])

    assert told(stage.mia, "goal", goal) == ["goal_created"]


def test_who_sees_little_is_shown_all_of_it(stage: Stage) -> None:
    assert stage.task and stage.other_goal
    gus = stage.company.guest("Gus Guest")
    stage.owner.done("goals/add_access_members", goal_id=stage.goal, members=[{"id": gus.id, "access_level": COMMENT}])
    stage.owner.done("goals/update_name", goal_id=stage.goal, name="Shrink")
    stage.owner.done("goals/update_name", goal_id=stage.other_goal, name="First")
    gus.done("create_comment", entity_type="comment_thread", entity_id=stage.goal_thread, content=rich_text("Hm"))

    everything = ["comment_added", "goal_discussion_creation", "goal_name_updating", "goal_created"]
    for scope_type, id in (("company", stage.company.id), ("space", stage.space), ("goal", stage.goal)):
        assert told(gus, scope_type, id) == everything
        assert told(gus, scope_type, id, "goal_created", "goal_name_updating") == everything[2:]
    assert told(gus, "person", stage.owner.id) == everything[1:]
    assert told(gus, "person", gus.id) == everything[:1]
    assert told(gus, "goal", stage.other_goal) == told(gus, "task", stage.task) == []


def test_another_companys_feed_is_empty(stage: Stage) -> None:
    other = stage.company.second_company("Other Inc.")
    company = other.done("get_company", id="other-inc-" + _code(other))["company"]["id"]

    assert told(other, "company", company) == ["company_adding"]
    assert told(stage.owner, "company", company) == []


def _code(person: Person) -> str:
    found = person.done("get_companies")["companies"]
    return next(str(one["id"]).rpartition("-")[2] for one in found if one["name"] == "Other Inc.")


# --- what can't be shown ----------------------------------------------------------------------------------------------


def test_what_happens_in_a_project_is_its_companys_news_whoever_does_it(stage: Stage) -> None:
    founder = stage.company.second_company("Beta")
    stage.owner.done(
        "add_project_contributor",
        project_id=stage.project,
        person_id=founder.id,
        responsibility="Help",
        permissions="edit_access",
        role=None,
    )

    founder.done("pause_project", project_id=stage.project)

    assert told(stage.owner, "company", stage.company.id)[0] == "project_pausing"
    assert told(founder, "person", founder.id) == ["company_adding"]


def test_an_action_without_a_form_breaks_every_feed_that_holds_it(stage: Stage) -> None:
    levels = {"public": 0, "company": COMMENT, "space": COMMENT}
    stage.owner.done("edit_project_permissions", project_id=stage.project, access_levels=levels)

    for scope_type, id in (("project", stage.project), ("space", stage.space), ("person", stage.owner.id)):
        assert stage.owner.get("get_activities", scope_type=scope_type, scope_id=id, actions="").status == 500
        assert told(stage.owner, scope_type, id, "project_created") == ["project_created"]


def test_a_discussion_that_lost_its_title_breaks_every_feed_that_holds_it(stage: Stage) -> None:
    inputs = {"scope_type": "goal", "scope_id": stage.goal}
    discussion, message = stage.goal_discussion, rich_text("Anywhere")
    stage.owner.done("project_discussions/edit", id=stage.goal_thread, title=" ", message=message)

    assert stage.owner.get("get_activities", actions="", **inputs).status == 500
    assert stage.owner.get("get_activity", id=discussion).status == 500
    assert told(stage.owner, "goal", stage.goal, "goal_created") == ["goal_created"]


def test_a_deleted_task_a_deleted_comment_and_a_deleted_person_are_null(stage: Stage) -> None:
    said = stage.comment("project_task", stage.task)
    stage.owner.done("delete_comment", comment_id=said["id"], parent_type="project_task")
    assert feed(stage.owner, "project", stage.project, "project_task_commented")[0]["content"]["comment"] is None

    stage.owner.done("tasks/delete", task_id=stage.task, type="project")
    assert feed(stage.owner, "project", stage.project, "task_adding")[0]["content"]["task"] is None

    stage.owner.done("remove_company_member", person_id=stage.mia.id)
    assert feed(stage.owner, "company", stage.company.id, "company_member_added")[1]["content"]["person"] is None


def test_soft_deleted_things_are_still_shown(stage: Stage) -> None:
    stage.owner.done("archive_message", message_id=stage.message)
    stage.owner.done("delete_resource_hub_document", document_id=stage.document)

    posted = feed(stage.owner, "space", stage.space, "discussion_posting")[0]
    created = feed(stage.owner, "space", stage.space, "resource_hub_document_created")[0]
    assert posted["content"]["discussion"]["title"] == "News"
    assert created["content"]["document"]["name"] == "Plan"


def test_a_move_out_of_a_space_that_is_gone_can_not_be_shown(stage: Stage) -> None:
    stage.owner.done("move_project_to_space", project_id=stage.project, space_id=stage.other_space)
    stage.owner.done("delete_space", space_id=stage.space)

    answer = stage.owner.get("get_activities", scope_type="project", scope_id=stage.project, actions="")

    assert answer.status == 500
    assert told(stage.owner, "project", stage.project, "project_created") == ["project_created"]


def test_a_member_who_is_gone_breaks_the_removal_but_not_the_addition(stage: Stage) -> None:
    space = stage.space
    stage.owner.done("remove_group_member", group_id=space, member_id=stage.mia.id)
    stage.owner.done("remove_company_member", person_id=stage.mia.id)

    added = feed(stage.owner, "space", space, "space_members_added")[0]["content"]["members"]
    assert [member["full_name"] for member in added] == ["Mia Moss", "Rita Ray"]
    removal = stage.owner.get("get_activities", scope_type="space", scope_id=space, actions=["space_member_removed"])
    assert removal.status == 500


def test_what_went_with_its_author_breaks_what_others_did_about_it(stage: Stage) -> None:
    said = {"project_id": stage.project, "status": "on_track", "description": rich_text("Fine")}
    check_in = stage.mia.done("post_project_check_in", **said)["check_in"]["id"]
    stage.owner.done("acknowledge_project_check_in", id=check_in)
    started = {"goal_id": stage.goal, "title": "Where to?", "message": rich_text("North")}
    discussion = stage.mia.done("create_goal_discussion", **started)["id"]
    thread = stage.owner.done("get_activity", id=discussion)["activity"]["comment_thread"]["id"]
    stage.comment("comment_thread", thread)

    stage.owner.done("remove_company_member", person_id=stage.mia.id)

    for scope, id, action in (
        ("project", stage.project, "project_check_in_acknowledged"),
        ("goal", stage.goal, "comment_added"),
    ):
        answer = stage.owner.get("get_activities", scope_type=scope, scope_id=id, actions=[action])
        assert answer.status == 500
    assert told(stage.owner, "project", stage.project, "project_check_in_submitted") == []


def test_what_hangs_on_a_deleted_project_is_gone(stage: Stage) -> None:
    project = stage.project
    assert stage.mia.done("get_unread_notification_count")["unread"] == 3  # hired, in the space, champion

    stage.owner.done("projects/delete", project_id=project)

    assert told(stage.owner, "project", project) == []
    assert stage.mia.done("get_unread_notification_count")["unread"] == 2


def test_mini_goals_name_the_readers_role_in_an_inbox_only(stage: Stage) -> None:
    activity = feed(stage.mia, "goal", stage.goal)[0]
    row = stage.mia.done("get_notifications")["notifications"][0]
    other = stage.rita.done("get_notifications")["notifications"][0]

    assert activity["content"]["goal"]["my_role"] is None
    assert row["activity"]["content"]["goal"]["my_role"] == "champion"
    assert other["activity"]["content"]["goal"]["my_role"] == "reviewer"


# --- one activity -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inputs", "status"), [({}, 500), ({"id": ""}, 500), ({"id": "***"}, 400), ({"id": "nothing-here"}, 404)]
)
def test_what_get_activity_refuses(stage: Stage, inputs: Json, status: int) -> None:
    assert stage.owner.get("get_activity", **inputs).status == status


def test_an_activity_without_a_thread(stage: Stage) -> None:
    id = feed(stage.owner, "goal", stage.goal)[0]["id"]

    asked = dict.fromkeys(("include_subscriptions_list", "include_potential_subscribers"), True)
    shown = stage.owner.done("get_activity", id=id, include_unread_goal_notifications=True, **asked)["activity"]

    assert (shown["comment_thread"], shown["notifications"], shown["permissions"]) == (None, [], None)


def test_a_discussion_shows_what_is_asked_for(stage: Stage) -> None:
    plain = stage.rita.done("get_activity", id=stage.goal_discussion)["activity"]
    assert plain["id"] == stage.goal_discussion
    assert plain["notifications"] == []
    thread = plain["comment_thread"]
    assert (thread["title"], thread["comments"], thread["reactions"]) == ("Where to?", False, [])
    assert (thread["subscription_list"], thread["potential_subscribers"]) == (None, None)

    flags = ("unread_goal_notifications", "permissions", "subscriptions_list", "potential_subscribers")
    full = stage.rita.done("get_activity", id=plain["id"], **{f"include_{flag}": True for flag in flags})["activity"]
    assert [row["read"] for row in full["notifications"]] == [False]
    assert full["permissions"] == {"can_comment_on_thread": True, "can_view": True}
    listed = full["comment_thread"]["subscription_list"]
    assert (listed["parent_type"], listed["send_to_everyone"], listed["subscriptions"]) == (
        "comment_thread",
        False,
        None,
    )
    candidates = full["comment_thread"]["potential_subscribers"]
    roles = {one["person"]["full_name"]: (one["role"], one["is_subscribed"]) for one in candidates}
    assert roles == {
        "Mia Moss": ("Champion", False),
        "Rita Ray": ("Reviewer", True),
        "Olivia Owner": ("Founder", True),
    }


def test_unread_notifications_of_a_resumed_project_take_the_projects_flag(stage: Stage) -> None:
    stage.owner.done("pause_project", project_id=stage.project)
    stage.owner.done(
        "resume_project", project_id=stage.project, message=rich_text("On"), subscriber_ids=[stage.rita.id]
    )
    id = feed(stage.rita, "project", stage.project, "project_resuming")[0]["id"]

    def unread(**flag: bool) -> int:
        return len(stage.rita.done("get_activity", id=id, **flag)["activity"]["notifications"])

    assert unread(include_unread_project_notifications=True) == 1
    assert unread(include_unread_goal_notifications=True) == 0
    stage.rita.done("mark_all_notifications_as_read")
    assert unread(include_unread_project_notifications=True) == 0


def test_permissions_follow_the_level(stage: Stage) -> None:
    goal = stage.secret_goal(stage.space)
    stage.owner.done("goals/add_access_members", goal_id=goal, members=[{"id": stage.mia.id, "access_level": 10}])
    id = feed(stage.mia, "goal", goal)[0]["id"]

    shown = stage.mia.done("get_activity", id=id, include_permissions=True)["activity"]

    assert shown["permissions"] == {"can_comment_on_thread": False, "can_view": True}
