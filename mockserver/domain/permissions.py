"""The access level that each permission requires (contract: company_people 1.5). The names and the order of the
permissions are those of the `permissions` objects in responses."""

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
"""Maps the permissions on a space, goal or project to the levels that they require. Most records that belong to a
space, goal or project have the same permissions."""

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
"""Maps each type of record to its permission table, which maps permissions to the levels that they require."""

UNLISTED: Final[Table] = WORK | {"minimal_access": MINIMAL}
"""The permission table for permissions that are not in the table of the record's type. Some handlers check such a
permission."""


def needed(kind: type[Record], permission: str) -> int:
    """Return the level that a permission requires on records of a type. The level is taken from `UNLISTED` if the
    permission is not in the table of the type."""
    table = TABLES[kind]
    return table[permission] if permission in table else UNLISTED[permission]


def granted(table: Table, level: int) -> dict[str, bool]:
    """Return the `permissions` object of a response. `level` is the level of the acting person on the record."""
    return {name: level >= needed for name, needed in table.items()}
