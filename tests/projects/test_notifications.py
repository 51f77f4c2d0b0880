"""The people who are notified of events of milestones, check-ins, discussions and key resources."""

from collections.abc import Callable

import pytest

from tests.builder import EDIT, VIEW, day
from tests.environments.projects import ProjectEnv
from tests.support import Company, Json, Person, rich_text


class NotificationEnv:
    """A project of the owner, with a milestone that Mia created. Tom is not a contributor of the project."""

    def __init__(self, company: Company) -> None:
        self.project = ProjectEnv(company, company.general_id, EDIT)
        self.mia, self.tom = self.project.mia, company.member("Tom Title")
        self.milestone_id = self.project.milestone(by=self.mia)
        for person in (self.project.owner, self.mia, self.tom):
            person.call("mark_all_notifications_as_read")

    def notified(self) -> dict[str, list[str]]:
        """Return the actions of the unread notifications of each person, by the person's name."""
        people = {"owner": self.project.owner, "mia": self.mia, "tom": self.tom}
        return {name: actions for name, person in people.items() if (actions := unread(person))}


def unread(person: Person) -> list[str]:
    notifications = person.call("get_notifications")["notifications"]
    return [row["activity"]["action"] for row in notifications if not row["read"]]


@pytest.fixture
def env(company: Company) -> NotificationEnv:
    return NotificationEnv(company)


def milestone(env: NotificationEnv, endpoint: str, **inputs: Json) -> None:
    env.mia.call(endpoint, milestone_id=env.milestone_id, **inputs)


Happening = Callable[[NotificationEnv], object]

EVENTS: dict[str, tuple[Happening, dict[str, list[str]]]] = {
    "a milestone is made: the project's subscribers": (
        lambda env: env.project.milestone("Beta", by=env.mia),
        {"owner": ["project_milestone_creation"]},
    ),
    "it is renamed: no person": (
        lambda env: milestone(env, "project_milestones/update_title", title="New"),
        {},
    ),
    "it is described: its own subscribers, who is mentioned among them": (
        lambda env: milestone(env, "project_milestones/update_description", description=rich_text("See", env.tom)),
        {"tom": ["milestone_description_updating"]},
    ),
    "it gets a date: its own subscribers": (
        lambda env: env.project.owner.call(
            "project_milestones/update_due_date", milestone_id=env.milestone_id, due_date=day("2026-04-01")
        ),
        {"mia": ["milestone_due_date_updating"]},
    ),
    "it is talked about: its subscribers and the project's": (
        lambda env: env.project.owner.call(
            "post_milestone_comment",
            milestone_id=env.milestone_id,
            content=rich_text("See", env.tom),
            action="none",
        ),
        {"mia": ["project_milestone_commented"], "tom": ["project_milestone_commented"]},
    ),
    "it is completed: the mention is not read": (
        lambda env: milestone(env, "post_milestone_comment", content=rich_text("See", env.tom), action="complete"),
        {"owner": ["project_milestone_commented"]},
    ),
    "it is deleted: no person": (lambda env: milestone(env, "project_milestones/delete"), {}),
    "a check-in: its recipients": (
        lambda env: env.mia.call(
            "post_project_check_in",
            project_id=env.project.id,
            status="on_track",
            description=rich_text("Well"),
            subscriber_ids=[env.tom.id],
        ),
        {"tom": ["project_check_in_submitted"]},
    ),
    "a check-in for everyone: the contributors": (
        lambda env: env.mia.call(
            "post_project_check_in",
            project_id=env.project.id,
            status="on_track",
            description=rich_text("Well"),
            send_notifications_to_everyone=True,
        ),
        {"owner": ["project_check_in_submitted"]},
    ),
    "a discussion: its subscribers, for everyone or not": (
        lambda env: env.mia.call(
            "project_discussions/create",
            project_id=env.project.id,
            title="Kickoff",
            message=rich_text("Hi", env.tom),
            send_notifications_to_everyone=True,
        ),
        {"tom": ["project_discussion_submitted"]},
    ),
    "a key resource: the project's subscribers": (
        lambda env: env.mia.call("add_key_resource", project_id=env.project.id, title="Spec", link="https://x"),
        {"owner": ["project_key_resource_added"]},
    ),
}


@pytest.mark.parametrize("event", EVENTS)
def test_project_event_notifies_expected_people(env: NotificationEnv, event: str) -> None:
    cause, expected = EVENTS[event]

    cause(env)

    assert env.notified() == expected


def test_acknowledgement_notifies_author_and_edit_notifies_no_person(env: NotificationEnv) -> None:
    id = env.project.check_in(by=env.mia)

    env.project.owner.call("edit_project_check_in", check_in_id=id, status="caution", description=rich_text("Hm"))
    env.project.owner.call("acknowledge_project_check_in", id=id)

    assert env.notified() == {"mia": ["project_check_in_acknowledged"]}
    shown = env.mia.call("get_project_check_in", id=id, include_unread_notifications=True)["project_check_in"]
    assert [row["read"] for row in shown["notifications"]] == [False]


def test_unread_notification_is_shown_in_comment_and_discussion(env: NotificationEnv) -> None:
    env.project.owner.call(
        "post_milestone_comment", milestone_id=env.milestone_id, content=rich_text("Hi"), action="none"
    )
    discussion_id = env.project.discussion(subscriber_ids=[env.mia.id])

    shown = env.mia.call("get_milestone", id=env.milestone_id, include_comments=True)["milestone"]
    discussion = env.mia.call("project_discussions/get", id=discussion_id, include_unread_notifications=True)[
        "discussion"
    ]

    assert shown["comments"][0]["comment"]["notification"]["read"] is False
    assert len(discussion["notifications"]) == 1


def test_subscriber_without_access_is_not_notified(company: Company) -> None:
    project = ProjectEnv(company, company.general_id, VIEW)
    gus = company.guest("Gus Guest")

    for person in (gus, project.mia):
        person.call("mark_all_notifications_as_read")

    project.discussion(subscriber_ids=[gus.id, project.mia.id])

    assert unread(gus) == []
    assert unread(project.mia) == ["project_discussion_submitted"]
