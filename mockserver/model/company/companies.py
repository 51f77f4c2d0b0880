"""Companies, people, accounts, invite links, tokens and blobs (contract: company_people 2)."""

from datetime import datetime
from typing import ClassVar, Literal

from mockserver.model.ids import Id
from mockserver.model.record import Record, indexed_by
from mockserver.model.rich_text import RichText

Theme = Literal["dark", "light", "system"]
PersonType = Literal["human", "guest", "ai"]


class Company(Record, frozen=True, kw_only=True):
    INDEXES: ClassVar = indexed_by("short_id")

    short_id: int
    name: str
    trusted_email_domains: tuple[str, ...] = ()
    enabled_experimental_features: tuple[str, ...] = ()
    company_space_id: Id | None = None
    setup_completed: bool = False
    inserted_at: datetime
    updated_at: datetime


class Account(Record, frozen=True, kw_only=True):
    """A login identity. An account has at most one person in each company."""

    INDEXES: ClassVar = indexed_by(email_lower=lambda row: (row.email.lower(),))

    email: str
    full_name: str
    site_admin: bool = False
    theme: Theme = "system"
    first_login_at: datetime | None = None
    inserted_at: datetime
    updated_at: datetime


class Person(Record, frozen=True, kw_only=True):
    INDEXES: ClassVar = indexed_by(
        "company_id",
        "account_id",
        "manager_id",
        active=lambda row: (row.company_id,) if row.suspended_at is None else (),
        suspended=lambda row: () if row.suspended_at is None else (row.company_id,),
    )

    company_id: Id
    account_id: Id | None
    full_name: str
    email: str | None
    title: str | None = None
    avatar_url: str | None = None
    avatar_blob_id: Id | None = None
    timezone: str | None = None
    description: RichText | None = None
    type: PersonType = "human"
    manager_id: Id | None = None
    send_daily_summary: bool = True
    notify_on_mention: bool = True
    notify_about_assignments: bool = True
    suspended: bool = False
    suspended_at: datetime | None = None
    inserted_at: datetime
    updated_at: datetime


class InviteLink(Record, frozen=True, kw_only=True):
    INDEXES: ClassVar = indexed_by("person_id", "author_id")

    token: str
    type: Literal["personal", "company_wide"] = "personal"
    company_id: Id
    author_id: Id
    person_id: Id | None
    expires_at: datetime
    use_count: int = 0
    is_active: bool = True
    allowed_domains: tuple[str, ...] = ()
    inserted_at: datetime


class ApiToken(Record, frozen=True, kw_only=True):
    """An API token of a person."""

    INDEXES: ClassVar = indexed_by("person_id", "token")

    person_id: Id
    token: str
    read_only: bool
    revoked: bool = False
    inserted_at: datetime


class Blob(Record, frozen=True, kw_only=True):
    INDEXES: ClassVar = indexed_by("author_id")

    company_id: Id
    author_id: Id | None
    filename: str
    size: int = 0
    content_type: str
    width: int | None = None
    height: int | None = None
    status: Literal["pending", "uploaded", "deleted"] = "pending"
    inserted_at: datetime
