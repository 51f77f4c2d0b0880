"""Queries of projects: one project, lists with filters, searches, counts, and milestones."""

import pytest

from mockserver.model.projects.projects import Project
from tests.builder import EDIT, FULL, NONE, VIEW, day, uuid
from tests.environments.projects import TAKES_EDIT, TAKES_VIEW, ProjectEnv
from tests.support import Company, Json, Person, assert_error, rich_text

FLAGS = [
    "contributors",
    "goal",
    "key_resources",
    "last_check_in",
    "milestones",
    "permissions",
    "champion",
    "reviewer",
    "space",
    "contributors_access_levels",
    "privacy",
    "retrospective",
    "potential_subscribers",
    "unread_notifications",
    "subscription_list",
]
ALL = {f"include_{flag}": True for flag in FLAGS}


# --- one project -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("level", "status"), TAKES_VIEW)
def test_project_queries_require_view_access(env: ProjectEnv, level: int, status: int) -> None:
    mia = env.person_at(level)

    assert mia.get("get_project", id=env.id).status == status
    assert mia.get("projects/get_milestones", project_id=env.id).status == status
    assert mia.get("projects/count_children", id=env.id).status == status


@pytest.mark.parametrize(
    ("inputs", "status", "message"),
    [
        ({}, 400, "id is required"),
        (
            {"include_contributors_access_levels": True},
            400,
            "include_contributors_access_levels requires include_contributors",
        ),
        ({"id": "abc!"}, 500, None),
        ({"id": ""}, 500, None),
        ({"id": "nothing-7ZZ"}, 404, "The requested resource was not found"),
    ],
)
def test_get_project_with_unknown_id_returns_404(
    env: ProjectEnv, inputs: Json, status: int, message: str | None
) -> None:
    id = {} if inputs == {} else {"id": env.id}
    response = env.owner.get("get_project", **(id | inputs))

    assert response.status == status
    assert message in (None, response.message)


def test_get_project_accepts_uuid(env: ProjectEnv) -> None:
    uuid = Person(env.company.server, env.id, "").uuid

    assert env.owner.call("get_project", id=uuid)["project"]["id"] == env.id


def test_get_project_without_flags_has_null_fields(env: ProjectEnv) -> None:
    shown = env.owner.call("get_project", id=env.id, include_space=False, include_markdown=False)

    project = shown["project"]
    assert "markdown" not in shown
    assert (project["contributors"], project["notifications"]) == ([], [])
    optional = ["space", "champion", "reviewer", "goal", "milestones", "next_milestone", "last_check_in", "permissions"]
    optional += ["retrospective", "key_resources", "access_levels", "potential_subscribers", "subscription_list"]
    assert {project[key] for key in [*optional, "privacy"]} == {None}


def test_get_project_with_all_flags_has_all_fields(env: ProjectEnv) -> None:
    vera = env.person_at(VIEW, "Vera")
    env.owner.call("projects/update_reviewer", project_id=env.id, reviewer_id=vera.id)
    alpha = env.milestone("Alpha", day("2026-04-01"))
    for action in ("none", "complete"):
        env.owner.call("post_milestone_comment", milestone_id=alpha, content="{}", action=action)
    env.owner.call("add_key_resource", project_id=env.id, title="Spec", link="https://x")
    env.owner.call("post_project_check_in", project_id=env.id, status="caution", description=rich_text("Slow"))
    env.close("missed", send_notifications_to_everyone=True)

    shown = vera.call("get_project", id=env.id, **ALL)["project"]

    assert [(row["role"], row["access_level"]) for row in shown["contributors"]] == [
        ("reviewer", FULL),
        ("contributor", FULL),
    ]
    assert (shown["champion"], shown["reviewer"]["full_name"]) == (None, "Vera")
    assert [(item["title"], item["status"], item["comments_count"]) for item in shown["milestones"]] == [
        ("Alpha", "done", 1)
    ]
    assert shown["milestones"][0]["project"]["privacy"] is None
    assert shown["next_milestone"] is None
    assert (shown["last_check_in"]["status"], shown["last_check_in"]["author"]["full_name"]) == (
        "caution",
        "Olivia Owner",
    )
    assert (shown["retrospective"]["closed_at"], shown["retrospective"]["author"]) == (False, None)
    assert [item["title"] for item in shown["key_resources"]] == ["Spec"]
    assert shown["permissions"] == {
        "can_view": True,
        "can_comment": True,
        "can_edit": True,
        "has_full_access": True,
    }
    assert (shown["privacy"], shown["space"]["name"]) == ("secret", "Product")
    assert {(item["role"], item["priority"], item["is_subscribed"]) for item in shown["potential_subscribers"]} == {
        ("Reviewer", True, False),
        ("Contributor", False, False),
    }
    # only the notification of the closing, although Vera was also notified of other activities
    assert len(shown["notifications"]) == 1
    assert len(shown["subscription_list"]["subscriptions"]) == 2


def test_person_with_two_roles_is_two_potential_subscribers(env: ProjectEnv) -> None:
    env.add(env.person_at(VIEW, "Vera"), VIEW)

    found = env.get_project(include_potential_subscribers=True)["potential_subscribers"]

    assert [item["person"]["full_name"] for item in found].count("Vera") == 2


# --- lists of projects -----------------------------------------------------------------------------------------------


def names(person: Person, **inputs: Json) -> list[str]:
    return [project["name"] for project in person.call("get_projects", **inputs)["projects"]]


def test_get_projects_lists_visible_projects_by_name(env: ProjectEnv) -> None:
    for name in ("zebra", "Öl", "Alpha", "ants"):
        env.project(name, company_level=VIEW)
    mia = env.person_at(NONE)

    assert names(mia) == ["Alpha", "ants", "Öl", "zebra"]
    assert names(env.owner) == ["Alpha", "ants", "Launch", "Öl", "zebra"]
    assert names(env.company.guest("Gus")) == []


def test_get_projects_filters_by_space_and_goal(env: ProjectEnv) -> None:
    other = env.space("Other")
    goal = env.owner.call(
        "create_goal",
        space_id=other,
        name="Win",
        anonymous_access_level=0,
        company_access_level=0,
        space_access_level=0,
    )["goal"]["id"]
    env.project("Alpha", space_id=other)
    env.project("Beta", goal_id=goal)

    assert names(env.owner, space_id=other) == ["Alpha"]
    assert names(env.owner, goal_id=goal) == ["Beta"]
    assert names(env.owner, goal_id=goal, space_id=other) == []
    assert names(env.owner, space_id="nothing-7ZZ") == []
    assert names(env.owner, space_id="", goal_id="") == ["Alpha", "Beta", "Launch"]
    assert_error(env.owner.get("get_projects", space_id="abc!"), 500, "`space_id` is not an id")
    assert_error(env.owner.get("get_projects", goal_id="abc!"), 500, "`goal_id` is not an id")


def test_get_projects_filters_by_own_role(env: ProjectEnv) -> None:
    mia = env.person_at(EDIT)
    env.project("Led", champion_id=mia.id)
    env.project("Reviewed", reviewer_id=mia.id)
    env.project("Seen", company_level=VIEW)

    assert names(mia) == ["Launch", "Led", "Reviewed", "Seen"]
    assert names(mia, only_my_projects=True) == ["Launch", "Led"]
    assert names(mia, only_reviewed_by_me=True) == ["Reviewed"]
    assert names(mia, only_reviewed_by_me=True, only_my_projects=True) == ["Reviewed"]


def test_get_projects_shows_goal_and_space_without_access_check(env: ProjectEnv) -> None:
    vault = env.space("Vault", company_level=NONE)
    env.id = env.project("Hidden", space_id=vault)
    vera = env.person_at(VIEW)

    (listed,) = vera.call("get_projects", include_space=True)["projects"]

    assert listed["space"]["name"] == "Vault"
    assert vera.call("get_project", id=env.id, include_space=True)["project"]["space"] is None


def test_get_projects_with_all_flags_has_all_fields(env: ProjectEnv) -> None:
    env.milestone("Alpha")
    env.milestone("Beta")
    flags = ["space", "milestones", "contributors", "last_check_in", "champion", "reviewer", "goal", "privacy"]

    (listed,) = env.owner.call(
        "get_projects", include_retrospective=True, **{f"include_{flag}": True for flag in flags}
    )["projects"]

    assert (listed["next_milestone"]["title"], listed["next_milestone"]["project"]["name"]) == ("Beta", "Launch")
    assert [(item["title"], item["comments_count"]) for item in listed["milestones"]] == [
        ("Alpha", None),
        ("Beta", None),
    ]
    assert [row["person"]["full_name"] for row in listed["contributors"]] == ["Olivia Owner"]
    assert (listed["privacy"], listed["permissions"], listed["key_resources"]) == ("secret", None, None)


def test_projects_of_other_companies_are_not_listed(company: Company) -> None:
    env = ProjectEnv(company)
    other = company.second_company("Other")

    assert names(other) == []
    assert_error(other.get("get_project", id=env.id), 404, "`can_view` on this Project")


# --- searching -------------------------------------------------------------------------------------------------------


def found(person: Person, query: str = "", **inputs: Json) -> list[str]:
    return [project["name"] for project in person.call("projects/search", query=query, **inputs)["projects"]]


def test_search_projects_matches_name(env: ProjectEnv) -> None:
    mia = env.person_at(EDIT)
    env.project("Re-launch", company_level=VIEW)
    env.project("Relay", company_level=EDIT)
    paused = env.project("Old launch", company_level=VIEW)
    env.owner.call("pause_project", project_id=paused)

    assert found(mia, "LAUNCH") == ["Launch", "Old launch", "Re-launch"]
    assert found(mia, "re_la") == ["Re-launch"]
    assert found(mia, access_level="edit_access") == ["Launch", "Relay"]
    assert found(mia, "launch", active_only=True) == ["Launch", "Re-launch"]
    assert found(mia, "launch", active_only=False, ignored_ids=[env.id]) == ["Old launch", "Re-launch"]
    # the id "" is read as null, and in SQL, `NOT IN` is never true for a list with null
    assert found(mia, "launch", ignored_ids=[env.id, ""]) == []


def test_search_projects_excludes_archived_projects(env: ProjectEnv) -> None:
    archived = env.project("Old launch")
    # archives the project directly in the database, because no endpoint of the API archives projects
    with env.company.db.transaction():
        project = env.company.db.get_existing(Project, uuid(archived))
        env.company.db.change(project, deleted_at=project.inserted_at)

    assert found(env.owner) == ["Launch"]


def test_search_projects_with_level_no_access_finds_hidden_projects(env: ProjectEnv) -> None:
    mia, gus = env.person_at(NONE), env.company.guest("Gus")

    assert found(mia) == []
    assert found(mia, access_level="no_access") == ["Launch"]
    assert found(mia, access_level="minimal_access") == []
    assert found(gus, access_level="no_access") == []


# --- counting --------------------------------------------------------------------------------------------------------


def counts(env: ProjectEnv, id: str, **flags: bool) -> tuple[int, int, int]:
    counted = env.owner.call("projects/count_children", id=id, **flags)["children_count"]
    return counted["tasks_count"], counted["discussions_count"], counted["check_ins_count"]


def test_count_children_counts_open_records(env: ProjectEnv) -> None:
    alpha = env.milestone("Alpha")
    task = env.task("Loose")
    env.task("In Alpha", milestone_id=alpha)
    words = {"project_id": env.id, "message": rich_text("Hello")}
    env.owner.call("project_discussions/create", title="Kickoff", **words)
    env.owner.call("resume_project", **words)  # the message of this request is not counted as a discussion
    env.owner.call("post_project_check_in", project_id=env.id, status="on_track", description="{}")

    assert counts(env, env.id) == (2, 1, 1)
    assert counts(env, alpha, use_milestone_id=True) == (2, 1, 1)
    assert counts(env, task, use_task_id=True, use_milestone_id=True) == (2, 1, 1)
    env.owner.call("post_milestone_comment", milestone_id=alpha, content="{}", action="complete")
    assert counts(env, env.id) == (1, 1, 1)
    done = next(item for item in env.get_project()["task_statuses"] if item["closed"])
    env.owner.call("tasks/update_status", task_id=task, type="project", status=done)
    assert counts(env, env.id) == (0, 1, 1)


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        ({}, "Project not found"),
        ({"use_milestone_id": True}, "Milestone not found"),
        ({"use_task_id": True}, "Task not found"),
    ],
)
def test_count_children_of_unknown_project_fails(env: ProjectEnv, flags: Json, message: str) -> None:
    response = env.owner.get("projects/count_children", id="nothing-7ZZ", **flags)

    assert (response.status, response.message) == (404, message)


def test_count_children_by_space_task_returns_500(env: ProjectEnv) -> None:
    env.owner.call("spaces/update_tools", space_id=env.space_id, tools=TASKS_ON)
    stray = env.owner.call(
        "tasks/create", type="space", id=env.space_id, name="Stray", assignee_id=None, due_date=None
    )["task"]["id"]

    assert_error(
        env.owner.get("projects/count_children", id=stray, use_task_id=True),
        500,
        "the task is in a space and has no project",
    )


TASKS_ON = {"tasks_enabled": True, "discussions_enabled": True, "resource_hub_enabled": True}


# --- milestones of a project -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("level", "status"), TAKES_EDIT)
def test_milestone_planning_requires_edit_access(env: ProjectEnv, level: int, status: int) -> None:
    mia, alpha = env.person_at(level), env.milestone()
    inputs = {"project_id": env.id, "name": "New", "due_date": None}

    assert mia.post("projects/create_milestone", **inputs).status == status
    assert mia.post("projects/update_milestone", milestone_id=alpha, **inputs).status == status


def test_get_milestones_matches_title(env: ProjectEnv) -> None:
    for title in ("Beta", "Alpha", "Gamma"):
        env.milestone(title)

    def titles(**inputs: str) -> list[str]:
        found = env.owner.call("projects/get_milestones", project_id=env.id, **inputs)["milestones"]
        assert {(item["project"], item["comments_count"]) for item in found} <= {(None, None)}
        return [item["title"] for item in found]

    assert titles() == titles(query="") == ["Beta", "Alpha", "Gamma"]
    assert titles(query="ET") == ["Beta"]


def test_new_milestone_of_project_is_last(env: ProjectEnv) -> None:
    alpha, beta = env.milestone("Alpha"), env.milestone("Beta", day("2026-04-01"))

    shown = env.get_project(include_milestones=True)
    assert shown["milestones_ordering_state"] == [alpha, beta]
    assert [item["timeframe"]["contextual_end_date"] for item in shown["milestones"]] == [None, day("2026-04-01")]


def test_update_milestone_accepts_id_of_any_project(env: ProjectEnv) -> None:
    alpha = env.milestone("Alpha", day("2026-04-01"))
    elsewhere = env.project("Elsewhere")

    edited = env.owner.call(
        "projects/update_milestone", project_id=elsewhere, milestone_id=alpha, name="Beta", due_date=None
    )["milestone"]

    assert (edited["title"], edited["project"]["name"]) == ("Beta", "Launch")
    assert edited["timeframe"]["contextual_end_date"] is None
    assert env.get_project()["milestones_ordering_state"] == [alpha]


@pytest.mark.parametrize(
    ("changed", "status", "message"),
    [
        ({"project_id": "nothing-7ZZ"}, 404, "Project not found"),
        ({"milestone_id": "nothing-7ZZ"}, 404, "Milestone not found"),
        ({"name": " "}, 500, None),
        ({"name": "x" * 256}, 500, None),
        ({"due_date": {}}, 500, None),
    ],
)
def test_update_milestone_with_invalid_input_fails(
    env: ProjectEnv, changed: Json, status: int, message: str | None
) -> None:
    inputs = {"project_id": env.id, "milestone_id": env.milestone(), "name": "New", "due_date": None}

    response = env.owner.post("projects/update_milestone", **(inputs | changed))

    assert response.status == status
    assert message in (None, response.message)
