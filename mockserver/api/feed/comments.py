"""Endpoints for comments and reactions (contract: activities 11)."""

from typing import Final

from mockserver.api.registry import Reply, endpoint
from mockserver.contract import strict_json
from mockserver.domain.context import Context
from mockserver.domain.errors import BadRequest, ServerCrash
from mockserver.domain.feed import comments
from mockserver.domain.feed.comments import PARENTS
from mockserver.model.feed.comments import Reaction
from mockserver.model.ids import Id
from mockserver.model.rich_text import Json
from mockserver.views import comments as views

COMMENT_ON_PARENT: Final = tuple((kind, can_comment) for kind, can_comment, _ in PARENTS.values())
VIEW_PARENT: Final = tuple((kind, "can_view") for kind, _, _ in PARENTS.values())
AUTHOR: Final = "the person must be the author of the comment"


@endpoint("get_comments")
def get_comments(ctx: Context, entity_id: Id, entity_type: str) -> Reply:
    _reject_milestone(entity_type)
    found = comments.comments_on(ctx, entity_type, entity_id)
    return {"comments": [views.with_details(ctx.db, row, comments.unread(ctx, row)) for row in found]}


@endpoint("create_comment", *COMMENT_ON_PARENT)
def create_comment(ctx: Context, entity_id: Id, entity_type: str, content: str) -> Reply:
    document = _document(content)
    _reject_milestone(entity_type)
    kind, can_comment, _ = PARENTS[entity_type]
    parent = ctx.find(kind, entity_id, can=can_comment)
    return {"comment": views.comment(comments.create(ctx, entity_type, parent, document))}


@endpoint("edit_comment", *VIEW_PARENT, rule=AUTHOR)
def edit_comment(ctx: Context, content: str, comment_id: Id, parent_type: str) -> Reply:
    document = _document(content)
    comment, parent = comments.find_own(ctx, comment_id, parent_type)
    return {"comment": views.comment(comments.edit(ctx, comment, parent_type, parent, document))}


@endpoint("delete_comment", *VIEW_PARENT, rule=AUTHOR)
def delete_comment(ctx: Context, comment_id: Id, parent_type: str) -> Reply:
    comment, _ = comments.find_own(ctx, comment_id, parent_type)
    comments.delete(ctx, comment)
    return {"comment": views.comment(comment)}


@endpoint("add_reaction", *COMMENT_ON_PARENT)
def add_reaction(ctx: Context, entity_id: Id, entity_type: str, emoji: str, parent_type: str | None = None) -> Reply:
    if entity_type != "comment":
        kind, can_comment, _ = PARENTS[entity_type]
        ctx.find(kind, entity_id, can=can_comment)
    elif parent_type is None:
        raise ServerCrash("a reaction to a comment requires `parent_type`; the real server crashes without it")
    else:
        _, parent = comments.find(ctx, entity_id, parent_type)
        ctx.require(parent, PARENTS[parent_type].can_comment)
    reaction = comments.add_reaction(ctx, entity_type, entity_id, emoji)
    return {"reaction": views.reaction(ctx.db, reaction) | {"person": None}}


@endpoint("remove_reaction", rule="the person must be the author of the reaction")
def remove_reaction(ctx: Context, reaction_id: Id) -> Reply:
    reaction = ctx.db.get(Reaction, reaction_id)
    if reaction is None or reaction.person_id != ctx.person.id:
        raise ServerCrash("the person has no reaction with this `reaction_id`; the real server crashes in this case")
    ctx.db.delete(reaction)
    return {"success": True}


def _document(content: str) -> Json:
    try:
        return strict_json.loads(content)
    except strict_json.NotJson:
        raise BadRequest(hint="`content` is not valid JSON") from None


def _reject_milestone(entity_type: str) -> None:
    if entity_type == "milestone":
        raise ServerCrash(
            "the real server crashes on the type milestone; use post_milestone_comment and get_milestone for comments "
            "on milestones"
        )
