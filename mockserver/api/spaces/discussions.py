"""Endpoints for the discussions of spaces. A discussion is stored as a record `Message` (contract: spaces_tasks 3)."""

from functools import partial

from mockserver.api import commentable
from mockserver.api.registry import MISSING, Include, Missing, Reply, endpoint
from mockserver.domain import columns, id_inputs
from mockserver.domain.context import Context
from mockserver.domain.errors import Forbidden, ServerCrash
from mockserver.domain.spaces import discussions, spaces
from mockserver.domain.subscriptions import Audience
from mockserver.model.company.companies import Company
from mockserver.model.ids import Id
from mockserver.model.rich_text import Json
from mockserver.model.spaces.spaces import Message, Space
from mockserver.views import comments
from mockserver.views import subscriptions as subscription_views
from mockserver.views.company import people as people_views
from mockserver.views.spaces import discussions as views
from mockserver.views.spaces import spaces as space_views


@endpoint("post_discussion", (Space, "can_edit"))
def post_discussion(
    ctx: Context,
    space_id: Id,
    title: str,
    body: str | None,
    post_as_draft: bool | None = None,
    send_notifications_to_everyone: bool | None = None,
    subscriber_ids: list[Id | None] | None = None,
) -> Reply:
    document = columns.parse_json(body, "body")
    if ctx.db.get(Space, space_id) is None:
        raise ServerCrash("there is no space with this `space_id`; the real server crashes in this case")
    space = ctx.find(Space, space_id, can="can_edit")
    message = discussions.post(
        ctx,
        space,
        title=columns.required(title, "title"),
        document=document,
        draft=post_as_draft is True,
        audience=Audience(send_notifications_to_everyone, subscriber_ids),
    )
    return {"discussion": views.essential(message)}


@endpoint("edit_discussion", (Message, "can_edit"))
def edit_discussion(
    ctx: Context, id: Id, body: str | None, title: str | Missing | None = MISSING, state: str | Missing | None = MISSING
) -> Reply:
    document = columns.parse_json(body, "body")
    if state is None:
        raise ServerCrash("`state` is null; the real server crashes in this case")
    message = ctx.find(Message, id, can="can_edit")
    edited = discussions.edit(
        ctx,
        message,
        title=message.title if title is MISSING else columns.required(title, "title"),
        document=document,
        state=message.state if state is MISSING else state,
    )
    return {"discussion": views.essential(edited)}


@endpoint("publish_discussion", (Message, "can_view"), rule="the person must be the author of the draft")
def publish_discussion(ctx: Context, id: Id | None) -> Reply:
    message = ctx.find(Message, id)
    if message.state != "draft":
        raise Forbidden(hint="the discussion is already published")
    if message.author_id != ctx.person.id:
        raise Forbidden(
            hint="only the author can publish a draft with publish_discussion; other people who can edit the draft can "
            "publish it with edit_discussion and the `state` published"
        )
    return {"discussion": views.essential(discussions.publish(ctx, message))}


@endpoint("archive_message", (Message, "has_full_access"), rule="the author of the discussion needs only view access")
def archive_message(ctx: Context, message_id: Id | None) -> Reply:
    message = ctx.find(Message, message_id)
    if message.author_id != ctx.person.id:
        ctx.require(message, "has_full_access")
    discussions.archive(ctx, message)
    return {}


@endpoint("get_discussion", (Message, "can_view"))
def get_discussion(ctx: Context, include: Include, id: str) -> Reply:
    message, db = ctx.find(Message, id_inputs.id_or_400(id, "id")), ctx.db
    space = db.get_existing(Space, message.space_id)
    space_json: Json = None
    if include.space_members:
        company = db.get_existing(Company, space.company_id)
        members = [people_views.essential(person) for person in spaces.active_members(db, space.id)]
        space_json = space_views.full(space, company, members=members)
    elif include.space or include.potential_subscribers:
        space_json = space_views.essential(space)
    return {
        "discussion": views.full(
            message,
            space=space_json,
            **commentable.included_values(
                ctx, message, include, partial(subscription_views.space_candidates, db, space.id)
            ),
            level=ctx.level(message) if include.permissions else None,
        )
    }


@endpoint("get_discussions")
def get_discussions(ctx: Context, include: Include, space_id: Id | None) -> Reply:
    if space_id is None:
        raise ServerCrash("`space_id` is null; the real server crashes in this case")
    db = ctx.db
    visible = ctx.visible(Space, space_id) is not None

    def view(message: Message) -> dict[str, Json]:
        return views.essential(
            message,
            author=people_views.essential_or_null(db, message.author_id) if include.author else None,
            comments_count=comments.comments_count(db, "message", message.id) if include.comments_count else None,
        )

    return {
        "discussions": [view(message) for message in discussions.published(db, space_id)] if visible else [],
        "my_drafts": [view(message) for message in discussions.drafts(db, space_id, ctx.person)],
    }
