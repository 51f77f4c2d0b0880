"""Tasks in milestones, their order, and moves between projects and spaces (contract: spaces_tasks 1.9 and 4)."""

from collections.abc import Sequence
from typing import Any

import pytest

from tests.builder import DAY, VIEW, task_status, uuid
from tests.support import Company, assert_error

Json = Any

Listed = tuple[str, Sequence[str | None]]
"""The id of a milestone, and the ids of its tasks in the order that a request sends."""

FOREIGN = "Milestone must belong to the same project as the task"


class Plan:
    """A project with two milestones. The first milestone contains two tasks."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.project = company.project(company.space())
        self.alpha, self.beta = company.milestone(self.project), company.milestone(self.project, "Beta")
        self.one, self.two = self.task("One"), self.task("Two")

    def task(self, name: str, **inputs: Json) -> str:
        return str(self.company.project_task(self.project, name, milestone_id=self.alpha, **inputs)["id"])

    def order(self, task: str, milestone: str | None, *lists: Listed) -> Json:
        response = self.company.owner.call("tasks/update_milestone_and_ordering", **sent(task, milestone, *lists))
        return response["task"]["milestone"], {
            item["id"]: item["tasks_ordering_state"] for item in response["updated_milestones"]
        }

    def stored(self) -> dict[str, list[str]]:
        shown = self.company.owner.call("get_project", id=self.project, include_milestones=True)["project"]
        return {item["id"]: item["tasks_ordering_state"] for item in shown["milestones"]}


def sent(task: str, milestone: str | None, *lists: Listed) -> Json:
    states = [{"milestone_id": id, "ordering_state": tasks} for id, tasks in lists]
    return {"task_id": task, "milestone_id": milestone, "milestones_ordering_state": states}


# --- milestones ------------------------------------------------------------------------------------------------------


def test_task_milestone_can_be_set_and_cleared(company: Company) -> None:
    plan = Plan(company)
    task = company.project_task(plan.project)["id"]

    def moved(milestone_id: str | None) -> Json:
        return company.owner.call("tasks/update_milestone", task_id=task, milestone_id=milestone_id)["task"]

    assert moved(plan.alpha)["milestone"]["id"] == plan.alpha
    assert moved(plan.alpha)["milestone"] is None
    left = moved(None)
    assert (left["milestone"], left["project"]["id"], left["assignees"]) == (None, plan.project, None)
    notified = [
        (item["old_milestone_id"], item["new_milestone_id"]) for item in company.recorded("task_milestone_updating")
    ]
    alpha = uuid(plan.alpha)
    assert notified == [(None, alpha), (alpha, alpha), (alpha, None)]
    assert plan.stored() == {plan.alpha: [], plan.beta: []}


def test_update_milestone_with_invalid_milestone_fails(company: Company) -> None:
    plan = Plan(company)
    foreign = company.milestone(company.project(company.general_id, "App"))
    chore = company.space_task(company.general_id)["id"]

    refused = company.owner.post("tasks/update_milestone", task_id=plan.one, milestone_id=foreign)
    assert (refused.status, refused.message) == (400, FOREIGN)
    assert_error(
        company.owner.post("tasks/update_milestone", task_id=plan.one, milestone_id="x-7ZZ"),
        500,
        "no milestone with this `milestone_id`",
    )
    assert_error(
        company.owner.post("tasks/update_milestone", task_id=chore, milestone_id=None), 500, "the task is in a space"
    )
    assert_error(
        company.owner.post("tasks/update_milestone", task_id=plan.one), 400, "Missing required fields: milestone_id"
    )


def test_update_milestone_and_ordering_moves_task(company: Company) -> None:
    plan = Plan(company)
    done = task_status(company.owner.call("get_project", id=plan.project)["project"], "done")
    closed = plan.task("Closed", status=done)
    lists = (plan.alpha, [plan.two, closed, plan.one]), (plan.beta, [plan.one])

    entered, ordered = plan.order(plan.one, plan.beta, *lists)

    # the response contains the milestone as it was before the request, without the task
    assert (entered["id"], entered["tasks_ordering_state"]) == (plan.beta, [])
    assert ordered == {plan.alpha: [plan.two], plan.beta: [plan.one]} == plan.stored()
    assert plan.order(plan.one, plan.beta, *lists) == (None, ordered)
    assert len(company.recorded("task_milestone_updating")) == 1


def test_milestone_order_contains_open_tasks_once_by_current_id(company: Company) -> None:
    plan = Plan(company)
    canceled = task_status(company.owner.call("get_project", id=plan.project)["project"], "canceled")
    open_again = canceled | {"closed": False}
    legacy = plan.task("Legacy", status=open_again)
    elsewhere = str(company.project_task(plan.project)["id"])
    company.owner.call("tasks/update_name", task_id=plan.two, type="project", name="Zwei")

    _, ordered = plan.order(
        plan.one,
        plan.alpha,
        (plan.alpha, [plan.two, uuid(plan.one), plan.two, legacy, elsewhere, "a;b", "absent-7ZZ", "", None]),
    )

    assert [id.rpartition("-")[0] for id in ordered[plan.alpha]] == ["zwei", "one"]


def test_unlisted_milestones_keep_order_and_last_list_of_a_milestone_is_used(company: Company) -> None:
    plan = Plan(company)
    plan.order(plan.one, plan.alpha, (plan.alpha, [plan.one, plan.two]))

    assert plan.order(plan.one, plan.beta)[1] == {}
    assert plan.stored()[plan.alpha] == [plan.one, plan.two]
    _, ordered = plan.order(plan.one, plan.beta, (plan.beta, []), (plan.beta, [plan.one]))
    assert ordered == {plan.beta: [plan.one]}


def test_ordered_milestones_are_returned_sorted_by_uuid(company: Company) -> None:
    plan = Plan(company)
    extra = [company.milestone(plan.project, f"M{number}") for number in range(4)]

    response = company.owner.call(
        "tasks/update_milestone_and_ordering", **sent(plan.one, plan.alpha, *((id, []) for id in extra))
    )

    shown = [uuid(item["id"]) for item in response["updated_milestones"]]
    assert shown == sorted(uuid(id) for id in extra)


def test_invalid_milestone_order_changes_nothing(company: Company) -> None:
    plan = Plan(company)
    foreign = company.milestone(company.project(company.general_id, "App"))
    chore = str(company.space_task(company.general_id)["id"])
    beta = (plan.beta, [plan.one])
    cases = [
        (sent(plan.one, "x-7ZZ", beta), 404, "Milestone not found"),
        (sent(plan.one, foreign, beta), 400, FOREIGN),
        (sent(plan.one, plan.beta, beta, (foreign, [])), 400, FOREIGN),
        (sent(plan.one, plan.beta, beta, ("x-7ZZ", [])), 400, FOREIGN),
        (sent(plan.one, plan.beta, beta, ("a;b", [])), 404, "The requested resource was not found"),
        (sent(plan.one, plan.beta) | {"milestones_ordering_state": [{"milestone_id": plan.beta}]}, 500, None),
        (sent(plan.one, plan.beta) | {"milestones_ordering_state": [{"ordering_state": []}]}, 500, None),
        (sent(plan.one, plan.beta) | {"milestones_ordering_state": [None]}, 500, None),
        (sent(chore, None), 500, None),
    ]
    for inputs, status, message in cases:
        response = company.owner.post("tasks/update_milestone_and_ordering", **inputs)
        assert (response.status, message in (None, response.message)) == (status, True), inputs
    assert plan.stored() == {plan.alpha: [], plan.beta: []}
    assert not company.recorded("task_milestone_updating")


# --- moves -----------------------------------------------------------------------------------------------------------


def test_project_task_can_move_to_space(company: Company) -> None:
    plan = Plan(company)
    id = company.space("Support")
    mia = company.space_member(id, "Mia Member", VIEW)
    done = task_status(company.owner.call("get_project", id=plan.project)["project"], "done")
    task = plan.task("Moving", assignee_id=mia.id, due_date=DAY, status=done)
    inputs = {"task_id": task, "destination_type": "space", "destination_id": id}
    assert_error(company.owner.post("move_task", **inputs), 400, "the task tool of the destination space is switched")
    company.owner.call("spaces/update_tools", space_id=id, tools={"tasks_enabled": True})

    moved = company.owner.call("move_task", **inputs)

    assert (moved["destination_type"], moved["destination_id"], moved["task"]["type"]) == ("space", id, "space")
    assert [moved["task"][key] for key in ("project", "space", "milestone", "assignees")] == [None] * 4
    assert moved["task"]["status"] == company.owner.call("get_space", id=id)["space"]["task_statuses"][0]
    (arrived,) = company.owner.call("spaces/list_tasks", space_id=id)["tasks"]
    assert (arrived["id"], arrived["due_date"], arrived["assignees"][0]["id"]) == (task, DAY, mia.id)
    assert company.owner.call("get_space", id=id)["space"]["tasks_kanban_state"]["pending"] == []
    assert task not in [item["id"] for item in company.owner.call("tasks/list", project_id=plan.project)["tasks"]]
    # the first request has moved the task
    assert_error(company.owner.post("move_task", **inputs), 400, "the task is already in the destination")
    assert company.notified("task_moving") == {mia.uuid}


def test_space_task_can_move_to_project(company: Company) -> None:
    home = company.space()
    website, mia = company.project(home, "Website"), company.member("Mia Member")
    task = company.space_task(home, assignee_id=mia.id)

    moved = company.owner.call("move_task", task_id=task["id"], destination_type="project", destination_id=website)

    assert (moved["task"]["type"], moved["task"]["project"], moved["destination_id"]) == ("project", None, website)
    # Mia is still the assignee, but not a contributor of the project
    assert_error(mia.get("get_task", id=task["id"]), 404, "`can_view` on this Task")
    (content,) = company.recorded("task_moving")
    assert {key: content[key] for key in content if key.endswith(("_type", "_project_id", "_space_id"))} == {
        "origin_type": "space",
        "destination_type": "project",
        "origin_project_id": None,
        "origin_space_id": uuid(home),
        "destination_project_id": uuid(website),
        "destination_space_id": uuid(home),
    }
    assert not company.notified("task_moving")


@pytest.mark.parametrize("state", ["paused", "closed"])
def test_move_task_to_inactive_project_fails(company: Company, state: str) -> None:
    home = company.space()
    website = company.project(home)
    if state == "paused":
        company.owner.call("pause_project", project_id=website)
    else:
        retrospective = '{"type":"doc","content":[]}'
        inputs = {"success_status": "achieved", "retrospective": retrospective}
        company.owner.call("close_project", project_id=website, **inputs)
    task = company.space_task(home)

    refused = company.owner.post("move_task", task_id=task["id"], destination_type="project", destination_id=website)

    assert (refused.status, refused.message) == (400, "The request was malformed")


def test_move_task_to_unknown_destination_returns_404(company: Company) -> None:
    home = company.space()
    website = company.project(home)
    task = company.space_task(home)
    kinds = [("project", home), ("space", website), ("project", "x-7ZZ")]

    moves = [{"task_id": task["id"], "destination_type": kind, "destination_id": id} for kind, id in kinds]

    assert [company.owner.post("move_task", **move).status for move in moves] == [404] * 3


def test_move_task_to_default_status_without_value_fails(company: Company) -> None:
    home, id = company.space(), company.space("Support")
    company.owner.call("spaces/update_tools", space_id=id, tools={"tasks_enabled": True})
    nameless = [{"id": "n", "label": "New", "color": "gray", "index": 0}]
    company.owner.call("spaces/update_task_statuses", space_id=id, task_statuses=nameless)
    task = company.space_task(home)

    refused = company.owner.post("move_task", task_id=task["id"], destination_type="space", destination_id=id)

    assert_error(refused, 400, "the default status of the destination")
