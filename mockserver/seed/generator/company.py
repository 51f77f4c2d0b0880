"""Generates a company of a given size. This module generates the people and spaces. `goals` and `projects` generate the
rest."""

from __future__ import annotations

from mockserver.model import ids
from mockserver.seed.fixture_schema import (
    Access,
    Company,
    Discussion,
    Document,
    Entry,
    File,
    Fixture,
    Folder,
    Level,
    Link,
    Person,
    Space,
)
from mockserver.seed.generator import samples
from mockserver.seed.generator.conversation import add_comments
from mockserver.seed.generator.fake_data import FakeData
from mockserver.seed.generator.goals import GoalGenerator
from mockserver.seed.generator.plan import RelativeTime, Schedule, TeamPlan
from mockserver.seed.generator.projects import ProjectGenerator
from mockserver.seed.generator.sample_texts import TEXTS
from mockserver.seed.generator.sizes import Size

DRAFT = "Plans for next year"
"""The title of the owner's draft discussion and draft document."""


class CompanyGenerator:
    """Generates the fixture of a company. The fixture depends only on the size and the fake data."""

    def __init__(self, size: Size, fake: FakeData) -> None:
        self.size = size
        self.fake = fake
        self.schedule = Schedule(fake)
        self.teams: list[TeamPlan] = []

    def generate(self) -> Fixture:
        start = RelativeTime(self.size.days, 8 * 60)
        company = self.fake.company()
        people = self._people(start)
        self._add_spaces(people, start)
        goals = GoalGenerator(self.size, self.schedule, self.teams)
        ProjectGenerator(self.size, self.schedule, self.teams).generate(goals.generate(start))
        return Fixture(
            began=str(start),
            notify=True,
            read_until="-4 days",
            company=Company(name=company, mail_domain=f"{ids.slug(company) or 'company'}.example"),
            people=people,
            general=Space(
                discussions=[self._announcement(people), Discussion(title=DRAFT, draft=True, by=people[0].name)],
                documents=[Document(name=DRAFT, draft=True, by=people[0].name)],
            ),
            spaces=[team.space for team in self.teams],
            goals=goals.roots,
        )

    def _people(self, start: RelativeTime) -> list[Person]:
        """Return the people. The first is the owner. The next four have the tokens `opk_admin`, `opk_member`,
        `opk_guest` and `opk_suspended`."""
        owner = self.fake.person()
        people = [
            Person(name=owner, email="owner@example.com", title="Founder and CEO", role="owner"),
            Person(name=self.fake.person(), title="Chief Operating Officer", role="admin", token="opk_admin"),
            Person(name=self.fake.person(), title="Senior Product Manager", token="opk_member"),
            Person(name=self.fake.person(), title="Consultant", role="guest", token="opk_guest"),
            Person(
                name=self.fake.person(),
                title="Account Manager",
                token="opk_suspended",
                suspended=Entry(at=str(self.schedule.days_ago(self.size.days // 3))),
            ),
        ]
        titles = [title for area in TEXTS.areas for title in area.titles[1:]]
        while len(people) < self.size.people:
            place = len(people) - 5
            title = TEXTS.areas[place % len(TEXTS.areas)].titles[0] if place < 4 else self.fake.choice(titles)
            is_early = place < self.size.people // 2
            joined = start if is_early else self.schedule.days_ago(self.fake.randint(5, self.size.days - 5))
            people.append(Person(name=self.fake.person(), title=title, at=str(joined)))
        managers = [person.name for person in people if person.title and person.title.startswith(("Head", "Chief"))]
        for person in people:
            person.avatar = True
        for person in people[1:]:
            if person.role != "guest":
                manager = owner if person.name in managers else self.fake.choice(managers)
                person.manager = manager if manager != person.name else owner
        return people

    def _add_spaces(self, people: list[Person], start: RelativeTime) -> None:
        staff = [person for person in people if person.role != "guest" and person.suspended is None and person.name]
        early = [person.name or "" for person in staff if person.at is None or person.at == str(start)]
        for number in range(self.size.spaces):
            area = TEXTS.areas[number % len(TEXTS.areas)]
            name = area.name if number < len(TEXTS.areas) else samples.space_name(self.fake, area)
            self.fake.reserve(name)
            share = max(4, len(early) * 3 // max(self.size.spaces, 1))
            names = self.fake.sample(early, min(share, 14))
            members: dict[str, Level] = {person: "full" if place == 0 else "edit" for place, person in enumerate(names)}
            space = Space(
                name=name,
                mission=area.mission,
                members=members,
                access=Access(company="none") if number % 5 == 4 else Access(company="comment"),
                tools={"tasks": number % 3 != 2, "discussions": True, "documents": True},
            )
            team = TeamPlan(area, space, names)
            self.teams.append(team)
            self._add_discussions(team)
            self._add_documents(team)
        guests = [person.name for person in people if person.role == "guest" and person.name]
        if guests and self.teams:
            self.teams[0].space.members[guests[0]] = "comment"

    def _announcement(self, people: list[Person]) -> Discussion:
        at = self.schedule.days_ago(self.size.days // 2)
        text = TEXTS.discussions["Numbers of the month"]
        posted = Discussion(title="Where we stand", text=text, everyone=True, at=str(at))
        add_comments(self.schedule, posted, at, [person.name or "" for person in people[1:4]])
        return posted

    def _add_discussions(self, team: TeamPlan) -> None:
        for _ in range(self.fake.randint(1, 3)):
            at = self.schedule.days_ago(self.fake.randint(3, self.size.days - 10))
            posted = samples.discussion(self.fake)
            posted.at, posted.by, posted.everyone = str(at), self.fake.choice(team.people), True
            add_comments(self.schedule, posted, at, team.people)
            team.space.discussions.append(posted)
        if self.fake.probability(40):
            draft = samples.discussion(self.fake)
            draft.by, draft.draft, draft.at = team.people[0], True, str(self.schedule.days_ago(3))
            team.space.discussions.append(draft)

    def _add_documents(self, team: TeamPlan) -> None:
        folder = Folder(name="Notes", by=team.people[0])
        for place in range(self.fake.randint(2, 4)):
            at = self.schedule.days_ago(self.fake.randint(3, self.size.days - 6))
            document = samples.document(self.fake)
            document.at, document.by = str(at), self.fake.choice(team.people)
            add_comments(self.schedule, document, at, team.people)
            (folder if place == 0 else team.space).documents.append(document)
        team.space.folders.append(folder)
        link = Link(name="Our board", url=self.fake.choice(TEXTS.links), by=self.fake.choice(team.people))
        team.space.links.append(link)
        size = self.fake.randint(20_000, 900_000)
        slides = File(name=f"{team.area.name} in ten slides.pdf", size=size, content_type="application/pdf")
        slides.by = self.fake.choice(team.people)
        team.space.files.append(slides)
