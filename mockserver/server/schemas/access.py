"""Explanations of access: a person's level on an entity, and the permissions that an endpoint requires."""

from typing import Annotated

from msgspec import Meta

from mockserver.server.schemas.base import Request, Response
from mockserver.server.schemas.worlds import PersonRef


class ExplainQuery(Request, frozen=True):
    """`person` and `entity`, `endpoint`, or all three parameters are required."""

    person: Annotated[
        str | None, Meta(description="A person: an id in any form, an e-mail address or a full name.")
    ] = None
    entity: Annotated[str | None, Meta(description="The id of a record, in any form.")] = None
    endpoint: Annotated[str | None, Meta(description="The name of an endpoint.")] = None


class EntityRef(Response, frozen=True):
    entity: str | None
    id: str


class NamedEntityRef(EntityRef, frozen=True):
    name: str | None


class BindingInfo(Response, frozen=True):
    """An access binding, which gives a group of people an access level on a context."""

    id: str
    group: Annotated[str, Meta(description="The group, such as `members of Acme Inc.`, or the name of a person.")]
    access_level: int
    level_name: str
    tag: str | None
    reaches: Annotated[bool, Meta(description="Whether the person belongs to the group.")]


class RequiredPermission(Response, frozen=True):
    entity: str
    permission: str
    level: Annotated[int, Meta(description="The access level that gives the permission.")]
    granted: Annotated[
        bool | None,
        Meta(
            description="Whether the person has the permission. null without a person, or for another type of entity."
        ),
    ]


class EndpointAccess(Response, frozen=True):
    name: str
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

    person: PersonRef | None = None
    entity: EntityRef | None = None
    level: Annotated[int, Meta(description="The person's access level on the entity.")] | None = None
    level_name: str | None = None
    suspended: bool | None = None
    context: Annotated[NamedEntityRef, Meta(description="The entity whose bindings determine the level.")] | None = None
    bindings: (
        Annotated[list[BindingInfo], Meta(description="The bindings of the context, with the highest level first.")]
        | None
    ) = None
    permissions: dict[str, bool] | None = None
    endpoint: EndpointAccess | None = None
