"""The list of all kinds of records. The database has a table for each kind."""

import re
from typing import Final

from mockserver.model.company.access import Binding, Membership
from mockserver.model.company.companies import Account, ApiToken, Blob, Company, InviteLink, Person
from mockserver.model.documents.resource_hubs import Document, File, Folder, Link, Node, ResourceHub
from mockserver.model.feed.activities import Activity, Notification
from mockserver.model.feed.comments import Comment, CommentThread, Reaction
from mockserver.model.feed.subscriptions import Subscription, SubscriptionList
from mockserver.model.goals.goals import Check, Goal, GoalProgressUpdate, Target
from mockserver.model.projects.milestones import Milestone, MilestoneComment
from mockserver.model.projects.projects import (
    KeyResource,
    Project,
    ProjectCheckIn,
    ProjectContributor,
    ProjectRetrospective,
)
from mockserver.model.record import Record
from mockserver.model.spaces.spaces import Member, Message, MessagesBoard, Space
from mockserver.model.tasks.tasks import Task

KINDS: Final[tuple[type[Record], ...]] = (
    Company, Account, Person, InviteLink, ApiToken, Blob,
    Binding, Membership,
    Space, Member, MessagesBoard, Message,
    Goal, Target, Check, GoalProgressUpdate,
    Project, ProjectContributor, ProjectCheckIn, ProjectRetrospective, KeyResource,
    Milestone, MilestoneComment, Task,
    ResourceHub, Node, Folder, Document, File, Link,
    Activity, Notification, CommentThread, Comment, Reaction, SubscriptionList, Subscription,
)  # fmt: skip

ENTITIES: Final[dict[str, type[Record]]] = {
    re.sub("(?<!^)(?=[A-Z])", "_", kind.__name__).lower(): kind for kind in KINDS
}
"""Maps the names that the control API uses for the kinds of records, such as `goal_progress_update`, to the kinds."""

NAMES: Final[dict[type[Record], str]] = {kind: name for name, kind in ENTITIES.items()}
