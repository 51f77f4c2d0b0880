"""Adds the events of comments, reactions and discussions to the timeline."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from mockserver.domain.context import Context
from mockserver.domain.feed import comments
from mockserver.domain.goals import goal_discussions
from mockserver.domain.projects import project_discussions
from mockserver.domain.spaces import discussions
from mockserver.domain.subscriptions import Audience
from mockserver.model.feed.comments import Comment, CommentThread
from mockserver.model.goals.goals import Goal
from mockserver.model.ids import Id
from mockserver.model.projects.projects import Project
from mockserver.model.record import Record
from mockserver.model.rich_text import Json
from mockserver.model.spaces.spaces import Message, Space
from mockserver.seed import fixture_schema
from mockserver.seed.timeline import Timeline

Parent = Callable[[], Record]
"""A function that returns the record to which a comment or reaction is added. The function is called after the record
was created."""

Post = Callable[[Context, Json, list[Id]], Record]
"""A function that creates a discussion with a text and subscribers, and returns its record."""


def load_comments(
    timeline: Timeline, entry: fixture_schema.Commentable, when: datetime, type: str, parent: Parent
) -> None:
    """Add an event to the timeline for each comment on the record of `entry`, and for each reaction to the record or to
    a comment. `parent` returns the record. `type` is the `entity_type` for the record in requests to `get_comments`."""
    _comments(timeline, entry.comments, when, type, parent)
    _reactions(timeline, entry, entry.reactions, when, type, parent)


def _comments(
    timeline: Timeline, entries: Sequence[fixture_schema.Comment], when: datetime, type: str, parent: Parent
) -> None:
    for entry in entries:
        timeline.check_text(entry, entry.text)

        def create(ctx: Context, entry: fixture_schema.Comment = entry) -> Record:
            return comments.create(ctx, type, parent(), timeline.to_rich_text(entry.text))

        then = timeline.plan(entry, when, create)
        _reactions(timeline, entry, entry.reactions, then, "comment", partial(timeline.record_of, Comment, entry))


def _reactions(
    timeline: Timeline,
    entry: fixture_schema.Entry,
    given: dict[str, list[str]],
    when: datetime,
    type: str,
    parent: Parent,
) -> None:
    for emoji, people in given.items():
        timeline.check_people(entry, "reactions", people)
        for name in people:

            def react(ctx: Context, emoji: str = emoji) -> None:
                comments.add_reaction(ctx, type, parent().id, emoji)

            timeline.plan(timeline.child_entry(entry), when, react, name)


def load_space_discussion(
    timeline: Timeline, entry: fixture_schema.Discussion, when: datetime, space: Callable[[], Space]
) -> None:
    """Add the events of a discussion of a space, and of its comments, to the timeline."""

    def post(ctx: Context, text: Json, subscribers: list[Id]) -> Record:
        return discussions.post(
            ctx,
            space(),
            title=entry.title or "",
            document=text,
            draft=entry.draft,
            audience=Audience(entry.everyone, subscribers),
        )

    _load_discussion(timeline, entry, when, post, "message", Message)


def load_goal_discussion(
    timeline: Timeline, entry: fixture_schema.Discussion, when: datetime, goal: Callable[[], Goal]
) -> None:
    """Add the events of a discussion of a goal, and of its comments, to the timeline."""

    def post(ctx: Context, text: Json, subscribers: list[Id]) -> Record:
        audience = Audience(entry.everyone, subscribers)
        return goal_discussions.create(ctx, goal(), title=entry.title, message=text, audience=audience)

    _load_discussion(timeline, entry, when, post, "comment_thread", CommentThread)


def load_project_discussion(
    timeline: Timeline, entry: fixture_schema.Discussion, when: datetime, project: Callable[[], Project]
) -> None:
    """Add the events of a discussion of a project, and of its comments, to the timeline."""

    def post(ctx: Context, text: Json, subscribers: list[Id]) -> Record:
        return project_discussions.create(
            ctx, project(), title=entry.title or "", message=text, audience=Audience(entry.everyone, subscribers)
        )

    _load_discussion(timeline, entry, when, post, "comment_thread", CommentThread)


def _load_discussion(
    timeline: Timeline, entry: fixture_schema.Discussion, when: datetime, post: Post, type: str, kind: type[Record]
) -> None:
    timeline.check_people(entry, "subscribers", entry.subscribers)
    timeline.check_text(entry, entry.text)

    def create(ctx: Context) -> Record:
        return post(ctx, timeline.to_rich_text(entry.text), timeline.people_ids(entry.subscribers))

    then = timeline.plan(entry, when, create)
    load_comments(timeline, entry, then, type, partial(timeline.record_of, kind, entry))
