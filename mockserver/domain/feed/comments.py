"""Comments and reactions (contract: activities 5 and 11)."""

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from mockserver.domain import access, activity_log, cascades, columns, subscriptions
from mockserver.domain.context import Context
from mockserver.domain.errors import Forbidden, NotFound, ServerCrash
from mockserver.domain.projects import milestones
from mockserver.model.documents.resource_hubs import Document, File, Link, Node, ResourceHub
from mockserver.model.feed.activities import Activity, Notification
from mockserver.model.feed.comments import Comment, CommentThread, Reaction
from mockserver.model.goals.goals import Goal, GoalProgressUpdate
from mockserver.model.ids import Id, short
from mockserver.model.projects.milestones import Milestone
from mockserver.model.projects.projects import Project, ProjectCheckIn, ProjectRetrospective
from mockserver.model.record import Record
from mockserver.model.rich_text import Json
from mockserver.model.spaces.spaces import Message
from mockserver.model.tasks.tasks import Task
from mockserver.store.database import Database

Content = dict[str, Any]


class Parent(NamedTuple):
    """A type of record that can have comments. `can_comment` is the permission that is required to write a comment."""

    kind: type[Record]
    can_comment: str = "can_comment"
    mentions_on_edit: bool = True
    """Whether people become subscribers if they are mentioned in an edited comment (contract: activities 4.4)."""


PARENTS: Final[dict[str, Parent]] = {
    "project_check_in": Parent(ProjectCheckIn),
    "project_retrospective": Parent(ProjectRetrospective),
    "comment_thread": Parent(CommentThread, "can_comment_on_thread"),
    "goal_update": Parent(GoalProgressUpdate),
    "message": Parent(Message),
    "resource_hub_document": Parent(Document, "can_comment_on_document", mentions_on_edit=False),
    "resource_hub_file": Parent(File, "can_comment_on_file", mentions_on_edit=False),
    "resource_hub_link": Parent(Link, "can_comment_on_link", mentions_on_edit=False),
    "project_task": Parent(Task),
    "space_task": Parent(Task, mentions_on_edit=False),
    "milestone": Parent(Milestone, mentions_on_edit=False),
}
"""Maps the `entity_type` or `parent_type` in inputs to the type of record that has the comments."""

STORED_TYPES: Final = {"milestone": milestones.COMMENT_ENTITY_TYPE}
"""Maps parent types in inputs to the `entity_type` that comments contain. Parent types that are not listed are stored
unchanged."""


# --- comments --------------------------------------------------------------------------------------------------------


def create(ctx: Context, parent_type: str, parent: Any, document: Json) -> Comment:
    """Create a comment on the record `parent`. The author of the comment and the people mentioned in it become
    subscribers of the record. Raises ServerCrash if `parent_type` does not fit the record."""
    if not _matches_parent_type(parent_type, parent):
        raise ServerCrash(
            f"the type {parent_type} does not fit this task, which is {_place(parent)}; the real server crashes in "
            "this case"
        )
    comment = ctx.db.put(
        Comment(
            **ctx.db.new_row(),
            author_id=ctx.person.id,
            entity_id=parent.id,
            entity_type=parent_type,
            content=_to_column(document),
        )
    )
    subscriptions.add_mentioned(ctx, parent.subscription_list_id, document)
    subscriptions.subscribe(ctx, parent.subscription_list_id, ctx.person.id, "joined")
    action, content = ACTIVITIES[parent_type]
    context_id = access.context_of(ctx.db, parent)
    activity_log.record(ctx, action, context_id, comment_id=comment.id, **content(ctx.db, parent))
    return comment


def edit(ctx: Context, comment: Comment, parent_type: str, parent: Any, document: Json) -> Comment:
    """Change the content of a comment. No activity is recorded."""
    if PARENTS[parent_type].mentions_on_edit:
        subscriptions.add_mentioned(ctx, parent.subscription_list_id, document)
    return ctx.db.change(comment, content=_to_column(document))


def delete(ctx: Context, comment: Comment) -> None:
    """Delete a comment. Its reactions, its activity and the notifications about it are kept."""
    cascades.delete(ctx.db, comment)


def find(ctx: Context, comment_id: Id, parent_type: str) -> tuple[Comment, Any]:
    """Return a comment, and the record that the comment belongs to, even if this record is deleted. Raises NotFound if
    there is no comment with this id on a record of this type, or if the acting person can't view the record."""
    comment = ctx.db.get(Comment, comment_id)
    if comment is None or comment.entity_type != STORED_TYPES.get(parent_type, parent_type):
        raise NotFound(
            hint=f"there is no comment with the id {short(comment_id)} on a record of the type {parent_type}"
        )
    parent = ctx.find(PARENTS[parent_type].kind, comment.entity_id, deleted=True)
    if not _matches_parent_type(parent_type, parent):
        raise NotFound(
            hint=f"the task of this comment was moved and is now {_place(parent)}; the comment can't be found with any "
            f"`parent_type`, because it was written while the `parent_type` of the task was {parent_type}"
        )
    return comment, parent


def find_own(ctx: Context, comment_id: Id, parent_type: str) -> tuple[Comment, Any]:
    """Return a comment that the acting person wrote, and the record that it belongs to. Raises NotFound like `find`,
    and Forbidden if another person wrote the comment."""
    comment, parent = find(ctx, comment_id, parent_type)
    if comment.author_id != ctx.person.id:
        raise Forbidden(hint="the comment belongs to another person")
    return comment, parent


def comments_on(ctx: Context, parent_type: str, parent_id: Id) -> list[Comment]:
    """Return the comments on a record, oldest first, even if the record is deleted. The result is empty if the acting
    person can't view the record."""
    parent = ctx.db.get(PARENTS[parent_type].kind, parent_id)
    if parent is None or not _matches_parent_type(parent_type, parent) or not ctx.level(parent):
        return []
    return ctx.db.where(Comment, parent=(parent_type, parent_id))


def unread(ctx: Context, comment: Comment) -> Notification | None:
    """Return the acting person's unread notification about a comment, or None if there is none."""
    activity = ctx.db.first(Activity, comment_id=comment.id)
    rows = ctx.db.where(Notification, activity_id=activity.id) if activity else []
    return next((row for row in rows if row.person_id == ctx.person.id and not row.read), None)


def _to_column(document: Json) -> str:
    return columns.to_json_column({"message": document}, "content")


def _matches_parent_type(parent_type: str, parent: Any) -> bool:
    """Whether a parent type fits a record. Only tasks are checked: `project_task` fits a task of a project, and
    `space_task` fits a task of a space."""
    if not isinstance(parent, Task):
        return True
    return (parent.project_id is not None) == (parent_type == "project_task")


def _place(task: Any) -> str:
    return "in a space" if task.project_id is None else "in a project"


# --- reactions -------------------------------------------------------------------------------------------------------


def add_reaction(ctx: Context, entity_type: str, entity_id: Id, emoji: str) -> Reaction:
    """Add a reaction of the acting person to a record, even if they have already added one with this emoji."""
    return ctx.db.put(
        Reaction(
            id=ctx.db.new_id(),
            person_id=ctx.person.id,
            entity_id=entity_id,
            entity_type=entity_type,
            emoji=columns.to_column(emoji, "emoji"),
            inserted_at=ctx.now,
        )
    )


# --- activities of comments ------------------------------------------------------------------------------------------


def _project_content(db: Database, project_id: Id) -> Content:
    return {"space_id": db.get_existing(Project, project_id).space_id, "project_id": project_id}


def _check_in_content(db: Database, check_in: ProjectCheckIn) -> Content:
    return _project_content(db, check_in.project_id) | {"check_in_id": check_in.id}


def _retrospective_content(db: Database, retrospective: ProjectRetrospective) -> Content:
    return _project_content(db, retrospective.project_id) | {"retrospective_id": retrospective.id}


def _thread_content(db: Database, thread: CommentThread) -> Content:
    activity = db.where(Activity, comment_thread_id=thread.id)[0]
    copied: Content = {name: activity.content.get(name) for name in ("goal_id", "project_id", "space_id")}
    return copied | {"comment_thread_id": thread.id, "activity_id": activity.id}


def _goal_update_content(db: Database, update: GoalProgressUpdate) -> Content:
    space_id = db.get_existing(Goal, update.goal_id).space_id
    return {"space_id": space_id, "goal_id": update.goal_id, "goal_check_in_id": update.id}


def _message_content(db: Database, message: Message) -> Content:
    return {"space_id": message.space_id, "discussion_id": message.id}


def _item_content(name: str) -> Callable[[Database, Any], Content]:
    def content(db: Database, item: Document | File | Link) -> Content:
        hub = db.get_existing(ResourceHub, db.get_existing(Node, item.node_id).resource_hub_id)
        return {"space_id": hub.space_id, "resource_hub_id": hub.id, "node_id": item.node_id, name: item.id}

    return content


def _project_task_content(db: Database, task: Task) -> Content:
    return _project_content(db, task.project_id or "") | {"task_id": task.id}


def _space_task_content(db: Database, task: Task) -> Content:
    return {"space_id": task.space_id, "task_id": task.id}


ACTIVITIES: Final[dict[str, tuple[str, Callable[[Database, Any], Content]]]] = {
    "project_check_in": ("project_check_in_commented", _check_in_content),
    "project_retrospective": ("project_retrospective_commented", _retrospective_content),
    "comment_thread": ("comment_added", _thread_content),
    "goal_update": ("goal_check_in_commented", _goal_update_content),
    "message": ("discussion_comment_submitted", _message_content),
    "resource_hub_document": ("resource_hub_document_commented", _item_content("document_id")),
    "resource_hub_file": ("resource_hub_file_commented", _item_content("file_id")),
    "resource_hub_link": ("resource_hub_link_commented", _item_content("link_id")),
    "project_task": ("project_task_commented", _project_task_content),
    "space_task": ("space_task_commented", _space_task_content),
}
"""Maps a parent type to the activity that is recorded when a comment is created. The first value is the action. The
second value is a function that returns the content without `comment_id`."""
