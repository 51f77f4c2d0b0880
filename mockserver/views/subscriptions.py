"""Converts subscription lists, subscribers and notifications to JSON (contract: activities 2.4, 4.5 and 4.6)."""

from collections.abc import Collection, Iterable
from typing import Final, NamedTuple

from mockserver.domain import subscriptions
from mockserver.domain.projects import project_contributors
from mockserver.domain.spaces import spaces
from mockserver.model import ids
from mockserver.model.company.companies import Person
from mockserver.model.feed.activities import SCOPES, Activity, Notification
from mockserver.model.feed.subscriptions import Subscription, SubscriptionList
from mockserver.model.goals.goals import Goal
from mockserver.model.ids import Id
from mockserver.model.projects.projects import ProjectContributor
from mockserver.model.rich_text import Json
from mockserver.store.database import Database
from mockserver.views.company import people

ROLES: Final = {"champion": "Champion", "reviewer": "Reviewer"}
"""The texts that are sent as the `role` of champions and reviewers among the potential subscribers."""


def essential_list(db: Database, list_id: Id) -> dict[str, Json]:
    """Return the JSON of a subscription list without its subscriptions."""
    subscription_list = db.get_existing(SubscriptionList, list_id)
    return {
        "id": ids.short(subscription_list.id),
        "parent_type": subscription_list.parent_type,
        "send_to_everyone": subscription_list.send_to_everyone,
        "subscriptions": None,
    }


def full_list(db: Database, list_id: Id) -> dict[str, Json]:
    """Return the JSON of a subscription list with its subscriptions."""
    rows = db.where(Subscription, subscription_list_id=list_id)
    return essential_list(db, list_id) | {"subscriptions": [subscription(db, row) for row in rows]}


def subscription(db: Database, row: Subscription) -> dict[str, Json]:
    """Return the JSON of a subscription. `person` is null if the person is suspended or an AI agent."""
    person = db.get(Person, row.person_id)
    hidden = person is None or person.suspended_at is not None or person.type == "ai"
    return {
        "id": ids.short(row.id),
        "type": row.type,
        "canceled": row.canceled,
        "person": None if hidden or person is None else people.essential(person),
    }


def subscriber(person: Person, *, role: str | None, priority: bool = False, is_subscribed: bool = False) -> Json:
    """Return the JSON of a potential subscriber: a person that clients can suggest as a subscriber of a record."""
    return {"role": role, "priority": priority, "is_subscribed": is_subscribed, "person": people.essential(person)}


class Candidate(NamedTuple):
    """A potential subscriber. `role` is the text that clients show as the person's role. `priority` is true for
    champions and reviewers."""

    person: Person
    role: str | None
    priority: bool = False


def project_candidates(db: Database, project_id: Id) -> list[Candidate]:
    """Return the contributors of a project as potential subscribers. A person with two contributor rows occurs twice.

    Suspended people and AI agents are omitted.
    """
    return [
        Candidate(person, ROLES.get(row.role or "", row.responsibility), priority=row.role in ROLES)
        for row in db.where(ProjectContributor, project_id=project_id)
        if (person := project_contributors.active_person(db, row))
    ]


def space_candidates(db: Database, space_id: Id) -> list[Candidate]:
    """Return the members of a space as potential subscribers. Suspended people and AI agents are omitted."""
    return [Candidate(person, person.title) for person in spaces.active_members(db, space_id)]


def goal_candidates(db: Database, goal: Goal) -> list[Candidate]:
    """Return the potential subscribers of a goal and its check-ins: the reviewer, the champion and the members of the
    space.

    The champion and the reviewer are included even if they are suspended.
    """
    leads = ((db.get(Person, goal.reviewer_id), "reviewer"), (db.get(Person, goal.champion_id), "champion"))
    return [
        *(Candidate(person, ROLES[role], priority=True) for person, role in leads if person),
        *space_candidates(db, goal.space_id),
    ]


def potential_subscribers(
    db: Database, list_id: Id | None, context_id: Id, candidates: Iterable[Candidate]
) -> list[Json]:
    """Return the JSON of potential subscribers: the people in `candidates` and the subscribers of a list, sorted by id.

    `list_id` is the id of the subscription list, or None for no list. Subscribers without access to the access context
    `context_id` are omitted. Each person occurs once. If a person is in `candidates` twice, the first entry is used.
    """
    rows = subscriptions.with_access(db, list_id, context_id) if list_id else []
    subscribed = {row.person_id for row in rows if not row.canceled}
    shown = {
        person.id: Candidate(person, person.title)
        for person in (db.get_existing(Person, person_id) for person_id in subscribed)
    } | {item.person.id: item for item in reversed(list(candidates))}
    return [
        subscriber(item.person, role=item.role, priority=item.priority, is_subscribed=id in subscribed)
        for id, item in sorted(shown.items())
    ]


def notification(row: Notification) -> dict[str, Json]:
    """Return the JSON of a notification without its activity."""
    return {"id": row.id, "inserted_at": row.inserted_at, "read": row.read, "read_at": row.read_at}


def unread_about(db: Database, person: Person, key: str, id: Id, actions: Collection[str]) -> list[dict[str, Json]]:
    """Return the JSON of the person's unread notifications about certain activities. These activities have one of the
    given actions, and their content has `id` under `key`."""
    scope = key.removesuffix("_id")
    if scope in SCOPES:
        activities = [item for action in actions for item in db.where(Activity, scope=(scope, id, action))]
        activities.sort(key=lambda activity: activity.number)
    else:
        activities = [item for item in db.where(Activity, about=(key, id)) if item.action in actions]
    return [
        notification(row)
        for activity in activities
        for row in db.where(Notification, activity_id=activity.id)
        if row.person_id == person.id and not row.read
    ]
