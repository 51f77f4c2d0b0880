"""The table of handlers.

A handler is a function with the parameter `ctx`, and with one parameter for each input of its endpoint. If a parameter
has no default, its input is required. A request without this input fails as on the real server, even if the catalogue
declares the input as optional. If the endpoint must distinguish an absent input from null, the parameter has the
default `MISSING`. The parameter `include` contains all `include_*` inputs of an endpoint.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeVar

from msgspec import UNSET, UnsetType

from mockserver.contract.catalogue import catalogue
from mockserver.domain.context import Context
from mockserver.domain.errors import missing_input
from mockserver.model.record import Record

Reply = dict[str, Any]
Handler = Callable[..., Reply]
Requirement = tuple[type[Record], str]
"""A kind of record, and the name of a permission that the handler requires on a record of this kind."""

F = TypeVar("F", bound=Handler)

MISSING: Final = UNSET
Missing = UnsetType

HANDLERS: Final[dict[str, "Endpoint"]] = {}


class Include:
    """The `include_*` inputs of a request. `include.author` is the value of the input `include_author`. Inputs that the
    client did not send are None."""

    def __init__(self, flags: dict[str, Any]) -> None:
        self.__dict__ = flags

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...


class Endpoint:
    """The handler of an endpoint, the inputs of the handler, and the permissions that the handler requires."""

    __slots__ = ("absent", "flags", "handler", "name", "parameters", "required_inputs", "requires", "rule")

    def __init__(self, name: str, handler: Handler, requires: tuple[Requirement, ...], rule: str | None) -> None:
        code = handler.__code__
        self.name = name
        self.handler = handler
        self.requires = requires
        self.rule = rule
        parameters = code.co_varnames[1 : code.co_argcount + code.co_kwonlyargcount]
        self.flags = _include_flags(name) if "include" in parameters else {}
        """The keys are the names of the `include_*` inputs. The values are the names of the attributes of `Include`."""
        self.absent: dict[str, Any] = dict.fromkeys(self.flags.values())
        self.parameters = (*(parameter for parameter in parameters if parameter != "include"), *self.flags)
        defaults = len(handler.__defaults__ or ())
        optional = {*code.co_varnames[code.co_argcount - defaults : code.co_argcount], *(handler.__kwdefaults__ or {})}
        self.required_inputs = tuple(name for name in parameters if name not in optional and name != "include")
        """The names of the inputs that a request must contain, because their parameters have no default."""

    def __call__(self, ctx: Context, inputs: dict[str, Any]) -> Reply:
        for name in self.required_inputs:
            if name not in inputs:
                raise missing_input(name)
        if not self.flags:
            return self.handler(ctx, **inputs)
        include, others = self.absent.copy(), {}
        for name, value in inputs.items():
            attribute = self.flags.get(name)
            if attribute is None:
                others[name] = value
            else:
                include[attribute] = value
        return self.handler(ctx, Include(include), **others)


def _include_flags(name: str) -> dict[str, str]:
    return {
        field.name: field.name.removeprefix("include_")
        for field in catalogue().endpoints[name].inputs
        if field.name.startswith("include_")
    }


def endpoint(name: str, *requires: Requirement, rule: str | None = None) -> Callable[[F], F]:
    """Register a function as the handler of an endpoint.

    `requires` contains the permissions that the handler requires on records. `rule` is a sentence about a further
    condition or an exception, for example that the author needs only view access. `requires` and `rule` have no effect
    on requests, because the handler itself checks the permissions. The API reference shows these declarations, and
    tests compare them with the checks of the handler.
    """

    def register(handler: F) -> F:
        if name in HANDLERS:
            raise RuntimeError(f"{name} has two handlers")
        HANDLERS[name] = Endpoint(name, handler, requires, rule)
        return handler

    return register


def require_input(name: str, value: Any) -> Any:
    """Return the value of an input that the handler requires, although the catalogue declares it as optional. Raises
    ServerCrash if the input is absent."""
    if value is MISSING:
        raise missing_input(name)
    return value
