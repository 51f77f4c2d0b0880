"""Spaces and what is in them: members, discussions, tasks, documents."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from mockserver.domain.context import Context
from mockserver.domain.documents import resource_hub_items as items
from mockserver.domain.documents import resource_hubs
from mockserver.domain.documents.resource_hub_items import Posting, Upload
from mockserver.domain.spaces import space_members, spaces
from mockserver.model.company.companies import Blob, Company
from mockserver.model.documents.resource_hubs import Document, File, Link, ResourceHub
from mockserver.model.documents.resource_hubs import Folder as FolderRecord
from mockserver.model.record import Record
from mockserver.model.spaces import spaces as model
from mockserver.seed import fixture_schema
from mockserver.seed.loaders import comments, tasks
from mockserver.seed.timeline import GENERAL, History, level

Folder = Callable[[], str | None]


def tell(history: History, entry: fixture_schema.Space) -> None:
    """A space and everything in it."""
    if entry is history.fixture.general:
        when = history.when(entry, history.began)
        history.is_made(entry, history.world.known(Company, _company_id(history)).company_space_id or "")
    else:
        if entry.name is None:
            history.problem(entry, "a space needs a `name`, or `faker` to be made up")
        when = history.plan(entry, history.began, lambda ctx: _create(ctx, entry))
    history.name(entry, entry.key, entry.name)

    def space() -> model.Space:
        return history.made(model.Space, entry)

    history.check_people(entry, "members", entry.members)
    if entry.members:
        history.plan(history.part(entry, entry.by), when, lambda ctx: _add_members(history, ctx, space(), entry))
    if entry.tools:
        flags = {_flag(name): on for name, on in entry.tools.items()}
        history.plan(history.part(entry, entry.by), when, lambda ctx: _set_tools(ctx, space(), flags))
    for discussion in entry.discussions:
        comments.of_space(history, discussion, when, space)
    for task in entry.tasks:
        tasks.tell(history, task, when, space)
    _tell_shelf(history, entry, when, lambda: _hub(history, space()), lambda: None)


def find(history: History, name: str | None) -> model.Space:
    """The space of a name, the general one for none."""
    if name is None or name == GENERAL:
        company = history.world.known(Company, _company_id(history))
        return history.world.known(model.Space, company.company_space_id or "")
    return history.named(model.Space, fixture_schema.Space, name)


def _company_id(history: History) -> str:
    return history.context(None).company.id


def _create(ctx: Context, entry: fixture_schema.Space) -> Record:
    access = entry.access
    return spaces.create(
        ctx,
        name=entry.name or "",
        mission=entry.mission,
        company_level=level(access.company),
        public=access.public,
    )


def _add_members(history: History, ctx: Context, space: model.Space, entry: fixture_schema.Space) -> None:
    here = {person.id for person in spaces.active_members(ctx.world, space.id)}
    given = [(history.person(name).id, level(word)) for name, word in entry.members.items()]
    new = [{"id": id, "access_level": access} for id, access in given if id not in here]
    known = [{"id": id, "access_level": access} for id, access in given if id in here]
    if new:
        space_members.add(ctx, space, new)
    if known:
        space_members.set_levels(ctx, space, known)


def _flag(tool: str) -> str:
    return "resource_hub_enabled" if tool == "documents" else f"{tool}_enabled"


def _set_tools(ctx: Context, space: model.Space, flags: dict[str, bool]) -> None:
    spaces.set_tools(ctx, space, flags)


# --- documents -------------------------------------------------------------------------------------------------------


def _hub(history: History, space: model.Space) -> ResourceHub:
    hub = history.world.first(ResourceHub, space_id=space.id)
    assert hub is not None, "every space is made with a hub"
    return hub


def _tell_shelf(
    history: History, shelf: fixture_schema.Shelf, when: datetime, hub: Callable[[], ResourceHub], folder: Folder
) -> None:
    def posting() -> Posting:
        return Posting(hub(), folder(), None, None)

    for one in shelf.documents:
        history.check_text(one, one.text)

        def write(ctx: Context, one: fixture_schema.Document = one) -> Record:
            content = history.rich(one.text)
            return items.create_document(ctx, posting(), name=one.name, content=content, draft=one.draft, copied=None)

        then = history.plan(one, when, write)
        comments.load_comments(history, one, then, "resource_hub_document", partial(history.made, Document, one))
    for link in shelf.links:

        def put(ctx: Context, link: fixture_schema.Link = link) -> Record:
            description = history.rich(link.text) if link.text else None
            return items.create_link(
                ctx, posting(), name=link.name, url=link.url, type=link.type, description=description
            )

        then = history.plan(link, when, put)
        comments.load_comments(history, link, then, "resource_hub_link", partial(history.made, Link, link))
    for file in shelf.files:

        def upload(ctx: Context, file: fixture_schema.File = file) -> Record:
            return _upload(history, ctx, posting(), file)

        then = history.plan(file, when, upload)
        comments.load_comments(history, file, then, "resource_hub_file", partial(history.made, File, file))
    for inner in shelf.folders:

        def open_folder(ctx: Context, inner: fixture_schema.Folder = inner) -> Record:
            return resource_hubs.create_folder(ctx, hub(), folder_id=folder(), name=inner.name)

        then = history.plan(inner, when, open_folder)
        _tell_shelf(history, inner, then, hub, partial(_folder_id, history, inner))


def _folder_id(history: History, entry: fixture_schema.Folder) -> str:
    return history.made(FolderRecord, entry).id


def _upload(history: History, ctx: Context, posting: Posting, file: fixture_schema.File) -> Record:
    blob = ctx.world.put(
        Blob(
            id=ctx.world.new_id(),
            company_id=ctx.company.id,
            author_id=ctx.person.id,
            filename=file.name,
            size=file.size,
            content_type=file.content_type,
            inserted_at=ctx.now,
        )
    )
    description = history.rich(file.text) if file.text else None
    (made,) = items.create_files(ctx, posting, [Upload(blob.id, None, file.name, description)])
    return made
