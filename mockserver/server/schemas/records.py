"""The records of a world, and their changes."""

from typing import Annotated

from msgspec import Meta

from mockserver.contract.names import check_name
from mockserver.model.kinds import ENTITIES
from mockserver.server.schemas.base import Json, Request, Response


class Change(Response, frozen=True):
    """The change of one record."""

    entity: Annotated[str, Meta(description="The type of the record, such as `goal`.")]
    id: Annotated[str, Meta(description="The id as the API returns it.")]
    uuid: Annotated[str, Meta(description="The UUID of the record.")]
    fields: Annotated[
        dict[str, Json],
        Meta(
            description="All fields of a created or deleted record. For a changed record, only the changed fields, "
            "each with an object {from, to}."
        ),
    ]


class Changes(Response, frozen=True):
    """The created, changed and deleted records. The changes of a request are listed in the order of their execution."""

    created: Annotated[list[Change], Meta(description="The created records.")]
    changed: Annotated[list[Change], Meta(description="The records that were changed.")]
    deleted: Annotated[list[Change], Meta(description="The deleted records.")]

    def __bool__(self) -> bool:
        return bool(self.created or self.changed or self.deleted)

    def of(self, entity: str) -> "Changes":
        """Return the changes of one entity, such as `goal`. Raises UnknownName if the entity does not exist."""
        check_name(entity, ENTITIES, "an entity")
        lists = (self.created, self.changed, self.deleted)
        created, changed, deleted = ([change for change in changes if change.entity == entity] for changes in lists)
        return Changes(created=created, changed=changed, deleted=deleted)


class DiffQuery(Request, rename={"origin": "from"}, frozen=True):
    origin: Annotated[
        str | None,
        Meta(
            description="The name of the snapshot with which the current state is compared. Default: the initial state "
            "of the world."
        ),
    ] = None


class RecordCounts(Response, frozen=True):
    version: Annotated[int, Meta(description="A number that increases with each change of the data.")]
    entities: Annotated[dict[str, int], Meta(description="The number of records of each entity.")]


class RecordsQuery(Request, forbid_unknown_fields=False, frozen=True):
    """Every field of the entity can also be used as a filter."""

    page: Annotated[int, Meta(ge=1, description="The number of the page.")] = 1
    per_page: Annotated[int, Meta(ge=1, le=1000, description="The number of records on a page.")] = 100
    sort: Annotated[
        str | None,
        Meta(description="The field to sort by, with the prefix `-` for descending order. Default: oldest first."),
    ] = None
    search: Annotated[str | None, Meta(description="Only records with this text in a field. Case is ignored.")] = None


class RecordList(Response, frozen=True):
    count: Annotated[int, Meta(description="The number of matching records on all pages.")]
    page: Annotated[int, Meta(description="The number of this page.")]
    per_page: Annotated[int, Meta(description="The maximum number of records on a page.")]
    records: Annotated[
        list[dict[str, Json]],
        Meta(description="The stored records. `id` is the id as the API returns it, and `uuid` is the UUID."),
    ]
