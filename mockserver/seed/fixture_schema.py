"""The shape of a fixture: a company as a person would describe it, and when what happened.

A recipe writes such a document, a YAML or JSON file holds one, `loading` builds a world from one. An entry names only
what matters. `at` is a moment (`moments.moment`): an entry without one takes that of the entry it stands in, and what
stands in none is there from the beginning. `by` is who did it. People, spaces, goals and projects are named by their
`key` if they have one, else by their name, a person also by the address of mail.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from mockserver.fault_spec import FaultSpec
from mockserver.model.documents.resource_hubs import LinkType
from mockserver.model.goals.goals import CheckInStatus, SuccessStatus
from mockserver.seed.world_spec import NamedToken
from mockserver.store.dump import WorldDump

Level = Literal["none", "minimal", "view", "comment", "edit", "admin", "full"]
Name = Annotated[str, Meta(min_length=1, max_length=255)]
"""What a column of the real server takes."""

Many = Annotated[int, Meta(ge=1, le=100_000)]


class Entry(msgspec.Struct, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Something that happened: when, and who did it."""

    at: str | None = None
    by: str | None = None


class Commentable(Entry, kw_only=True):
    """Something that can be commented on."""

    comments: "list[Comment]" = []
    reactions: dict[str, list[str]] = {}
    """Emoji to the people who reacted with it."""


class Comment(Entry, kw_only=True):
    text: str | None = None
    reactions: dict[str, list[str]] = {}
    faker: Many | None = None
    """So many comments like this one, with texts and authors made up where they are not given."""


class Access(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What the members of the company and of the space may do. `public` lets everybody in the world read."""

    company: Level = "edit"
    space: Level = "edit"
    public: bool = False


# --- people ----------------------------------------------------------------------------------------------------------


class Person(Entry, kw_only=True):
    """Somebody of the company. The first owner founded it."""

    name: Name | None = None
    key: Name | None = None
    email: Name | None = None
    title: Name | None = None
    role: Literal["owner", "admin", "member", "guest"] = "member"
    manager: str | None = None
    about: str | None = None
    timezone: Name | None = None
    avatar: bool = False
    """A picture with the initials."""
    logged_in: bool = True
    """Whether the account was ever used. Removing somebody who never logged in deletes him."""
    suspended: Entry | None = None
    token: str | None = None
    """A token to type, in the default world. The owner has `opk_owner` and its like in every fixture."""
    read_only_token: str | None = None
    faker: Many | None = None
    """So many people like this one."""


class Company(msgspec.Struct, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    name: Name | None = None
    mail_domain: Name = "example.com"
    """Where the people have their addresses who are given none."""
    trusted_email_domains: list[Name] = []
    experimental_features: list[Name] = []


# --- spaces ----------------------------------------------------------------------------------------------------------


class Discussion(Commentable, kw_only=True):
    title: Name | None = None
    text: str | None = None
    draft: bool = False
    everyone: bool = False
    """Whether all who are in the place hear of it, not only `subscribers`."""
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
    """A place for documents: a folder, or the hub of a space."""

    documents: list[Document] = []
    links: list[Link] = []
    files: list[File] = []
    folders: "list[Folder]" = []


class Folder(DocumentContainer, kw_only=True):
    name: Name


class Task(Commentable, kw_only=True):
    """A task of a project or a space. One that has another status than pending got it at `moved.at`, by `moved.by`."""

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
    """Who is in it at which level. A member at full manages it."""
    tools: dict[Literal["tasks", "discussions", "documents"], bool] = {}
    discussions: list[Discussion] = []
    tasks: list[Task] = []
    faker: Many | None = None


# --- goals -----------------------------------------------------------------------------------------------------------


class Target(msgspec.Struct, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    name: Name
    from_: float = msgspec.field(name="from", default=0)
    to: float
    unit: Name = "%"
    value: float | None = None
    """Where it stands, if it was moved without a check-in."""


class Check(msgspec.Struct, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    name: Name
    done: bool = False


class CheckIn(Commentable, kw_only=True):
    """A check-in of a project. Who read it first is in `acknowledged.by`, the reviewer unless it says another."""

    status: CheckInStatus = "on_track"
    text: str | None = None
    everyone: bool = False
    subscribers: list[str] = []
    acknowledged: Entry | None = None


class GoalCheckIn(CheckIn, kw_only=True):
    """A check-in of a goal. `values` is where targets have come to by their names, `done` the checks that are done."""

    values: dict[str, float] = {}
    done: list[str] = []


class Closure(Commentable, kw_only=True):
    outcome: SuccessStatus = "achieved"
    text: str | None = None


class Said(Entry, kw_only=True):
    text: str | None = None


class Work(Entry, kw_only=True):
    """What goals and projects have in common."""

    name: Name | None = None
    key: Name | None = None
    space: str | None = None
    """That of the goal it stands below, else the general space, where it is not given."""
    champion: str | None = None
    reviewer: str | None = None
    text: str | None = None
    starts: str | None = None
    due: str | None = None
    access: Access = Access()
    discussions: list[Discussion] = []
    closed: Closure | None = None
    faker: Many | None = None


class Goal(Work, kw_only=True):
    parent: str | None = None
    members: dict[str, Level] = {}
    targets: list[Target] = []
    checks: list[Check] = []
    check_ins: list[GoalCheckIn] = []
    reopened: Said | None = None
    goals: "list[Goal]" = []
    """The goals below it."""
    projects: "list[Project]" = []
    """The projects that serve it."""


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


class Project(Work, kw_only=True):
    goal: str | None = None
    contributors: list[Contributor] = []
    milestones: list[Milestone] = []
    tasks: list[Task] = []
    check_ins: list[CheckIn] = []
    resources: list[Resource] = []
    paused: Entry | None = None
    resumed: Said | None = None
    archived: Entry | None = None


# --- the whole -------------------------------------------------------------------------------------------------------


class Fixture(msgspec.Struct, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A company and its history, up to `now`."""

    extends: str | None = None
    """A fixture to build on, by its name or its path beside this file: its entries come first."""
    now: str | None = None
    """An ISO time: when the world opens, unless whoever opens it says another."""
    began: str | None = None
    """When the company was founded; without it, when the first thing happened that says when."""
    locale: str | None = None
    """The language of the people that Faker makes up."""
    notify: bool = False
    """Whether people are notified of what happens while the world is built."""
    read_until: str | None = None
    """Notifications from before this moment are read."""
    faults: list[FaultSpec] = []
    """Rules that make calls fail, as the control API takes them."""
    company: Company = msgspec.field(default_factory=Company)
    people: list[Person] = []
    spaces: list[Space] = []
    general: Space | None = None
    """What is in the general space, which every company has; its name is always General."""
    goals: list[Goal] = []
    projects: list[Project] = []
    records: "Records | None" = None
    """A world as an export wrote it. Beside it only `now` and `faults` count."""


class Records(WorldDump, kw_only=True):
    """The rows of a world, whose company it is, and the tokens to type."""

    owner_id: str
    tokens: tuple[NamedToken, ...] = ()
