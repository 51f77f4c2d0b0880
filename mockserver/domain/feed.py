"""Reading the feed: which activities a person sees in a scope (contract: activities 2.3 and 7)."""

from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import islice
from typing import Final

from mockserver.domain import access
from mockserver.domain.actions import DEPRECATED
from mockserver.domain.context import Context
from mockserver.model.activities import Activity, Scope
from mockserver.model.ids import Id

PAGE: Final = 100


def page(ctx: Context, scope: Scope, actions: Iterable[str | None]) -> list[Activity]:
    """The newest activities of the company in `(scope, id)` that the acting person may see; no actions are all.

    Walks back from the newest until the page is full, so that it costs the same in a long history as in a short one.
    """
    wanted = dict.fromkeys(actions)
    sources = [(*scope, action) for action in wanted] if wanted else [scope]
    found = islice(_visible(ctx, _newest_first(ctx, sources)), PAGE)
    return sorted(found, key=lambda activity: activity.inserted_at, reverse=True)  # the clock may have been set back


def _newest_first(ctx: Context, sources: list[Scope]) -> Iterator[Activity]:
    lists = [ctx.world.newest(Activity, scope=source) for source in sources]
    return merge(*lists, key=lambda activity: -activity.number) if len(lists) > 1 else lists[0]


def _visible(ctx: Context, activities: Iterator[Activity]) -> Iterator[Activity]:
    seen: dict[Id, bool] = {}
    for activity in activities:
        context_id = activity.context_id
        if context_id not in seen:
            seen[context_id] = access.level(ctx.world, ctx.person, context_id) > 0
        if seen[context_id] and activity.content["company_id"] == ctx.company.id and activity.action not in DEPRECATED:
            yield activity
