"""The API reference page, the files of all pages, and the data that the reference page shows."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response

from mockserver.contract.catalogue import catalogue
from mockserver.contract.names import suggestion
from mockserver.server.control.problems import ProblemError
from mockserver.server.control.routing import ControlContext, route
from mockserver.server.pages import assets
from mockserver.server.schemas.reference import EndpointExample, ExampleQuery
from mockserver.server.worlds.world import World


@route("GET", "/docs", "Show the API reference, a page that can also send requests", media_type="text/html")
async def get_page(http: Request) -> Response:
    return assets.respond("reference.html", http.headers.get("if-none-match"))


@route("GET", "/static/{name}", "A file of the pages", listed=False)
async def get_static(http: Request, name: str) -> Response:
    if name not in assets.names():
        raise ProblemError(404, f"there is no file {name!r}; the files are {', '.join(sorted(assets.names()))}")
    return assets.respond(name, http.headers.get("if-none-match"))


@route("GET", "/reference.json", "Describe every endpoint: inputs, errors and permissions")
async def get_reference(http: Request, context: ControlContext) -> Response:
    """The response contains the data that the API reference page shows. The response depends only on the version of
    mockserver. If the header `If-None-Match` contains the current ETag, the status is 304.
    """
    body = await asyncio.to_thread(context.reference)
    return assets.with_etag(body, "application/json", http.headers.get("if-none-match"))


@route(
    "GET",
    "/reference/example",
    "Get an example of a request to an endpoint, with its response",
    problems={404: "The endpoint or the person does not exist."},
    example={"endpoint": "get_goals"},
)
async def get_example(world: World, query: ExampleQuery, context: ControlContext) -> EndpointExample:
    """The server sends possible requests to a copy of the world. The example is a request that succeeds for `person`.
    If no request succeeds for this person, the example is a request of the owner, and `works_for_person` is false.
    """
    if query.endpoint not in catalogue().endpoints:
        end = suggestion(query.endpoint, catalogue().endpoints) or "; `mockserver routes` lists the endpoints"
        raise ProblemError(404, f"there is no endpoint {query.endpoint!r}{end}")
    person = world.person(query.person) if query.person else None
    if query.person and person is None:
        raise ProblemError(404, f"there is no person {query.person!r}; use an e-mail address, a full name or an id")
    person_id = person.id if person else world.owner_id
    copy = world.db.fork()
    inputs, output = await asyncio.to_thread(context.example, copy, query.endpoint, person_id)
    found = output is not None
    if not found and person_id != world.owner_id:
        inputs, output = await asyncio.to_thread(context.example, copy, query.endpoint, world.owner_id)
    return EndpointExample(inputs=dict(inputs), output=output, works_for_person=found)
