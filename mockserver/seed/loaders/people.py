"""Creates the company, and adds the events of its people to the timeline."""

import re
import unicodedata
from datetime import datetime

from mockserver.domain import access as access_rules
from mockserver.domain.company import blobs, companies, company_members, people
from mockserver.domain.context import Context
from mockserver.model.company import access
from mockserver.model.company import companies as model
from mockserver.model.company.access import FULL
from mockserver.model.record import Record
from mockserver.seed import avatars, fixture_schema, well_known_tokens
from mockserver.seed.timeline import Timeline
from mockserver.seed.world_spec import WorldSpec

ADDRESS = re.compile(r"[^@,;\s]+@[^@,;\s]+")


def create_company(timeline: Timeline, spec: WorldSpec) -> None:
    """Create the company and its first owner, and add the events of all other people to the timeline.

    The owner is the default actor of all events.
    """
    fixture, db = timeline.fixture, timeline.db
    default = fixture_schema.Person(name="Olivia Owner", email=f"owner@{fixture.company.mail_domain}")
    addresses = _addresses(timeline)
    founder = next((person for person in fixture.people if person.role == "owner"), default)
    owner = spec.owner
    db.clock.set(timeline.start, True)
    with db.transaction():
        account = companies.create_account(
            db,
            email=owner.email or addresses.get(id(founder), founder.email or ""),
            full_name=owner.full_name or founder.name or default.name or "",
            has_logged_in=founder.logged_in,
        )
        title = owner.title if owner.title is not None else founder.title or "Founder"
        person = companies.create(
            db, account, name=spec.company.name or fixture.company.name or "Acme Inc.", title=title
        )
        db.change(
            db.get_existing(model.Company, person.company_id),
            setup_completed=True,
            trusted_email_domains=tuple(fixture.company.trusted_email_domains),
            enabled_experimental_features=tuple(fixture.company.experimental_features),
        )
    timeline.owner_id = person.id
    timeline.register(founder, person.id)
    timeline.register_names(founder, founder.key, founder.name, founder.email)
    for entry in fixture.people:
        timeline.register_names(entry, entry.key, entry.name, entry.email)
    _check_tokens(timeline)
    joined = [
        (entry, _load_join(timeline, entry, addresses[id(entry)], exists=entry is founder)) for entry in fixture.people
    ]
    # profiles are added after all people, because a person can come before their manager in the fixture
    for entry, when in joined:
        _load_profile(timeline, entry, when)


def _check_tokens(timeline: Timeline) -> None:
    """Report an error for each token that two people have."""
    holders = {named.token: "the owner" for named in well_known_tokens.of_owner(timeline.owner_id)}
    for entry in timeline.fixture.people:
        for token in filter(None, (entry.token, entry.read_only_token)):
            if token in holders:
                timeline.problem(entry, f"duplicate token {token!r}: it is already a token of {holders[token]}")
            holders[token] = entry.name or "another person"


def _load_join(timeline: Timeline, entry: fixture_schema.Person, email: str, *, exists: bool) -> datetime:
    if entry.name is None:
        timeline.problem(entry, "a person requires a `name`, or `faker: 1` to generate a name")
    return timeline.start if exists else timeline.plan(entry, timeline.start, lambda ctx: _join(ctx, entry, email))


def _load_profile(timeline: Timeline, entry: fixture_schema.Person, when: datetime) -> None:
    """Add the events of the profile, the picture and the suspension of a person to the timeline."""
    timeline.check_name(entry, fixture_schema.Person, entry.manager, "manager")
    if entry.manager or entry.about or entry.timezone:
        timeline.check_text(entry, entry.about)
        timeline.plan(timeline.child_entry(entry), when, lambda ctx: _update_profile(timeline, entry))
    if entry.avatar:
        timeline.plan(
            timeline.child_entry(entry), when, lambda ctx: _set_avatar(ctx, timeline.record_of(model.Person, entry))
        )
    if entry.suspended is not None:
        if not entry.logged_in:
            timeline.problem(
                entry,
                "`suspended` requires `logged_in: true`: the API deletes a removed person who has never logged in",
            )

        def leave(ctx: Context) -> None:
            company_members.remove(ctx, timeline.record_of(model.Person, entry))

        timeline.plan(entry.suspended, when, leave)


def _join(ctx: Context, entry: fixture_schema.Person, email: str) -> Record:
    db, name = ctx.db, entry.name or ""
    join = company_members.invite_guest if entry.role == "guest" else company_members.add_member
    person, _ = join(ctx, full_name=name, email=email, title=entry.title or entry.role.capitalize())
    if entry.logged_in and (account := db.get(model.Account, person.account_id)):
        db.change(account, first_login_at=ctx.now)
    if entry.role == "admin":
        companies.add_admins(ctx, [person])
    elif entry.role == "owner":
        access_rules.join(db, access.owners(ctx.company.id), person.id)
        companies.set_levels(ctx, {person.id: FULL})
    return person


def _update_profile(timeline: Timeline, entry: fixture_schema.Person) -> None:
    fields = {}
    if entry.about:
        fields["description"] = timeline.to_rich_text(entry.about)
    if entry.timezone:
        fields["timezone"] = entry.timezone
    person = timeline.record_of(model.Person, entry)
    people.update_profile(timeline.db, person, manager_id=timeline.person_id(entry.manager), **fields)


def _set_avatar(ctx: Context, person: model.Person) -> None:
    content = avatars.svg(person.full_name)
    image = {"filename": "avatar.svg", "size": len(content), "content_type": "image/svg+xml", "width": 96, "height": 96}
    blob = blobs.create(ctx.db, person.company_id, person.id, content, **image)
    people.update_picture(ctx.db, person, blob_id=blob.id, avatar_url=f"/blobs/{blob.id}")


def _addresses(timeline: Timeline) -> dict[int, str]:
    """Return a dictionary that maps the `id()` of each person's entry to the person's e-mail address.

    If a generated address is already used, a number is added to it.
    """
    people, domain = timeline.fixture.people, timeline.fixture.company.mail_domain
    used = {entry.email.lower() for entry in people if entry.email}
    addresses = {}
    for entry in people:
        if entry.email and not ADDRESS.fullmatch(entry.email):
            expected = "Expected an address such as mia@example.com"
            timeline.problem(entry, f"malformed e-mail address in `email`: {entry.email!r}. {expected}")
        address, number = entry.email or f"{mailbox(entry.name or '')}@{domain}", 2
        while not entry.email and address.lower() in used:
            address, number = f"{mailbox(entry.name or '')}.{number}@{domain}", number + 1
        used.add(address.lower())
        addresses[id(entry)] = address
    return addresses


def mailbox(name: str) -> str:
    """Return the local part of an e-mail address for a person with this name."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return ".".join(re.findall(r"[a-z0-9]+", ascii_name)) or "-".join(f"{ord(letter):x}" for letter in name[:4])
