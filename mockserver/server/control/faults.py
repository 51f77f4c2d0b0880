"""The fault rules of a world (docs/faults.md)."""

from mockserver.fault_spec import FaultSpec
from mockserver.server.control.problems import ProblemError
from mockserver.server.control.routing import route
from mockserver.server.faults.rules import Rule
from mockserver.server.schemas.faults import FaultInfo, FaultList
from mockserver.server.worlds.world import World


@route("GET", "/faults", "List the fault rules of the world")
async def list_faults(world: World) -> FaultList:
    return FaultList(faults=[_fault_info(rule) for rule in world.faults.rules])


@route(
    "POST",
    "/faults",
    "Create a fault rule",
    status=201,
    problems={404: "The person in `match` does not exist."},
    example={"match": {"endpoint": "get_goals"}, "action": {"status": 503}, "times": 2},
)
async def create_fault(world: World, body: FaultSpec) -> FaultInfo:
    return _fault_info(world.faults.add(*world.resolve_fault(body)))


@route("DELETE", "/faults", "Delete all fault rules")
async def delete_faults(world: World) -> None:
    """The tokens with faults, such as `opk_ratelimited`, keep their effects."""
    world.faults.clear()


@route("DELETE", "/faults/{id}", "Delete a fault rule", problems={404: "The world has no fault rule with this id."})
async def delete_fault(world: World, id: str) -> None:
    if not world.faults.remove(id):
        raise ProblemError(404, f"there is no fault rule {id!r}; GET /__mock__/faults lists the rules")


def _fault_info(rule: Rule) -> FaultInfo:
    spec = rule.spec
    return FaultInfo(
        id=rule.id, match=spec.match, action=spec.action, times=spec.times, seen=rule.matched, fired=rule.fired
    )
