"""The routing table of the external API. The table maps a method and the name of an endpoint to a route."""

from mockserver.api.registry import HANDLERS
from mockserver.api.registry import Endpoint as Handler
from mockserver.contract.catalogue import Catalogue, Endpoint
from mockserver.contract.decode import Decode, decoder
from mockserver.contract.names import suggestion


class Route:
    """An endpoint with its decoder and handler."""

    __slots__ = ("decode", "endpoint", "handler", "required")

    def __init__(self, endpoint: Endpoint, handler: Handler) -> None:
        self.endpoint = endpoint
        self.decode: Decode = decoder(endpoint)
        self.handler = handler
        self.required = frozenset(endpoint.required)


RoutingTable = dict[tuple[str, str], Route]
"""Maps (method, name of the endpoint) to routes. The method is GET for queries and POST for mutations."""


def routing_table(catalogue: Catalogue) -> RoutingTable:
    """Create the routes of all endpoints in the catalogue.

    Raises RuntimeError if the handlers do not match the catalogue.
    """
    check_handlers(catalogue)
    return {
        ("GET" if endpoint.kind == "query" else "POST", name): Route(endpoint, HANDLERS[name])
        for name, endpoint in catalogue.endpoints.items()
    }


def check_handlers(catalogue: Catalogue) -> None:
    """Raise RuntimeError if the catalogue and the handlers differ in their endpoints or inputs."""
    if missing := [name for name in catalogue.endpoints if name not in HANDLERS]:
        raise RuntimeError(f"no handler for {', '.join(missing)}")
    for name, handler in HANDLERS.items():
        endpoint = catalogue.endpoints.get(name)
        if endpoint is None:
            raise RuntimeError(f"{name} is not in the catalogue{suggestion(name, catalogue.endpoints)}")
        declared = {field.name for field in endpoint.inputs}
        if declared != set(handler.parameters):
            raise RuntimeError(
                f"{name}: the handler's parameters and the catalogue differ by "
                f"{', '.join(sorted(declared ^ set(handler.parameters)))}"
            )
