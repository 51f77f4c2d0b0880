"""The format of fixtures: structs that describe a company and its history.

`generator` creates fixtures, `parser` reads them from YAML and JSON, and `load` builds worlds from them. An entry
describes a record, or a change of a record, and can contain further entries. `at` is the time at which the record is
created or changed (see `dates.parse_time`). An entry without `at` has the time of its parent entry. A top-level entry
without `at` has the time at which the company was founded. `by` is the person who performs the action. Entries refer to
people, spaces, goals and projects by `key` or name, and to people also by e-mail address.
"""

from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta

from mockserver.fault_spec import FaultSpec
from mockserver.model.documents.resource_hubs import LinkType
from mockserver.model.goals.goals import CheckInStatus, SuccessStatus
from mockserver.seed.world_spec import NamedToken
from mockserver.store.dump import WorldDump

Tool = Literal["tasks", "discussions", "documents"]
Level = Literal["none", "minimal", "view", "comment", "edit", "admin", "full"]
Name = Annotated[str, Meta(min_length=1, max_length=255)]
"""A text that fits into a text column of the real server's database."""

LARGEST: Final = 8.9e307
Number = Annotated[float, Meta(ge=-LARGEST, le=LARGEST)]
"""A number that fits into a float column of the real server's database."""

Many = Annotated[int, Meta(ge=1, le=100_000)]


class Entry(msgspec.Struct, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """An event with its time and the person who performs the action."""

    at: str | None = None
    by: str | None = None


class Commentable(Entry, kw_only=True):
    """An entry that can have comments and reactions."""

    comments: "list[Comment]" = []
    reactions: dict[str, list[str]] = {}
    """Maps an emoji to the people who reacted with this emoji."""


class Comment(Entry, kw_only=True):
    text: str | None = None
    reactions: dict[str, list[str]] = {}
    faker: Many | None = None
    """`faker: N` replaces the entry by N comments. If `text` or `by` is missing, it is generated."""


class Access(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """The access levels of the company's members and of the space's members. If `public` is true, anonymous people have
    view access."""

    company: Level = "edit"
    space: Level = "edit"
    public: bool = False


# --- people ----------------------------------------------------------------------------------------------------------


class Person(Entry, kw_only=True):
    """A person of the company. The first owner is the founder of the company."""

    name: Name | None = None
    key: Name | None = None
    email: Name | None = None
    title: Name | None = None
    role: Literal["owner", "admin", "member", "guest"] = "member"
    manager: str | None = None
    about: str | None = None
    timezone: Name | None = None
    avatar: bool = False
    """True if the person has a profile picture. The picture shows their initials."""
    logged_in: bool = True
    """True if the person has ever logged in. A person who has never logged in is deleted when they are removed."""
    suspended: Entry | None = None
    token: str | None = None
    """A fixed token, which is valid in the default world. Every fixture also has fixed tokens such as `opk_owner`."""
    read_only_token: str | None = None
    faker: Many | None = None
    """`faker: N` replaces the entry by N people. If `name` or `title` is missing, it is generated."""


class Company(msgspec.Struct, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    name: Name | None = None
    mail_domain: Name = "example.com"
    """The domain of generated e-mail addresses."""
    trusted_email_domains: list[Name] = []
    experimental_features: list[Name] = []


# --- spaces ----------------------------------------------------------------------------------------------------------


class Discussion(Commentable, kw_only=True):
    title: Name | None = None
    text: str | None = None
    draft: bool = False
    everyone: bool = False
    """If true, the members of the space are notified in addition to the `subscribers`. `everyone` has no effect on the
    discussions of projects."""
    subscribers: list[str] = []
    faker: Many | None = None


class Document(Commentable, kw_only=True):
    name: Name | None = None
    text: str | None = None
    draft: bool = False
    faker: Many | None = None


class Link(Commentable, kw_only=True):
    name: Name
    url: str
    type: LinkType = "other"
    text: str | None = None


class File(Commentable, kw_only=True):
    name: Name
    size: Annotated[int, Meta(ge=0)] = 0
    content_type: Name = "application/octet-stream"
    text: str | None = None


class DocumentContainer(Entry, kw_only=True):
    """A folder, or the resource hub of a space."""

    documents: list[Document] = []
    links: list[Link] = []
    files: list[File] = []
    folders: "list[Folder]" = []


class Folder(DocumentContainer, kw_only=True):
    name: Name


class Task(Commentable, kw_only=True):
    """A task of a project or a space.

    `moved` contains the time at which the status changed to `status`, and the person who changed it.
    """

    name: Name | None = None
    text: str | None = None
    assignee: str | None = None
    due: str | None = None
    milestone: str | None = None
    status: str = "pending"
    moved: Entry | None = None
    faker: Many | None = None


class Space(DocumentContainer, kw_only=True):
    name: Name | None = None
    key: Name | None = None
    mission: str = "Getting things done together"
    access: Access = Access(company="comment")
    members: dict[str, Level] = {}
    """Maps members to access levels. A member with the level `full` is a manager."""
    tools: dict[Tool, bool] = {}
    discussions: list[Discussion] = []
    tasks: list[Task] = []
    faker: Many | None = None


# --- goals -----------------------------------------------------------------------------------------------------------


class Target(msgspec.Struct, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    name: Name
    from_: Number = msgspec.field(name="from", default=0)
    to: Number
    unit: Name = "%"
    value: Number | None = None
    """The value of the target before its first check-in. The default is the value of `from`."""


class Check(msgspec.Struct, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    name: Name
    done: bool = False


class CheckIn(Commentable, kw_only=True):
    """A check-in of a project. `acknowledged.at` is the time of the acknowledgement. `acknowledged.by` is the person
    who acknowledges the check-in, by default the reviewer."""

    status: CheckInStatus = "on_track"
    text: str | None = None
    everyone: bool = False
    subscribers: list[str] = []
    acknowledged: Entry | None = None


class GoalCheckIn(CheckIn, kw_only=True):
    """A check-in of a goal. `values` maps names of targets to values. `done` lists the names of completed checks."""

    values: dict[str, Number] = {}
    done: list[str] = []


class Closure(Commentable, kw_only=True):
    outcome: SuccessStatus = "achieved"
    text: str | None = None


class Statement(Entry, kw_only=True):
    text: str | None = None


class WorkItem(Entry, kw_only=True):
    """The common fields of goals and projects."""

    name: Name | None = None
    key: Name | None = None
    space: str | None = None
    """The name of the space. The default is the space of the parent goal, or the general space."""
    champion: str | None = None
    reviewer: str | None = None
    text: str | None = None
    starts: str | None = None
    due: str | None = None
    access: Access = Access()
    discussions: list[Discussion] = []
    closed: Closure | None = None
    faker: Many | None = None


class Goal(WorkItem, kw_only=True):
    parent: str | None = None
    members: dict[str, Level] = {}
    targets: list[Target] = []
    checks: list[Check] = []
    check_ins: list[GoalCheckIn] = []
    reopened: Statement | None = None
    goals: "list[Goal]" = []
    """The child goals."""
    projects: "list[Project]" = []
    """The projects of the goal."""


# --- projects --------------------------------------------------------------------------------------------------------


class Contributor(Entry, kw_only=True):
    person: str
    responsibility: Name | None = None
    access: Level = "edit"


class Milestone(Entry, kw_only=True):
    title: Name
    due: str | None = None
    text: str | None = None
    done: Entry | None = None
    comments: list[Comment] = []


class Resource(Entry, kw_only=True):
    title: Name
    link: str
    type: Name = "link"


class Project(WorkItem, kw_only=True):
    goal: str | None = None
    contributors: list[Contributor] = []
    milestones: list[Milestone] = []
    tasks: list[Task] = []
    check_ins: list[CheckIn] = []
    resources: list[Resource] = []
    paused: Entry | None = None
    resumed: Statement | None = None
    archived: Entry | None = None


# --- the fixture -----------------------------------------------------------------------------------------------------


class Fixture(msgspec.Struct, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A company and its history until `now`."""

    extends: str | None = None
    """The name of a fixture to extend, or its path relative to the file that extends it.

    The entries of the extended fixture come first.
    """
    now: str | None = None
    """The initial time of the world, unless the world is created with another time."""
    began: str | None = None
    """The time at which the company was founded. The default is the earliest `at`."""
    locale: str | None = None
    """The locale of generated names."""
    notify: bool = False
    """If true, the events in the fixture create notifications."""
    read_until: str | None = None
    """Notifications of events before `read_until` are marked as read."""
    faults: list[FaultSpec] = []
    """Fault rules, in the format of the control API."""
    company: Company = msgspec.field(default_factory=Company)
    people: list[Person] = []
    spaces: list[Space] = []
    general: Space | None = None
    """The content of the general space. Every company has this space."""
    goals: list[Goal] = []
    projects: list[Project] = []
    records: "Records | None" = None
    """The records of an exported world. With `records`, all other keys except `now` and `faults` are ignored."""


class Records(WorldDump, kw_only=True):
    """The records of an exported world, with its owner and its fixed tokens."""

    owner_id: str
    tokens: tuple[NamedToken, ...] = ()


# --- its JSON Schema -------------------------------------------------------------------------------------------------

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of fixture files, for editors."""
    (found,), components = msgspec.json.schema_components([Fixture], ref_template="#/$defs/{name}")
    return {"$schema": DIALECT, "title": "A fixture of mockserver", **found, "$defs": components}
