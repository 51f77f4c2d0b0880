"""The recipients of notifications, for each action of an activity (contract: activities 3, "Notified", and 4).

A rule is a function that returns the ids of the people who are notified of an activity. "The author" is the author of
the activity.
"""

from collections.abc import Callable, Iterable
from typing import Any, Final

from mockserver.domain import subscriptions
from mockserver.domain.context import Context
from mockserver.domain.errors import ApiError, ServerCrash
from mockserver.domain.projects import project_contributors
from mockserver.domain.spaces import spaces
from mockserver.model import rich_text
from mockserver.model.company.companies import Person
from mockserver.model.documents.resource_hubs import Document, File, Link
from mockserver.model.feed.activities import Activity, Notification
from mockserver.model.feed.comments import CommentThread
from mockserver.model.feed.subscriptions import SubscriptionList
from mockserver.model.goals.goals import Goal, GoalProgressUpdate
from mockserver.model.ids import Id
from mockserver.model.projects.milestones import Milestone
from mockserver.model.projects.projects import Project, ProjectCheckIn, ProjectContributor, ProjectRetrospective
from mockserver.model.record import Record
from mockserver.model.spaces.spaces import Message
from mockserver.model.tasks.tasks import Task
from mockserver.store.database import Database

Recipients = Callable[[Database, Activity], Iterable[Id | None]]
EveryoneRule = Callable[[Database, Activity], Iterable[Id]]
"""A function that returns the ids of the people who are added to the recipients if `send_to_everyone` of the
subscription list is true."""


def deliver(ctx: Context, activity: Activity, *, read: bool = False) -> None:
    """Create the notifications of an activity. The recipients are computed from the data at the end of the request. If
    `read` is true, the notifications are marked as read.

    No one is notified if the rule of the activity raises an error, or returns the id of a person who does not exist. In
    these cases, the background job of the real server fails.
    """
    rule = RECIPIENTS.get(activity.action)
    if rule is None:
        return
    db = ctx.db
    try:
        recipients = [person_id for person_id in rule(db, activity) if person_id is not None]
    except ApiError:
        return
    for person_id in recipients:
        if db.get(Person, person_id) is None:
            return  # the real server inserts all rows with one query, which fails if a person does not exist
    read_at = ctx.now if read else None
    for person_id in recipients:
        db.put(Notification(**db.new_row(), person_id=person_id, activity_id=activity.id, read=read, read_at=read_at))


# --- subscription lists: subs(X), contract: activities 4.3 -----------------------------------------------------------


def subscribed(db: Database, list_id: Id, context_id: Id, everyone: Iterable[Id] = ()) -> list[Id]:
    """Return the ids of the people who are notified because of a subscription list. These are the active subscribers
    and, if `send_to_everyone` of the list is true, the people in `everyone`.

    Subscribers who can't view the access context are omitted. A person in `everyone` is omitted only if they can view
    the access context and have canceled their subscription.
    """
    rows = subscriptions.with_access(db, list_id, context_id)
    if not db.get_existing(SubscriptionList, list_id).send_to_everyone:
        return _unique(row.person_id for row in rows if not row.canceled)
    # for a person with two subscriptions, the first one is used
    canceled = {row.person_id: row.canceled for row in reversed(rows)}
    return _unique(id for id in (*everyone, *canceled) if not canceled.get(id, False))


def _unique(ids: Iterable[Id]) -> list[Id]:
    return list(dict.fromkeys(ids))


def _no_one(db: Database, activity: Activity) -> Iterable[Id]:
    """Return no people. This function is used for subscription lists whose `send_to_everyone` has no effect."""
    return ()


def _members(space_id: Id, db: Database) -> list[Id]:
    """Return the ids of the members of a space, except suspended people and AI agents. Raises ServerCrash if there are
    no such members, because the background job of the real server then fails."""
    found = [person.id for person in spaces.active_members(db, space_id)]
    if not found:
        raise ServerCrash("the space has no active member to notify; the real server crashes in this case")
    return found


def _space_members(db: Database, activity: Activity) -> Iterable[Id]:
    return _members(activity.context_id, db)


def _goal_space_members(db: Database, activity: Activity) -> Iterable[Id]:
    return _members(db.get_existing(Goal, activity.context_id).space_id, db)


def _contributors(db: Database, activity: Activity) -> Iterable[Id]:
    """Return the ids of the contributors of a project, except suspended people and AI agents. Raises ServerCrash if
    there are no such contributors, because the background job of the real server then fails."""
    rows = db.where(ProjectContributor, project_id=activity.context_id)
    found = _unique(row.person_id for row in rows if project_contributors.active_person(db, row))
    if not found:
        raise ServerCrash("the project has no active contributor to notify; the real server crashes in this case")
    return found


def subscribers(kind: type[Record], key: str, everyone_rule: EveryoneRule = _no_one) -> Recipients:
    """Create a rule that returns the subscribers of a record, except the author of the activity. `kind` is the type of
    the record. The id of the record is in the content of the activity, under the key `key`. `everyone_rule` returns
    the people who are added if `send_to_everyone` of the subscription list is true."""

    def rule(db: Database, activity: Activity) -> Iterable[Id]:
        listed = db.get_existing(kind, activity.content[key])
        return _without_author(activity, _list_subscribers(db, activity, listed, everyone_rule))

    return rule


def _list_subscribers(db: Database, activity: Activity, listed: Any, everyone_rule: EveryoneRule) -> list[Id]:
    return subscribed(db, listed.subscription_list_id, activity.context_id, everyone_rule(db, activity))


def _thread_subscribers(everyone_rule: EveryoneRule) -> Recipients:
    """Create a rule that returns the subscribers of the activity's comment thread, except the author. `everyone_rule`
    has the same meaning as in `subscribers`."""

    def rule(db: Database, activity: Activity) -> Iterable[Id]:
        thread = db.get_existing(CommentThread, activity.comment_thread_id or "")
        return _without_author(activity, _list_subscribers(db, activity, thread, everyone_rule))

    return rule


def _commented_thread_subscribers(db: Database, activity: Activity) -> Iterable[Id]:
    """Return the subscribers of the comment thread that has a new comment, except the author. `send_to_everyone` of the
    subscription list has an effect only if the thread belongs to a goal."""
    thread = db.get_existing(CommentThread, activity.content["comment_thread_id"])
    everyone_rule = _goal_space_members if activity.content["goal_id"] is not None else _no_one
    return _without_author(activity, _list_subscribers(db, activity, thread, everyone_rule))


# --- people in the content -------------------------------------------------------------------------------------------


def _without_author(activity: Activity, people: Iterable[Id | None]) -> list[Id]:
    return [id for id in people if id is not None and id != activity.author_id]


def except_author(*rules: Recipients) -> Recipients:
    """Create a rule that combines the results of other rules, without duplicates and without the author of the
    activity."""

    def rule(db: Database, activity: Activity) -> Iterable[Id]:
        found = [id for entry in rules for id in entry(db, activity) if id is not None]
        return _without_author(activity, _unique(found))

    return rule


def people_under(*keys: str) -> Recipients:
    """Create a rule that returns the values of these keys in the content of the activity. The values are ids of
    people."""
    return lambda db, activity: [activity.content[key] for key in keys]


def people_listed_under(key: str, name: str) -> Recipients:
    """Create a rule that returns ids of people from a list of objects in the content of the activity. `key` is the key
    of the list. `name` is the key of the id in each object."""
    return lambda db, activity: [item[name] for item in activity.content[key]]


def people_mentioned_under(key: str) -> Recipients:
    """Create a rule that returns the people who are mentioned in a document. The document is the value of `key` in the
    content of the activity."""
    return lambda db, activity: subscriptions.mentioned(rich_text.decode(activity.content[key]))


def _goal_leads(db: Database, activity: Activity) -> list[Id | None]:
    """Return the ids of the champion and the reviewer of a goal. If the same person has both roles, their id is
    returned twice."""
    goal = db.get_existing(Goal, activity.content["goal_id"])
    return [goal.champion_id, goal.reviewer_id]


def _goal_leads_except_creator(db: Database, activity: Activity) -> list[Id | None]:
    goal = db.get_existing(Goal, activity.content["goal_id"])
    return [id for id in _goal_leads(db, activity) if id != goal.creator_id]


def _goal_leads_except_author(db: Database, activity: Activity) -> list[Id]:
    return _without_author(activity, _goal_leads(db, activity))


def _check_in_author(db: Database, activity: Activity) -> list[Id | None]:
    return [db.get_existing(ProjectCheckIn, activity.content["check_in_id"]).author_id]


def _project_champion(db: Database, activity: Activity) -> list[Id]:
    """Return the id of the champion of a project, even if the champion is suspended."""
    rows = db.where(ProjectContributor, project_id=activity.content["project_id"])
    return [row.person_id for row in rows if row.role == "champion"][:1]


def _task_assignees(db: Database, activity: Activity) -> list[Id | None]:
    """Return the ids of the assignees of a task, even if they can't view the task."""
    return list(db.get_existing(Task, activity.content["task_id"]).assignee_ids)


def _task_creator(db: Database, activity: Activity) -> list[Id | None]:
    return [db.get_existing(Task, activity.content["task_id"]).creator_id]


_person: Final = people_under("person_id")
_message: Final = subscribers(Message, "discussion_id", _space_members)
_document: Final = subscribers(Document, "document_id", _space_members)
_file: Final = subscribers(File, "file_id", _space_members)
_link: Final = subscribers(Link, "link_id", _space_members)
_project: Final = subscribers(Project, "project_id")
_milestone: Final = subscribers(Milestone, "milestone_id")
_task: Final = subscribers(Task, "task_id")
_task_comment: Final = except_author(_task, _task_creator, _task_assignees)
_goal_thread: Final = _thread_subscribers(_goal_space_members)


def _new_contributors(db: Database, activity: Activity) -> list[Id]:
    """Return the ids of the new contributors, except the author. A person who is twice in the input is returned twice,
    and therefore notified twice, as on the real server."""
    return _without_author(activity, [entry["person_id"] for entry in activity.content["contributors"]])


def _first_file(db: Database, activity: Activity) -> Iterable[Id]:
    first = db.get_existing(File, activity.content["files"][0]["file_id"])
    return _without_author(activity, _list_subscribers(db, activity, first, _space_members))


RECIPIENTS: Final[dict[str, Recipients]] = {
    # companies (contract: activities 3.1): the author is notified if they are one of these people
    "company_admin_added": people_listed_under("people", "id"),
    "company_admin_removed": _person,
    "company_owner_removing": _person,
    "company_member_added": _person,
    "guest_invited": _person,
    "company_member_restoring": _person,
    "company_member_converted_to_guest": _person,
    "company_members_permissions_edited": people_listed_under("members", "person_id"),
    # spaces and discussions (contract: activities 3.2)
    "space_members_added": people_listed_under("members", "person_id"),
    "discussion_posting": _message,
    "discussion_comment_submitted": _message,
    "space_task_commented": _task_comment,
    # resource hubs (contract: activities 3.3)
    "resource_hub_document_created": _document,
    "resource_hub_document_deleted": _document,
    "resource_hub_document_commented": _document,
    "resource_hub_file_created": _first_file,
    "resource_hub_file_deleted": _file,
    "resource_hub_file_commented": _file,
    "resource_hub_link_created": _link,
    "resource_hub_link_edited": _link,
    "resource_hub_link_deleted": _link,
    "resource_hub_link_commented": _link,
    # goals (contract: activities 3.4)
    "goal_created": _goal_leads_except_creator,
    "goal_description_changed": except_author(people_mentioned_under("new_description")),
    "goal_champion_updating": except_author(people_under("new_champion_id")),
    "goal_reviewer_updating": except_author(people_under("new_reviewer_id")),
    "goal_reparent": _goal_leads_except_creator,
    "goal_check_in": subscribers(GoalProgressUpdate, "update_id", _goal_space_members),
    "goal_check_in_acknowledgement": _goal_leads_except_author,
    "goal_check_in_commented": subscribers(GoalProgressUpdate, "goal_check_in_id", _goal_space_members),
    "goal_closing": _goal_thread,
    "goal_reopening": _goal_thread,
    "goal_discussion_creation": _goal_thread,
    "comment_added": _commented_thread_subscribers,
    # projects and milestones (contract: activities 3.5)
    "project_created": _project,
    "project_moved": _project,
    "project_description_changed": _project,
    "project_due_date_updating": _project,
    "project_champion_updating": _project,
    "project_reviewer_updating": _project,
    "project_goal_connection": _project,
    "project_pausing": _project,
    "project_resuming": _thread_subscribers(_no_one),
    "project_closed": subscribers(ProjectRetrospective, "retrospective_id", _contributors),
    "project_retrospective_commented": subscribers(ProjectRetrospective, "retrospective_id", _contributors),
    "project_contributor_addition": except_author(_person),
    "project_contributors_addition": _new_contributors,
    "project_key_resource_added": _project,
    "project_check_in_submitted": subscribers(ProjectCheckIn, "check_in_id", _contributors),
    "project_check_in_acknowledged": _check_in_author,
    "project_check_in_commented": subscribers(ProjectCheckIn, "check_in_id", _contributors),
    "project_discussion_submitted": subscribers(CommentThread, "discussion_id"),
    "project_milestone_creation": _project,
    "project_milestone_commented": except_author(_project, _milestone),
    "milestone_due_date_updating": _milestone,
    "milestone_description_updating": _milestone,
    # tasks (contract: activities 3.6)
    "task_adding": except_author(_task_assignees, _project_champion),
    "task_due_date_updating": except_author(_task_assignees),
    "task_assignee_updating": except_author(people_under("old_assignee_id", "new_assignee_id")),
    "task_description_change": _task,
    "task_moving": _task,
    "project_task_commented": _task_comment,
}
"""Maps actions to their rules. If an action is not listed, no one is notified."""
