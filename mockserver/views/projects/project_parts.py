"""Returns the JSON of the records that belong to a project, or to which the project belongs. Clients request these
records with the `include_*` inputs of get_project (contract: get_project)."""

from mockserver.domain.projects import milestones
from mockserver.domain.projects import projects as rules
from mockserver.model.company.companies import Person
from mockserver.model.goals.goals import Goal
from mockserver.model.projects.projects import KeyResource, Project, ProjectCheckIn, ProjectRetrospective
from mockserver.model.rich_text import Json
from mockserver.model.spaces.spaces import Space
from mockserver.store.database import Database
from mockserver.views import subscriptions as subscription_views
from mockserver.views.company import people as people_views
from mockserver.views.goals import goals as goal_views
from mockserver.views.projects import key_resources as key_resource_views
from mockserver.views.projects import milestones as milestone_views
from mockserver.views.projects import project_check_ins as check_in_views
from mockserver.views.projects import projects as project_views
from mockserver.views.projects import retrospectives as retrospective_views
from mockserver.views.spaces import spaces as space_views


def space(db: Database, project: Project) -> Json:
    return space_views.essential(db.get_existing(Space, project.space_id))


def goal(db: Database, project: Project) -> Json:
    goal = db.get(Goal, project.goal_id)
    return goal_views.essential(db, goal) if goal else None


def milestones_list(db: Database, project: Project) -> list[Json]:
    project_json = project_views.essential(db, project)
    return [milestone_views.essential(item, project=project_json) for item in milestones.of_project(db, project)]


def milestones_with_counts(db: Database, project: Project) -> list[Json]:
    """Return the JSON of the milestones of a project. Each milestone contains the number of its comments."""
    project_json = project_views.essential(db, project)
    return [
        milestone_views.essential(item, project=project_json, comments_count=milestones.comments_count(db, item))
        for item in milestones.of_project(db, project)
    ]


def next_milestone(db: Database, project: Project) -> Json:
    milestone = rules.next_milestone(milestones.of_project(db, project))
    if milestone is None:
        return None
    return milestone_views.essential(milestone, project=project_views.essential(db, project))


def last_check_in(db: Database, project: Project) -> Json:
    check_in = db.get(ProjectCheckIn, project.last_check_in_id)
    if check_in is None:
        return None
    author = people_views.essential(db.get_existing(Person, check_in.author_id))
    return check_in_views.essential(check_in, author=author)


def retrospective(db: Database, project: Project) -> Json:
    found = db.first(ProjectRetrospective, project_id=project.id)
    return retrospective_views.view(db, found) if found else None


def key_resources(db: Database, project: Project) -> list[Json]:
    return [key_resource_views.essential(db, item) for item in db.where(KeyResource, project_id=project.id)]


def subscription_list(db: Database, project: Project) -> Json:
    return subscription_views.full_list(db, project.subscription_list_id)
