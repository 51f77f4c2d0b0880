"""Subscription lists (contract: activities 4.4). A list is created together with the record to which it belongs. A
subscription connects a person (the subscriber) with a list. People become subscribers when they are mentioned or write
a comment. When a person unsubscribes, their subscription is not deleted, but marked as canceled."""

from collections.abc import Collection
from typing import Final, NamedTuple

from mockserver.domain import access, id_inputs
from mockserver.domain.context import Context
from mockserver.domain.errors import ServerCrash
from mockserver.model import rich_text
from mockserver.model.company.companies import Person
from mockserver.model.feed.subscriptions import Subscription, SubscriptionList, SubscriptionParent, SubscriptionType
from mockserver.model.ids import Id
from mockserver.model.rich_text import Json
from mockserver.store.database import Database

TWO_ROWS: Final = "the person is on this subscription list twice; the real server crashes in this case"


class Audience(NamedTuple):
    """The inputs that define the subscribers of a record. `everyone` is stored as `send_to_everyone` of the
    subscription list. The people in `subscriber_ids` become subscribers. The author of a new record and the people who
    are mentioned in the record become subscribers even if they are not in `subscriber_ids`."""

    everyone: bool | None = None
    subscriber_ids: Collection[Id | None] | None = None


def create_list(
    ctx: Context, parent_id: Id, parent_type: SubscriptionParent, everyone: bool | None = None
) -> SubscriptionList:
    """Create a subscription list without subscriptions. `parent_id` is the id of the record that the list belongs to.
    The caller creates this record afterwards."""
    return ctx.db.put(
        SubscriptionList(
            **ctx.db.new_row(), parent_id=parent_id, parent_type=parent_type, send_to_everyone=bool(everyone)
        )
    )


def create_list_with_audience(
    ctx: Context, parent_id: Id, parent_type: SubscriptionParent, audience: Audience, document: Json
) -> Id:
    """Create the subscription list of a new record, and return the id of the list. The acting person and the
    subscribers in `audience` get subscriptions with the type `invited`. `document` is the text of the record. Other
    people who are mentioned in this text get subscriptions with the type `mentioned`."""
    list_id = create_list(ctx, parent_id, parent_type, audience.everyone).id
    invited = list(dict.fromkeys([ctx.person.id, *(audience.subscriber_ids or ())]))
    for person_id in invited:
        add(ctx, list_id, person_id, "invited")
    for person_id in mentioned(document):
        if person_id not in invited:
            add(ctx, list_id, person_id, "mentioned")
    return list_id


def add(ctx: Context, list_id: Id, person_id: Id | None, type: SubscriptionType) -> None:
    """Add a subscription. If the person already has a subscription on the list, they then have two. Raises ServerCrash
    if there is no such person."""
    if ctx.db.get(Person, person_id) is None or person_id is None:
        raise ServerCrash(
            "an id in `subscriber_ids`, the id of the assignee, or the id of a mention in the text is not the id of a "
            "person; the real server's database rejects the subscription"
        )
    ctx.db.put(Subscription(**ctx.db.new_row(), subscription_list_id=list_id, person_id=person_id, type=type))


def row_of(db: Database, list_id: Id, person_id: Id) -> Subscription | None:
    """Return the subscription of a person on a list, or None if there is none. Raises ServerCrash if the person has two
    subscriptions on the list (contract: activities 4.4, duplicate rows)."""
    rows = db.where(Subscription, pair=(list_id, person_id))
    if len(rows) > 1:
        raise ServerCrash(TWO_ROWS)
    return rows[0] if rows else None


def subscribe(ctx: Context, list_id: Id, person_id: Id, type: SubscriptionType) -> None:
    """Make a person an active subscriber. If the person already has a subscription, it becomes active and keeps its
    type. Otherwise, a subscription with the type `type` is added."""
    row = row_of(ctx.db, list_id, person_id)
    if row is None:
        add(ctx, list_id, person_id, type)
    else:
        ctx.db.change(row, canceled=False)


def join(ctx: Context, subscription_list: SubscriptionList) -> None:
    """Make the acting person an active subscriber. If the person already has a subscription, it becomes active with the
    type `joined`. Otherwise, a subscription with this type is added."""
    row = row_of(ctx.db, subscription_list.id, ctx.person.id)
    if row is None:
        add(ctx, subscription_list.id, ctx.person.id, "joined")
    else:
        ctx.db.change(row, canceled=False, type="joined")


def with_access(db: Database, list_id: Id, context_id: Id) -> list[Subscription]:
    """Return the subscriptions on a list, but only those of people who can view the access context. The subscriptions
    of suspended people and of AI agents are omitted. Canceled subscriptions are included (contract: activities 4.3,
    step 1)."""
    can_view, rows = access.view_check(db, context_id), []
    for row in db.where(Subscription, subscription_list_id=list_id):
        person = db.get_existing(Person, row.person_id)
        if person.type != "ai" and can_view(person):
            rows.append(row)
    return rows


def add_mentioned(ctx: Context, list_id: Id, document: Json) -> None:
    """Add a subscription for each person who is mentioned in a document and has no subscription on the list. Canceled
    subscriptions remain canceled.

    Raises ServerCrash if the document contains the id of a person in two forms, for example as a UUID and as a short
    id. The real server then tries to add the person twice.
    """
    found = _mentions(document)
    if len(set(found)) < len(found):
        raise ServerCrash(
            "a person is mentioned twice, with two forms of their id; the real server crashes in this case"
        )
    for person_id in found:
        if not ctx.db.count(Subscription, pair=(list_id, person_id)):
            add(ctx, list_id, person_id, "mentioned")


def add_even_if_subscribed(ctx: Context, list_id: Id, document: Json) -> None:
    """Add a subscription for the acting person and for each other person mentioned in the document. A person who
    already has a subscription on the list then has two.

    Use this function for the descriptions of tasks and milestones (contract: activities 4.4, duplicate rows).
    """
    add(ctx, list_id, ctx.person.id, "invited")
    for person_id in mentioned(document):
        if person_id != ctx.person.id:
            add(ctx, list_id, person_id, "mentioned")


def mentioned(document: Json) -> list[Id]:
    """Return the ids of the people mentioned in a document, without duplicates. Raises ServerCrash if the document is
    malformed, or if the id of a mention is empty or can't be decoded."""
    return list(dict.fromkeys(_mentions(document)))


def _mentions(document: Json) -> list[Id]:
    """Return the ids of the people mentioned in a document. An id is returned twice if the document contains it in two
    forms, for example as a UUID and as a short id. Raises the same errors as `mentioned`."""
    try:
        written = rich_text.mentions(document)
    except rich_text.BrokenDocument as error:
        raise ServerCrash(f"the rich text is invalid: {error}; the real server crashes in this case") from None
    found = [id_inputs.id_or_crash(id, "mention.attrs.id") for id in written]
    if None in found:
        raise ServerCrash("a mention has an empty id; the real server crashes in this case")
    return [id for id in found if id is not None]


def replace(
    ctx: Context, subscription_list: SubscriptionList, everyone: bool, subscriber_ids: Collection[Id | None]
) -> None:
    """Set `send_to_everyone` and the subscribers of a list. The subscriptions of all people who are not in
    `subscriber_ids` are canceled. This also applies to the author of the record.

    If a person in `subscriber_ids` has a canceled subscription, it becomes active with the type `invited`. An active
    subscription keeps its type. Raises ServerCrash if `subscriber_ids` contains an id twice (contract: activities,
    edit_subscriptions_list).
    """
    if len(set(subscriber_ids)) < len(subscriber_ids):
        raise ServerCrash("a person is twice in `subscriber_ids`; the real server crashes in this case")
    rows = {row.person_id: row for row in ctx.db.where(Subscription, subscription_list_id=subscription_list.id)}
    ctx.db.change(subscription_list, send_to_everyone=everyone)
    for person_id in subscriber_ids:
        row = rows.pop(person_id or "", None)
        if row is None:
            add(ctx, subscription_list.id, person_id, "invited")
        elif row.canceled:
            ctx.db.change(row, canceled=False, type="invited")
    for row in rows.values():
        ctx.db.change(row, canceled=True)
