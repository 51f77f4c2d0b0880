"""The types of the request and the response of `GET /explain`. The response contains a person's access level on a
record, or the permissions that an endpoint requires, or both."""

from typing import Annotated

from msgspec import Meta

from mockserver.server.schemas.base import Request, Response
from mockserver.server.schemas.worlds import PersonRef


class ExplainQuery(Request, frozen=True):
    """The request must contain `person` and `entity`, or only `endpoint`, or all three parameters."""

    person: Annotated[
        str | None,
        Meta(description="A person: an id, a UUID, an e-mail address or a full name."),
    ] = None
    entity: Annotated[str | None, Meta(description="A record: its id or its UUID.")] = None
    endpoint: Annotated[str | None, Meta(description="The name of an endpoint.")] = None


class EntityRef(Response, frozen=True):
    """A reference to a record."""

    entity: Annotated[
        str | None, Meta(description="The type of the record, such as `goal`. null if no record has this UUID.")
    ]
    id: Annotated[str, Meta(description="The UUID of the record.")]


class NamedEntityRef(EntityRef, frozen=True):
    """A reference to a record, with its name."""

    name: Annotated[str | None, Meta(description="The name or title of the record. null if the record has neither.")]


class BindingInfo(Response, frozen=True):
    """An access binding gives a group of people an access level on a company, space, goal or project."""

    id: Annotated[str, Meta(description="The UUID of the binding.")]
    group: Annotated[
        str, Meta(description="The group of people, such as `members of Acme Inc.`, or the name of one person.")
    ]
    access_level: Annotated[int, Meta(description="The access level that the binding gives, as a number.")]
    level_name: Annotated[str, Meta(description="The name of this access level, such as `edit_access`.")]
    tag: Annotated[
        str | None, Meta(description="The role for which the binding was created: `champion`, `reviewer` or null.")
    ]
    reaches: Annotated[bool, Meta(description="Whether the person belongs to the group.")]


class RequiredPermission(Response, frozen=True):
    """A permission that an endpoint requires on a record of one type."""

    entity: Annotated[str, Meta(description="The type of the record, such as `goal`.")]
    permission: Annotated[str, Meta(description="The name of the permission.")]
    level: Annotated[int, Meta(description="The lowest access level that gives the permission.")]
    granted: Annotated[
        bool | None,
        Meta(
            description="Whether the person has the permission on the record `entity` of the request. null if the "
            "request has no `entity`, or if this record has another type."
        ),
    ]


class EndpointAccess(Response, frozen=True):
    """The permissions that an endpoint requires."""

    name: Annotated[str, Meta(description="The name of the endpoint.")]
    kind: Annotated[str, Meta(description="`query` or `mutation`.")]
    requires: Annotated[
        list[RequiredPermission],
        Meta(description="The permissions that the person must have on the records in the inputs."),
    ]
    rule: Annotated[str | None, Meta(description="A further condition for access, as text. null if there is none.")]


class Explanation(Response, omit_defaults=True, frozen=True):
    """`endpoint` is present only if the request has the parameter `endpoint`. All other keys are present only if the
    request has `person` and `entity`.
    """

    person: Annotated[PersonRef | None, Meta(description="The person whose access is explained.")] = None
    entity: Annotated[EntityRef | None, Meta(description="The record for which the access is explained.")] = None
    level: Annotated[int, Meta(description="The person's access level on the record.")] | None = None
    level_name: Annotated[str | None, Meta(description="The name of this access level, such as `edit_access`.")] = None
    suspended: Annotated[bool | None, Meta(description="Whether the person is suspended.")] = None
    context: Annotated[
        NamedEntityRef | None,
        Meta(description="The company, space, goal or project whose access bindings determine the level."),
    ] = None
    bindings: (
        Annotated[
            list[BindingInfo], Meta(description="The access bindings of `context`, with the highest level first.")
        ]
        | None
    ) = None
    permissions: Annotated[
        dict[str, bool] | None,
        Meta(description="Maps each permission that exists for this type of record to whether the person has it."),
    ] = None
    endpoint: Annotated[EndpointAccess | None, Meta(description="The permissions that the endpoint requires.")] = None
