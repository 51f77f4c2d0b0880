"""The keys that the stored content of an activity has, for each action (contract: activities 3, "Stored").

Every content also has the key `company_id`, which is not listed here. A `?` after a key means that the value can be
null. If the value of any other key is null or blank, the whole request fails (contract: activities 2.1).
"""

from typing import Final, NamedTuple


class Keys(NamedTuple):
    """The keys of the content of an activity. The values of `required` keys can't be null or blank. The values of
    `optional` keys can be null."""

    required: tuple[str, ...]
    optional: tuple[str, ...]


def _keys(text: str) -> Keys:
    names = text.split()
    return Keys(
        required=tuple(name for name in names if not name.endswith("?")),
        optional=tuple(name[:-1] for name in names if name.endswith("?")),
    )


_S: Final = "space_id"
_G: Final = f"{_S} goal_id"
_P: Final = f"{_S} project_id"
_M: Final = f"{_P} milestone_id"
_H: Final = f"{_S} resource_hub_id"
_N: Final = f"{_H} node_id"
_T: Final = f"{_S} project_id? task_id"
_TM: Final = f"{_T} milestone_id?"

ACTIONS: Final[dict[str, Keys]] = {
    action: _keys(text)
    for action, text in {
        # companies (contract: activities 3.1)
        "company_adding": "creator_id",
        "company_editing": "old_name new_name",
        "company_admin_added": "people",
        "company_admin_removed": "person_id",
        "company_owner_removing": "person_id",
        "company_member_added": "person_id invite_link_id? name email title",
        "guest_invited": "person_id invite_link_id?",
        "company_member_removed": "name email title",
        "company_member_restoring": "person_id",
        "company_member_converted_to_guest": "person_id",
        "company_members_permissions_edited": "members",
        # spaces and discussions (contract: activities 3.2)
        "space_added": f"{_S} name",
        "group_edited": f"{_S} old_name old_mission new_name new_mission",
        "space_joining": _S,
        "space_members_added": f"{_S} members",
        "space_member_removed": f"{_S} member_id",
        "space_members_permissions_edited": f"{_S} members",
        "space_permissions_edited": f"{_S} previous_permissions new_permissions",
        "discussion_posting": f"{_S} discussion_id title",
        "discussion_editing": f"{_S} discussion_id",
        "message_archiving": f"{_S} message_id title",
        "discussion_comment_submitted": f"{_S} discussion_id comment_id",
        "space_task_commented": f"{_S} task_id comment_id",
        # resource hubs (contract: activities 3.3)
        "resource_hub_created": f"{_H} name",
        "resource_hub_document_created": f"{_N} document_id name copied_document_id? copied_document_node_id?",
        "resource_hub_document_edited": f"{_N} document_id",
        "resource_hub_document_deleted": f"{_N} document_id",
        "resource_hub_document_commented": f"{_N} document_id comment_id",
        "resource_hub_file_created": f"{_H} files",
        "resource_hub_file_edited": f"{_N} file_id old_name new_name",
        "resource_hub_file_deleted": f"{_N} file_id",
        "resource_hub_file_commented": f"{_N} file_id comment_id",
        "resource_hub_folder_created": f"{_N} folder_id resource_name",
        "resource_hub_folder_renamed": f"{_N} folder_id old_name new_name",
        "resource_hub_folder_copied": f"{_N} folder_id original_folder",
        "resource_hub_folder_deleted": f"{_N} folder_id",
        "resource_hub_link_created": f"{_N} link_id",
        "resource_hub_link_edited": f"{_N} link_id previous_link updated_link",
        "resource_hub_link_deleted": f"{_N} link_id",
        "resource_hub_link_commented": f"{_N} link_id comment_id",
        "resource_hub_parent_folder_edited": f"{_N} new_folder_id? resource_id resource_type",
        # goals (contract: activities 3.4)
        "goal_created": f"{_G} goal_name creator_id champion_id? reviewer_id? new_timeframe? timeframe?",
        "goal_name_updating": f"{_G} old_name new_name",
        "goal_description_changed": f"{_G} goal_name old_description? new_description has_description",
        "goal_start_date_updating": f"{_G} old_start_date? new_start_date?",
        "goal_due_date_updating": f"{_G} old_due_date? new_due_date?",
        "goal_champion_updating": f"{_G} old_champion_id? new_champion_id?",
        "goal_reviewer_updating": f"{_G} old_reviewer_id? new_reviewer_id?",
        "goal_space_updating": f"{_G} old_space_id",
        "goal_reparent": f"{_G} old_parent_goal_id? new_parent_goal_id?",
        "goal_target_adding": f"{_G} target_name",
        "goal_target_deleting": f"{_G} target_name",
        "goal_target_updating": f"{_G} target_name old_value new_value unit",
        "goal_check_adding": f"{_G} name",
        "goal_check_removing": f"{_G} name",
        "goal_check_toggled": f"{_G} name completed",
        "goal_check_in": f"{_G} update_id old_timeframe? new_timeframe?",
        "goal_check_in_edit": "goal_id check_in_id old_timeframe? new_timeframe?",
        "goal_check_in_acknowledgement": f"{_G} update_id",
        "goal_check_in_commented": f"{_G} goal_check_in_id comment_id",
        "goal_closing": f"{_G} success success_status",
        "goal_reopening": _G,
        "goal_discussion_creation": _G,
        "goal_discussion_editing": f"{_G} activity_id",
        "comment_added": "comment_thread_id comment_id activity_id goal_id? project_id? space_id?",
        # projects and milestones (contract: activities 3.5)
        "project_created": _P,
        "project_renamed": f"{_P} old_name new_name",
        "project_moved": "project_id old_space_id new_space_id",
        "project_description_changed": f"{_P} project_name has_description description",
        "project_start_date_updating": f"{_P} old_start_date? new_start_date?",
        "project_due_date_updating": f"{_P} old_due_date? new_due_date?",
        "project_champion_updating": f"{_P} old_champion_id? new_champion_id?",
        "project_reviewer_updating": f"{_P} old_reviewer_id? new_reviewer_id?",
        "project_goal_connection": f"{_P} goal_id? goal_name? previous_goal_id? previous_goal_name?",
        "project_permissions_edited": f"{_P} previous_permissions new_permissions",
        "project_pausing": _P,
        "project_resuming": _P,
        "project_closed": f"{_P} retrospective_id",
        "project_retrospective_edited": f"{_P} retrospective_id",
        "project_retrospective_commented": f"{_P} retrospective_id comment_id",
        "project_contributor_addition": f"{_P} person_id contributor_id responsibility? role",
        "project_contributors_addition": f"{_P} contributors",
        "project_contributor_edited": f"{_P} previous_contributor updated_contributor",
        "project_contributor_removed": f"{_P} person_id contributor_id responsibility? role",
        "project_key_resource_added": f"{_P} key_resource_id title link",
        "project_key_resource_deleted": f"{_P} title",
        "project_check_in_submitted": f"{_P} check_in_id",
        "project_check_in_edit": "project_id check_in_id",
        "project_check_in_acknowledged": f"{_P} check_in_id",
        "project_check_in_commented": f"{_P} check_in_id comment_id",
        "project_discussion_submitted": f"{_P} discussion_id title",
        "project_milestone_creation": f"{_M} milestone_name",
        "project_milestone_updating": f"{_M} old_milestone_name new_milestone_name old_timeframe? new_timeframe?",
        "project_milestone_commented": f"{_M} comment_id comment_action",
        "milestone_title_updating": f"{_M} old_title new_title",
        "milestone_due_date_updating": f"{_M} milestone_name old_due_date? new_due_date?",
        "milestone_description_updating": f"{_M} milestone_name has_description description",
        "milestone_deleting": f"{_M} milestone_name",
        # tasks (contract: activities 3.6)
        "task_adding": f"{_TM} name",
        "task_name_updating": f"{_TM} old_name new_name",
        "task_status_updating": f"{_TM} old_status new_status name",
        "task_due_date_updating": f"{_TM} task_name old_due_date? new_due_date?",
        "task_assignee_updating": f"{_TM} old_assignee_id? new_assignee_id?",
        "task_description_change": f"{_TM} task_name project_name? has_description description",
        "task_milestone_updating": f"{_T} old_milestone_id? new_milestone_id?",
        "task_moving": (
            f"{_T} origin_project_id? origin_space_id destination_project_id? destination_space_id"
            " task_name origin_type destination_type"
        ),
        "task_deleting": f"{_TM} name",
        "project_task_commented": f"{_P} task_id comment_id",
    }.items()
}
"""Maps each action that mockserver records to the keys of the content of the activity."""

DEPRECATED_ACTIONS: Final = frozenset(
    {
        "project_status_update_acknowledged",
        "project_status_update_commented",
        "project_status_update_edit",
        "project_status_update_submitted",
        "project_review_submitted",
        "project_review_request_submitted",
        "project_review_acknowledged",
        "project_review_commented",
        "project_discussion_comment_submitted",
    }
)
"""Actions for which the real server does not record activities any more. Feeds and lists of notifications omit old
activities with these actions (contract: activities 3.7)."""
