"""Deletion of records that depend on a deleted record. The foreign keys are those of the real database (contract:
activities 2.6, company_people remove_company_member, spaces_tasks delete_space)."""

from collections.abc import Callable, Hashable
from typing import Any, Final, Literal, NamedTuple

from mockserver.model.company import access
from mockserver.model.company.access import Binding, Membership
from mockserver.model.company.companies import ApiToken, Blob, InviteLink, Person
from mockserver.model.documents.resource_hubs import Document, File, Folder, Link, Node, ResourceHub
from mockserver.model.feed.activities import Activity, Notification
from mockserver.model.feed.comments import Comment, CommentThread, Reaction
from mockserver.model.feed.subscriptions import Subscription, SubscriptionList
from mockserver.model.goals.goals import Check, Goal, GoalProgressUpdate, Target
from mockserver.model.projects.milestones import Milestone, MilestoneComment
from mockserver.model.projects.projects import (
    KeyResource,
    Project,
    ProjectCheckIn,
    ProjectContributor,
    ProjectRetrospective,
)
from mockserver.model.record import Record
from mockserver.model.spaces.spaces import Member, Message, MessagesBoard, Space
from mockserver.model.tasks.tasks import Task
from mockserver.store.database import Database


class ForeignKey(NamedTuple):
    """A foreign key from the records of the type `kind` to another record. `column` is the name of the field or index
    that contains the foreign key. `key` takes the other record and returns the value of `column` that refers to it, by
    default its id. `then` defines what happens when the other record is deleted: the records that refer to it are also
    deleted, or their field becomes null."""

    kind: type[Record]
    column: str
    then: Literal["delete", "null"] = "delete"
    key: Callable[[Any], Hashable] = lambda row: row.id


def _cascade(column: str, *kinds: type[Record]) -> tuple[ForeignKey, ...]:
    return tuple(ForeignKey(kind, column) for kind in kinds)


CONTEXT: Final = _cascade("context_id", Binding, Activity)
"""The foreign keys from bindings and activities to the record with the id `context_id`: a space, goal, project or
resource hub."""

CASCADES: Final[dict[type[Record], tuple[ForeignKey, ...]]] = {
    Person: (
        ForeignKey(Binding, "group_id"),
        *_cascade(
            "person_id", Membership, Member, ProjectContributor, Notification, Subscription, InviteLink, ApiToken
        ),
        ForeignKey(InviteLink, "author_id"),
        # without messages and goal updates, because the real database has no foreign keys for their authors
        *_cascade("author_id", Activity, Comment, CommentThread, ProjectCheckIn, ProjectRetrospective, Document),
        ForeignKey(Reaction, "person_id"),
        *_cascade("creator_id", Check, Project, Milestone),
        ForeignKey(Person, "manager_id", "null"),
        *(ForeignKey(Goal, field, "null") for field in ("champion_id", "reviewer_id", "creator_id")),
        ForeignKey(Task, "creator_id", "null"),
        ForeignKey(Task, "assignee", "null"),
        *(ForeignKey(kind, "author_id", "null") for kind in (File, Link, Blob)),
    ),
    Space: (
        *_cascade("space_id", Project, Goal, Task, Member, Message, MessagesBoard, ResourceHub),
        ForeignKey(Membership, "group_id", key=lambda space: access.space_managers(space.id)),
        ForeignKey(Membership, "group_id", key=lambda space: access.space_members(space.id)),
        ForeignKey(Binding, "group_id", key=lambda space: access.space_managers(space.id)),
        ForeignKey(Binding, "group_id", key=lambda space: access.space_members(space.id)),
        *CONTEXT,
    ),
    MessagesBoard: _cascade("messages_board_id", Message),
    Goal: (
        *_cascade("goal_id", Target, Check, GoalProgressUpdate),
        ForeignKey(Goal, "parent_goal_id", "null"),
        ForeignKey(Project, "goal_id", "null"),
        *CONTEXT,
    ),
    Project: (
        *_cascade("project_id", ProjectContributor, Milestone, Task, ProjectCheckIn, ProjectRetrospective, KeyResource),
        *CONTEXT,
    ),
    ProjectCheckIn: (ForeignKey(Project, "last_check_in_id", "null"),),
    Milestone: _cascade("milestone_id", Task, MilestoneComment),
    Comment: _cascade("comment_id", MilestoneComment),
    ResourceHub: (*_cascade("resource_hub_id", Node), *CONTEXT),
    Node: _cascade("node_id", Folder, Document, File, Link),
    # nodes that are deleted with a folder can belong to another hub than the folder, because a node can be
    # in a folder of another hub
    Folder: _cascade("parent_folder_id", Node),
    CommentThread: _cascade("comment_thread_id", Activity),
    Activity: _cascade("activity_id", Notification),
    SubscriptionList: _cascade("subscription_list_id", Subscription),
}


def delete(db: Database, *records: Record) -> None:
    """Delete records. The records that refer to a deleted record through a foreign key are also deleted, or their
    foreign key becomes null."""
    waiting = list(records)
    while waiting:
        record = waiting.pop()
        if db.get(type(record), record.id) is None:
            continue
        db.delete(record)
        for foreign_key in CASCADES.get(type(record), ()):
            rows = db.where(foreign_key.kind, **{foreign_key.column: foreign_key.key(record)})
            if foreign_key.then == "delete":
                waiting.extend(rows)
            else:
                for row in rows:
                    db.change(row, **_nulled_fields(row, foreign_key.column, record.id))


def delete_comments(db: Database, entity_type: str, entity_id: str) -> None:
    """Delete the comments on a record, the reactions to the record, and the reactions to these comments.

    Call this function in addition to `delete(db, record)`: `delete` does not remove these comments and reactions,
    because in the real database no foreign key connects them to the record.
    """
    comments = db.where(Comment, parent=(entity_type, entity_id))
    for type, id in [(entity_type, entity_id), *(("comment", comment.id) for comment in comments)]:
        db.delete(*db.where(Reaction, parent=(type, id)))
    delete(db, *comments)


def comment_threads_of(db: Database, context_id: str) -> list[CommentThread]:
    """Return the comment threads of the activities in a context. The caller deletes the threads together with the
    context, because no foreign key connects a thread with its context."""
    activities = db.where(Activity, context_id=context_id)
    return [thread for activity in activities if (thread := db.get(CommentThread, activity.comment_thread_id))]


def _nulled_fields(row: Record, column: str, id: str) -> dict[str, object]:
    if isinstance(row, Task) and column == "assignee":
        return {"assignee_ids": tuple(item for item in row.assignee_ids if item != id), "updated_at": row.updated_at}
    fields: dict[str, object] = {column: None}
    if "updated_at" in row.__struct_fields__:
        fields["updated_at"] = getattr(row, "updated_at")  # noqa: B009  # not every type of record has this field
    return fields
