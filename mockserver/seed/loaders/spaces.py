"""Spaces and what is in them: members, discussions, tasks, documents."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from mockserver.domain.context import Context
from mockserver.domain.documents import resource_hub_items as items
from mockserver.domain.documents import resource_hubs
from mockserver.domain.documents.resource_hub_items import ItemDestination, Upload
from mockserver.domain.spaces import space_members, spaces
from mockserver.model.company.companies import Blob, Company
from mockserver.model.documents.resource_hubs import Document, File, Link, ResourceHub
from mockserver.model.documents.resource_hubs import Folder as FolderRecord
from mockserver.model.record import Record
from mockserver.model.spaces import spaces as model
from mockserver.seed import fixture_schema
from mockserver.seed.loaders import comments, tasks
from mockserver.seed.timeline import GENERAL, Timeline, level

Folder = Callable[[], str | None]


def tell(timeline: Timeline, entry: fixture_schema.Space) -> None:
    """A space and everything in it."""
    if entry is timeline.fixture.general:
        when = timeline.when(entry, timeline.began)
        timeline.is_made(entry, timeline.db.known(Company, _company_id(timeline)).company_space_id or "")
    else:
        if entry.name is None:
            timeline.problem(entry, "a space needs a `name`, or `faker` to be made up")
        when = timeline.plan(entry, timeline.began, lambda ctx: _create(ctx, entry))
    timeline.name(entry, entry.key, entry.name)

    def space() -> model.Space:
        return timeline.made(model.Space, entry)

    timeline.check_people(entry, "members", entry.members)
    if entry.members:
        timeline.plan(timeline.part(entry, entry.by), when, lambda ctx: _add_members(timeline, ctx, space(), entry))
    if entry.tools:
        flags = {_flag(name): on for name, on in entry.tools.items()}
        timeline.plan(timeline.part(entry, entry.by), when, lambda ctx: _set_tools(ctx, space(), flags))
    for discussion in entry.discussions:
        comments.of_space(timeline, discussion, when, space)
    for task in entry.tasks:
        tasks.tell(timeline, task, when, space)
    _tell_shelf(timeline, entry, when, lambda: _hub(timeline, space()), lambda: None)


def find(timeline: Timeline, name: str | None) -> model.Space:
    """The space of a name, the general one for none."""
    if name is None or name == GENERAL:
        company = timeline.db.known(Company, _company_id(timeline))
        return timeline.db.known(model.Space, company.company_space_id or "")
    return timeline.named(model.Space, fixture_schema.Space, name)


def _company_id(timeline: Timeline) -> str:
    return timeline.context(None).company.id


def _create(ctx: Context, entry: fixture_schema.Space) -> Record:
    access = entry.access
    return spaces.create(
        ctx,
        name=entry.name or "",
        mission=entry.mission,
        company_level=level(access.company),
        public=access.public,
    )


def _add_members(timeline: Timeline, ctx: Context, space: model.Space, entry: fixture_schema.Space) -> None:
    here = {person.id for person in spaces.active_members(ctx.db, space.id)}
    given = [(timeline.person(name).id, level(word)) for name, word in entry.members.items()]
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


def _hub(timeline: Timeline, space: model.Space) -> ResourceHub:
    hub = timeline.db.first(ResourceHub, space_id=space.id)
    assert hub is not None, "every space is made with a hub"
    return hub


def _tell_shelf(
    timeline: Timeline,
    shelf: fixture_schema.DocumentContainer,
    when: datetime,
    hub: Callable[[], ResourceHub],
    folder: Folder,
) -> None:
    def posting() -> ItemDestination:
        return ItemDestination(hub(), folder(), None, None)

    for one in shelf.documents:
        timeline.check_text(one, one.text)

        def write(ctx: Context, one: fixture_schema.Document = one) -> Record:
            content = timeline.rich(one.text)
            return items.create_document(ctx, posting(), name=one.name, content=content, draft=one.draft, copied=None)

        then = timeline.plan(one, when, write)
        comments.load_comments(timeline, one, then, "resource_hub_document", partial(timeline.made, Document, one))
    for link in shelf.links:

        def put(ctx: Context, link: fixture_schema.Link = link) -> Record:
            description = timeline.rich(link.text) if link.text else None
            return items.create_link(
                ctx, posting(), name=link.name, url=link.url, type=link.type, description=description
            )

        then = timeline.plan(link, when, put)
        comments.load_comments(timeline, link, then, "resource_hub_link", partial(timeline.made, Link, link))
    for file in shelf.files:

        def upload(ctx: Context, file: fixture_schema.File = file) -> Record:
            return _upload(timeline, ctx, posting(), file)

        then = timeline.plan(file, when, upload)
        comments.load_comments(timeline, file, then, "resource_hub_file", partial(timeline.made, File, file))
    for inner in shelf.folders:

        def open_folder(ctx: Context, inner: fixture_schema.Folder = inner) -> Record:
            return resource_hubs.create_folder(ctx, hub(), folder_id=folder(), name=inner.name)

        then = timeline.plan(inner, when, open_folder)
        _tell_shelf(timeline, inner, then, hub, partial(_folder_id, timeline, inner))


def _folder_id(timeline: Timeline, entry: fixture_schema.Folder) -> str:
    return timeline.made(FolderRecord, entry).id


def _upload(timeline: Timeline, ctx: Context, posting: ItemDestination, file: fixture_schema.File) -> Record:
    blob = ctx.db.put(
        Blob(
            id=ctx.db.new_id(),
            company_id=ctx.company.id,
            author_id=ctx.person.id,
            filename=file.name,
            size=file.size,
            content_type=file.content_type,
            inserted_at=ctx.now,
        )
    )
    description = timeline.rich(file.text) if file.text else None
    (made,) = items.create_files(ctx, posting, [Upload(blob.id, None, file.name, description)])
    return made
