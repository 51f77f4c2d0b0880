"""Assignees of tasks (contract: spaces_tasks 1.7 and 4)."""

from typing import Any

from mockserver.model.feed.subscriptions import Subscription
from tests.builder import COMMENT, EDIT, FULL, VIEW
from tests.support import Company, Person, assert_error, rich_text
from tests.tasks.task_requests import subscribers, task_of, update


def test_project_task_assignee_becomes_contributor_and_subscriber(company: Company) -> None:
    website, mia = company.project(company.space()), company.member("Mia Member")

    task = company.project_task(website, assignee_id=mia.id)

    assert [item["id"] for item in task["assignees"]] == [mia.id]
    shown = company.owner.call("get_project", id=website, include_contributors=True, include_subscription_list=True)
    row = next(item for item in shown["project"]["contributors"] if item["person"]["id"] == mia.id)
    assert (row["role"], row["responsibility"]) == ("contributor", "contributor")
    assert subscribers(shown["project"]) == [("invited", company.owner.id, False), ("invited", mia.id, False)]
    assert subscribers(task_of(company, task)) == [("joined", company.owner.id, False), ("invited", mia.id, False)]
    assert mia.post("tasks/update_name", task_id=task["id"], type="project", name="Mine").status == 200


def test_space_task_assignee_gets_no_access(company: Company) -> None:
    id, mia = company.space(), company.member("Mia Member")

    task = company.space_task(id, assignee_id=mia.id)

    assert_error(mia.get("get_task", id=task["id"]), 404, "`can_view` on this Task")
    assert subscribers(task_of(company, task)) == [("joined", company.owner.id, False), ("invited", mia.id, False)]


def test_creator_as_assignee_stays_subscribed(company: Company) -> None:
    task = company.space_task(company.space(), assignee_id=company.owner.id)

    assert subscribers(task_of(company, task)) == [("joined", company.owner.id, False)]


def test_new_task_notifies_assignee_and_champion(company: Company) -> None:
    website = company.project(company.space())
    cleo, mia = company.member("Cleo Champion"), company.member("Mia Member")
    company.owner.call("projects/update_champion", project_id=website, champion_id=cleo.id)

    company.project_task(website, assignee_id=mia.id)

    assert company.notified("task_adding") == {cleo.uuid, mia.uuid}


def test_update_assignee_replaces_assignee(company: Company) -> None:
    website = company.project(company.space())
    mia, noah = company.member("Mia Member"), company.member("Noah North")
    task = company.project_task(website, assignee_id=mia.id)

    changed = update(company.owner, "assignee", task, assignee_id=noah.id)

    assert [item["id"] for item in changed["assignees"]] == [noah.id]
    assert changed["project"]["id"] == website
    assert company.notified("task_assignee_updating") == {mia.uuid, noah.uuid}
    assert mia.get("get_task", id=task["id"]).status == 200
    assert update(company.owner, "assignee", task, assignee_id=None)["assignees"] == []
    assert [
        (item["old_assignee_id"], item["new_assignee_id"]) for item in company.recorded("task_assignee_updating")
    ] == [
        (mia.uuid, noah.uuid),
        (noah.uuid, None),
    ]


def test_assigning_again_restores_canceled_subscription(company: Company) -> None:
    website, mia = company.project(company.space()), company.member("Mia Member")
    task = company.project_task(website, assignee_id=mia.id)
    cancel_subscriptions(company, mia)

    update(company.owner, "assignee", task, assignee_id=mia.id)

    assert subscribers(task_of(company, task))[1] == ("invited", mia.id, False)


def test_assigning_person_with_two_subscriptions_returns_500(company: Company) -> None:
    task = company.space_task(company.space())
    update(company.owner, "assignee", task, assignee_id=company.owner.id)
    update(company.owner, "description", task, description=rich_text("Why"))

    inputs = {"task_id": task["id"], "type": "space", "assignee_id": company.owner.id}
    assert_error(company.owner.post("tasks/update_assignee", **inputs), 500, "the person is on this subscription")
    assert [item["id"] for item in task_of(company, task)["assignees"]] == [company.owner.id]


def test_assignable_people_are_those_with_access(company: Company) -> None:
    id = company.space(company_permissions=VIEW)
    mia, ida = company.space_member(id, "Mia Member", EDIT), company.member("ida Ivory")
    company.suspended("Sue Spent")
    gus = company.grant(company.guest("Gus Guest"), id, COMMENT)

    def assignable(**inputs: Any) -> list[tuple[str, int]]:
        people = company.owner.call("list_task_assignable_people", id=id, type="space", **inputs)["people"]
        return [(item["full_name"], item["access_level"]) for item in people]

    everyone = [("Gus Guest", COMMENT), ("ida Ivory", VIEW), ("Mia Member", EDIT), ("Olivia Owner", FULL)]
    assert assignable() == everyone
    assert assignable(query="I") == everyone
    assert assignable(query="member") == [("Mia Member", EDIT)]
    assert assignable(ignored_ids=[mia.id, ida.id, gus.id]) == [("Olivia Owner", FULL)]
    assert_error(company.owner.get("list_task_assignable_people", id=id, type="project"), 404, "no Project with the id")


def cancel_subscriptions(company: Company, person: Person) -> None:
    db = company.db
    with db.transaction():
        for row in db.where(Subscription, person_id=person.uuid):
            db.change(row, canceled=True)
