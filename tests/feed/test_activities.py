"""The queries get_activities (a feed) and get_activity (contract: activities 2 and 7)."""

import pytest

from mockserver.domain import activity_log
from mockserver.domain.context import Context
from mockserver.model.company.companies import Company as CompanyRow
from mockserver.model.company.companies import Person as PersonRow
from tests.builder import COMMENT
from tests.environments.feed import FeedEnv
from tests.support import Json, Person, assert_error, rich_text


def feed(reader: Person, scope_type: str, scope_id: str, *actions: str) -> list[Json]:
    found = reader.call("get_activities", scope_type=scope_type, scope_id=scope_id, actions=list(actions) or "")
    return list(found["activities"])


def listed(reader: Person, scope_type: str, scope_id: str, *actions: str) -> list[str]:
    return [activity["action"] for activity in feed(reader, scope_type, scope_id, *actions)]


# --- scopes -----------------------------------------------------------------------------------------------------------


def test_scope_lists_its_activities_newest_first(env: FeedEnv) -> None:
    env.owner.call("projects/update_parent_goal", project_id=env.project, goal_id=env.goal, goal_name="Grow")
    env.owner.call("tasks/update_name", task_id=env.task, type="project", name="Mop")

    assert listed(env.owner, "task", env.task) == ["task_name_updating", "task_adding"]
    assert listed(env.owner, "milestone", env.milestone) == [
        "task_name_updating",
        "task_adding",
        "project_milestone_creation",
    ]
    assert listed(env.owner, "project", env.project) == [
        "task_name_updating",
        "task_adding",
        "project_milestone_creation",
        "project_goal_connection",
        "project_created",
    ]
    assert listed(env.owner, "goal", env.goal) == ["project_goal_connection", "goal_created"]
    assert listed(env.owner, "space", env.space)[-2:] == ["space_members_added", "space_added"]
    assert listed(env.owner, "company", env.company.id)[-1] == "company_adding"
    assert listed(env.owner, "person", env.owner.id)[-1] == "company_adding"
    assert listed(env.owner, "person", env.mia.id) == []


def test_task_milestone_change_is_in_scope_of_neither_milestone(env: FeedEnv) -> None:
    env.owner.call("tasks/update_milestone", task_id=env.task, milestone_id=env.other_milestone)

    assert "task_milestone_updating" in listed(env.owner, "task", env.task)
    assert "task_milestone_updating" not in listed(env.owner, "milestone", env.milestone)
    assert "task_milestone_updating" not in listed(env.owner, "milestone", env.other_milestone)


def test_comment_on_goal_discussion_is_in_goal_scope(env: FeedEnv) -> None:
    env.comment("comment_thread", env.goal_thread)

    assert listed(env.owner, "goal", env.goal)[0] == "comment_added"


def test_scope_id_accepts_all_id_forms(env: FeedEnv) -> None:
    uuid = env.company.db.all(PersonRow).__next__().id
    for form in (env.owner.id, env.owner.id.rpartition("-")[2], uuid, uuid.upper()):
        assert listed(env.owner, "person", form, "company_adding") == ["company_adding"]


def test_get_activities_returns_at_most_hundred(env: FeedEnv) -> None:
    db = env.company.db
    owner = db.get_existing(PersonRow, env.owner.uuid)
    with db.transaction():
        ctx = Context(db, owner, db.get_existing(CompanyRow, owner.company_id))
        for number in range(120):
            activity_log.record(
                ctx, "company_editing", owner.company_id, old_name=f"{number}", new_name=f"{number + 1}"
            )

    shown = feed(env.owner, "company", env.company.id)

    assert [activity["content"]["new_name"] for activity in shown] == [f"{number}" for number in range(120, 20, -1)]


def test_activities_of_several_actions_are_merged_newest_first(env: FeedEnv) -> None:
    for name in ("Barn", "Hut"):
        env.owner.call("edit_project_name", project_id=env.project, name=name)
        env.owner.call("pause_project", project_id=env.project)

    asked = ("project_pausing", "project_renamed", "no_such_action")
    assert listed(env.owner, "project", env.project, *asked) == [
        "project_pausing",
        "project_renamed",
        "project_pausing",
        "project_renamed",
    ]


def test_activities_are_sorted_by_time_before_creation_order(env: FeedEnv) -> None:
    env.owner.call("edit_project_name", project_id=env.project, name="Barn")
    env.company.advance(days=-2)
    env.owner.call("edit_project_name", project_id=env.project, name="Hut")

    shown = feed(env.owner, "project", env.project, "project_renamed")

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
def test_get_activities_with_invalid_scope_fails(env: FeedEnv, inputs: Json, status: int, message: str) -> None:
    response = env.owner.get("get_activities", **inputs)

    assert (response.status, response.message) == (status, message)


@pytest.mark.parametrize("actions", ["project_created", None])
def test_actions_that_are_not_a_list_return_500(env: FeedEnv, actions: str | None) -> None:
    assert_error(
        env.owner.get("get_activities", scope_type="goal", scope_id="x", actions=actions),
        500,
        "`actions` must be a list",
    )


def test_empty_or_unknown_scope_id_returns_no_activities(env: FeedEnv) -> None:
    assert listed(env.owner, "goal", "") == []
    assert listed(env.owner, "goal", "nothing-here") == []


# --- access -----------------------------------------------------------------------------------------------------------


def test_activities_of_hidden_goal_are_hidden(env: FeedEnv) -> None:
    goal = env.secret_goal(env.space)
    activity = feed(env.owner, "goal", goal)[0]["id"]

    assert listed(env.owner, "company", env.company.id)[0] == "goal_created"
    assert listed(env.mia, "goal", goal) == []
    assert "goal_created" not in listed(env.mia, "company", env.company.id)
    assert_error(env.mia.get("get_activity", id=activity), 404, "`can_view` on this Activity")
    assert env.owner.get("get_activity", id=activity).status == 200


def test_feed_access_is_checked_at_read_time(env: FeedEnv) -> None:
    goal = env.secret_goal(env.space)
    env.owner.call("goals/add_access_members", goal_id=goal, members=[{"id": env.mia.id, "access_level": COMMENT}])

    assert listed(env.mia, "goal", goal) == ["goal_created"]


def test_feed_contains_only_visible_activities(env: FeedEnv) -> None:
    assert env.task and env.other_goal
    gus = env.company.guest("Gus Guest")
    env.owner.call("goals/add_access_members", goal_id=env.goal, members=[{"id": gus.id, "access_level": COMMENT}])
    env.owner.call("goals/update_name", goal_id=env.goal, name="Shrink")
    env.owner.call("goals/update_name", goal_id=env.other_goal, name="First")
    gus.call("create_comment", entity_type="comment_thread", entity_id=env.goal_thread, content=rich_text("Hm"))

    everything = ["comment_added", "goal_discussion_creation", "goal_name_updating", "goal_created"]
    for scope_type, id in (("company", env.company.id), ("space", env.space), ("goal", env.goal)):
        assert listed(gus, scope_type, id) == everything
        assert listed(gus, scope_type, id, "goal_created", "goal_name_updating") == everything[2:]
    assert listed(gus, "person", env.owner.id) == everything[1:]
    assert listed(gus, "person", gus.id) == everything[:1]
    assert listed(gus, "goal", env.other_goal) == listed(gus, "task", env.task) == []


def test_feed_of_other_company_is_empty(env: FeedEnv) -> None:
    other = env.company.second_company("Other Inc.")
    company = other.call("get_company", id="other-inc-" + _code(other))["company"]["id"]

    assert listed(other, "company", company) == ["company_adding"]
    assert listed(env.owner, "company", company) == []


def _code(person: Person) -> str:
    found = person.call("get_companies")["companies"]
    return next(str(item["id"]).rpartition("-")[2] for item in found if item["name"] == "Other Inc.")


# --- deleted records, and activities that can't be shown --------------------------------------------------------------


def test_project_activity_belongs_to_company_of_project(env: FeedEnv) -> None:
    founder = env.company.second_company("Beta")
    env.owner.call(
        "add_project_contributor",
        project_id=env.project,
        person_id=founder.id,
        responsibility="Help",
        permissions="edit_access",
        role=None,
    )

    founder.call("pause_project", project_id=env.project)

    assert listed(env.owner, "company", env.company.id)[0] == "project_pausing"
    assert listed(founder, "person", founder.id) == ["company_adding"]


def test_feed_with_activity_without_view_returns_500(env: FeedEnv) -> None:
    levels = {"public": 0, "company": COMMENT, "space": COMMENT}
    env.owner.call("edit_project_permissions", project_id=env.project, access_levels=levels)

    for scope_type, id in (("project", env.project), ("space", env.space), ("person", env.owner.id)):
        assert_error(
            env.owner.get("get_activities", scope_type=scope_type, scope_id=id, actions=""),
            500,
            "the real server crashes on",
        )
        assert listed(env.owner, scope_type, id, "project_created") == ["project_created"]


def test_feed_with_discussion_without_title_returns_500(env: FeedEnv) -> None:
    inputs = {"scope_type": "goal", "scope_id": env.goal}
    discussion, message = env.goal_discussion, rich_text("Anywhere")
    env.owner.call("project_discussions/edit", id=env.goal_thread, title=" ", message=message)

    assert_error(env.owner.get("get_activities", actions="", **inputs), 500, "a discussion has no title")
    assert_error(env.owner.get("get_activity", id=discussion), 500, "a discussion has no title")
    assert listed(env.owner, "goal", env.goal, "goal_created") == ["goal_created"]


def test_deleted_task_comment_and_person_are_null(env: FeedEnv) -> None:
    posted = env.comment("project_task", env.task)
    env.owner.call("delete_comment", comment_id=posted["id"], parent_type="project_task")
    assert feed(env.owner, "project", env.project, "project_task_commented")[0]["content"]["comment"] is None

    env.owner.call("tasks/delete", task_id=env.task, type="project")
    assert feed(env.owner, "project", env.project, "task_adding")[0]["content"]["task"] is None

    env.owner.call("remove_company_member", person_id=env.mia.id)
    assert feed(env.owner, "company", env.company.id, "company_member_added")[1]["content"]["person"] is None


def test_soft_deleted_records_are_shown(env: FeedEnv) -> None:
    env.owner.call("archive_message", message_id=env.message)
    env.owner.call("delete_resource_hub_document", document_id=env.document)

    posted = feed(env.owner, "space", env.space, "discussion_posting")[0]
    created = feed(env.owner, "space", env.space, "resource_hub_document_created")[0]
    assert posted["content"]["discussion"]["title"] == "News"
    assert created["content"]["document"]["name"] == "Plan"


def test_feed_with_move_from_deleted_space_returns_500(env: FeedEnv) -> None:
    env.owner.call("move_project_to_space", project_id=env.project, space_id=env.other_space)
    env.owner.call("delete_space", space_id=env.space)

    response = env.owner.get("get_activities", scope_type="project", scope_id=env.project, actions="")

    assert_error(response, 500, "an activity refers to a deleted record")
    assert listed(env.owner, "project", env.project, "project_created") == ["project_created"]


def test_deleted_person_makes_activity_of_removal_return_500_but_not_of_addition(env: FeedEnv) -> None:
    space = env.space
    env.owner.call("remove_group_member", group_id=space, member_id=env.mia.id)
    env.owner.call("remove_company_member", person_id=env.mia.id)

    added = feed(env.owner, "space", space, "space_members_added")[0]["content"]["members"]
    assert [member["full_name"] for member in added] == ["Mia Moss", "Rita Ray"]
    removal = env.owner.get("get_activities", scope_type="space", scope_id=space, actions=["space_member_removed"])
    assert_error(removal, 500, "an activity refers to a deleted record")


def test_feed_with_records_of_deleted_author_returns_500(env: FeedEnv) -> None:
    posted = {"project_id": env.project, "status": "on_track", "description": rich_text("Fine")}
    check_in = env.mia.call("post_project_check_in", **posted)["check_in"]["id"]
    env.owner.call("acknowledge_project_check_in", id=check_in)
    started = {"goal_id": env.goal, "title": "Where to?", "message": rich_text("North")}
    discussion = env.mia.call("create_goal_discussion", **started)["id"]
    thread = env.owner.call("get_activity", id=discussion)["activity"]["comment_thread"]["id"]
    env.comment("comment_thread", thread)

    env.owner.call("remove_company_member", person_id=env.mia.id)

    for scope, id, action in (
        ("project", env.project, "project_check_in_acknowledged"),
        ("goal", env.goal, "comment_added"),
    ):
        response = env.owner.get("get_activities", scope_type=scope, scope_id=id, actions=[action])
        assert_error(response, 500, "an activity refers to a deleted record")
    assert listed(env.owner, "project", env.project, "project_check_in_submitted") == []


def test_activities_of_deleted_project_are_deleted(env: FeedEnv) -> None:
    project = env.project
    # Mia was notified when she became a member of the company, a member of the space, and the champion of the project
    assert env.mia.call("get_unread_notification_count")["unread"] == 3

    env.owner.call("projects/delete", project_id=project)

    assert listed(env.owner, "project", project) == []
    assert env.mia.call("get_unread_notification_count")["unread"] == 2


def test_goal_activity_shows_role_of_reader_in_notifications_only(env: FeedEnv) -> None:
    activity = feed(env.mia, "goal", env.goal)[0]
    row = env.mia.call("get_notifications")["notifications"][0]
    other = env.rita.call("get_notifications")["notifications"][0]

    assert activity["content"]["goal"]["my_role"] is None
    assert row["activity"]["content"]["goal"]["my_role"] == "champion"
    assert other["activity"]["content"]["goal"]["my_role"] == "reviewer"


# --- one activity -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inputs", "status"), [({}, 500), ({"id": ""}, 500), ({"id": "***"}, 400), ({"id": "nothing-here"}, 404)]
)
def test_get_activity_with_invalid_id_fails(env: FeedEnv, inputs: Json, status: int) -> None:
    assert env.owner.get("get_activity", **inputs).status == status


def test_activity_without_comment_thread_shows_null(env: FeedEnv) -> None:
    id = feed(env.owner, "goal", env.goal)[0]["id"]

    asked = dict.fromkeys(("include_subscriptions_list", "include_potential_subscribers"), True)
    shown = env.owner.call("get_activity", id=id, include_unread_goal_notifications=True, **asked)["activity"]

    assert (shown["comment_thread"], shown["notifications"], shown["permissions"]) == (None, [], None)


def test_get_activity_flags_fill_discussion_fields(env: FeedEnv) -> None:
    plain = env.rita.call("get_activity", id=env.goal_discussion)["activity"]
    assert plain["id"] == env.goal_discussion
    assert plain["notifications"] == []
    thread = plain["comment_thread"]
    assert (thread["title"], thread["comments"], thread["reactions"]) == ("Where to?", False, [])
    assert (thread["subscription_list"], thread["potential_subscribers"]) == (None, None)

    flags = ("unread_goal_notifications", "permissions", "subscriptions_list", "potential_subscribers")
    full = env.rita.call("get_activity", id=plain["id"], **{f"include_{flag}": True for flag in flags})["activity"]
    assert [row["read"] for row in full["notifications"]] == [False]
    assert full["permissions"] == {"can_comment_on_thread": True, "can_view": True}
    listed = full["comment_thread"]["subscription_list"]
    assert (listed["parent_type"], listed["send_to_everyone"], listed["subscriptions"]) == (
        "comment_thread",
        False,
        None,
    )
    candidates = full["comment_thread"]["potential_subscribers"]
    roles = {item["person"]["full_name"]: (item["role"], item["is_subscribed"]) for item in candidates}
    assert roles == {
        "Mia Moss": ("Champion", False),
        "Rita Ray": ("Reviewer", True),
        "Olivia Owner": ("Founder", True),
    }


def test_resumed_project_notifications_require_project_flag(env: FeedEnv) -> None:
    env.owner.call("pause_project", project_id=env.project)
    env.owner.call("resume_project", project_id=env.project, message=rich_text("On"), subscriber_ids=[env.rita.id])
    id = feed(env.rita, "project", env.project, "project_resuming")[0]["id"]

    def unread(**flag: bool) -> int:
        return len(env.rita.call("get_activity", id=id, **flag)["activity"]["notifications"])

    assert unread(include_unread_project_notifications=True) == 1
    assert unread(include_unread_goal_notifications=True) == 0
    env.rita.call("mark_all_notifications_as_read")
    assert unread(include_unread_project_notifications=True) == 0


def test_activity_permissions_follow_level(env: FeedEnv) -> None:
    goal = env.secret_goal(env.space)
    env.owner.call("goals/add_access_members", goal_id=goal, members=[{"id": env.mia.id, "access_level": 10}])
    id = feed(env.mia, "goal", goal)[0]["id"]

    shown = env.mia.call("get_activity", id=id, include_permissions=True)["activity"]

    assert shown["permissions"] == {"can_comment_on_thread": False, "can_view": True}
