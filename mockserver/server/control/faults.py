"""The rules by which calls fail (docs/faults.md)."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from mockserver.fault_spec import FaultSpec
from mockserver.server.control.helpers import Calls, ControlContext, Json, Problem, answer, body, done
from mockserver.server.faults.rules import Rule
from mockserver.server.worlds.world import NoSuchPerson


async def list_rules(request: Request, context: ControlContext) -> Response:
    return answer(200, {"faults": [_shown(rule) for rule in context.world(request).faults.rules]})


async def make(request: Request, context: ControlContext) -> Response:
    world, spec = context.world(request), await body(request, FaultSpec)
    try:
        rule = world.faults.add(*world.resolve_fault(spec))
    except NoSuchPerson as unknown:
        raise Problem(404, str(unknown)) from None
    return answer(201, _shown(rule))


async def clear(request: Request, context: ControlContext) -> Response:
    context.world(request).faults.clear()
    return done()


async def remove(request: Request, context: ControlContext) -> Response:
    if not context.world(request).faults.remove(request.path_params["id"]):
        raise Problem(404, "there is no fault of this id; GET /__mock__/faults lists them")
    return done()


def _shown(rule: Rule) -> Json:
    spec = rule.spec
    counted = {"seen": rule.matched, "fired": rule.fired}
    return {"id": rule.id, "match": spec.match, "action": spec.action, "times": spec.times, **counted}


CALLS: Final[Calls] = [
    ("GET", "/faults", list_rules),
    ("POST", "/faults", make),
    ("DELETE", "/faults", clear),
    ("DELETE", "/faults/{id}", remove),
]
