"""The access level that each permission requires (contract: company_people 1.5). The permissions have the same names
and order as in responses."""

from typing import Final

from mockserver.model.company.access import ADMIN, COMMENT, EDIT, FULL, MINIMAL, VIEW
from mockserver.model.company.companies import Company, Person
from mockserver.model.documents.resource_hubs import Document, File, Folder, Link, Node, ResourceHub
from mockserver.model.feed.activities import Activity
from mockserver.model.feed.comments import CommentThread
from mockserver.model.goals.goals import Check, Goal, GoalProgressUpdate, Target
from mockserver.model.projects.milestones import Milestone
from mockserver.model.projects.projects import (
    KeyResource,
    Project,
    ProjectCheckIn,
    ProjectContributor,
    ProjectRetrospective,
)
from mockserver.model.record import Record
from mockserver.model.spaces.spaces import Message, MessagesBoard, Space
from mockserver.model.tasks.tasks import Task

Table = dict[str, int]

COMPANY: Final[Table] = {
    "can_view": VIEW,
    "can_create_space": EDIT,
    "is_admin": ADMIN,
    "can_edit_details": ADMIN,
    "can_invite_members": ADMIN,
    "can_remove_members": ADMIN,
    "can_restore_members": ADMIN,
    "can_edit_members_access_levels": ADMIN,
    "can_manage_admins": FULL,
    "can_manage_owners": FULL,
    "can_edit_trusted_email_domains": FULL,
}
PERSON: Final[Table] = {"can_edit_profile": EDIT}
WORK: Final[Table] = {"can_view": VIEW, "can_comment": COMMENT, "can_edit": EDIT, "has_full_access": FULL}
"""Maps the permissions on spaces, goals and projects to levels. Most kinds of records that belong to spaces, goals and
projects have the same permissions."""

GOAL_UPDATE: Final[Table] = {"can_view": VIEW, "can_comment": COMMENT, "can_edit": EDIT, "can_delete": EDIT}
THREAD: Final[Table] = {"can_view": VIEW, "can_comment_on_thread": COMMENT, "can_edit_comment_thread": FULL}
HUB: Final[Table] = {
    "can_view": VIEW,
    **dict.fromkeys(("can_comment_on_document", "can_comment_on_file", "can_comment_on_link"), COMMENT),
    **dict.fromkeys(
        (
            "can_copy_folder",
            "can_create_document",
            "can_create_folder",
            "can_create_file",
            "can_create_link",
            "can_delete_document",
            "can_delete_file",
            "can_delete_folder",
            "can_delete_link",
            "can_edit_document",
            "can_edit_file",
            "can_edit_link",
            "can_edit_parent_folder",
            "can_rename_folder",
        ),
        EDIT,
    ),
}

TABLES: Final[dict[type[Record], Table]] = {
    Company: COMPANY,
    Person: PERSON | {"can_view": VIEW},
    **dict.fromkeys((Space, Goal, Target, Check, Project, Milestone, Task, MessagesBoard, Message), WORK),
    **dict.fromkeys((ProjectCheckIn, ProjectContributor, ProjectRetrospective, KeyResource), WORK),
    GoalProgressUpdate: GOAL_UPDATE,
    **dict.fromkeys((Activity, CommentThread), THREAD),
    **dict.fromkeys((ResourceHub, Node, Folder, Document, File, Link), HUB),
}
"""Maps each kind of record to its permission table, which maps permissions to levels."""

UNLISTED: Final[Table] = WORK | {"minimal_access": MINIMAL}
"""Maps permissions to levels. Used if a handler requires a permission that is not in the permission table of the
record's kind (`TABLES`)."""


def needed(kind: type[Record], permission: str) -> int:
    """Return the level that a permission requires on a kind of record. The level of a permission that is not in the
    table of the kind is taken from `UNLISTED`."""
    table = TABLES[kind]
    return table[permission] if permission in table else UNLISTED[permission]


def granted(table: Table, level: int) -> dict[str, bool]:
    """Return the `permissions` object of a response for a person with this level."""
    return {name: level >= needed for name, needed in table.items()}
