"""Adds the events of spaces to the timeline: members, discussions, tasks and documents."""

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
Create = Callable[[Timeline, Context, ItemDestination, Any], Record]


def load_space(timeline: Timeline, entry: fixture_schema.Space) -> None:
    """Add the events of a space, and of all entries in it, to the timeline."""
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
        timeline.plan(timeline.child_entry(entry, entry.by), when, lambda ctx: spaces.set_tools(ctx, space(), flags))
    for discussion in entry.discussions:
        comments.load_space_discussion(timeline, discussion, when, space)
    for task in entry.tasks:
        tasks.load_task(timeline, task, when, space)
    _load_documents(timeline, entry, when, lambda: _hub(timeline, space()), lambda: None)


def find_space(timeline: Timeline, name: str | None) -> model.Space:
    """Return the space with this name. If `name` is None, return the general space."""
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

    def plan(entry: Any, create: Create, type: str, kind: type[Record]) -> None:
        timeline.check_text(entry, entry.text)
        then = timeline.plan(entry, when, lambda ctx: create(timeline, ctx, destination(), entry))
        comments.load_comments(timeline, entry, then, type, partial(timeline.record_of, kind, entry))

    for document in container.documents:
        plan(document, _create_document, "resource_hub_document", Document)
    for link in container.links:
        plan(link, _create_link, "resource_hub_link", Link)
    for file in container.files:
        plan(file, _create_file, "resource_hub_file", File)
    for subfolder in container.folders:

        def open_folder(ctx: Context, subfolder: fixture_schema.Folder = subfolder) -> Record:
            return resource_hubs.create_folder(ctx, hub(), folder_id=folder(), name=subfolder.name)

        then = timeline.plan(subfolder, when, open_folder)
        _load_documents(timeline, subfolder, then, hub, partial(_folder_id, timeline, subfolder))


def _folder_id(timeline: Timeline, entry: fixture_schema.Folder) -> str:
    return timeline.record_of(FolderRecord, entry).id


def _create_document(
    timeline: Timeline, ctx: Context, destination: ItemDestination, entry: fixture_schema.Document
) -> Record:
    content = timeline.to_rich_text(entry.text)
    return items.create_document(ctx, destination, name=entry.name, content=content, draft=entry.draft, original=None)


def _create_link(timeline: Timeline, ctx: Context, destination: ItemDestination, entry: fixture_schema.Link) -> Record:
    description = timeline.to_rich_text(entry.text) if entry.text else None
    return items.create_link(ctx, destination, name=entry.name, url=entry.url, type=entry.type, description=description)


def _create_file(timeline: Timeline, ctx: Context, destination: ItemDestination, entry: fixture_schema.File) -> Record:
    metadata: dict[str, Any] = {"filename": entry.name, "size": entry.size, "content_type": entry.content_type}
    blob = blobs.create(ctx.db, ctx.company.id, ctx.person.id, **metadata)
    description = timeline.to_rich_text(entry.text) if entry.text else None
    return items.create_files(ctx, destination, [Upload(blob.id, None, entry.name, description)])[0]
