"""The endpoint for the search across the company (contract: activities 10)."""

from mockserver.api.registry import Reply, endpoint
from mockserver.domain.context import Context
from mockserver.domain.feed import search
from mockserver.views.company import people
from mockserver.views.feed import search as views


@endpoint("global_search")
def global_search(ctx: Context, query: str) -> Reply:
    found = search.search(ctx, query)
    return {
        "projects": [views.project(ctx.db, project) for project in found.projects],
        "goals": [views.goal(ctx.db, goal) for goal in found.goals],
        "milestones": [views.milestone(ctx.db, milestone) for milestone in found.milestones],
        "tasks": [views.task(ctx.db, task) for task in found.tasks],
        "people": [people.essential(person) for person in found.people],
    }
