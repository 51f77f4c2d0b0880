"""Writing, publishing and archiving discussions of spaces (contract: spaces_tasks 1.5 and 3). The API also calls these
discussions messages."""

from mockserver.domain import activity_log, columns, subscriptions
from mockserver.domain.context import Context
from mockserver.domain.errors import ServerCrash
from mockserver.domain.subscriptions import Audience
from mockserver.model.company.companies import Person
from mockserver.model.ids import Id
from mockserver.model.rich_text import Json
from mockserver.model.spaces.spaces import Message, MessagesBoard, Space
from mockserver.store.database import Database


def published(db: Database, space_id: Id) -> list[Message]:
    """Return the published discussions of a space. The most recently published discussion comes first."""
    return sorted(
        db.newest(Message, published=space_id), key=lambda row: row.published_at or row.inserted_at, reverse=True
    )


def drafts(db: Database, space_id: Id, author: Person) -> list[Message]:
    """Return the drafts that a person wrote in a space, newest first."""
    return sorted(db.newest(Message, draft=(space_id, author.id)), key=lambda row: row.inserted_at, reverse=True)


def post(ctx: Context, space: Space, *, title: str, document: Json, draft: bool, audience: Audience) -> Message:
    """Create a discussion. If `draft` is true, the discussion is not published: no activity is recorded, and no one is
    notified."""
    board = ctx.db.first(MessagesBoard, space_id=space.id)
    if board is None:
        raise ServerCrash("the space has no message board; the real server crashes in this case")
    id, body = ctx.db.new_id(), columns.required_document(document, "body")
    list_id = subscriptions.create_list_with_audience(ctx, id, "message", audience, document)
    message = ctx.db.put(
        Message(
            **ctx.db.new_row(id),
            messages_board_id=board.id,
            space_id=space.id,
            author_id=ctx.person.id,
            title=title,
            body=body,
            state="draft" if draft else "published",
            published_at=None if draft else ctx.now,
            subscription_list_id=list_id,
        )
    )
    if not draft:
        _record_posting(ctx, message, space.company_id)
    return message


def edit(ctx: Context, message: Message, *, title: str, document: Json, state: str) -> Message:
    """Change the title and text of a discussion. If `state` is `published`, a draft is also published. In this case,
    the recorded activity contains the old title."""
    if state not in ("draft", "published"):
        raise ServerCrash(f"`state` must be draft or published, not {state!a}; the real server fails to store it")
    if state == "draft" and message.state == "published":
        raise ServerCrash("a published discussion cannot become a draft again; the real server rejects the change")
    publishes = state == "published" and message.state == "draft"
    fields: dict[str, object] = {"state": "published", "published_at": ctx.now} if publishes else {}
    body = columns.required_document(document, "body")
    edited = ctx.db.change(message, title=title, body=body, **fields)
    subscriptions.add_mentioned(ctx, message.subscription_list_id, document)
    if publishes:
        _record_posting(ctx, message)
    elif message.state == "published":
        activity_log.record(
            ctx, "discussion_editing", message.space_id, space_id=message.space_id, discussion_id=message.id
        )
    return edited


def publish(ctx: Context, message: Message) -> Message:
    """Publish a draft."""
    published = ctx.db.change(message, state="published", published_at=ctx.now)
    _record_posting(ctx, message)
    return published


def archive(ctx: Context, message: Message) -> None:
    """Archive a discussion. Responses do not contain archived discussions. The comments and subscriptions of the
    discussion are kept."""
    ctx.db.change(message, deleted_at=ctx.now)
    if message.state == "published":
        activity_log.record(
            ctx,
            "message_archiving",
            message.space_id,
            space_id=message.space_id,
            message_id=message.id,
            title=message.title,
        )


def _record_posting(ctx: Context, message: Message, company_id: Id | None = None) -> None:
    """Record the publication of a discussion. If `company_id` is None, the activity belongs to the company of the
    acting person, as on the real server."""
    activity_log.record(
        ctx,
        "discussion_posting",
        message.space_id,
        company_id=company_id or ctx.person.company_id,
        space_id=message.space_id,
        discussion_id=message.id,
        title=message.title,
    )
