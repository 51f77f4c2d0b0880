"""Search across the company (contract: activities 10)."""

from mockserver.api.registry import Reply, endpoint
from mockserver.domain.context import Context
from mockserver.domain.feed import search
from mockserver.views.company import people
from mockserver.views.feed import search as views


@endpoint("global_search")
def global_search(ctx: Context, query: str) -> Reply:
    found = search.everything(ctx, query)
    return {
        "projects": [views.project(ctx.world, project) for project in found.projects],
        "goals": [views.goal(ctx.world, goal) for goal in found.goals],
        "milestones": [views.milestone(ctx.world, milestone) for milestone in found.milestones],
        "tasks": [views.task(ctx.world, task) for task in found.tasks],
        "people": [people.essential(person) for person in found.people],
    }
