"""Milestones of projects (contract: projects 1.5)."""

from collections.abc import Sequence
from typing import Final, get_args

import msgspec

from mockserver.domain import activity_log, cascades, columns, dates, subscriptions
from mockserver.domain.context import Context
from mockserver.domain.errors import BadRequest
from mockserver.domain.projects import project_contributors
from mockserver.model import ids, rich_text
from mockserver.model.dates import ContextualDate, Timeframe
from mockserver.model.feed.comments import Comment
from mockserver.model.projects.milestones import Milestone, MilestoneAction, MilestoneComment
from mockserver.model.projects.projects import Project
from mockserver.model.rich_text import Json
from mockserver.model.tasks.tasks import EMPTY_KANBAN
from mockserver.store.database import Database

COMMENT_ENTITY_TYPE: Final = "project_milestone"
"""The `entity_type` of comments on milestones."""

NOT_FOUND: Final = "Milestone not found"
FOREIGN_MILESTONES: Final = "Some milestone IDs do not belong to this project"

ACTIONS: Final[tuple[MilestoneAction, ...]] = get_args(MilestoneAction)


def slugged_id(milestone: Milestone) -> str:
    """Return the id of a milestone as responses contain it. The id starts with words of the current title (the slug).
    The slugs in the project's `milestones_ordering_state` can be those of previous titles."""
    return ids.slugged(milestone.title, milestone.id)


def of_project(db: Database, project: Project) -> list[Milestone]:
    """Return the milestones of a project, oldest first. Deleted milestones are omitted."""
    return [row for row in db.where(Milestone, project_id=project.id) if row.deleted_at is None]


def comments_count(db: Database, milestone: Milestone) -> int:
    """Return the number of comments on a milestone. Comments that complete or reopen the milestone are not counted."""
    return sum(row.action == "none" for row in db.where(MilestoneComment, milestone_id=milestone.id))


def create(ctx: Context, project: Project, *, title: str, due_date: ContextualDate | None) -> Milestone:
    """Create a milestone, and add its id to the end of the project's `milestones_ordering_state`. The acting person and
    the champion of the project become subscribers."""
    id = ctx.db.new_id()
    subscription_list = subscriptions.create_list(ctx, id, "project_milestone")
    subscriptions.add(ctx, subscription_list.id, ctx.person.id, "invited")
    champion = project_contributors.champion(ctx.db, project)
    if champion is not None and champion.id != ctx.person.id:
        subscriptions.add(ctx, subscription_list.id, champion.id, "invited")
    milestone = ctx.db.put(
        Milestone(
            **ctx.db.new_row(id),
            project_id=project.id,
            creator_id=ctx.person.id,
            title=title,
            timeframe=Timeframe(None, due_date),
            tasks_kanban_state=EMPTY_KANBAN,
            subscription_list_id=subscription_list.id,
        )
    )
    ordering = columns.ordering([*project.milestones_ordering_state, slugged_id(milestone)])
    ctx.db.change(project, milestones_ordering_state=ordering)
    _record(ctx, "project_milestone_creation", milestone, milestone_name=title)
    return milestone


def edit(
    ctx: Context, project: Project, milestone: Milestone, *, title: str, due_date: ContextualDate | None
) -> Milestone:
    """Change the title and due date of a milestone. `project` is the project in the request. The activity is recorded
    in this project, even if the milestone is in another one."""
    timeframe = dates.with_end(milestone.timeframe or Timeframe(), due_date)
    edited = ctx.db.change(milestone, title=title, timeframe=timeframe)
    activity_log.record_in_project(
        ctx,
        "project_milestone_updating",
        project,
        milestone_id=milestone.id,
        old_milestone_name=milestone.title,
        new_milestone_name=title,
        old_timeframe=msgspec.to_builtins(milestone.timeframe),
        new_timeframe=msgspec.to_builtins(timeframe),
    )
    return edited


def rename(ctx: Context, milestone: Milestone, title: str) -> Milestone:
    """Rename a milestone. The id in the project's `milestones_ordering_state` keeps the slug of the old title. The
    activity is recorded even if the title is unchanged."""
    renamed = ctx.db.change(milestone, title=title)
    _record(ctx, "milestone_title_updating", milestone, old_title=milestone.title, new_title=title)
    return renamed


def set_description(ctx: Context, milestone: Milestone, description: Json) -> Milestone:
    """Change the description of a milestone. The acting person and each person mentioned in the description get a
    subscription, even if they already have one."""
    stored_text = columns.required_document(description, "description")
    described = ctx.db.change(milestone, description=stored_text)
    subscriptions.add_even_if_subscribed(ctx, milestone.subscription_list_id, description)
    _record(
        ctx,
        "milestone_description_updating",
        milestone,
        milestone_name=milestone.title,
        has_description=rich_text.has_content(description),
        description=stored_text,
    )
    return described


def set_due_date(ctx: Context, milestone: Milestone, due_date: ContextualDate | None) -> Milestone:
    """Set the due date of a milestone, or remove it if `due_date` is None. The activity is recorded even if the date is
    unchanged."""
    before = milestone.timeframe.contextual_end_date if milestone.timeframe else None
    changed = ctx.db.change(milestone, timeframe=dates.with_end(milestone.timeframe, due_date))
    _record(
        ctx,
        "milestone_due_date_updating",
        milestone,
        milestone_name=milestone.title,
        old_due_date=msgspec.to_builtins(before),
        new_due_date=msgspec.to_builtins(due_date),
    )
    return changed


def delete(ctx: Context, milestone: Milestone) -> None:
    """Delete a milestone with its tasks, and remove its current id from the project's `milestones_ordering_state`. An
    older id of the milestone, which contains words of a previous title, stays in the list."""
    project = ctx.db.get_existing(Project, milestone.project_id)
    _record(ctx, "milestone_deleting", milestone, milestone_name=milestone.title)
    cascades.delete(ctx.db, milestone)
    deleted_id = slugged_id(milestone)
    remaining = tuple(id for id in project.milestones_ordering_state if id != deleted_id)
    ctx.db.change(project, milestones_ordering_state=remaining)


def reorder(ctx: Context, project: Project, ids: Sequence[str | None]) -> Project:
    """Set the order of a project's milestones. The milestones in `ids` come first. Then come the other milestones whose
    current ids (see `slugged_id`) are in `milestones_ordering_state`, in the order of this list, and then all remaining
    milestones. Raises BadRequest if an item of `ids` is not the current id of a milestone of the project."""
    current = dict.fromkeys(slugged_id(row) for row in of_project(ctx.db, project))
    if not all(id in current for id in ids):
        raise BadRequest(
            FOREIGN_MILESTONES,
            hint="each item of `ordering_state` must be the id of a milestone of this project, as the API returns it "
            "now (the id changes with the title)",
        )
    before = (id for id in project.milestones_ordering_state if id in current)
    ordering = columns.ordering(dict.fromkeys([*ids, *before, *current]))
    return ctx.db.change(project, milestones_ordering_state=ordering)


def comment(
    ctx: Context, milestone: Milestone, content: Json, action: MilestoneAction
) -> tuple[MilestoneComment, Comment]:
    """Create a comment on a milestone. If `action` is `complete` or `reopen`, the status of the milestone also
    changes."""
    comment_row = ctx.db.put(
        Comment(
            **ctx.db.new_row(),
            author_id=ctx.person.id,
            entity_id=milestone.id,
            entity_type=COMMENT_ENTITY_TYPE,
            content=columns.to_json_column({"message": content}, "content"),
        )
    )
    row = ctx.db.put(
        MilestoneComment(
            id=ctx.db.new_id(), milestone_id=milestone.id, comment_id=comment_row.id, action=action, inserted_at=ctx.now
        )
    )
    if action == "none":
        subscriptions.add_mentioned(ctx, milestone.subscription_list_id, content)
        subscriptions.subscribe(ctx, milestone.subscription_list_id, ctx.person.id, "joined")
    elif action == "complete":
        ctx.db.change(milestone, status="done", completed_at=ctx.now)
    else:
        ctx.db.change(milestone, status="pending", completed_at=None)
    _record(ctx, "project_milestone_commented", milestone, comment_id=comment_row.id, comment_action=action)
    return row, comment_row


def _record(ctx: Context, action: str, milestone: Milestone, **content: Json) -> None:
    """Record an activity about a milestone. The context of the activity is the project of the milestone."""
    project = ctx.db.get_existing(Project, milestone.project_id)
    activity_log.record_in_project(ctx, action, project, milestone_id=milestone.id, **content)
