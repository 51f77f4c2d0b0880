"""Endpoints for the tools of a space and the contents of the tools (contract: spaces_tasks 1.2 and 2)."""

from mockserver.api.registry import Reply, endpoint
from mockserver.domain import collation
from mockserver.domain.context import Context
from mockserver.domain.documents import resource_hubs
from mockserver.domain.errors import NotFound
from mockserver.domain.spaces import discussions, spaces
from mockserver.model.documents.resource_hubs import ResourceHub
from mockserver.model.goals.goals import Check, Goal, GoalProgressUpdate, Target
from mockserver.model.ids import Id
from mockserver.model.projects.projects import Project
from mockserver.model.rich_text import Json
from mockserver.model.spaces.spaces import MessagesBoard, Space
from mockserver.model.tasks.tasks import Task
from mockserver.store.database import Database
from mockserver.views import comments
from mockserver.views.company import people as people_views
from mockserver.views.documents import resource_hubs as hub_views
from mockserver.views.goals import goal_progress_updates as update_views
from mockserver.views.goals import goals as goal_views
from mockserver.views.projects import project_parts
from mockserver.views.projects import projects as project_views
from mockserver.views.spaces import discussions as message_views
from mockserver.views.spaces import spaces as views
from mockserver.views.tasks import tasks as task_views


@endpoint("list_space_tools")
def list_space_tools(ctx: Context, space_id: Id) -> Reply:
    space, db = ctx.db.get(Space, space_id), ctx.db
    if space is None:
        raise NotFound(hint="there is no space with this `space_id`")
    # for people without view access, the lists of boards, hubs and tasks are empty
    visible = ctx.visible(Space, space.id) is not None
    return {
        "tools": views.tools(
            space,
            projects=[_project(db, item) for item in _by_name(db, space) if ctx.visible(Project, item.id)],
            goals=[_goal(db, item) for item in db.where(Goal, space_id=space.id) if ctx.visible(Goal, item.id)],
            messages_boards=[_board(db, item) for item in db.where(MessagesBoard, space_id=space.id)]
            if visible and space.discussions_enabled
            else [],
            resource_hubs=[_hub(db, item) for item in db.where(ResourceHub, space_id=space.id)]
            if visible and space.resource_hub_enabled
            else [],
            tasks=[
                task_views.full(task, assignees=task_views.assignees(db, task))
                for task in db.where(Task, space_id=space.id)
            ]
            if visible and space.tasks_enabled
            else [],
        )
    }


def _by_name(db: Database, space: Space) -> list[Project]:
    unpaused = [item for item in db.where(Project, space_id=space.id) if item.status != "paused"]
    return sorted(unpaused, key=lambda project: collation.collation_key(project.name))


def _project(db: Database, project: Project) -> Json:
    return project_views.full(
        db,
        project,
        milestones=project_parts.milestones_list(db, project),
        last_check_in=project_parts.last_check_in(db, project),
    )


def _goal(db: Database, goal: Goal) -> Json:
    update = db.get(GoalProgressUpdate, goal.last_check_in_id)
    return goal_views.full(
        db,
        goal,
        targets=db.where(Target, goal_id=goal.id),
        checks=db.where(Check, goal_id=goal.id),
        parent=db.get(Goal, goal.parent_goal_id),
    ) | {"last_check_in": update_views.full(update) if update else None}


def _board(db: Database, board: MessagesBoard) -> Json:
    return message_views.board(
        board,
        [
            message_views.essential(
                message,
                author=people_views.essential_or_null(db, message.author_id),
                comments_count=comments.comments_count(db, "message", message.id),
            )
            for message in discussions.published(db, board.space_id)
        ],
    )


def _hub(db: Database, hub: ResourceHub) -> Json:
    placed = resource_hubs.published(resource_hubs.at_root(db, hub.id))
    return hub_views.hub(hub, nodes=hub_views.nodes(db, placed, comments=True, children=True))


@endpoint("spaces/update_tools", (Space, "can_edit"))
def update_tools(ctx: Context, space_id: Id, tools: dict[str, bool]) -> Reply:
    space = ctx.find(Space, space_id, can="can_edit")
    return {"success": True, "tools": views.tools(spaces.set_tools(ctx, space, tools))}
