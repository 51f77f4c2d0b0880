"""A project as Markdown."""

import pytest

from tests.builder import NONE, VIEW, day
from tests.environments.projects import ProjectEnv
from tests.support import Person, assert_error, rich_text

FRESH = """# Launch

Status: pending
Progress: 0%
Space: Product
Created: 2026-03-12
Last Updated: 2026-03-12
Parent Goal: None (Company-wide project)

## Contributors

contributor: Olivia Owner (Founder)

## Timeframe

Start Date: Mar 12, 2026
Due Date: Not Set

### Timeframe History

_No timeframe changes recorded._

## Milestones

_No milestones defined._

## Check-ins

_No check-ins yet._

## Discussions

_No discussions yet._

"""

FILLED = """# Launch

Status: achieved
Progress: 50.0%
Space: Product
Created: 2026-03-12
Last Updated: 2026-04-02
Closed At: 2026-04-02Parent Goal: None (Company-wide project)

## Description

Because

## Contributors

contributor: Olivia Owner (Founder)
: Nora ()

## Timeframe

Start Date: Not Set
Due Date: 2026-04-01

### Timeframe History

**2026-04-02** - Olivia Owner changed the start date from 2026-03-12 to Not Set

**2026-03-12** - Olivia Owner changed the due date from Not Set to 2026-04-01

## Milestones

  - Beta (Status: done)

    Due: 2026-04-01
    Completed: 2026-04-02

  - Alpha (Status: pending)

    Due: Not Set

    Tasks:
      - Copy | Assigned to: Olivia Owner | Due: 2026-04-03

### Tasks Without Milestone

- Loose | Assigned to: Unassigned | Due: Not set

## Check-ins

### Check-in on 2026-04-02

Author: Olivia Owner

Fine

#### Comments

**Olivia Owner** on 2026-04-02:

Great

## Discussions

### Later

Author: Olivia Owner
Posted on: 2026-04-02

Two

### Sooner

Author: Olivia Owner
Posted on: 2026-03-12

One

## Retrospective

Over

"""


def markdown(person: Person, env: ProjectEnv, **flags: bool) -> str:
    return str(person.call("get_project", id=env.id, include_markdown=True, **flags)["markdown"])


def test_markdown_of_new_project_has_placeholders(env: ProjectEnv) -> None:
    assert markdown(env.owner, env) == FRESH


def test_markdown_of_full_project_has_all_sections(env: ProjectEnv) -> None:
    owner, id = env.owner, env.id
    nora = env.company.member("Nora")
    env.add(nora, VIEW, role=None)
    owner.call("update_profile", id=nora.id, title="")
    owner.call("update_project_description", project_id=id, description=rich_text("Because"))
    owner.call("projects/update_due_date", project_id=id, due_date=day("2026-04-01"))
    owner.call("project_discussions/create", project_id=id, title="Sooner", message=rich_text("One"))
    alpha = env.milestone("Alpha")
    # Beta (created on 2 April) is listed before Alpha (12 March): the sort key begins with the day of the month
    env.company.advance(days=21)
    owner.call("projects/update_start_date", project_id=id, start_date=None)
    beta = env.milestone("Beta", day("2026-04-01"))
    owner.call("post_milestone_comment", milestone_id=beta, content="{}", action="complete")
    owner.call(
        "tasks/create",
        type="project",
        id=id,
        name="Copy",
        milestone_id=alpha,
        assignee_id=owner.id,
        due_date=day("2026-04-03"),
    )
    env.task("Loose")
    check_in = owner.call("post_project_check_in", project_id=id, status="on_track", description=rich_text("Fine"))[
        "check_in"
    ]["id"]
    owner.call("create_comment", entity_id=check_in, entity_type="project_check_in", content=rich_text("Great"))
    owner.call("project_discussions/create", project_id=id, title="Later", message=rich_text("Two"))
    owner.call("close_project", project_id=id, retrospective=rich_text("Over"), success_status="achieved")

    assert markdown(owner, env) == FILLED


@pytest.mark.parametrize(("flags", "parent"), [({}, "Secret"), ({"include_goal": True}, "None (Company-wide project)")])
def test_markdown_names_hidden_goal_unless_goal_flag_is_set(
    env: ProjectEnv, flags: dict[str, bool], parent: str
) -> None:
    goal = env.owner.call(
        "create_goal",
        space_id=env.space_id,
        name="Secret",
        anonymous_access_level=0,
        company_access_level=0,
        space_access_level=0,
    )["goal"]["id"]
    env.id = env.project("Site", goal_id=goal)

    assert f"\nParent Goal: {parent}\n" in markdown(env.person_at(VIEW), env, **flags)


def test_markdown_with_hidden_space_and_space_flag_returns_500(env: ProjectEnv) -> None:
    env.id = env.project("Site", space_id=env.space("Vault", company_level=NONE))
    vera = env.person_at(VIEW)

    assert_error(
        vera.get("get_project", id=env.id, include_markdown=True, include_space=True),
        500,
        "the person can't view the space of the project",
    )
    assert "\nSpace: Vault\n" in markdown(vera, env)


def test_markdown_with_deleted_contributor_returns_500(env: ProjectEnv) -> None:
    sue = env.person_at(VIEW, "Sue")
    env.company.log_in(sue)
    env.owner.call("remove_company_member", person_id=sue.id)

    assert_error(
        env.owner.get("get_project", id=env.id, include_markdown=True), 500, "a contributor is suspended or an"
    )
