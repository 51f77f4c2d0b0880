"""Examples of requests, for the API reference."""

from typing import Annotated

from msgspec import Meta

from mockserver.server.schemas.base import Json, Request, Response


class ExampleQuery(Request, frozen=True):
    endpoint: Annotated[str, Meta(description="The name of an endpoint.")]
    person: Annotated[
        str | None,
        Meta(description="A person: an id, a UUID, an e-mail address or a full name. Default: the owner."),
    ] = None


class EndpointExample(Response, frozen=True):
    """An example of a request to an endpoint, with ids and values of the world."""

    inputs: Annotated[dict[str, Json], Meta(description="The inputs of the example.")]
    output: Annotated[
        Json, Meta(description="The response body of the example; null if the server found no request that succeeds.")
    ]
    works_for_person: Annotated[
        bool,
        Meta(description="Whether the request succeeds for `person`. If false, the example is a request of the owner."),
    ]
