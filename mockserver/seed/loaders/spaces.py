"""Plans the events of spaces: members, discussions, tasks and documents."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from mockserver.domain.company import blobs
from mockserver.domain.context import Context
from mockserver.domain.documents import resource_hub_items as items
from mockserver.domain.documents import resource_hubs
from mockserver.domain.documents.resource_hub_items import ItemDestination, Upload
from mockserver.domain.spaces import space_members, spaces
from mockserver.domain.subscriptions import Audience
from mockserver.model.company.companies import Company
from mockserver.model.documents.resource_hubs import Document, File, Link, ResourceHub
from mockserver.model.documents.resource_hubs import Folder as FolderRecord
from mockserver.model.record import Record
from mockserver.model.spaces import spaces as model
from mockserver.seed import fixture_schema
from mockserver.seed.loaders import comments, tasks
from mockserver.seed.timeline import GENERAL, Timeline, level

Folder = Callable[[], str | None]


def load_space(timeline: Timeline, entry: fixture_schema.Space) -> None:
    """Plan the events of a space and of all entries in it."""
    if entry is timeline.fixture.general:
        when = timeline.resolve_time(entry, timeline.start)
        timeline.register(entry, timeline.db.get_existing(Company, _company_id(timeline)).company_space_id or "")
    else:
        if entry.name is None:
            timeline.problem(entry, "a space requires a `name`, or `faker: 1` to generate a name")
        when = timeline.plan(entry, timeline.start, lambda ctx: _create(ctx, entry))
    timeline.register_names(entry, entry.key, entry.name)

    def space() -> model.Space:
        return timeline.record_of(model.Space, entry)

    timeline.check_people(entry, "members", entry.members)
    if entry.members:
        timeline.plan(
            timeline.child_entry(entry, entry.by), when, lambda ctx: _add_members(timeline, ctx, space(), entry)
        )
    if entry.tools:
        flags = {_flag(name): on for name, on in entry.tools.items()}
        timeline.plan(timeline.child_entry(entry, entry.by), when, lambda ctx: _set_tools(ctx, space(), flags))
    for discussion in entry.discussions:
        comments.load_space_discussion(timeline, discussion, when, space)
    for task in entry.tasks:
        tasks.load_task(timeline, task, when, space)
    _load_documents(timeline, entry, when, lambda: _hub(timeline, space()), lambda: None)


def find_space(timeline: Timeline, name: str | None) -> model.Space:
    """Return the space with this name, or the general space for None."""
    if name is None or name == GENERAL:
        company = timeline.db.get_existing(Company, _company_id(timeline))
        return timeline.db.get_existing(model.Space, company.company_space_id or "")
    return timeline.resolve(model.Space, fixture_schema.Space, name)


def _company_id(timeline: Timeline) -> str:
    return timeline.context(None).company.id


def _create(ctx: Context, entry: fixture_schema.Space) -> Record:
    access = entry.access
    return spaces.create(
        ctx, name=entry.name or "", mission=entry.mission, company_level=level(access.company), public=access.public
    )


def _add_members(timeline: Timeline, ctx: Context, space: model.Space, entry: fixture_schema.Space) -> None:
    existing = {person.id for person in spaces.active_members(ctx.db, space.id)}
    given = [(timeline.person(name).id, level(word)) for name, word in entry.members.items()]
    new = [{"id": id, "access_level": access} for id, access in given if id not in existing]
    known = [{"id": id, "access_level": access} for id, access in given if id in existing]
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
    assert hub is not None, "each space is created with a hub"
    return hub


def _load_documents(
    timeline: Timeline,
    container: fixture_schema.DocumentContainer,
    when: datetime,
    hub: Callable[[], ResourceHub],
    folder: Folder,
) -> None:
    def destination() -> ItemDestination:
        return ItemDestination(hub(), folder(), Audience())

    for one in container.documents:
        timeline.check_text(one, one.text)

        def write(ctx: Context, one: fixture_schema.Document = one) -> Record:
            content = timeline.to_rich_text(one.text)
            return items.create_document(
                ctx, destination(), name=one.name, content=content, draft=one.draft, original=None
            )

        then = timeline.plan(one, when, write)
        comments.load_comments(timeline, one, then, "resource_hub_document", partial(timeline.record_of, Document, one))
    for link in container.links:
        timeline.check_text(link, link.text)

        def put(ctx: Context, link: fixture_schema.Link = link) -> Record:
            description = timeline.to_rich_text(link.text) if link.text else None
            return items.create_link(
                ctx, destination(), name=link.name, url=link.url, type=link.type, description=description
            )

        then = timeline.plan(link, when, put)
        comments.load_comments(timeline, link, then, "resource_hub_link", partial(timeline.record_of, Link, link))
    for file in container.files:
        timeline.check_text(file, file.text)

        def upload(ctx: Context, file: fixture_schema.File = file) -> Record:
            return _upload(timeline, ctx, destination(), file)

        then = timeline.plan(file, when, upload)
        comments.load_comments(timeline, file, then, "resource_hub_file", partial(timeline.record_of, File, file))
    for inner in container.folders:

        def open_folder(ctx: Context, inner: fixture_schema.Folder = inner) -> Record:
            return resource_hubs.create_folder(ctx, hub(), folder_id=folder(), name=inner.name)

        then = timeline.plan(inner, when, open_folder)
        _load_documents(timeline, inner, then, hub, partial(_folder_id, timeline, inner))


def _folder_id(timeline: Timeline, entry: fixture_schema.Folder) -> str:
    return timeline.record_of(FolderRecord, entry).id


def _upload(timeline: Timeline, ctx: Context, destination: ItemDestination, file: fixture_schema.File) -> Record:
    metadata: dict[str, Any] = {"filename": file.name, "size": file.size, "content_type": file.content_type}
    blob = blobs.create(ctx.db, ctx.company.id, ctx.person.id, **metadata)
    description = timeline.to_rich_text(file.text) if file.text else None
    (made,) = items.create_files(ctx, destination, [Upload(blob.id, None, file.name, description)])
    return made
