"""Examples of requests, for the API reference."""

from typing import Annotated

from msgspec import Meta

from mockserver.server.schemas.base import Json, Request, Response


class ExampleQuery(Request, frozen=True):
    endpoint: Annotated[str, Meta(description="The name of an endpoint.")]
    person: Annotated[
        str | None, Meta(description="A name, an e-mail address or an id in any form. Default: the owner.")
    ] = None


class EndpointExample(Response, frozen=True):
    """A request that succeeds in the current state of the world."""

    inputs: dict[str, Json]
    output: Annotated[Json, Meta(description="The response; null if no request works.")]
    works_for_person: Annotated[bool, Meta(description="If not, the example is the one of the owner.")]
