"""Endpoints for the assignments of the acting person (contract: activities 10)."""

from mockserver.api.registry import Reply, endpoint
from mockserver.domain.context import Context
from mockserver.domain.feed import assignments
from mockserver.views.feed import assignments as views


@endpoint("get_assignments")
def get_assignments(ctx: Context) -> Reply:
    return {"assignments": [views.assignment(ctx.db, ctx.company, item) for item in assignments.of_person(ctx)]}


@endpoint("get_assignments_count")
def get_assignments_count(ctx: Context) -> Reply:
    return {"count": assignments.count(ctx)}
