"""Reading projects: one with what hangs on it, several with filters, searches, counts, milestones of a project."""

import pytest

from tests.builders.projects import EDIT, FULL, NONE, TAKES_EDIT, TAKES_VIEW, VIEW, Launch, day
from tests.support import Company, Json, Person, rich_text

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
def test_reading_takes_view_access(launch: Launch, level: int, status: int) -> None:
    mia = launch.at(level)

    assert mia.get("get_project", id=launch.id).status == status
    assert mia.get("projects/get_milestones", project_id=launch.id).status == status
    assert mia.get("projects/count_children", id=launch.id).status == status


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
def test_what_is_no_project(launch: Launch, inputs: Json, status: int, message: str | None) -> None:
    id = {} if inputs == {} else {"id": launch.id}
    answer = launch.owner.get("get_project", **(id | inputs))

    assert answer.status == status
    assert message in (None, answer.message)


def test_a_uuid_finds_it_too(launch: Launch) -> None:
    uuid = Person(launch.company.server, launch.id, "").uuid

    assert launch.owner.done("get_project", id=uuid)["project"]["id"] == launch.id


def test_what_was_not_asked_for_is_null(launch: Launch) -> None:
    shown = launch.owner.done("get_project", id=launch.id, include_space=False, include_markdown=False)

    project = shown["project"]
    assert "markdown" not in shown
    assert (project["contributors"], project["notifications"]) == ([], [])
    loaded = ["space", "champion", "reviewer", "goal", "milestones", "next_milestone", "last_check_in", "permissions"]
    loaded += ["retrospective", "key_resources", "access_levels", "potential_subscribers", "subscription_list"]
    assert {project[key] for key in [*loaded, "privacy"]} == {None}


def test_a_project_with_everything(launch: Launch) -> None:
    vera = launch.at(VIEW, "Vera")
    launch.owner.done("projects/update_reviewer", project_id=launch.id, reviewer_id=vera.id)
    alpha = launch.milestone("Alpha", day("2026-04-01"))
    for action in ("none", "complete"):
        launch.owner.done("post_milestone_comment", milestone_id=alpha, content="{}", action=action)
    launch.owner.done("add_key_resource", project_id=launch.id, title="Spec", link="https://x")
    launch.owner.done("post_project_check_in", project_id=launch.id, status="caution", description=rich_text("Slow"))
    launch.close("missed", send_notifications_to_everyone=True)

    shown = vera.done("get_project", id=launch.id, **ALL)["project"]

    assert [(row["role"], row["access_level"]) for row in shown["contributors"]] == [
        ("reviewer", FULL),
        ("contributor", FULL),
    ]
    assert (shown["champion"], shown["reviewer"]["full_name"]) == (None, "Vera")
    assert [(one["title"], one["status"], one["comments_count"]) for one in shown["milestones"]] == [
        ("Alpha", "done", 1)
    ]
    assert shown["milestones"][0]["project"]["privacy"] is None
    assert shown["next_milestone"] is None
    assert (shown["last_check_in"]["status"], shown["last_check_in"]["author"]["full_name"]) == (
        "caution",
        "Olivia Owner",
    )
    assert (shown["retrospective"]["closed_at"], shown["retrospective"]["author"]) == (False, None)
    assert [one["title"] for one in shown["key_resources"]] == ["Spec"]
    assert shown["permissions"] == {
        "can_view": True,
        "can_comment": True,
        "can_edit": True,
        "has_full_access": True,
    }
    assert (shown["privacy"], shown["space"]["name"]) == ("secret", "Product")
    assert {(one["role"], one["priority"], one["is_subscribed"]) for one in shown["potential_subscribers"]} == {
        ("Reviewer", True, False),
        ("Contributor", False, False),
    }
    assert len(shown["notifications"]) == 1  # of the closing; the rest is no news about the project itself
    assert len(shown["subscription_list"]["subscriptions"]) == 2


def test_a_person_with_two_rows_is_two_potential_subscribers(launch: Launch) -> None:
    launch.add(launch.at(VIEW, "Vera"), VIEW)

    found = launch.shown(include_potential_subscribers=True)["potential_subscribers"]

    assert [one["person"]["full_name"] for one in found].count("Vera") == 2


# --- several ---------------------------------------------------------------------------------------------------------


def names(person: Person, **inputs: Json) -> list[str]:
    return [project["name"] for project in person.done("get_projects", **inputs)["projects"]]


def test_the_projects_that_one_may_see_by_name(launch: Launch) -> None:
    for name in ("zebra", "Öl", "Alpha", "ants"):
        launch.project(name, company_level=VIEW)
    mia = launch.at(NONE)

    assert names(mia) == ["Alpha", "ants", "Öl", "zebra"]
    assert names(launch.owner) == ["Alpha", "ants", "Launch", "Öl", "zebra"]
    assert names(launch.company.guest("Gus")) == []


def test_projects_of_a_space_and_of_a_goal(launch: Launch) -> None:
    other = launch.space("Other")
    goal = launch.owner.done(
        "create_goal",
        space_id=other,
        name="Win",
        anonymous_access_level=0,
        company_access_level=0,
        space_access_level=0,
    )["goal"]["id"]
    launch.project("Alpha", space_id=other)
    launch.project("Beta", goal_id=goal)

    assert names(launch.owner, space_id=other) == ["Alpha"]
    assert names(launch.owner, goal_id=goal) == ["Beta"]
    assert names(launch.owner, goal_id=goal, space_id=other) == []
    assert names(launch.owner, space_id="nothing-7ZZ") == []
    assert names(launch.owner, space_id="", goal_id="") == ["Alpha", "Beta", "Launch"]
    assert launch.owner.get("get_projects", space_id="abc!").status == 500
    assert launch.owner.get("get_projects", goal_id="abc!").status == 500


def test_my_projects_and_those_i_review(launch: Launch) -> None:
    mia = launch.at(EDIT)
    launch.project("Led", champion_id=mia.id)
    launch.project("Reviewed", reviewer_id=mia.id)
    launch.project("Seen", company_level=VIEW)

    assert names(mia) == ["Launch", "Led", "Reviewed", "Seen"]
    assert names(mia, only_my_projects=True) == ["Launch", "Led"]
    assert names(mia, only_reviewed_by_me=True) == ["Reviewed"]
    assert names(mia, only_reviewed_by_me=True, only_my_projects=True) == ["Reviewed"]


def test_the_list_shows_goal_and_space_without_an_access_test(launch: Launch) -> None:
    vault = launch.space("Vault", company_level=NONE)
    launch.id = launch.project("Hidden", space_id=vault)
    vera = launch.at(VIEW)

    (listed,) = vera.done("get_projects", include_space=True)["projects"]

    assert listed["space"]["name"] == "Vault"
    assert vera.done("get_project", id=launch.id, include_space=True)["project"]["space"] is None


def test_the_list_with_everything_it_can_show(launch: Launch) -> None:
    launch.milestone("Alpha")
    launch.milestone("Beta")
    flags = ["space", "milestones", "contributors", "last_check_in", "champion", "reviewer", "goal", "privacy"]

    (listed,) = launch.owner.done(
        "get_projects", include_retrospective=True, **{f"include_{flag}": True for flag in flags}
    )["projects"]

    assert (listed["next_milestone"]["title"], listed["next_milestone"]["project"]["name"]) == ("Beta", "Launch")
    assert [(one["title"], one["comments_count"]) for one in listed["milestones"]] == [("Alpha", None), ("Beta", None)]
    assert [row["person"]["full_name"] for row in listed["contributors"]] == ["Olivia Owner"]
    assert (listed["privacy"], listed["permissions"], listed["key_resources"]) == ("secret", None, None)


def test_a_project_of_another_company_is_not_listed(company: Company) -> None:
    launch = Launch(company)
    other = company.second_company("Other")

    assert names(other) == []
    assert other.get("get_project", id=launch.id).status == 404


# --- searching -------------------------------------------------------------------------------------------------------


def found(person: Person, query: str = "", **inputs: Json) -> list[str]:
    return [project["name"] for project in person.done("projects/search", query=query, **inputs)["projects"]]


def test_searching(launch: Launch) -> None:
    mia = launch.at(EDIT)
    launch.project("Re-launch", company_level=VIEW)
    launch.project("Relay", company_level=EDIT)
    paused = launch.project("Old launch", company_level=VIEW)
    launch.owner.done("pause_project", project_id=paused)

    assert found(mia, "LAUNCH") == ["Launch", "Old launch", "Re-launch"]
    assert found(mia, "re_la") == ["Re-launch"]
    assert found(mia, access_level="edit_access") == ["Launch", "Relay"]
    assert found(mia, "launch", active_only=True) == ["Launch", "Re-launch"]
    assert found(mia, "launch", active_only=False, ignored_ids=[launch.id]) == ["Old launch", "Re-launch"]
    assert found(mia, "launch", ignored_ids=[launch.id, ""]) == []  # SQL: nothing is known to differ from null


def test_searching_at_no_access_shows_what_is_hidden(launch: Launch) -> None:
    mia, gus = launch.at(NONE), launch.company.guest("Gus")

    assert found(mia) == []
    assert found(mia, access_level="no_access") == ["Launch"]
    assert found(mia, access_level="minimal_access") == []
    assert found(gus, access_level="no_access") == []


# --- counting --------------------------------------------------------------------------------------------------------


def counts(launch: Launch, id: str, **flags: bool) -> tuple[int, int, int]:
    counted = launch.owner.done("projects/count_children", id=id, **flags)["children_count"]
    return counted["tasks_count"], counted["discussions_count"], counted["check_ins_count"]


def test_counting_what_is_open(launch: Launch) -> None:
    alpha = launch.milestone("Alpha")
    task = launch.task("Loose")
    launch.task("In Alpha", milestone_id=alpha)
    words = {"project_id": launch.id, "message": rich_text("Hello")}
    launch.owner.done("project_discussions/create", title="Kickoff", **words)
    launch.owner.done("resume_project", **words)  # its message is no discussion
    launch.owner.done("post_project_check_in", project_id=launch.id, status="on_track", description="{}")

    assert counts(launch, launch.id) == (2, 1, 1)
    assert counts(launch, alpha, use_milestone_id=True) == (2, 1, 1)
    assert counts(launch, task, use_task_id=True, use_milestone_id=True) == (2, 1, 1)
    launch.owner.done("post_milestone_comment", milestone_id=alpha, content="{}", action="complete")
    assert counts(launch, launch.id) == (1, 1, 1)
    done = next(one for one in launch.shown()["task_statuses"] if one["closed"])
    launch.owner.done("tasks/update_status", task_id=task, type="project", status=done)
    assert counts(launch, launch.id) == (0, 1, 1)


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        ({}, "Project not found"),
        ({"use_milestone_id": True}, "Milestone not found"),
        ({"use_task_id": True}, "Task not found"),
    ],
)
def test_counting_what_is_not_there(launch: Launch, flags: Json, message: str) -> None:
    answer = launch.owner.get("projects/count_children", id="nothing-7ZZ", **flags)

    assert (answer.status, answer.message) == (404, message)


def test_counting_by_a_task_of_a_space(launch: Launch) -> None:
    launch.owner.done("spaces/update_tools", space_id=launch.space_id, tools=TASKS_ON)
    stray = launch.owner.done(
        "tasks/create", type="space", id=launch.space_id, name="Stray", assignee_id=None, due_date=None
    )["task"]["id"]

    assert launch.owner.get("projects/count_children", id=stray, use_task_id=True).status == 500


TASKS_ON = {"tasks_enabled": True, "discussions_enabled": True, "resource_hub_enabled": True}


# --- milestones through the project ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("level", "status"), TAKES_EDIT)
def test_planning_takes_edit_access(launch: Launch, level: int, status: int) -> None:
    mia, alpha = launch.at(level), launch.milestone()
    inputs = {"project_id": launch.id, "name": "New", "due_date": None}

    assert mia.post("projects/create_milestone", **inputs).status == status
    assert mia.post("projects/update_milestone", milestone_id=alpha, **inputs).status == status


def test_milestones_found_by_title(launch: Launch) -> None:
    for title in ("Beta", "Alpha", "Gamma"):
        launch.milestone(title)

    def titles(**inputs: str) -> list[str]:
        found = launch.owner.done("projects/get_milestones", project_id=launch.id, **inputs)["milestones"]
        assert {(one["project"], one["comments_count"]) for one in found} <= {(None, None)}
        return [one["title"] for one in found]

    assert titles() == titles(query="") == ["Beta", "Alpha", "Gamma"]
    assert titles(query="ET") == ["Beta"]


def test_a_new_milestone_is_last_in_order(launch: Launch) -> None:
    alpha, beta = launch.milestone("Alpha"), launch.milestone("Beta", day("2026-04-01"))

    shown = launch.shown(include_milestones=True)
    assert shown["milestones_ordering_state"] == [alpha, beta]
    assert [one["timeframe"]["contextual_end_date"] for one in shown["milestones"]] == [None, day("2026-04-01")]


def test_a_milestone_is_edited_through_any_project(launch: Launch) -> None:
    alpha = launch.milestone("Alpha", day("2026-04-01"))
    elsewhere = launch.project("Elsewhere")

    edited = launch.owner.done(
        "projects/update_milestone", project_id=elsewhere, milestone_id=alpha, name="Beta", due_date=None
    )["milestone"]

    assert (edited["title"], edited["project"]["name"]) == ("Beta", "Launch")
    assert edited["timeframe"]["contextual_end_date"] is None
    assert launch.shown()["milestones_ordering_state"] == [alpha]


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
def test_what_editing_a_milestone_does_not_take(
    launch: Launch, changed: Json, status: int, message: str | None
) -> None:
    inputs = {"project_id": launch.id, "milestone_id": launch.milestone(), "name": "New", "due_date": None}

    answer = launch.owner.post("projects/update_milestone", **(inputs | changed))

    assert answer.status == status
    assert message in (None, answer.message)
