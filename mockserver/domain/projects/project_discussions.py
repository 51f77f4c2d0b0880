"""Discussions of projects. A discussion is a comment thread with a title (contract: projects 1.8)."""

from mockserver.domain import activity_log, columns
from mockserver.domain.context import Context
from mockserver.domain.subscriptions import Audience, create_list_with_audience
from mockserver.model.feed.comments import CommentThread
from mockserver.model.projects.projects import Project
from mockserver.model.rich_text import Json
from mockserver.store.database import Database


def of_project(db: Database, project: Project) -> list[CommentThread]:
    """Return the discussions of a project, newest first. Comment threads of activities are omitted, for example the
    thread that is created when the project is resumed."""
    return sorted(db.newest(CommentThread, parent_id=project.id), key=lambda row: row.inserted_at, reverse=True)


def create(ctx: Context, project: Project, *, title: str, message: Json, audience: Audience) -> CommentThread:
    id = ctx.db.new_id()
    thread = ctx.db.put(
        CommentThread(
            **ctx.db.new_row(id),
            parent_id=project.id,
            parent_type="project",
            title=title,
            message=columns.required_document(message, "message"),
            author_id=ctx.person.id,
            subscription_list_id=create_list_with_audience(ctx, id, "comment_thread", audience, message),
        )
    )
    activity_log.record_in_project(
        ctx, "project_discussion_submitted", project, thread=thread, discussion_id=thread.id, title=title
    )
    return thread


def edit(ctx: Context, thread: CommentThread, *, title: str, message: Json) -> CommentThread:
    """Change the title and the message of a discussion. A blank title becomes null. People who are mentioned in the new
    message do not become subscribers."""
    return ctx.db.change(
        thread, title=columns.to_column(title, "title"), message=columns.required_document(message, "message")
    )
