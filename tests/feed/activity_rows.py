"""Rows for types of activities: a request that records the activity, the keys of its content, the people notified.

This module contains the rows for companies, spaces, resource hubs and most goal activities. `activity_rows_projects`
contains the other rows.
"""

from tests.builder import COMMENT, EDIT
from tests.environments.feed import day
from tests.feed.activity_requests import (
    GOAL,
    HUB,
    NOT_IN_API,
    TEXT,
    Row,
    add_guest,
    add_member,
    comment,
    copy_folder,
    create,
    document,
    edit_link,
    goal,
    id_of,
    link,
    mia,
    move_in_hub,
    post,
    restore,
    rita,
    space,
)
from tests.support import rich_text

SPACES_AND_GOALS = [
    # companies
    Row("company_adding", lambda s: None, "company creator"),
    Row("company_editing", post("edit_company", name="Acme Global"), "company old_name new_name"),
    Row("company_admin_added", post("add_company_admins", people_ids=lambda s: [s.mia.id]), "company people", "mia"),
    Row("company_admin_removed", post("remove_company_admin", person_id=mia), "company person", "mia"),
    Row("company_owner_removing", post("remove_company_owner", person_id=mia), "company person", "mia"),
    Row("company_member_added", add_member, "company person name", "nell"),
    Row("guest_invited", add_guest, "company person", "gus"),
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
    Row("space_added", create("space"), "space"),
    Row(
        "group_edited",
        post("edit_space", id=space, name="Garden", mission="Grow"),
        "company space old_name new_name old_mission new_mission",
    ),
    Row("space_joining", post("join_space", space_id=id_of("space")), "space"),
    Row("space_members_added", create("space"), "space members", "mia rita"),
    Row("space_member_removed", post("remove_group_member", group_id=space, member_id=mia), "space member"),
    Row(
        "space_members_permissions_edited",
        post(
            "edit_space_members_permissions",
            space_id=space,
            members=lambda s: [{"id": s.mia.id, "access_level": COMMENT}],
        ),
        NOT_IN_API,
    ),
    Row(
        "space_permissions_edited",
        post("edit_space_permissions", space_id=space, access_levels={"public": 0, "company": EDIT}),
        NOT_IN_API,
    ),
    Row("discussion_posting", create("message"), "space discussion", "rita"),
    Row(
        "discussion_posting",
        lambda s: s.owner.call("publish_discussion", id=s.new_message(post_as_draft=True)),
        "space discussion",
        "rita",
    ),
    Row(
        "discussion_editing",
        post("edit_discussion", id=id_of("message"), title="New", body=TEXT, state="published"),
        "",
    ),
    Row(
        "message_archiving",
        post("archive_message", message_id=id_of("message")),
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
        NOT_IN_API,
    ),
    Row("resource_hub_document_created", create("document"), f"{HUB} document copied_document", "rita"),
    Row(
        "resource_hub_document_created",
        lambda s: s.owner.call("publish_resource_hub_document", document_id=s.new_document(post_as_draft=True)),
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
    Row("resource_hub_file_created", create("file"), f"{HUB} files", "rita"),
    Row(
        "resource_hub_file_edited",
        post("edit_resource_hub_file", file_id=id_of("file"), name="Chart", description=TEXT),
        f"{HUB} file",
    ),
    Row("resource_hub_file_deleted", post("delete_resource_hub_file", file_id=id_of("file")), f"{HUB} file", "rita"),
    Row("resource_hub_file_commented", comment("resource_hub_file", "file"), "space file comment", "rita"),
    Row("resource_hub_folder_created", create("folder"), f"{HUB} folder"),
    Row(
        "resource_hub_folder_renamed",
        post("rename_resource_hub_folder", folder_id=id_of("folder"), new_name="New"),
        f"{HUB} folder old_name new_name",
    ),
    Row("resource_hub_folder_copied", copy_folder, f"{HUB} folder original_folder"),
    Row("resource_hub_folder_deleted", post("delete_resource_hub_folder", folder_id=id_of("folder")), f"{HUB} folder"),
    Row("resource_hub_link_created", create("link"), f"{HUB} link", "rita"),
    Row("resource_hub_link_edited", edit_link, f"{HUB} link previous_name previous_type previous_url", "rita"),
    Row("resource_hub_link_deleted", post("delete_resource_hub_link", link_id=link), f"{HUB} link", "rita"),
    Row("resource_hub_link_commented", comment("resource_hub_link", "link"), "space link comment", "rita"),
    Row("resource_hub_parent_folder_edited", move_in_hub, NOT_IN_API),
    # goals
    Row("goal_created", create("goal"), "goal", "mia rita"),
    Row("goal_created", lambda s: s.new_goal("Twice", reviewer_id=s.mia.id), "goal", "mia mia"),
    Row("goal_name_updating", post("goals/update_name", goal_id=goal, name="Shrink"), f"{GOAL} old_name new_name"),
    Row(
        "goal_description_changed",
        lambda s: s.owner.call(
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
        post("goals/update_space", goal_id=goal, space_id=id_of("other_space")),
        f"{GOAL} old_space_id old_space",
    ),
    Row(
        "goal_reparent",
        post("goals/update_parent_goal", goal_id=goal, parent_goal_id=id_of("other_goal")),
        "goal old_parent_goal new_parent_goal",
        "mia rita",
    ),
    Row(
        "goal_reparent",
        post("change_goal_parent", goal_id=goal, parent_goal_id=id_of("other_goal")),
        "goal old_parent_goal new_parent_goal",
        "mia rita",
    ),
    Row("goal_target_adding", create("target"), f"{GOAL} target_name"),
    Row(
        "goal_target_deleting",
        post("goals/delete_target", goal_id=goal, target_id=id_of("target")),
        f"{GOAL} target_name",
    ),
    Row(
        "goal_target_updating",
        post("goals/update_target_value", goal_id=goal, target_id=id_of("target"), value=12),
        f"{GOAL} target_name old_value new_value unit",
    ),
    Row("goal_check_adding", create("check"), f"{GOAL} name"),
    Row("goal_check_removing", post("goals/delete_check", goal_id=goal, check_id=id_of("check")), f"{GOAL} name"),
    Row(
        "goal_check_toggled",
        post("goals/toggle_check", goal_id=goal, check_id=id_of("check")),
        f"{GOAL} name completed",
    ),
    Row("goal_check_in", create("update"), "goal_id goal update old_timeframe new_timeframe", "rita"),
]
