"""Finds the errors of an endpoint in the source code of its handler and of the functions that the handler calls."""

import ast
import inspect
import sys
from collections.abc import Iterator
from functools import cache
from types import FunctionType, ModuleType
from typing import Any, Final, NamedTuple

from mockserver.contract.catalogue import Endpoint, catalogue
from mockserver.domain.errors import ApiError, BadRequest, Forbidden, NotFound, ServerCrash
from mockserver.server.http.responses import ERRORS

RULES: Final = ("mockserver.api.", "mockserver.domain.")
"""Only functions in modules whose names begin with one of these prefixes are searched for errors."""

MANY_GAPS: Final = 3
"""An error is omitted if at least this number of values in its explanation are known only at run time."""


class Reason(NamedTuple):
    """An error: the status, the message in the response body, and an explanation for developers."""

    status: int
    message: str
    hint: str | None


def reasons(endpoint: Endpoint, handler: FunctionType) -> list[Reason]:
    """Return the errors of an endpoint, ordered by status. `handler` is the function that implements the endpoint."""
    found = dict.fromkeys(_from_inputs(endpoint))
    visited, pending = {handler}, [handler]
    while pending:
        raised, called = _errors_and_callees(pending.pop())
        found |= dict.fromkeys(raised)
        pending.extend(set(called) - visited)
        visited.update(called)
    found = {reason: None for reason in found if (reason.hint or "").count("…") < MANY_GAPS}
    return sorted(found, key=lambda reason: (reason.status, reason.message, reason.hint or ""))


def _from_inputs(endpoint: Endpoint) -> Iterator[Reason]:
    if endpoint.required:
        names = ", ".join(endpoint.required)
        yield Reason(400, f"Missing required fields: {names}", "required inputs are missing; the message lists them")
    yield Reason(400, "Unknown input field: …", "the endpoint has no input of this name")
    yield Reason(401, "Unauthorized", "the token is missing, unknown or revoked, or the person is suspended")
    if endpoint.kind == "mutation":
        yield Reason(403, "Read-only API tokens cannot execute mutations", "the token is read-only")
    if "id" in catalogue().types_in(endpoint.inputs):
        yield Reason(404, ERRORS[NotFound][2], "an id is invalid")


@cache
def _errors_and_callees(function: FunctionType) -> tuple[list[Reason], list[FunctionType]]:
    """Return the errors that a function raises directly, and the functions that it calls. Only functions in the modules
    of RULES are returned."""
    tree = _functions(function.__module__).get(function.__qualname__)
    raised: list[Reason] = []
    callees: list[FunctionType] = []
    for node in ast.walk(tree) if tree else ():
        if not isinstance(node, ast.Call):
            continue
        called = _resolve(node.func, function.__globals__)
        if isinstance(called, type) and issubclass(called, ApiError):
            raised.append(_reason_of(called, node, function.__globals__))
        elif isinstance(called, FunctionType) and called.__module__.startswith(RULES):
            callees.append(called)
        else:
            raised.extend(_from_context(node, function.__globals__))
    return raised, callees


def _from_context(call: ast.Call, names: dict[str, Any]) -> Iterator[Reason]:
    """Yield the errors that a call of `ctx.find` or `ctx.require` can raise."""
    method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    given = {keyword.arg: _text(keyword.value, names) for keyword in call.keywords if keyword.arg}
    kind = _text(call.args[0], names) if call.args and isinstance(call.args[0], ast.Name) else None
    if method == "find":
        yield Reason(
            404,
            given.get("missing") or ERRORS[NotFound][2],
            f"the {kind or 'record'} does not exist or the person cannot see it",
        )
    if method in ("find", "require") and (can := given.get("can") or _last_text(call, names)):
        yield Reason(403, ERRORS[Forbidden][2], f"the person does not have the permission `{can}`")


def _last_text(call: ast.Call, names: dict[str, Any]) -> str | None:
    last = call.args[-1] if len(call.args) > 1 else None
    return _text(last, names) if isinstance(last, ast.Constant) else None


def _reason_of(error: type[ApiError], call: ast.Call, names: dict[str, Any]) -> Reason:
    given = {keyword.arg: _text(keyword.value, names) for keyword in call.keywords if keyword.arg}
    first = _text(call.args[0], names) if call.args else None
    kind = next(kind for kind in (NotFound, Forbidden, BadRequest, ServerCrash) if issubclass(error, kind))
    status, _, default_message = ERRORS[kind]
    if kind is ServerCrash:
        return Reason(status, default_message, given.get("hint") or first)
    return Reason(status, given.get("message") or first or default_message, given.get("hint"))


def _text(node: ast.expr, names: dict[str, Any]) -> str | None:
    """Return the text to which an expression evaluates, or None if the result is not a text. In an f-string, `…`
    replaces the values. For a class, the text is the name of the class."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
    value = names.get(node.id) if isinstance(node, ast.Name) else None
    return value if isinstance(value, str) else value.__name__ if isinstance(value, type) else None


def _resolve(node: ast.expr, names: dict[str, Any]) -> Any:
    """Return the value of an expression that is a global name or a member of a module, otherwise None. `names` are the
    global variables of the module."""
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        owner = names.get(node.value.id)
        return getattr(owner, node.attr, None) if isinstance(owner, ModuleType) else None
    return None


@cache
def _functions(module: str) -> dict[str, ast.FunctionDef]:
    """Return the syntax trees of the functions of a module, by name."""
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
