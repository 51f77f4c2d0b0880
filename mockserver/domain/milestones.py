"""Milestones of projects (contract: projects 1.5)."""

from mockserver.domain import activities, contributors, dates, subscriptions
from mockserver.domain.context import Context
from mockserver.model import ids
from mockserver.model.dates import ContextualDate, Timeframe
from mockserver.model.milestones import Milestone, MilestoneComment
from mockserver.model.projects import Project
from mockserver.model.tasks import EMPTY_KANBAN
from mockserver.store.world import World


def wire_id(milestone: Milestone) -> str:
    """The id as the wire shows it now; a project's ordering keeps the one of the day it was written."""
    return ids.slugged(milestone.title, milestone.id)


def of_project(world: World, project: Project) -> list[Milestone]:
    """A project's milestones, oldest first."""
    return [row for row in world.where(Milestone, project_id=project.id) if row.deleted_at is None]


def comments_count(world: World, milestone: Milestone) -> int:
    """How many comments only say something; completing and reopening do not count."""
    return sum(row.action == "none" for row in world.where(MilestoneComment, milestone_id=milestone.id))


def create(ctx: Context, project: Project, *, title: str, due_date: ContextualDate | None) -> Milestone:
    """A new milestone, last in the project's order."""
    id = ctx.world.new_id()
    listed = subscriptions.open_list(ctx, id, "project_milestone")
    subscriptions.add(ctx, listed.id, ctx.person.id, "invited")
    champion = contributors.champion(ctx.world, project)
    if champion is not None and champion.id != ctx.person.id:
        subscriptions.add(ctx, listed.id, champion.id, "invited")
    milestone = ctx.world.put(
        Milestone(
            id=id,
            project_id=project.id,
            creator_id=ctx.person.id,
            title=title,
            timeframe=Timeframe(None, due_date),
            tasks_kanban_state=EMPTY_KANBAN,
            subscription_list_id=listed.id,
            inserted_at=ctx.now,
            updated_at=ctx.now,
        )
    )
    ctx.world.change(project, milestones_ordering_state=(*project.milestones_ordering_state, wire_id(milestone)))
    activities.record(
        ctx,
        "project_milestone_creation",
        project.id,
        space_id=project.space_id,
        project_id=project.id,
        milestone_id=milestone.id,
        milestone_name=title,
    )
    return milestone


def edit(
    ctx: Context, project: Project, milestone: Milestone, *, title: str, due_date: ContextualDate | None
) -> Milestone:
    """Another title and due date. The project is the one that the caller named; the milestone may be of another."""
    timeframe = dates.with_end(milestone.timeframe or Timeframe(), due_date)
    edited = ctx.world.change(milestone, title=title, timeframe=timeframe)
    activities.record(
        ctx,
        "project_milestone_updating",
        project.id,
        space_id=project.space_id,
        project_id=project.id,
        milestone_id=milestone.id,
        old_milestone_name=milestone.title,
        new_milestone_name=title,
        old_timeframe=milestone.timeframe,
        new_timeframe=timeframe,
    )
    return edited
