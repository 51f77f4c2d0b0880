"""What people say: comments, reactions and discussions."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from mockserver.domain.context import Context
from mockserver.domain.feed import comments
from mockserver.domain.goals import goal_discussions
from mockserver.domain.goals.goal_lifecycle import Audience
from mockserver.domain.projects import project_discussions
from mockserver.domain.spaces import discussions
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
"""Finds what is talked about, once it is there."""

Post = Callable[[Context, Json, list[Id]], Record]
"""Begins a discussion with a text, for these subscribers."""


def load_comments(
    timeline: Timeline, entry: fixture_schema.Commentable, when: datetime, type: str, parent: Parent
) -> None:
    """The comments on a thing, and the reactions to it."""
    _comments(timeline, entry.comments, when, type, parent)
    _reactions(timeline, entry, entry.reactions, when, type, parent)


def _comments(
    timeline: Timeline, said: Sequence[fixture_schema.Comment], when: datetime, type: str, parent: Parent
) -> None:
    for one in said:
        timeline.check_text(one, one.text)

        def say(ctx: Context, one: fixture_schema.Comment = one) -> Record:
            return comments.comment(ctx, type, parent(), timeline.rich(one.text))

        then = timeline.plan(one, when, say)
        _reactions(timeline, one, one.reactions, then, "comment", partial(timeline.made, Comment, one))


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
                comments.react(ctx, type, parent().id, emoji)

            timeline.plan(timeline.part(entry), when, react, name)


def of_space(timeline: Timeline, entry: fixture_schema.Discussion, when: datetime, space: Callable[[], Space]) -> None:
    """A discussion on a space's board."""

    def post(ctx: Context, text: Json, subscribers: list[Id]) -> Record:
        return discussions.post(
            ctx,
            space(),
            title=entry.title or "",
            document=text,
            draft=entry.draft,
            everyone=entry.everyone,
            subscriber_ids=subscribers,
        )

    _discuss(timeline, entry, when, post, "message", Message)


def of_goal(timeline: Timeline, entry: fixture_schema.Discussion, when: datetime, goal: Callable[[], Goal]) -> None:
    """A discussion of a goal."""

    def post(ctx: Context, text: Json, subscribers: list[Id]) -> Record:
        audience = Audience(entry.everyone, subscribers)
        return goal_discussions.create(ctx, goal(), title=entry.title, message=text, audience=audience)

    _discuss(timeline, entry, when, post, "comment_thread", CommentThread)


def of_project(
    timeline: Timeline, entry: fixture_schema.Discussion, when: datetime, project: Callable[[], Project]
) -> None:
    """A discussion of a project."""

    def post(ctx: Context, text: Json, subscribers: list[Id]) -> Record:
        return project_discussions.create(
            ctx,
            project(),
            title=entry.title or "",
            message=text,
            everyone=entry.everyone,
            subscriber_ids=subscribers,
        )

    _discuss(timeline, entry, when, post, "comment_thread", CommentThread)


def _discuss(
    timeline: Timeline, entry: fixture_schema.Discussion, when: datetime, post: Post, type: str, kind: type[Record]
) -> None:
    timeline.check_people(entry, "subscribers", entry.subscribers)
    timeline.check_text(entry, entry.text)

    def say(ctx: Context) -> Record:
        return post(ctx, timeline.rich(entry.text), timeline.people_ids(entry.subscribers))

    then = timeline.plan(entry, when, say)
    load_comments(timeline, entry, then, type, partial(timeline.made, kind, entry))
