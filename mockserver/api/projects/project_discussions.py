"""Endpoints for the discussions of projects (contract: projects 6).

If a person without edit access tries to create or edit a discussion, the response has the status 404, not 403.
"""

from mockserver.api.registry import Include, Reply, endpoint
from mockserver.domain import columns, permissions
from mockserver.domain.context import Context
from mockserver.domain.errors import NotFound, ServerCrash
from mockserver.domain.projects import project_discussions
from mockserver.domain.projects.projects import NOT_FOUND as NO_PROJECT
from mockserver.domain.subscriptions import Audience
from mockserver.model.feed.comments import CommentThread
from mockserver.model.ids import Id
from mockserver.model.projects.projects import Project
from mockserver.model.record import Record
from mockserver.model.rich_text import Json
from mockserver.model.spaces.spaces import Space
from mockserver.views import comment_threads as views
from mockserver.views import comments, subscriptions
from mockserver.views.company import people
from mockserver.views.projects import projects
from mockserver.views.spaces import spaces

NO_DISCUSSION = "Discussion not found"


@endpoint("project_discussions/list", (Project, "can_view"))
def list_discussions(ctx: Context, project_id: Id) -> Reply:
    project = ctx.find(Project, project_id, missing=NO_PROJECT)
    return {
        "discussions": [
            views.essential(
                thread,
                author=people.essential_or_null(ctx.db, thread.author_id),
                comments_count=comments.comments_count(ctx.db, views.ENTITY_TYPE, thread.id),
            )
            for thread in project_discussions.of_project(ctx.db, project)
        ]
    }


@endpoint("project_discussions/get", (CommentThread, "can_view"))
def get_discussion(ctx: Context, include: Include, id: Id) -> Reply:
    thread = ctx.find(CommentThread, id, missing=NO_DISCUSSION)
    with_project = include.project or include.space or include.potential_subscribers
    needs_project = with_project or include.permissions or include.unread_notifications
    project = _project_of(ctx, thread) if needs_project else None
    space = ctx.visible(Space, project.space_id) if project and include.space else None
    return {
        "discussion": views.essential(
            thread,
            author=people.essential_or_null(ctx.db, thread.author_id),
            reactions=comments.reactions_to(ctx.db, views.ENTITY_TYPE, thread.id),
            notifications=views.unread(ctx.db, ctx.person, thread) if include.unread_notifications else None,
            project=projects.essential(ctx.db, project) if project and with_project else None,
            project_permissions=permissions.granted(permissions.WORK, ctx.level(project))
            if project and include.permissions
            else None,
            space=spaces.essential(space) if space else None,
            subscription_list=subscriptions.essential_list(ctx.db, thread.subscription_list_id)
            if include.subscriptions_list
            else None,
            potential_subscribers=subscriptions.potential_subscribers(
                ctx.db, thread.subscription_list_id, project.id, subscriptions.project_candidates(ctx.db, project.id)
            )
            if project and include.potential_subscribers
            else None,
        )
    }


@endpoint("project_discussions/create", (Project, "can_edit"))
def create_discussion(
    ctx: Context,
    project_id: Id,
    title: str,
    message: Json,
    send_notifications_to_everyone: bool,
    subscriber_ids: list[Id | None],
) -> Reply:
    project = ctx.find(Project, project_id, missing=NO_PROJECT)
    _require_edit(ctx, project)
    thread = project_discussions.create(
        ctx,
        project,
        title=columns.required(title, "title"),
        message=message,
        audience=Audience(send_notifications_to_everyone, subscriber_ids),
    )
    return {"discussion": views.essential(thread)}


@endpoint("project_discussions/edit", (CommentThread, "can_edit"))
def edit_discussion(ctx: Context, id: Id, title: str, message: Json, subscriber_ids: list[Id | None]) -> Reply:
    thread = ctx.find(CommentThread, id, missing=NO_DISCUSSION)
    _require_edit(ctx, thread)
    return {"discussion": views.essential(project_discussions.edit(ctx, thread, title=title, message=message))}


def _require_edit(ctx: Context, record: Record) -> None:
    check = ctx.check(record, "can_edit")
    if not check.granted:
        raise NotFound(hint=f"the person lacks a permission: {check}; the real server returns 404 here, not 403")


def _project_of(ctx: Context, thread: CommentThread) -> Project:
    """Return the project of a discussion. Raises ServerCrash if the thread is not a discussion of a project."""
    if thread.parent_type != "project":
        raise ServerCrash("the thread is not a discussion of a project; the real server crashes in this case")
    return ctx.db.get_existing(Project, thread.parent_id)
