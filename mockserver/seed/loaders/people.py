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
from mockserver.seed.timeline import History
from mockserver.seed.world_spec import WorldSpec


def found(history: History, spec: WorldSpec) -> None:
    """The company with its first owner, at once: everybody else's beginning needs somebody who acts."""
    fixture, world = history.fixture, history.world
    unnamed = fixture_schema.Person(name="Olivia Owner", email=f"owner@{fixture.company.mail_domain}")
    founder = next((person for person in fixture.people if person.role == "owner"), unnamed)
    spoken = spec.owner
    world.clock.set(history.began, True)
    with world.transaction():
        account = companies.open_account(
            world,
            email=spoken.email or _address(history, founder),
            full_name=spoken.full_name or founder.name or unnamed.name or "",
            used=founder.logged_in,
        )
        title = spoken.title if spoken.title is not None else founder.title or "Founder"
        person = companies.found(
            world, account, name=spec.company.name or fixture.company.name or "Acme Inc.", title=title
        )
        world.change(
            world.known(model.Company, person.company_id),
            setup_completed=True,
            trusted_email_domains=tuple(fixture.company.trusted_email_domains),
            enabled_experimental_features=tuple(fixture.company.experimental_features),
        )
    history.owner_id = person.id
    history.is_made(founder, person.id)
    history.name(founder, founder.key, founder.name, founder.email)
    for entry in fixture.people:
        history.name(entry, entry.key, entry.name, entry.email)
    _check_tokens(history)
    came = [(entry, _tell_coming(history, entry, came=entry is founder)) for entry in fixture.people]
    for entry, when in came:  # once all are there: managers may come after those whom they manage
        _tell_rest(history, entry, when)


def _check_tokens(history: History) -> None:
    """Whether each token is one person's."""
    taken = {named.token: "the owner" for named in well_known_tokens.of_owner(history.owner_id)}
    for entry in history.fixture.people:
        for token in filter(None, (entry.token, entry.read_only_token)):
            if token in taken:
                history.problem(entry, f"the token {token!r} is {taken[token]}'s already")
            taken[token] = entry.name or "somebody"


def _tell_coming(history: History, entry: fixture_schema.Person, *, came: bool) -> datetime:
    if entry.name is None:
        history.problem(entry, "a person needs a `name`, or `faker` to be made up")
    return history.began if came else history.plan(entry, history.began, lambda ctx: _come(history, ctx, entry))


def _tell_rest(history: History, entry: fixture_schema.Person, when: datetime) -> None:
    """What somebody is, and that he left."""
    history.check(entry, fixture_schema.Person, entry.manager, "manager")
    if entry.manager or entry.about or entry.timezone:
        history.check_text(entry, entry.about)
        history.plan(history.part(entry), when, lambda ctx: _describe(history, entry))
    if entry.avatar:
        history.plan(history.part(entry), when, lambda ctx: _picture(ctx, history.made(model.Person, entry)))
    if entry.suspended is not None:
        if not entry.logged_in:
            history.problem(entry, "`suspended` takes an account that was used: one that was not is deleted instead")

        def leave(ctx: Context) -> None:
            company_members.remove(ctx, history.made(model.Person, entry))

        history.plan(entry.suspended, when, leave)


def _come(history: History, ctx: Context, entry: fixture_schema.Person) -> Record:
    world, name = ctx.world, entry.name or ""
    email = _address(history, entry)
    come = company_members.invite_guest if entry.role == "guest" else company_members.add_member
    person, _ = come(ctx, full_name=name, email=email, title=entry.title or entry.role.capitalize())
    if entry.logged_in and (account := world.get(model.Account, person.account_id)):
        world.change(account, first_login_at=ctx.now)
    if entry.role == "admin":
        companies.add_admins(ctx, [person])
    elif entry.role == "owner":
        access_rules.join(world, access.owners(ctx.company.id), person.id)
        companies.set_levels(ctx, {person.id: FULL})
    return person


def _describe(history: History, entry: fixture_schema.Person) -> None:
    given = {}
    if entry.about:
        given["description"] = history.rich(entry.about)
    if entry.timezone:
        given["timezone"] = entry.timezone
    person = history.made(model.Person, entry)
    people.update_profile(history.world, person, manager_id=history.person_id(entry.manager), **given)


def _picture(ctx: Context, person: model.Person) -> None:
    content = avatars.svg(person.full_name)
    blob = ctx.world.put(
        model.Blob(
            id=ctx.world.new_id(),
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
    ctx.world.keep(blob, content)
    people.update_picture(ctx.world, person, blob_id=blob.id, avatar_url=f"/blobs/{blob.id}")


def _address(history: History, entry: fixture_schema.Person) -> str:
    return entry.email or f"{mailbox(entry.name or '')}@{history.fixture.company.mail_domain}"


def mailbox(name: str) -> str:
    """What stands before the @ in the address of somebody with this name."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return ".".join(re.findall(r"[a-z0-9]+", ascii_name)) or "-".join(f"{ord(letter):x}" for letter in name[:4])
