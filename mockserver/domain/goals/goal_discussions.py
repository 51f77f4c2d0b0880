"""What is discussed about a goal: activities with threads (contract: goals 1.6)."""

from collections.abc import Iterator

from mockserver.domain import columns, subscriptions
from mockserver.domain.context import Context
from mockserver.domain.errors import Crash
from mockserver.domain.goals.goal_lifecycle import Audience, say
from mockserver.domain.goals.goals import record
from mockserver.model.feed.activities import Activity
from mockserver.model.feed.comments import CommentThread
from mockserver.model.goals.goals import Goal
from mockserver.model.rich_text import Json
from mockserver.store.database import World


def discussions(world: World, goal: Goal) -> Iterator[Activity]:
    """The discussions of a goal, newest first."""
    return world.newest(Activity, scope=("goal", goal.id, "goal_discussion_creation"))


def retrospective(world: World, goal: Goal) -> Activity | None:
    """The last closing of a goal, also of one that was reopened since."""
    return next(world.newest(Activity, scope=("goal", goal.id, "goal_closing")), None)


def thread_of(world: World, activity: Activity) -> CommentThread:
    return world.known(CommentThread, activity.comment_thread_id or "")


def create(ctx: Context, goal: Goal, *, title: str | None, message: Json, audience: Audience) -> CommentThread:
    stored = columns.stored(title, "title")
    return say(ctx, goal, "goal_discussion_creation", message, audience, title=stored, company_id=goal.company_id)


def edit(ctx: Context, activity: Activity, *, title: str | None, message: Json) -> None:
    """Rewrites the thread of any activity of a goal that has one, so retrospectives too."""
    thread = ctx.world.get(CommentThread, activity.comment_thread_id)
    goal = ctx.world.get(Goal, activity.content.get("goal_id"))
    if thread is None or goal is None:
        raise Crash("the activity has no thread or no goal; the real server crashes on it")
    ctx.world.change(
        thread, title=columns.stored(title, "title"), message=columns.required_document(message, "message")
    )
    subscriptions.add_mentioned(ctx, thread.subscription_list_id, message)
    record(ctx, goal, "goal_discussion_editing", activity_id=activity.id)
