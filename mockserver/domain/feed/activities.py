"""The feed: the activities of a company, space, goal, project or person that the acting person can view (contract:
activities 2.3 and 7)."""

from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import islice
from typing import Final

from mockserver.domain import access
from mockserver.domain.activity_types import DEPRECATED
from mockserver.domain.context import Context
from mockserver.model.company.access import VIEW, Binding, Membership
from mockserver.model.feed.activities import Activity, Scope, scopes
from mockserver.model.ids import Id

PAGE_SIZE: Final = 100
MAX_BINDINGS: Final = 200
"""If the groups of the acting person have more bindings than this number, the index by context is not used."""

Source = dict[str, Scope | Id]
"""Selects activities: a dict with one item, the name of an index of activities and a key in this index."""


def page(ctx: Context, scope: Scope, actions: Iterable[str | None]) -> list[Activity]:
    """Return the newest activities that the acting person can view, at most PAGE_SIZE. `scope` is a `Scope` without an
    action, such as `("goal", id)`. If `actions` is empty, activities with any action are returned.

    Activities are read from the newest backwards until the page is full, so the time does not depend on the number of
    older activities.
    """
    requested = [(*scope, action) for action in dict.fromkeys(actions)] or [scope]
    found = islice(_visible(ctx, _candidates(ctx, requested)), PAGE_SIZE)
    # `found` is already in this order, unless the clock was set back
    return sorted(found, key=lambda activity: activity.inserted_at, reverse=True)


def _candidates(ctx: Context, requested: list[Scope]) -> Iterator[Activity]:
    """Return activities that may belong to the page, newest first. The activities are read from the index by scope, or
    from the index by context for the contexts that the person can view. The index with fewer entries is used."""
    scoped: list[Source] = [{"scope": key} for key in requested]
    contexts = _visible_contexts(ctx)
    if contexts is None or _entry_count(ctx, scoped) <= _entry_count(ctx, contexts):
        return _newest_first(ctx, scoped)
    keys = set(requested)
    return (activity for activity in _newest_first(ctx, contexts) if not keys.isdisjoint(scopes(activity)))


def _visible_contexts(ctx: Context) -> list[Source] | None:
    """Return a `Source` for each context that the person can view. Return None if the person's groups have more than
    MAX_BINDINGS bindings."""
    groups = [ctx.person.id, *(row.group_id for row in ctx.db.where(Membership, person_id=ctx.person.id))]
    if sum(ctx.db.count(Binding, group_id=group) for group in groups) > MAX_BINDINGS:
        return None
    rows = [row for group in groups for row in ctx.db.where(Binding, group_id=group)]
    return [{"context_id": id} for id in dict.fromkeys(row.context_id for row in rows if row.access_level >= VIEW)]


def _entry_count(ctx: Context, sources: list[Source]) -> int:
    return sum(ctx.db.count(Activity, **source) for source in sources)


def _newest_first(ctx: Context, sources: list[Source]) -> Iterator[Activity]:
    lists = [ctx.db.newest(Activity, **source) for source in sources]
    return lists[0] if len(lists) == 1 else merge(*lists, key=lambda activity: -activity.number)


def _visible(ctx: Context, activities: Iterator[Activity]) -> Iterator[Activity]:
    visible: dict[Id, bool] = {}
    for activity in activities:
        context_id = activity.context_id
        if context_id not in visible:
            visible[context_id] = access.level(ctx.db, ctx.person, context_id) > 0
        if (
            visible[context_id]
            and activity.content["company_id"] == ctx.company.id
            and activity.action not in DEPRECATED
        ):
            yield activity
