"""The company and its people."""

import re
import unicodedata
from datetime import datetime

from mockserver.domain import access as access_rules
from mockserver.domain.company import companies, company_members, people
from mockserver.domain.context import Context
from mockserver.model.company import access
from mockserver.model.company import companies as model
from mockserver.model.company.access import FULL
from mockserver.model.record import Record
from mockserver.seed import avatars, fixture_schema, well_known_tokens
from mockserver.seed.timeline import Timeline
from mockserver.seed.world_spec import WorldSpec


def found(timeline: Timeline, spec: WorldSpec) -> None:
    """The company with its first owner, at once: everybody else's beginning needs somebody who acts."""
    fixture, db = timeline.fixture, timeline.db
    unnamed = fixture_schema.Person(name="Olivia Owner", email=f"owner@{fixture.company.mail_domain}")
    founder = next((person for person in fixture.people if person.role == "owner"), unnamed)
    spoken = spec.owner
    db.clock.set(timeline.began, True)
    with db.transaction():
        account = companies.open_account(
            db,
            email=spoken.email or _address(timeline, founder),
            full_name=spoken.full_name or founder.name or unnamed.name or "",
            used=founder.logged_in,
        )
        title = spoken.title if spoken.title is not None else founder.title or "Founder"
        person = companies.found(
            db, account, name=spec.company.name or fixture.company.name or "Acme Inc.", title=title
        )
        db.change(
            db.known(model.Company, person.company_id),
            setup_completed=True,
            trusted_email_domains=tuple(fixture.company.trusted_email_domains),
            enabled_experimental_features=tuple(fixture.company.experimental_features),
        )
    timeline.owner_id = person.id
    timeline.is_made(founder, person.id)
    timeline.name(founder, founder.key, founder.name, founder.email)
    for entry in fixture.people:
        timeline.name(entry, entry.key, entry.name, entry.email)
    _check_tokens(timeline)
    came = [(entry, _tell_coming(timeline, entry, came=entry is founder)) for entry in fixture.people]
    for entry, when in came:  # once all are there: managers may come after those whom they manage
        _tell_rest(timeline, entry, when)


def _check_tokens(timeline: Timeline) -> None:
    """Whether each token is one person's."""
    taken = {named.token: "the owner" for named in well_known_tokens.of_owner(timeline.owner_id)}
    for entry in timeline.fixture.people:
        for token in filter(None, (entry.token, entry.read_only_token)):
            if token in taken:
                timeline.problem(entry, f"the token {token!r} is {taken[token]}'s already")
            taken[token] = entry.name or "somebody"


def _tell_coming(timeline: Timeline, entry: fixture_schema.Person, *, came: bool) -> datetime:
    if entry.name is None:
        timeline.problem(entry, "a person needs a `name`, or `faker` to be made up")
    return timeline.began if came else timeline.plan(entry, timeline.began, lambda ctx: _come(timeline, ctx, entry))


def _tell_rest(timeline: Timeline, entry: fixture_schema.Person, when: datetime) -> None:
    """What somebody is, and that he left."""
    timeline.check(entry, fixture_schema.Person, entry.manager, "manager")
    if entry.manager or entry.about or entry.timezone:
        timeline.check_text(entry, entry.about)
        timeline.plan(timeline.part(entry), when, lambda ctx: _describe(timeline, entry))
    if entry.avatar:
        timeline.plan(timeline.part(entry), when, lambda ctx: _picture(ctx, timeline.made(model.Person, entry)))
    if entry.suspended is not None:
        if not entry.logged_in:
            timeline.problem(entry, "`suspended` takes an account that was used: one that was not is deleted instead")

        def leave(ctx: Context) -> None:
            company_members.remove(ctx, timeline.made(model.Person, entry))

        timeline.plan(entry.suspended, when, leave)


def _come(timeline: Timeline, ctx: Context, entry: fixture_schema.Person) -> Record:
    db, name = ctx.db, entry.name or ""
    email = _address(timeline, entry)
    come = company_members.invite_guest if entry.role == "guest" else company_members.add_member
    person, _ = come(ctx, full_name=name, email=email, title=entry.title or entry.role.capitalize())
    if entry.logged_in and (account := db.get(model.Account, person.account_id)):
        db.change(account, first_login_at=ctx.now)
    if entry.role == "admin":
        companies.add_admins(ctx, [person])
    elif entry.role == "owner":
        access_rules.join(db, access.owners(ctx.company.id), person.id)
        companies.set_levels(ctx, {person.id: FULL})
    return person


def _describe(timeline: Timeline, entry: fixture_schema.Person) -> None:
    given = {}
    if entry.about:
        given["description"] = timeline.rich(entry.about)
    if entry.timezone:
        given["timezone"] = entry.timezone
    person = timeline.made(model.Person, entry)
    people.update_profile(timeline.db, person, manager_id=timeline.person_id(entry.manager), **given)


def _picture(ctx: Context, person: model.Person) -> None:
    content = avatars.svg(person.full_name)
    blob = ctx.db.put(
        model.Blob(
            id=ctx.db.new_id(),
            company_id=person.company_id,
            author_id=person.id,
            filename="avatar.svg",
            size=len(content),
            content_type="image/svg+xml",
            width=96,
            height=96,
            inserted_at=ctx.now,
        )
    )
    ctx.db.keep(blob, content)
    people.update_picture(ctx.db, person, blob_id=blob.id, avatar_url=f"/blobs/{blob.id}")


def _address(timeline: Timeline, entry: fixture_schema.Person) -> str:
    return entry.email or f"{mailbox(entry.name or '')}@{timeline.fixture.company.mail_domain}"


def mailbox(name: str) -> str:
    """What stands before the @ in the address of somebody with this name."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return ".".join(re.findall(r"[a-z0-9]+", ascii_name)) or "-".join(f"{ord(letter):x}" for letter in name[:4])
