"""Converts people, invite links and blobs to JSON (contract: company_people 2.2)."""

from collections.abc import Iterable

from mockserver.domain import permissions
from mockserver.model import ids
from mockserver.model.company.companies import Blob, InviteLink, Person
from mockserver.model.ids import Id
from mockserver.model.rich_text import Json
from mockserver.store.database import Database


def person_id(person: Person) -> str:
    return ids.slugged(person.full_name, person.id)


def essential(person: Person) -> dict[str, Json]:
    return {
        "id": person_id(person),
        "full_name": person.full_name,
        "email": person.email,
        "avatar_url": person.avatar_url,
        "title": person.title,
        "type": person.type,
    }


def essentials(people: Iterable[Person]) -> list[dict[str, Json]]:
    return [essential(person) for person in people]


def essential_or_null(db: Database, id: Id | None) -> dict[str, Json] | None:
    """Return the essential JSON of the person with this id, or None if there is no such person."""
    person = db.get(Person, id)
    return essential(person) if person else None


def with_access_level(person: Person, level: int | None) -> dict[str, Json]:
    """Return the essential JSON of a person with the additional key `access_level`."""
    return essential(person) | {"access_level": level}


def full(person: Person, *, level: int | None = None, **included: Json) -> dict[str, Json]:
    """Return the full JSON of a person. Optional values are null unless they are in `included`. `permissions` is null
    if `level`, the access level of the acting person, is None."""
    return {
        **essential(person),
        "suspended": person.suspended,
        "timezone": person.timezone,
        **dict.fromkeys(("manager", "reports", "peers", "has_open_invitation")),
        "permissions": None if level is None else permissions.granted(permissions.PERSON, level),
        "invite_link": None,
        "agent_def": None,
        "notify_about_assignments": person.notify_about_assignments,
        "description": person.description,
        **included,
    }


def invite_link(link: InviteLink) -> dict[str, Json]:
    return {
        "id": link.id,
        "token": link.token,
        "type": link.type,
        "company_id": link.company_id,
        "author": None,
        "expires_at": link.expires_at,
        "use_count": link.use_count,
        "is_active": link.is_active,
        "inserted_at": link.inserted_at,
        "allowed_domains": link.allowed_domains,
    }


def latest_invite_link(db: Database, person: Person) -> dict[str, Json] | None:
    link = next(db.newest(InviteLink, person_id=person.id), None)
    return invite_link(link) if link else None


def blob(blob: Blob) -> dict[str, Json]:
    return {
        "id": ids.short(blob.id),
        "status": blob.status,
        "filename": blob.filename,
        "size": blob.size,
        "content_type": blob.content_type,
        "height": blob.height,
        "width": blob.width,
        "url": f"/blobs/{blob.id}",
    }
