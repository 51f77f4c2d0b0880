"""Feeds (contract: activities 2.3 and 7). A feed contains the activities of a company, space, goal, project, milestone,
task or person. Activities that the acting person can't view are omitted."""

from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import islice
from typing import Final

from mockserver.domain import access
from mockserver.domain.activity_types import DEPRECATED_ACTIONS
from mockserver.domain.context import Context
from mockserver.model.company.access import VIEW, Binding, Membership
from mockserver.model.feed.activities import Activity, Scope, scopes
from mockserver.model.ids import Id

PAGE_SIZE: Final = 100
MAX_BINDINGS: Final = 200
"""If the groups of the acting person have more bindings than this number, only the index `scope` is used to find
activities."""

Source = dict[str, Scope | Id]
"""A keyword argument for queries such as `db.newest(Activity, **source)`. The dict has one item, which maps the name of
an index to a key, for example `{"context_id": id}`."""


def page(ctx: Context, scope: Scope, actions: Iterable[str | None]) -> list[Activity]:
    """Return the newest activities that the acting person can view in a feed, at most PAGE_SIZE activities. `scope`
    identifies the feed, for example `("goal", id)`. If `actions` is not empty, only activities with these actions are
    returned.

    Activities are read from the newest to the oldest until the page is full, so older activities do not make the
    request slower.
    """
    requested = [(*scope, action) for action in dict.fromkeys(actions)] or [scope]
    found = islice(_visible(ctx, _candidates(ctx, requested)), PAGE_SIZE)
    # `found` is in the order of creation; the order by time differs from it only if the clock was set back
    return sorted(found, key=lambda activity: activity.inserted_at, reverse=True)


def _candidates(ctx: Context, requested: list[Scope]) -> Iterator[Activity]:
    """Return the activities of the feed, newest first. The result can include activities that the acting person can't
    view.

    There are two ways to find the activities: to read the entries of the feed in the index `scope`, or to read all
    activities in the contexts that the person can view. The way with fewer entries to read is used.
    """
    scoped: list[Source] = [{"scope": key} for key in requested]
    contexts = _visible_contexts(ctx)
    if contexts is None or _entry_count(ctx, scoped) <= _entry_count(ctx, contexts):
        return _newest_first(ctx, scoped)
    keys = set(requested)
    return (activity for activity in _newest_first(ctx, contexts) if not keys.isdisjoint(scopes(activity)))


def _visible_contexts(ctx: Context) -> list[Source] | None:
    """Return a `Source` for each context that the acting person can view. Return None if the groups of the person have
    more than MAX_BINDINGS bindings."""
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
    """Return the activities that the acting person can view. Activities of other companies, and activities with a
    deprecated action, are omitted."""
    visible: dict[Id, bool] = {}
    for activity in activities:
        context_id = activity.context_id
        if context_id not in visible:
            visible[context_id] = access.level(ctx.db, ctx.person, context_id) > 0
        if (
            visible[context_id]
            and activity.content["company_id"] == ctx.company.id
            and activity.action not in DEPRECATED_ACTIONS
        ):
            yield activity
