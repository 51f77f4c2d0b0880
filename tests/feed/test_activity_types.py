"""One row for every action that the API can leave: what makes it, what the wire shows of it, and who hears of it
(contract: activities 3). What it stores is asked of the same table that recording checks."""

from collections.abc import Callable
from typing import NamedTuple

import pytest

from mockserver.domain.activity_types import ACTIONS
from mockserver.model.company.companies import Person as PersonRow
from mockserver.model.feed.activities import Activity
from tests.builder import COMMENT, EDIT
from tests.environments.feed import FeedEnv, day
from tests.support import Company, Json, rich_text

IDS = "company_id company space_id space"
GOAL = f"{IDS} goal_id goal"
PROJECT = f"{IDS} project_id project"
HUB = "space resource_hub"
UNSHOWN = None


class Row(NamedTuple):
    """An action, the operation that leaves it, the keys of its content on the wire, and the names of those notified."""

    action: str
    do: Callable[[FeedEnv], object]
    keys: str | None
    heard: str = ""


def hire(s: FeedEnv) -> None:
    s.joins("nell", s.company.member("Nell New"))


def invite(s: FeedEnv) -> None:
    s.joins("gus", s.company.guest("Gus Guest"))


def restore(s: FeedEnv) -> None:
    sid = s.joins("sid", s.company.suspended("Sid Still"))
    s.owner.done("restore_company_member", person_id=sid.id)


def copy_folder(s: FeedEnv) -> None:
    s.owner.done(
        "copy_resource_hub_folder",
        folder_name="Copy",
        folder_id=s.folder,
        dest_resource_hub_id=s.hub,
        dest_parent_folder_id=None,
    )


def move_in_hub(s: FeedEnv) -> None:
    s.owner.done("edit_parent_folder_in_resource_hub", resource_id=s.link, resource_type="link", new_folder_id=s.folder)


def edit_link(s: FeedEnv) -> None:
    s.owner.done(
        "edit_resource_hub_link",
        link_id=s.link,
        name="Page",
        type="figma",
        url="https://example.org",
        description=rich_text("Look"),
    )


def close_goal(s: FeedEnv) -> None:
    s.owner.done(
        "close_goal",
        goal_id=s.goal,
        success="yes",
        success_status="achieved",
        retrospective=rich_text("Done"),
        subscriber_ids=[s.rita.id],
    )


def edit_update(s: FeedEnv) -> None:
    s.owner.done(
        "edit_goal_progress_update",
        id=s.update,
        due_date=None,
        status="caution",
        content=rich_text("Hm"),
        new_target_values="[]",
        checklist=[],
    )


def edit_project_permissions(s: FeedEnv) -> None:
    levels = {"public": 0, "company": COMMENT, "space": EDIT}
    s.owner.done("edit_project_permissions", project_id=s.project, access_levels=levels)


def edit_contributor(s: FeedEnv) -> None:
    s.owner.done(
        "update_project_contributor",
        contrib_id=s.contributor(s.mia),
        person_id=s.mia.id,
        responsibility="Nails",
        permissions="edit_access",
        role="contributor",
    )


def update_status(s: FeedEnv) -> None:
    status = s.status("project", s.task)
    s.owner.done("tasks/update_status", task_id=s.task, type="project", status=status)


def add_contributor(s: FeedEnv) -> None:
    s.owner.done(
        "add_project_contributor",
        project_id=s.project,
        person_id=s.joins("carl", s.company.member("Carl Cole")).id,
        responsibility="Nails",
        permissions="edit_access",
        role="contributor",
    )


def add_contributors(s: FeedEnv) -> None:
    carl = s.joins("carl", s.company.member("Carl Cole"))
    added = {"person_id": carl.id, "responsibility": "Nails", "access_level": "edit_access"}
    s.owner.done("add_project_contributors", project_id=s.project, contributors=[added])


def post(endpoint: str, **inputs: Callable[[FeedEnv], Json] | Json) -> Callable[[FeedEnv], object]:
    """A call of the owner; inputs that are functions are called with the environment."""
    return lambda s: s.owner.done(endpoint, **{k: v(s) if callable(v) else v for k, v in inputs.items()})


def of(name: str) -> Callable[[FeedEnv], Json]:
    """An attribute of the environment: the id of a record, or a person's id."""

    def found(s: FeedEnv) -> Json:
        thing = getattr(s, name)
        return thing if isinstance(thing, str) else thing.id

    return found


def made(name: str) -> Callable[[FeedEnv], object]:
    """The creation of a record of the environment."""
    return lambda s: getattr(s, name)


def comment(entity_type: str, name: str) -> Callable[[FeedEnv], object]:
    return lambda s: s.comment(entity_type, getattr(s, name))


goal, project, task, space = of("goal"), of("project"), of("task"), of("space")
milestone, link, document = of("milestone"), of("link"), of("document")
mia, rita = of("mia"), of("rita")
TEXT = rich_text("Other")

ROWS = [
    # companies
    Row("company_adding", lambda s: None, "company creator"),
    Row("company_editing", post("edit_company", name="Acme Global"), "company old_name new_name"),
    Row("company_admin_added", post("add_company_admins", people_ids=lambda s: [s.mia.id]), "company people", "mia"),
    Row("company_admin_removed", post("remove_company_admin", person_id=mia), "company person", "mia"),
    Row("company_owner_removing", post("remove_company_owner", person_id=mia), "company person", "mia"),
    Row("company_member_added", hire, "company person name", "nell"),
    Row("guest_invited", invite, "company person", "gus"),
    Row("company_member_removed", lambda s: s.company.suspended("Sid Still"), ""),
    Row("company_member_restoring", restore, "person", "sid"),
    Row(
        "company_member_converted_to_guest",
        post("convert_company_member_to_guest", person_id=mia),
        "company person",
        "mia",
    ),
    Row(
        "company_members_permissions_edited",
        post(
            "edit_company_members_permissions",
            members=lambda s: [{"id": s.mia.id, "access_level": "edit_access"}],
        ),
        "company_id members",
        "mia",
    ),
    # spaces and discussions
    Row("space_added", made("space"), "space"),
    Row(
        "group_edited",
        post("edit_space", id=space, name="Garden", mission="Grow"),
        "company space old_name new_name old_mission new_mission",
    ),
    Row("space_joining", post("join_space", space_id=of("space")), "space"),
    Row("space_members_added", made("space"), "space members", "mia rita"),
    Row("space_member_removed", post("remove_group_member", group_id=space, member_id=mia), "space member"),
    Row(
        "space_members_permissions_edited",
        post(
            "edit_space_members_permissions",
            space_id=space,
            members=lambda s: [{"id": s.mia.id, "access_level": COMMENT}],
        ),
        UNSHOWN,
    ),
    Row(
        "space_permissions_edited",
        post("edit_space_permissions", space_id=space, access_levels={"public": 0, "company": EDIT}),
        UNSHOWN,
    ),
    Row("discussion_posting", made("message"), "space discussion", "rita"),
    Row(
        "discussion_posting",
        lambda s: s.owner.done("publish_discussion", id=s.new_message(post_as_draft=True)),
        "space discussion",
        "rita",
    ),
    Row(
        "discussion_editing",
        post("edit_discussion", id=of("message"), title="New", body=TEXT, state="published"),
        "",
    ),
    Row(
        "message_archiving",
        post("archive_message", message_id=of("message")),
        "company_id space space_id message_id title",
    ),
    Row("discussion_comment_submitted", comment("message", "message"), "space discussion comment", "rita"),
    Row("space_task_commented", comment("space_task", "space_task"), "space task comment", "mia"),
    # resource hubs
    Row(
        "resource_hub_created",
        post(
            "create_resource_hub",
            space_id=space,
            name="Drawer",
            description=None,
            anonymous_access_level=0,
            company_access_level=COMMENT,
            space_access_level=EDIT,
        ),
        UNSHOWN,
    ),
    Row("resource_hub_document_created", made("document"), f"{HUB} document copied_document", "rita"),
    Row(
        "resource_hub_document_created",
        lambda s: s.owner.done("publish_resource_hub_document", document_id=s.new_document(post_as_draft=True)),
        f"{HUB} document copied_document",
        "rita",
    ),
    Row(
        "resource_hub_document_edited",
        post("edit_resource_hub_document", document_id=document, name="Map", content=TEXT),
        f"{HUB} document",
    ),
    Row(
        "resource_hub_document_deleted",
        post("delete_resource_hub_document", document_id=document),
        f"{HUB} document",
        "rita",
    ),
    Row(
        "resource_hub_document_commented",
        comment("resource_hub_document", "document"),
        "space document comment",
        "rita",
    ),
    Row("resource_hub_file_created", made("file"), f"{HUB} files", "rita"),
    Row(
        "resource_hub_file_edited",
        post("edit_resource_hub_file", file_id=of("file"), name="Chart", description=TEXT),
        f"{HUB} file",
    ),
    Row("resource_hub_file_deleted", post("delete_resource_hub_file", file_id=of("file")), f"{HUB} file", "rita"),
    Row("resource_hub_file_commented", comment("resource_hub_file", "file"), "space file comment", "rita"),
    Row("resource_hub_folder_created", made("folder"), f"{HUB} folder"),
    Row(
        "resource_hub_folder_renamed",
        post("rename_resource_hub_folder", folder_id=of("folder"), new_name="New"),
        f"{HUB} folder old_name new_name",
    ),
    Row("resource_hub_folder_copied", copy_folder, f"{HUB} folder original_folder"),
    Row("resource_hub_folder_deleted", post("delete_resource_hub_folder", folder_id=of("folder")), f"{HUB} folder"),
    Row("resource_hub_link_created", made("link"), f"{HUB} link", "rita"),
    Row("resource_hub_link_edited", edit_link, f"{HUB} link previous_name previous_type previous_url", "rita"),
    Row("resource_hub_link_deleted", post("delete_resource_hub_link", link_id=link), f"{HUB} link", "rita"),
    Row("resource_hub_link_commented", comment("resource_hub_link", "link"), "space link comment", "rita"),
    Row("resource_hub_parent_folder_edited", move_in_hub, UNSHOWN),
    # goals
    Row("goal_created", made("goal"), "goal", "mia rita"),
    Row("goal_created", lambda s: s.new_goal("Twice", reviewer_id=s.mia.id), "goal", "mia mia"),
    Row("goal_name_updating", post("goals/update_name", goal_id=goal, name="Shrink"), f"{GOAL} old_name new_name"),
    Row(
        "goal_description_changed",
        lambda s: s.owner.done(
            "goals/update_description", goal_id=s.goal, description=rich_text("Hey", s.rita, s.owner)
        ),
        "goal goal_name has_description old_description new_description",
        "rita",
    ),
    Row(
        "goal_start_date_updating",
        post("goals/update_start_date", goal_id=goal, start_date=day(1)),
        f"{GOAL} old_start_date new_start_date",
    ),
    Row(
        "goal_due_date_updating",
        post("goals/update_due_date", goal_id=goal, due_date=day(30)),
        f"{GOAL} old_due_date new_due_date",
    ),
    Row(
        "goal_champion_updating",
        post("goals/update_champion", goal_id=goal, champion_id=rita),
        f"{GOAL} old_champion_id new_champion_id old_champion new_champion",
        "rita",
    ),
    Row(
        "goal_reviewer_updating",
        post("goals/update_reviewer", goal_id=goal, reviewer_id=mia),
        f"{GOAL} old_reviewer_id new_reviewer_id old_reviewer new_reviewer",
        "mia",
    ),
    Row(
        "goal_champion_updating",
        post("goals/update_champion", goal_id=goal, champion_id=None),
        f"{GOAL} old_champion_id new_champion_id old_champion new_champion",
    ),
    Row(
        "goal_space_updating",
        post("goals/update_space", goal_id=goal, space_id=of("other_space")),
        f"{GOAL} old_space_id old_space",
    ),
    Row(
        "goal_reparent",
        post("goals/update_parent_goal", goal_id=goal, parent_goal_id=of("other_goal")),
        "goal old_parent_goal new_parent_goal",
        "mia rita",
    ),
    Row(
        "goal_reparent",
        post("change_goal_parent", goal_id=goal, parent_goal_id=of("other_goal")),
        "goal old_parent_goal new_parent_goal",
        "mia rita",
    ),
    Row("goal_target_adding", made("target"), f"{GOAL} target_name"),
    Row(
        "goal_target_deleting", post("goals/delete_target", goal_id=goal, target_id=of("target")), f"{GOAL} target_name"
    ),
    Row(
        "goal_target_updating",
        post("goals/update_target_value", goal_id=goal, target_id=of("target"), value=12),
        f"{GOAL} target_name old_value new_value unit",
    ),
    Row("goal_check_adding", made("check"), f"{GOAL} name"),
    Row("goal_check_removing", post("goals/delete_check", goal_id=goal, check_id=of("check")), f"{GOAL} name"),
    Row("goal_check_toggled", post("goals/toggle_check", goal_id=goal, check_id=of("check")), f"{GOAL} name completed"),
    Row("goal_check_in", made("update"), "goal_id goal update old_timeframe new_timeframe", "rita"),
    Row("goal_check_in_edit", edit_update, ""),
    Row(
        "goal_check_in_acknowledgement",
        lambda s: s.rita.done("acknowledge_goal_progress_update", id=s.update),
        "goal_id goal update",
        "mia",
    ),
    Row("goal_check_in_commented", comment("goal_update", "update"), "goal update comment", "rita"),
    Row("goal_closing", close_goal, "goal success_status", "rita"),
    Row(
        "goal_reopening",
        post("reopen_goal", id=goal, message=TEXT, subscriber_ids=lambda s: [s.rita.id]),
        "goal",
        "rita",
    ),
    Row("goal_discussion_creation", made("goal_discussion"), "goal", "rita"),
    Row(
        "goal_discussion_editing",
        post("edit_goal_discussion", activity_id=of("goal_discussion"), title="Why?", message=TEXT),
        "",
    ),
    Row("comment_added", comment("comment_thread", "goal_thread"), "comment activity", "rita"),
    Row("comment_added", comment("comment_thread", "project_discussion"), "comment activity", "rita"),
    # projects and milestones
    Row("project_created", made("project"), "project", "mia rita"),
    Row("project_renamed", post("edit_project_name", project_id=project, name="Barn"), "project old_name new_name"),
    Row(
        "project_moved",
        post("move_project_to_space", project_id=project, space_id=of("other_space")),
        "project old_space new_space",
        "mia rita",
    ),
    Row(
        "project_description_changed",
        post("update_project_description", project_id=project, description=TEXT),
        "project project_name has_description description",
        "mia rita",
    ),
    Row(
        "project_start_date_updating",
        post("projects/update_start_date", project_id=project, start_date=day(1)),
        f"{PROJECT} old_start_date new_start_date",
    ),
    Row(
        "project_due_date_updating",
        post("projects/update_due_date", project_id=project, due_date=day(30)),
        f"{PROJECT} old_due_date new_due_date",
        "mia rita",
    ),
    Row(
        "project_champion_updating",
        lambda s: s.owner.done(
            "projects/update_champion",
            project_id=s.project,
            champion_id=s.joins("carl", s.company.member("Carl Cole")).id,
        ),
        f"{PROJECT} old_champion_id new_champion_id old_champion new_champion",
        "mia rita carl",
    ),
    Row(
        "project_reviewer_updating",
        post("projects/update_reviewer", project_id=project, reviewer_id=None),
        f"{PROJECT} old_reviewer_id new_reviewer_id old_reviewer new_reviewer",
        "mia rita",
    ),
    Row(
        "project_goal_connection",
        post("projects/update_parent_goal", project_id=project, goal_id=goal, goal_name="Grow"),
        "project goal previous_goal goal_name previous_goal_name",
        "mia rita",
    ),
    Row("project_permissions_edited", edit_project_permissions, UNSHOWN),
    Row("project_pausing", post("pause_project", project_id=project), "project", "mia rita"),
    Row(
        "project_resuming",
        post("resume_project", project_id=project, message=TEXT, subscriber_ids=lambda s: [s.rita.id]),
        "project",
        "rita",
    ),
    Row("project_closed", made("retrospective"), "project", "rita"),
    Row(
        "project_retrospective_edited",
        post("edit_project_retrospective", id=of("retrospective"), content=TEXT, success_status="missed"),
        UNSHOWN,
    ),
    Row(
        "project_retrospective_commented",
        comment("project_retrospective", "retrospective"),
        "project comment",
        "rita",
    ),
    Row("project_contributor_addition", add_contributor, "person project", "carl"),
    Row("project_contributors_addition", add_contributors, "project contributors", "carl"),
    Row("project_contributor_edited", edit_contributor, "project previous_contributor updated_contributor"),
    Row(
        "project_contributor_removed",
        post("remove_project_contributor", contrib_id=lambda s: s.contributor(s.mia)),
        "person project",
    ),
    Row("project_key_resource_added", made("key_resource"), "project project_id title", "mia rita"),
    Row("project_key_resource_deleted", post("remove_key_resource", id=of("key_resource")), "project project_id title"),
    Row("project_check_in_submitted", made("check_in"), "project check_in", "rita"),
    Row(
        "project_check_in_edit",
        post("edit_project_check_in", check_in_id=of("check_in"), status="caution", description=TEXT),
        "",
    ),
    Row(
        "project_check_in_acknowledged",
        lambda s: s.rita.done("acknowledge_project_check_in", id=s.check_in),
        "project_id check_in_id project check_in",
        "owner",
    ),
    Row("project_check_in_commented", comment("project_check_in", "check_in"), "project check_in comment", "rita"),
    Row("project_discussion_submitted", made("project_discussion"), "project discussion title", "rita"),
    Row(
        "project_milestone_creation",
        made("milestone"),
        f"{PROJECT} milestone_id milestone milestone_name",
        "mia rita",
    ),
    Row(
        "project_milestone_updating",
        post("projects/update_milestone", project_id=project, milestone_id=milestone, name="Floor", due_date=day(24)),
        f"{PROJECT} milestone_id milestone old_milestone_name new_milestone_name old_timeframe new_timeframe",
    ),
    Row(
        "project_milestone_commented",
        post("post_milestone_comment", milestone_id=milestone, content=TEXT, action="none"),
        "comment_action comment milestone project",
        "mia rita",
    ),
    Row(
        "milestone_title_updating",
        post("project_milestones/update_title", milestone_id=milestone, title="Floor"),
        "project milestone old_title new_title",
    ),
    Row(
        "milestone_due_date_updating",
        post("project_milestones/update_due_date", milestone_id=milestone, due_date=None),
        "project milestone milestone_name old_due_date new_due_date",
        "mia",
    ),
    Row(
        "milestone_description_updating",
        post("project_milestones/update_description", milestone_id=milestone, description=TEXT),
        "project milestone milestone_name has_description description",
        "mia",
    ),
    Row("milestone_deleting", post("project_milestones/delete", milestone_id=milestone), "project milestone_name"),
    # tasks
    Row("task_adding", made("task"), "space project milestone task task_name", "mia"),
    Row("task_adding", made("space_task"), "space project milestone task task_name", "mia"),
    Row(
        "task_name_updating",
        post("tasks/update_name", task_id=task, type="project", name="Mop"),
        "space project task old_name new_name",
    ),
    Row("task_status_updating", update_status, "space project task old_status new_status name"),
    Row(
        "task_due_date_updating",
        post("tasks/update_due_date", task_id=task, type="project", due_date=day(9)),
        "space project task task_name old_due_date new_due_date",
        "mia",
    ),
    Row(
        "task_assignee_updating",
        post("tasks/update_assignee", task_id=task, type="project", assignee_id=rita),
        "space project task old_assignee new_assignee",
        "mia rita",
    ),
    Row(
        "task_description_change",
        post("tasks/update_description", task_id=task, type="project", description=TEXT),
        "task space project_name has_description description",
        "mia",
    ),
    Row(
        "task_milestone_updating",
        post("tasks/update_milestone", task_id=task, milestone_id=of("other_milestone")),
        "project task old_milestone new_milestone",
    ),
    Row(
        "task_moving",
        post("move_task", task_id=of("space_task"), destination_type="project", destination_id=project),
        "task task_name origin_type destination_type origin_project origin_space destination_project destination_space",
        "mia",
    ),
    Row("task_deleting", post("tasks/delete", task_id=task, type="project"), "company space project task_name"),
    Row("project_task_commented", comment("project_task", "task"), "project task comment", "mia"),
]


def test_table_has_row_for_each_action() -> None:
    assert {row.action for row in ROWS} == set(ACTIONS)


@pytest.mark.parametrize("row", [pytest.param(row, id=f"{at}-{row.action}") for at, row in enumerate(ROWS)])
def test_action_is_stored_shown_and_notified(company: Company, row: Row) -> None:
    env = FeedEnv(company)

    row.do(env)

    stored = newest(company, row.action)
    assert sorted(stored.content) == sorted(
        ["company_id", *ACTIONS[row.action].required, *ACTIONS[row.action].optional]
    )
    assert all(stored.content[key] is not None for key in ACTIONS[row.action].required)
    answer = env.owner.get("get_activities", scope_type="company", scope_id=company.id, actions=[row.action])
    if row.keys is None:
        assert answer.status == 500
        return
    shown = answer["activities"][0]
    assert sorted(shown["content"]) == sorted(row.keys.split())
    assert env.notified(shown["id"]) == row.heard


def newest(company: Company, action: str) -> Activity:
    """The row of the latest activity of this kind."""
    company_id = company.db.known(PersonRow, company.owner.uuid).company_id
    return next(company.db.newest(Activity, scope=("company", company_id, action)))
