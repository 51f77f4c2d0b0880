"""Renderers of the fields of an activity's `content` (contract: activities 2.4 and 3, "Wire").

A renderer is a function that computes a field in the response from the stored content. A renderer looks up the records
to which the content refers, so the response contains their current state. Records whose `deleted_at` is set are also
found. If a record does not exist, the field is null.
"""

from collections.abc import Callable
from typing import Any, Final, NamedTuple, TypeVar

from mockserver.domain.errors import ServerCrash
from mockserver.model import rich_text
from mockserver.model.company.access import ADMIN, COMMENT, EDIT, FULL, MINIMAL, NO_ACCESS, VIEW
from mockserver.model.company.companies import Company, Person
from mockserver.model.documents.resource_hubs import Document, File, Folder, Link, ResourceHub
from mockserver.model.feed.comments import Comment, CommentThread
from mockserver.model.goals.goals import Goal, GoalProgressUpdate
from mockserver.model.projects.milestones import Milestone
from mockserver.model.projects.projects import Project, ProjectCheckIn
from mockserver.model.record import Record
from mockserver.model.rich_text import Json
from mockserver.model.spaces.spaces import Message, Space
from mockserver.model.tasks.tasks import Task
from mockserver.store.database import Database
from mockserver.views import comment_threads, comments
from mockserver.views.company import companies, people
from mockserver.views.documents import resource_hubs
from mockserver.views.goals import goal_progress_updates, goals
from mockserver.views.projects import milestones, project_check_ins, projects
from mockserver.views.spaces import discussions, spaces
from mockserver.views.tasks import tasks

R = TypeVar("R", bound=Record)


class RenderContext(NamedTuple):
    """The data that renderers need in addition to the content. For the activity of a notification, `me` is the
    recipient of the notification, and the `my_role` of a goal is their role. For other activities, `me` is None."""

    db: Database
    me: Person | None


FieldRenderer = Callable[[RenderContext, Any], Json]
Renderers = dict[str, FieldRenderer]

LEVEL_LABELS: Final = {
    NO_ACCESS: "No Access",
    MINIMAL: "No Access",
    VIEW: "View Access",
    COMMENT: "Comment Access",
    EDIT: "Edit Access",
    ADMIN: "Admin Access",
    FULL: "Full Access",
}


# --- renderers -------------------------------------------------------------------------------------------------------


def raw(key: str) -> FieldRenderer:
    """Return a renderer that returns the stored value of a key."""
    return lambda context, content: content[key]


def stored(*keys: str) -> Renderers:
    """Return a renderer for each of the given keys. The renderer returns the stored value of the key."""
    return {key: raw(key) for key in keys}


def null(context: RenderContext, content: Any) -> Json:
    return None


def level_label(key: str) -> FieldRenderer:
    return lambda context, content: LEVEL_LABELS[content[key]]


def object_of(renderers: Renderers) -> FieldRenderer:
    """Return a renderer that returns an object. `renderers` contains the renderers of the fields of the object."""
    return lambda context, content: {name: render(context, content) for name, render in renderers.items()}


def nested(key: str, render: FieldRenderer) -> FieldRenderer:
    """Return a renderer that applies `render` to the object that is stored under a key."""
    return lambda context, content: render(context, content[key])


def list_of(key: str, render: FieldRenderer) -> FieldRenderer:
    """Return a renderer that applies `render` to each object in the list that is stored under a key."""
    return lambda context, content: [render(context, item) for item in content[key]]


def lookup(kind: type[R], view: Callable[[RenderContext, R], Json]) -> Callable[[str], FieldRenderer]:
    """Return a function, such as `goal`, that creates renderers. The argument of the returned function is a key of the
    content: `goal("goal_id")` returns a renderer. The renderer finds the record whose id is stored under this key, and
    returns the JSON of the record."""

    def renderer_of(key: str) -> FieldRenderer:
        def render(context: RenderContext, content: Any) -> Json:
            row = context.db.get(kind, content[key])
            return None if row is None else view(context, row)

        return render

    return renderer_of


def required(render: FieldRenderer) -> FieldRenderer:
    """Return a renderer that returns the value from `render`, but raises ServerCrash if the value is None. The value is
    None if the content refers to a record that no longer exists. The real server crashes on such an activity."""

    def checked(context: RenderContext, content: Any) -> Json:
        value = render(context, content)
        if value is None:
            raise ServerCrash("an activity refers to a deleted record; the real server crashes in this case")
        return value

    return checked


# --- minimal JSON (contract: activities 2.4) -------------------------------------------------------------------------


def _mini_goal(context: RenderContext, goal: Goal) -> Json:
    role = None
    if context.me is not None:
        if context.me.id == goal.champion_id:
            role = "champion"
        elif context.me.id == goal.reviewer_id:
            role = "reviewer"
    return {"id": goals.goal_id(goal), "name": goal.name, "my_role": role}


def _mini_check_in(context: RenderContext, check_in: ProjectCheckIn) -> Json:
    return {
        "id": project_check_ins.check_in_id(check_in),
        "inserted_at": check_in.inserted_at,
        "status": check_in.status,
        "description": rich_text.decode(check_in.description),
    }


def _mini_message(context: RenderContext, message: Message) -> Json:
    return {"id": discussions.discussion_id(message), "title": message.title, "body": rich_text.decode(message.body)}


def _mini_comment(context: RenderContext, comment: Comment) -> Json:
    return {"id": comment.id, "content": comment.content, "inserted_at": comment.inserted_at}


def _mini_person(context: RenderContext, person: Person) -> Json:
    return {"id": person.id, "full_name": person.full_name}


# --- records ---------------------------------------------------------------------------------------------------------

company = lookup(Company, lambda context, row: companies.essential(row))
person = lookup(Person, lambda context, row: people.essential(row))
mini_person = lookup(Person, _mini_person)
space = lookup(Space, lambda context, row: spaces.essential(row))
goal = lookup(Goal, lambda context, row: goals.essential(context.db, row))
goal_id = lookup(Goal, lambda context, row: goals.goal_id(row))
mini_goal = lookup(Goal, _mini_goal)
goal_update = lookup(GoalProgressUpdate, lambda context, row: goal_progress_updates.essential(row))
project = lookup(Project, lambda context, row: projects.essential(context.db, row))
project_id = lookup(Project, lambda context, row: projects.project_id(row))
check_in = lookup(ProjectCheckIn, lambda context, row: project_check_ins.essential(row))
check_in_id = lookup(ProjectCheckIn, lambda context, row: project_check_ins.check_in_id(row))
mini_check_in = lookup(ProjectCheckIn, _mini_check_in)
milestone = lookup(Milestone, lambda context, row: milestones.essential(row))
task = lookup(Task, lambda context, row: tasks.essential(row))
full_task = lookup(Task, lambda context, row: tasks.full(row))
message = lookup(Message, lambda context, row: discussions.essential(row))
mini_message = lookup(Message, _mini_message)
comment = lookup(Comment, lambda context, row: comments.comment(row))
mini_comment = lookup(Comment, _mini_comment)
thread = lookup(CommentThread, lambda context, row: comment_threads.essential(row))
hub = lookup(ResourceHub, lambda context, row: resource_hubs.hub(row))
document = lookup(Document, lambda context, row: resource_hubs.essential(context.db, row))
file = lookup(File, lambda context, row: resource_hubs.essential(context.db, row))
folder = lookup(Folder, lambda context, row: resource_hubs.essential(context.db, row))
link = lookup(Link, lambda context, row: resource_hubs.essential(context.db, row))
