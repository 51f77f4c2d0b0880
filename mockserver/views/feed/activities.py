"""Converts activities and notifications to JSON (contract: activities 2 and 3).

For each action, the table `FIELDS` defines the fields of `content`.
"""

from typing import Final

from mockserver.domain import permissions
from mockserver.domain.errors import ServerCrash
from mockserver.model import ids
from mockserver.model.company.companies import Person
from mockserver.model.feed.activities import Activity, Notification
from mockserver.model.feed.comments import CommentThread
from mockserver.model.goals.goals import Goal
from mockserver.model.ids import Id
from mockserver.model.rich_text import Json
from mockserver.store.database import Database
from mockserver.views import comments, subscriptions
from mockserver.views.company import people
from mockserver.views.feed.activity_fields import (
    RenderContext,
    Renderers,
    check_in,
    check_in_id,
    comment,
    company,
    document,
    file,
    folder,
    full_task,
    goal,
    goal_id,
    goal_update,
    hub,
    level_label,
    link,
    list_of,
    lookup,
    message,
    milestone,
    mini_check_in,
    mini_comment,
    mini_goal,
    mini_message,
    mini_person,
    nested,
    null,
    object_of,
    person,
    project,
    project_id,
    raw,
    required,
    space,
    stored,
    task,
    thread,
)
from mockserver.views.goals import goal_discussions

# --- the table -------------------------------------------------------------------------------------------------------

_activity: Final = lookup(Activity, lambda context, row: essential(context, row))
_COMPANY: Final[Renderers] = {"company": company("company_id")}
_SPACE: Final[Renderers] = {"space": space("space_id")}
_GOAL: Final[Renderers] = {"goal": goal("goal_id")}
_PROJECT: Final[Renderers] = {"project": project("project_id")}
_MILESTONE: Final[Renderers] = {"milestone": milestone("milestone_id")}
_TASK: Final[Renderers] = {"task": task("task_id")}
_COMMENT: Final[Renderers] = {"comment": comment("comment_id")}
_PERSON: Final[Renderers] = {"person": person("person_id")}
_HUB: Final[Renderers] = _SPACE | {"resource_hub": hub("resource_hub_id")}
_DOCUMENT: Final[Renderers] = {"document": document("document_id")}
_FILE: Final[Renderers] = {"file": file("file_id")}
_FOLDER: Final[Renderers] = {"folder": folder("folder_id")}
_LINK: Final[Renderers] = {"link": link("link_id")}
_IDS: Final[Renderers] = stored("company_id") | _COMPANY | stored("space_id") | _SPACE
_GOAL_IDS: Final[Renderers] = _IDS | stored("goal_id") | _GOAL
_PROJECT_IDS: Final[Renderers] = _IDS | stored("project_id") | _PROJECT
_MILESTONE_IDS: Final[Renderers] = _PROJECT_IDS | stored("milestone_id") | _MILESTONE
_UPDATE: Final[Renderers] = {"goal_id": goal_id("goal_id")} | _GOAL | {"update": goal_update("update_id")}


def _people_change(role: str) -> Renderers:
    old, new = f"old_{role}", f"new_{role}"
    ids = stored(f"{old}_id", f"{new}_id")
    return ids | {old: person(f"{old}_id"), new: person(f"{new}_id")}


_CONTRIBUTOR: Final = object_of(_PERSON | stored("person_id", "role", "permissions"))

FIELDS: Final[dict[str, Renderers]] = {
    # companies (contract: activities 3.1)
    "company_adding": _COMPANY | {"creator": person("creator_id")},
    "company_editing": {"company": null} | stored("old_name", "new_name"),
    "company_admin_added": _COMPANY | stored("people"),
    "company_admin_removed": _COMPANY | _PERSON,
    "company_owner_removing": _COMPANY | _PERSON,
    "company_member_added": _COMPANY | _PERSON | stored("name"),
    "guest_invited": _COMPANY | _PERSON,
    "company_member_removed": {},
    "company_member_restoring": _PERSON,
    "company_member_converted_to_guest": _COMPANY | _PERSON,
    "company_members_permissions_edited": stored("company_id")
    | {
        "members": list_of(
            "members",
            object_of(
                stored("person_id")
                | _PERSON
                | stored("previous_access_level")
                | {"previous_access_level_label": level_label("previous_access_level")}
                | stored("updated_access_level")
                | {"updated_access_level_label": level_label("updated_access_level")}
            ),
        )
    },
    # spaces and discussions (contract: activities 3.2)
    "space_added": _SPACE,
    "group_edited": _COMPANY | _SPACE | stored("old_name", "new_name", "old_mission", "new_mission"),
    "space_joining": _SPACE,
    "space_members_added": _SPACE
    | {"members": list_of("members", object_of({"id": raw("person_id"), "full_name": raw("person_name")}))},
    "space_member_removed": _SPACE | {"member": required(mini_person("member_id"))},
    "discussion_posting": _SPACE | {"discussion": mini_message("discussion_id")},
    "discussion_editing": {},
    "message_archiving": stored("company_id") | _SPACE | stored("space_id", "message_id", "title"),
    "discussion_comment_submitted": _SPACE | {"discussion": message("discussion_id")} | _COMMENT,
    "space_task_commented": _SPACE | _TASK | _COMMENT,
    # resource hubs (contract: activities 3.3)
    "resource_hub_document_created": _HUB | _DOCUMENT | {"copied_document": document("copied_document_id")},
    "resource_hub_document_edited": _DOCUMENT | _HUB,
    "resource_hub_document_deleted": _HUB | _DOCUMENT,
    "resource_hub_document_commented": _SPACE | _DOCUMENT | _COMMENT,
    "resource_hub_file_created": _HUB | {"files": list_of("files", file("file_id"))},
    "resource_hub_file_edited": _HUB | _FILE,
    "resource_hub_file_deleted": _HUB | _FILE,
    "resource_hub_file_commented": _SPACE | _FILE | _COMMENT,
    "resource_hub_folder_created": _HUB | _FOLDER,
    "resource_hub_folder_renamed": _HUB | _FOLDER | stored("old_name", "new_name"),
    "resource_hub_folder_copied": _HUB | _FOLDER | {"original_folder": nested("original_folder", folder("folder_id"))},
    "resource_hub_folder_deleted": _HUB | _FOLDER,
    "resource_hub_link_created": _HUB | _LINK,
    "resource_hub_link_edited": _HUB
    | _LINK
    | {f"previous_{name}": nested("previous_link", raw(name)) for name in ("name", "type", "url")},
    "resource_hub_link_deleted": _HUB | _LINK,
    "resource_hub_link_commented": _SPACE | _LINK | _COMMENT,
    # goals (contract: activities 3.4)
    "goal_created": {"goal": mini_goal("goal_id")},
    "goal_name_updating": _GOAL_IDS | stored("old_name", "new_name"),
    "goal_description_changed": _GOAL | stored("goal_name", "has_description", "old_description", "new_description"),
    "goal_start_date_updating": _GOAL_IDS | stored("old_start_date", "new_start_date"),
    "goal_due_date_updating": _GOAL_IDS | stored("old_due_date", "new_due_date"),
    "goal_champion_updating": _GOAL_IDS | _people_change("champion"),
    "goal_reviewer_updating": _GOAL_IDS | _people_change("reviewer"),
    "goal_space_updating": _GOAL_IDS | stored("old_space_id") | {"old_space": space("old_space_id")},
    "goal_reparent": _GOAL
    | {"old_parent_goal": goal("old_parent_goal_id"), "new_parent_goal": goal("new_parent_goal_id")},
    "goal_target_adding": _GOAL_IDS | stored("target_name"),
    "goal_target_deleting": _GOAL_IDS | stored("target_name"),
    "goal_target_updating": _GOAL_IDS | stored("target_name", "old_value", "new_value", "unit"),
    "goal_check_adding": _GOAL_IDS | stored("name"),
    "goal_check_removing": _GOAL_IDS | stored("name"),
    "goal_check_toggled": _GOAL_IDS | stored("name", "completed"),
    "goal_check_in": _UPDATE | stored("old_timeframe", "new_timeframe"),
    "goal_check_in_edit": {},
    "goal_check_in_acknowledgement": _UPDATE,
    "goal_check_in_commented": _GOAL | {"update": goal_update("goal_check_in_id")} | _COMMENT,
    "goal_closing": _GOAL | stored("success_status"),
    "goal_reopening": {"goal": mini_goal("goal_id")},
    "goal_discussion_creation": {"goal": mini_goal("goal_id")},
    "goal_discussion_editing": {},
    "comment_added": {"comment": mini_comment("comment_id"), "activity": required(_activity("activity_id"))},
    # projects and milestones (contract: activities 3.5)
    "project_created": _PROJECT,
    "project_renamed": _PROJECT | stored("new_name", "old_name"),
    "project_moved": _PROJECT
    | {"old_space": required(space("old_space_id")), "new_space": required(space("new_space_id"))},
    "project_description_changed": _PROJECT | stored("project_name", "has_description", "description"),
    "project_start_date_updating": _PROJECT_IDS | stored("old_start_date", "new_start_date"),
    "project_due_date_updating": _PROJECT_IDS | stored("old_due_date", "new_due_date"),
    "project_champion_updating": _PROJECT_IDS | _people_change("champion"),
    "project_reviewer_updating": _PROJECT_IDS | _people_change("reviewer"),
    "project_goal_connection": _PROJECT
    | {"goal": goal("goal_id"), "previous_goal": goal("previous_goal_id")}
    | stored("goal_name", "previous_goal_name"),
    "project_pausing": _PROJECT,
    "project_resuming": _PROJECT,
    "project_closed": _PROJECT,
    "project_retrospective_commented": _PROJECT | _COMMENT,
    "project_contributor_addition": _PERSON | _PROJECT,
    "project_contributors_addition": _PROJECT
    | {"contributors": list_of("contributors", object_of(_PERSON | stored("responsibility")))},
    "project_contributor_edited": _PROJECT
    | {name: nested(name, _CONTRIBUTOR) for name in ("previous_contributor", "updated_contributor")},
    "project_contributor_removed": _PERSON | _PROJECT,
    "project_key_resource_added": _PROJECT | {"project_id": project_id("project_id")} | stored("title"),
    "project_key_resource_deleted": _PROJECT | {"project_id": project_id("project_id")} | stored("title"),
    "project_check_in_submitted": _PROJECT | {"check_in": mini_check_in("check_in_id")},
    "project_check_in_edit": {},
    "project_check_in_acknowledged": {
        "project_id": project_id("project_id"),
        "check_in_id": required(check_in_id("check_in_id")),
        "project": project("project_id"),
        "check_in": mini_check_in("check_in_id"),
    },
    "project_check_in_commented": _PROJECT | {"check_in": check_in("check_in_id")} | _COMMENT,
    "project_discussion_submitted": _PROJECT | {"discussion": thread("discussion_id")} | stored("title"),
    "project_milestone_creation": _MILESTONE_IDS | stored("milestone_name"),
    "project_milestone_updating": _MILESTONE_IDS
    | stored("old_milestone_name", "new_milestone_name", "old_timeframe", "new_timeframe"),
    "project_milestone_commented": stored("comment_action") | _COMMENT | _MILESTONE | _PROJECT,
    "milestone_title_updating": _PROJECT | _MILESTONE | stored("old_title", "new_title"),
    "milestone_due_date_updating": _PROJECT | _MILESTONE | stored("milestone_name", "old_due_date", "new_due_date"),
    "milestone_description_updating": _PROJECT
    | _MILESTONE
    | stored("milestone_name", "has_description", "description"),
    "milestone_deleting": _PROJECT | stored("milestone_name"),
    # tasks (contract: activities 3.6)
    "task_adding": _SPACE | _PROJECT | _MILESTONE | _TASK | {"task_name": raw("name")},
    "task_name_updating": _SPACE | _PROJECT | _TASK | stored("old_name", "new_name"),
    "task_status_updating": _SPACE | _PROJECT | _TASK | stored("old_status", "new_status", "name"),
    "task_due_date_updating": _SPACE | _PROJECT | _TASK | stored("task_name", "old_due_date", "new_due_date"),
    "task_assignee_updating": _SPACE
    | _PROJECT
    | _TASK
    | {"old_assignee": person("old_assignee_id"), "new_assignee": person("new_assignee_id")},
    "task_description_change": {"task": full_task("task_id")}
    | _SPACE
    | stored("project_name", "has_description", "description"),
    "task_milestone_updating": _PROJECT
    | _TASK
    | {"old_milestone": milestone("old_milestone_id"), "new_milestone": milestone("new_milestone_id")},
    "task_moving": _TASK
    | stored("task_name", "origin_type", "destination_type")
    | {
        "origin_project": project("origin_project_id"),
        "origin_space": space("origin_space_id"),
        "destination_project": project("destination_project_id"),
        "destination_space": space("destination_space_id"),
    },
    "task_deleting": _COMPANY | _SPACE | _PROJECT | {"task_name": raw("name")},
    "project_task_commented": _PROJECT | _TASK | _COMMENT,
}
"""For each action, the renderers of the fields of `content`. The real server crashes on activities with other actions
(contract: activities 2.5)."""


def minimal_thread(db: Database, thread: CommentThread | None) -> Json:
    """Return the JSON of a comment thread in lists of activities, or None if `thread` is None."""
    return thread and {"id": ids.short(thread.id), "message": thread.message, "title": thread.title}


def essential(context: RenderContext, activity: Activity) -> dict[str, Json]:
    """Return the JSON of an activity in lists. `comment_thread` contains only the id, the title and the message of the
    thread, `notifications` is empty and `permissions` is null. Raises ServerCrash if `FIELDS` does not contain the
    action."""
    renderers = FIELDS.get(activity.action)
    if renderers is None:
        raise ServerCrash(
            f"the real server crashes on activities with the action {activity.action}; send `actions` without this "
            "action"
        )
    thread = context.db.get(CommentThread, activity.comment_thread_id)
    return {
        "id": activity_id(activity, thread),
        "inserted_at": activity.inserted_at,
        "action": activity.action,
        "author": people.essential_or_null(context.db, activity.author_id),
        "comment_thread": minimal_thread(context.db, thread),
        "content": {name: render(context, activity.content) for name, render in renderers.items()},
        "notifications": [],
        "permissions": None,
    }


def activity_id(activity: Activity, thread: CommentThread | None) -> str:
    """Return the id of an activity as the API returns it. The id begins with the words of the action. For a discussion
    of a goal, the id begins with words of the title (contract: wire 8.4)."""
    if activity.action == "goal_discussion_creation" and thread is not None:
        return goal_discussions.discussion_id(thread.title, activity.id)
    return ids.slugged(activity.action.replace("_", "-").replace("goal-", ""), activity.id)


# --- single activities and notifications -----------------------------------------------------------------------------

GOAL_UNREAD_ACTIONS: Final = frozenset(
    {"goal_closing", "goal_reopening", "goal_timeframe_editing", "goal_discussion_creation"}
)
PROJECT_UNREAD_ACTIONS: Final = frozenset({"project_resuming"})
"""Only for the actions in these two sets, the response of get_activity can contain unread notifications.

For the actions in GOAL_UNREAD_ACTIONS, clients request the notifications with `include_unread_goal_notifications`. For
the actions in PROJECT_UNREAD_ACTIONS, clients request them with `include_unread_project_notifications`.
"""


def full(
    db: Database,
    activity: Activity,
    *,
    unread_of: Person | None,
    level: int | None,
    with_subscription_list: bool,
    with_potential_subscribers: bool,
) -> dict[str, Json]:
    """Return the full JSON of an activity with its comment thread.

    `unread_of` is the person whose unread notifications about the activity are included, or None for no notifications.
    `permissions` is null if `level`, the access level of the acting person, is None. If `with_subscription_list` is
    true, the thread contains its subscription list.
    """
    shown = essential(RenderContext(db, me=None), activity)
    thread = db.get(CommentThread, activity.comment_thread_id)
    if thread is not None:
        shown["comment_thread"] |= {
            "reactions": comments.reactions_to(db, "comment_thread", thread.id),
            "comments": False,  # the real server sends false instead of the comments
            "subscription_list": subscriptions.essential_list(db, thread.subscription_list_id)
            if with_subscription_list
            else None,
            "potential_subscribers": _potential_subscribers(db, activity, thread.subscription_list_id)
            if with_potential_subscribers
            else None,
        }
    if unread_of is not None:
        rows = db.where(Notification, activity_id=activity.id)
        shown["notifications"] = [
            subscriptions.notification(row) for row in rows if row.person_id == unread_of.id and not row.read
        ]
    if level is not None:
        granted = permissions.granted(permissions.THREAD, level)
        shown["permissions"] = {name: granted[name] for name in ("can_comment_on_thread", "can_view")}
    return shown


def _potential_subscribers(db: Database, activity: Activity, list_id: Id) -> list[Json] | None:
    goal = db.get(Goal, activity.content.get("goal_id"))
    if goal is not None:
        candidates = subscriptions.goal_candidates(db, goal)
    elif activity.content.get("project_id") is not None:
        candidates = subscriptions.project_candidates(db, activity.content["project_id"])
    else:
        return None
    return subscriptions.potential_subscribers(db, list_id, activity.context_id, candidates)


def notification(db: Database, me: Person, row: Notification) -> dict[str, Json]:
    """Return the JSON of a notification with its activity. `me` is the recipient of the notification."""
    activity = db.get_existing(Activity, row.activity_id)
    return subscriptions.notification(row) | {"activity": essential(RenderContext(db, me), activity)}
