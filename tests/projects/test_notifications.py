"""Who is notified of what happens to milestones, check-ins, discussions and key resources."""

from collections.abc import Callable

import pytest

from tests.builder import EDIT, VIEW, day
from tests.environments.projects import ProjectEnv
from tests.support import Company, Json, Person, rich_text


class Team:
    """A project that the owner made, with Mia, and Tom who only looks on."""

    def __init__(self, company: Company) -> None:
        self.shared_env = ProjectEnv(company, company.general_id, EDIT)
        self.mia, self.tom = self.shared_env.mia, company.member("Tom Title")
        self.milestone_id = self.shared_env.milestone(by=self.mia)
        for person in (self.shared_env.owner, self.mia, self.tom):
            person.done("mark_all_notifications_as_read")

    def notified(self) -> dict[str, list[str]]:
        """By name, the actions of the unread notifications."""
        people = {"owner": self.shared_env.owner, "mia": self.mia, "tom": self.tom}
        return {name: actions for name, person in people.items() if (actions := unread(person))}


def unread(person: Person) -> list[str]:
    notifications = person.done("get_notifications")["notifications"]
    return [row["activity"]["action"] for row in notifications if not row["read"]]


@pytest.fixture
def team(company: Company) -> Team:
    return Team(company)


def milestone(team: Team, endpoint: str, **inputs: Json) -> None:
    team.mia.done(endpoint, milestone_id=team.milestone_id, **inputs)


Happening = Callable[[Team], object]

HAPPENINGS: dict[str, tuple[Happening, dict[str, list[str]]]] = {
    "a milestone is made: the project's subscribers": (
        lambda team: team.shared_env.milestone("Beta", by=team.mia),
        {"owner": ["project_milestone_creation"]},
    ),
    "it is renamed: nobody": (
        lambda team: milestone(team, "project_milestones/update_title", title="New"),
        {},
    ),
    "it is described: its own subscribers, who is mentioned among them": (
        lambda team: milestone(team, "project_milestones/update_description", description=rich_text("See", team.tom)),
        {"tom": ["milestone_description_updating"]},
    ),
    "it gets a date: its own subscribers": (
        lambda team: team.shared_env.owner.done(
            "project_milestones/update_due_date", milestone_id=team.milestone_id, due_date=day("2026-04-01")
        ),
        {"mia": ["milestone_due_date_updating"]},
    ),
    "it is talked about: its subscribers and the project's": (
        lambda team: team.shared_env.owner.done(
            "post_milestone_comment",
            milestone_id=team.milestone_id,
            content=rich_text("See", team.tom),
            action="none",
        ),
        {"mia": ["project_milestone_commented"], "tom": ["project_milestone_commented"]},
    ),
    "it is completed: the mention is not read": (
        lambda team: milestone(team, "post_milestone_comment", content=rich_text("See", team.tom), action="complete"),
        {"owner": ["project_milestone_commented"]},
    ),
    "it is deleted: nobody": (lambda team: milestone(team, "project_milestones/delete"), {}),
    "a check-in: whom it was sent to": (
        lambda team: team.mia.done(
            "post_project_check_in",
            project_id=team.shared_env.id,
            status="on_track",
            description=rich_text("Well"),
            subscriber_ids=[team.tom.id],
        ),
        {"tom": ["project_check_in_submitted"]},
    ),
    "a check-in for everyone: the contributors": (
        lambda team: team.mia.done(
            "post_project_check_in",
            project_id=team.shared_env.id,
            status="on_track",
            description=rich_text("Well"),
            send_notifications_to_everyone=True,
        ),
        {"owner": ["project_check_in_submitted"]},
    ),
    "a discussion: its subscribers, for everyone or not": (
        lambda team: team.mia.done(
            "project_discussions/create",
            project_id=team.shared_env.id,
            title="Kickoff",
            message=rich_text("Hi", team.tom),
            send_notifications_to_everyone=True,
        ),
        {"tom": ["project_discussion_submitted"]},
    ),
    "a key resource: the project's subscribers": (
        lambda team: team.mia.done("add_key_resource", project_id=team.shared_env.id, title="Spec", link="https://x"),
        {"owner": ["project_key_resource_added"]},
    ),
}


@pytest.mark.parametrize("what", HAPPENINGS)
def test_project_event_notifies_expected_people(team: Team, what: str) -> None:
    happens, expected = HAPPENINGS[what]

    happens(team)

    assert team.notified() == expected


def test_acknowledgement_notifies_author_and_edit_notifies_no_person(team: Team) -> None:
    id = team.shared_env.check_in(by=team.mia)

    team.shared_env.owner.done("edit_project_check_in", check_in_id=id, status="caution", description=rich_text("Hm"))
    team.shared_env.owner.done("acknowledge_project_check_in", id=id)

    assert team.notified() == {"mia": ["project_check_in_acknowledged"]}
    shown = team.mia.done("get_project_check_in", id=id, include_unread_notifications=True)["project_check_in"]
    assert [row["read"] for row in shown["notifications"]] == [False]


def test_unread_notification_is_shown_in_comment_and_discussion(team: Team) -> None:
    team.shared_env.owner.done(
        "post_milestone_comment", milestone_id=team.milestone_id, content=rich_text("Hi"), action="none"
    )
    discussion_id = team.shared_env.discussion(subscriber_ids=[team.mia.id])

    shown = team.mia.done("get_milestone", id=team.milestone_id, include_comments=True)["milestone"]
    talk = team.mia.done("project_discussions/get", id=discussion_id, include_unread_notifications=True)["discussion"]

    assert shown["comments"][0]["comment"]["notification"]["read"] is False
    assert len(talk["notifications"]) == 1


def test_subscriber_without_access_is_not_notified(company: Company) -> None:
    shared_env = ProjectEnv(company, company.general_id, VIEW)
    gus = company.guest("Gus Guest")

    for person in (gus, shared_env.mia):
        person.done("mark_all_notifications_as_read")

    shared_env.discussion(subscriber_ids=[gus.id, shared_env.mia.id])

    assert unread(gus) == []
    assert unread(shared_env.mia) == ["project_discussion_submitted"]
