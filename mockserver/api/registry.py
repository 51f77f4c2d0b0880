"""The table of handlers. A handler is a function with one parameter for each input of its endpoint.

Parameters without a default are read unconditionally: if an optional input is absent, the request fails, as on the real
server. The default `MISSING` distinguishes an absent input from null. The `include_*` inputs of an endpoint are one
parameter, `include`.
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
"""A permission on a kind of record."""

F = TypeVar("F", bound=Handler)

MISSING: Final = UNSET
Missing = UnsetType

HANDLERS: Final[dict[str, "Endpoint"]] = {}


class Include:
    """The `include_*` inputs of a request: `include.author` is the value of `include_author`, None if it is absent."""

    def __init__(self, flags: dict[str, Any]) -> None:
        self.__dict__ = flags

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...


class Endpoint:
    """The handler of an endpoint."""

    __slots__ = ("absent", "flags", "handler", "name", "parameters", "reads", "requires", "rule")

    def __init__(self, name: str, handler: Handler, requires: tuple[Requirement, ...], rule: str | None) -> None:
        code = handler.__code__
        self.name = name
        self.handler = handler
        self.requires = requires
        self.rule = rule
        parameters = code.co_varnames[1 : code.co_argcount + code.co_kwonlyargcount]
        self.flags = _include_flags(name) if "include" in parameters else {}
        """The `include_*` inputs, with their names as attributes of `Include`."""
        self.absent: dict[str, Any] = dict.fromkeys(self.flags.values())
        self.parameters = (*(parameter for parameter in parameters if parameter != "include"), *self.flags)
        defaults = len(handler.__defaults__ or ())
        optional = {*code.co_varnames[code.co_argcount - defaults : code.co_argcount], *(handler.__kwdefaults__ or {})}
        self.reads = tuple(name for name in parameters if name not in optional and name != "include")
        """The inputs that the handler reads unconditionally."""

    def __call__(self, ctx: Context, inputs: dict[str, Any]) -> Reply:
        for name in self.reads:
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

    `requires` are the permissions that it requires on the records that a request names; `rule` is a condition that is
    not a permission. Both are documentation for `explain`; the tests compare them with the checks that happen.
    """

    def register(handler: F) -> F:
        if name in HANDLERS:
            raise RuntimeError(f"{name} has two handlers")
        HANDLERS[name] = Endpoint(name, handler, requires, rule)
        return handler

    return register


def require_input(name: str, value: Any) -> Any:
    """Return an optional input where the handler reads it. Raises ServerCrash if it is absent."""
    if value is MISSING:
        raise missing_input(name)
    return value
