"""The values that clients request with `include_*` inputs of check-ins, retrospectives and discussions."""

from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from mockserver.api.registry import Include
from mockserver.domain import access
from mockserver.domain.context import Context
from mockserver.model.goals.goals import GoalProgressUpdate
from mockserver.model.projects.projects import ProjectCheckIn, ProjectRetrospective
from mockserver.model.rich_text import Json
from mockserver.model.spaces.spaces import Message
from mockserver.views import comments, subscriptions
from mockserver.views.company import people
from mockserver.views.subscriptions import Candidate

Commentable = GoalProgressUpdate | ProjectCheckIn | ProjectRetrospective | Message


class References(NamedTuple):
    """The values by which the reactions to a record and the unread notifications about the record are found.

    The reactions have this `entity_type`. The notifications are about activities that have one of `actions`, and whose
    content has the id of the record under `key`.
    """

    entity_type: str
    key: str
    actions: tuple[str, ...]


REFERENCES: Final[dict[type[Commentable], References]] = {
    GoalProgressUpdate: References("goal_update", "update_id", ("goal_check_in", "goal_check_in_acknowledgement")),
    ProjectCheckIn: References(
        "project_check_in", "check_in_id", ("project_check_in_submitted", "project_check_in_acknowledged")
    ),
    ProjectRetrospective: References("project_retrospective", "retrospective_id", ("project_closed",)),
    Message: References("message", "discussion_id", ("discussion_posting",)),
}


def included_values(
    ctx: Context, record: Commentable, include: Include, candidates: Callable[[], Iterable[Candidate]] | None = None
) -> dict[str, Json]:
    """Return the optional values of a record. Values that the client did not request are null or empty. `candidates` is
    a function that returns the potential subscribers, such as the members of a space. If `candidates` is None,
    `potential_subscribers` is null."""
    db, references, list_id = ctx.db, REFERENCES[type(record)], record.subscription_list_id
    potential: Json = None
    if include.potential_subscribers and candidates:
        context_id = access.context_of(db, record)
        potential = subscriptions.potential_subscribers(db, list_id, context_id, candidates())
    return {
        "author": people.essential_or_null(db, record.author_id) if include.author else None,
        "reactions": comments.reactions_to(db, references.entity_type, record.id) if include.reactions else None,
        "subscription_list": subscriptions.essential_list(db, list_id) if include.subscriptions_list else None,
        "potential_subscribers": potential,
        "notifications": subscriptions.unread_about(db, ctx.person, references.key, record.id, references.actions)
        if include.unread_notifications
        else (),
    }
