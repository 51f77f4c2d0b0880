"""A believable company of a size: who works there, what they want, and what happened in the last months.

All times are relative to the world's `now`, so the company is as fresh at any date that a world opens with.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from mockserver.model import ids
from mockserver.model.goals.goals import CheckInStatus, SuccessStatus
from mockserver.seed import sample_texts, samples
from mockserver.seed.fake_data import FakeData
from mockserver.seed.fixture_schema import (
    Access,
    Check,
    CheckIn,
    Closure,
    Comment,
    Commentable,
    Company,
    Contributor,
    Discussion,
    Entry,
    File,
    Fixture,
    Folder,
    Goal,
    GoalCheckIn,
    Level,
    Link,
    Milestone,
    Person,
    Project,
    Resource,
    Said,
    Space,
    Target,
    Task,
)
from mockserver.seed.sample_texts import Area
from mockserver.seed.timeline import GENERAL

WEEKDAY: Final = 3
"""The world opens on a Thursday, unless it is told another day: then some of this happened at a weekend."""

DAY: Final = 24 * 60


class Size(NamedTuple):
    """How much of everything there is. `days` is how far the history goes back."""

    people: int
    spaces: int
    goals: int
    projects: int
    tasks: int
    days: int = 91


class Moment(NamedTuple):
    """So many days ago, at a minute of that day."""

    ago: int
    minute: int

    def __str__(self) -> str:
        return f"-{self.ago}d {self.minute // 60:02}:{self.minute % 60:02}"

    @property
    def number(self) -> int:
        """Rises with time."""
        return self.minute - self.ago * DAY


def write(size: Size, fake: FakeData) -> Fixture:
    """The document of a company. The same size and the same draws give the same document."""
    return Writer(size, fake).write()


class Team(NamedTuple):
    """A space while it is being filled: what it is about and who is in it."""

    area: Area
    space: Space
    people: list[str]


class Writer:
    def __init__(self, size: Size, fake: FakeData) -> None:
        self.size = size
        self.fake = fake
        self.teams: list[Team] = []
        self.roots: list[Goal] = []

    def write(self) -> Fixture:
        began = Moment(self.size.days, 8 * 60)
        company = self.fake.company()
        people = self._people(began)
        self._spaces(people, began)
        goals = self._goals(began)
        self._projects(goals)
        return Fixture(
            began=str(began),
            notify=True,
            read_until="-4 days",
            company=Company(name=company, mail_domain=f"{ids.slug(company) or 'company'}.example"),
            people=people,
            general=Space(discussions=[self._announcement(people)]),
            spaces=[team.space for team in self.teams],
            goals=self.roots,
        )

    # --- time ----------------------------------------------------------------------------------------------------

    def moment(self, ago: int) -> Moment:
        """A minute of the working day around so many days ago."""
        ago = max(ago, 1)
        weekday = (WEEKDAY - ago) % 7
        if weekday in (5, 6):
            ago = max(ago + (1 if weekday == 5 else -1), 3)
        return Moment(ago, self.fake.between(8 * 60, 17 * 60 + 59))

    def after(self, before: Moment, least: int, most: int) -> Moment:
        """A moment so many days later, yesterday at the latest, and never before the other one."""
        found = self.moment(before.ago - self.fake.between(least, most))
        return found if found.number > before.number else Moment(before.ago, min(before.minute + 25, DAY - 1))

    # --- people and spaces ---------------------------------------------------------------------------------------

    def _people(self, began: Moment) -> list[Person]:
        """The owner, one of each role with a token to type, and their colleagues."""
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
                suspended=Entry(at=str(self.moment(self.size.days // 3))),
            ),
        ]
        titles = [title for area in sample_texts.AREAS for title in area.titles[1:]]
        while len(people) < self.size.people:
            place = len(people) - 5
            title = (
                sample_texts.AREAS[place % len(sample_texts.AREAS)].titles[0] if place < 4 else self.fake.pick(titles)
            )
            joined = began if place < self.size.people // 2 else self.moment(self.fake.between(5, self.size.days - 5))
            people.append(Person(name=self.fake.person(), title=title, at=str(joined)))
        managers = [person.name for person in people if person.title and person.title.startswith(("Head", "Chief"))]
        for person in people:
            person.avatar = True
        for person in people[1:]:
            if person.role != "guest":
                chief = owner if person.name in managers else self.fake.pick(managers)
                person.manager = chief if chief != person.name else owner
        return people

    def _spaces(self, people: list[Person], began: Moment) -> None:
        staff = [person for person in people if person.role != "guest" and person.suspended is None and person.name]
        early = [person.name or "" for person in staff if person.at is None or person.at == str(began)]
        for number in range(self.size.spaces):
            area = sample_texts.AREAS[number % len(sample_texts.AREAS)]
            first = number < len(sample_texts.AREAS)
            name = area.name if first else samples.space_name(self.fake, area)
            self.fake.taken(name)
            share = max(4, len(early) * 3 // max(self.size.spaces, 1))
            inside = self.fake.some(early, min(share, 14))
            members: dict[str, Level] = {
                person: "full" if place == 0 else "edit" for place, person in enumerate(inside)
            }
            space = Space(
                name=name,
                mission=area.mission,
                members=members,
                access=Access(company="none") if number % 5 == 4 else Access(company="comment"),
                tools={"tasks": number % 3 != 2, "discussions": True, "documents": True},
            )
            team = Team(area, space, inside)
            self.teams.append(team)
            self._talk(team)
            self._shelf(team)
        guests = [person.name for person in people if person.role == "guest" and person.name]
        if guests and self.teams:
            self.teams[0].space.members[guests[0]] = "comment"

    def _announcement(self, people: list[Person]) -> Discussion:
        at = self.moment(self.size.days // 2)
        posted = Discussion(title="Where we stand", text=sample_texts.DISCUSSIONS[6][1], everyone=True, at=str(at))
        self._told(posted, at, [person.name or "" for person in people[1:4]])
        return posted

    def _talk(self, team: Team) -> None:
        for _ in range(self.fake.between(1, 3)):
            at = self.moment(self.fake.between(3, self.size.days - 10))
            posted = samples.discussion(self.fake)
            posted.at, posted.by, posted.everyone = str(at), self.fake.pick(team.people), True
            self._told(posted, at, team.people)
            team.space.discussions.append(posted)
        if self.fake.maybe(40):
            draft = samples.discussion(self.fake)
            draft.by, draft.draft, draft.at = team.people[0], True, str(self.moment(3))
            team.space.discussions.append(draft)

    def _shelf(self, team: Team) -> None:
        folder = Folder(name="Notes", by=team.people[0])
        for place in range(self.fake.between(2, 4)):
            at = self.moment(self.fake.between(3, self.size.days - 6))
            written = samples.document(self.fake)
            written.at, written.by = str(at), self.fake.pick(team.people)
            self._told(written, at, team.people)
            (folder if place == 0 else team.space).documents.append(written)
        team.space.folders.append(folder)
        link = Link(name="Our board", url=self.fake.pick(sample_texts.ARTICLES), by=self.fake.pick(team.people))
        team.space.links.append(link)
        size = self.fake.between(20_000, 900_000)
        slides = File(name=f"{team.area.name} in ten slides.pdf", size=size, content_type="application/pdf")
        slides.by = self.fake.pick(team.people)
        team.space.files.append(slides)

    # --- goals ---------------------------------------------------------------------------------------------------

    def _goals(self, began: Moment) -> list[tuple[Goal, Team, Moment]]:
        """The tree: the company's goals, the teams' below them, and some below those."""
        made: list[tuple[Goal, Team, Moment]] = []
        aims = self.fake.some(
            sample_texts.COMPANY_AIMS, max(2, min(len(sample_texts.COMPANY_AIMS), self.size.goals // 6))
        )
        for aim in aims:
            team = self.teams[len(made) % len(self.teams)]
            goal = Goal(name=aim.name, targets=[samples.target(aim)], space=GENERAL)
            self.fake.taken(aim.name)
            made.append((goal, team, self._began(goal, began, self.size.days - 3)))
            self.roots.append(goal)
        tops = len(made)
        while len(made) < self.size.goals:
            team = self.teams[len(made) % len(self.teams)]
            above, _, since = made[self.fake.below(tops if self.fake.maybe(65) else len(made))]
            goal = samples.goal(self.fake, team.area)
            goal.space = team.space.name
            made.append((goal, team, self._began(goal, since, self._goal_age(len(made)))))
            above.goals.append(goal)
        for number, (goal, team, at) in enumerate(made):
            self._fill_goal(number, goal, team, at)
        return made

    def _goal_age(self, number: int) -> int:
        """One in nine is so new that nobody has checked in yet."""
        return self.fake.between(3, 8) if number % 9 == 8 else self.fake.between(12, self.size.days - 12)

    def _began(self, goal: Goal, since: Moment, ago: int) -> Moment:
        found = self.moment(ago)
        at = found if found.number > since.number else self.after(since, 0, 3)
        goal.at = str(at)
        return at

    def _fill_goal(self, number: int, goal: Goal, team: Team, at: Moment) -> None:
        fake = self.fake
        goal.champion = fake.pick(team.people)
        others = [person for person in team.people if person != goal.champion]
        goal.reviewer = fake.pick(others) if others and number % 8 != 7 else None
        goal.due = fake.pick(("Q2 2026", "Jun 2026", "Q3 2026", "2026", f"+{fake.between(20, 120)}d"))
        goal.text = f"{team.area.mission}. This is how we will see that it works."
        goal.by = goal.champion
        if number % 11 == 10:
            goal.access = Access(company="none", space="none" if fake.maybe(50) else "edit")
        if fake.maybe(45):
            goal.checks = [Check(name=name, done=fake.maybe(30)) for name in fake.some(sample_texts.CHECKS, 3)]
        self._goal_check_ins(number, goal, team, at)
        if fake.maybe(25):
            posted = samples.discussion(fake)
            then = self.after(at, 2, max(at.ago - 2, 2))
            posted.at, posted.by = str(then), fake.pick(team.people)
            self._told(posted, then, team.people)
            goal.discussions.append(posted)
        if number % 10 == 6:
            self._close_goal(goal, team, at)

    def _goal_check_ins(self, number: int, goal: Goal, team: Team, at: Moment) -> None:
        """About once a month; who is late has been since the one before."""
        late = number % 7 == 4
        (target,) = goal.targets
        position = 0.0
        for ago in (64, 37, 8):
            if ago + 4 >= at.ago or (late and ago == 8):
                continue
            then = self.moment(ago + self.fake.between(-3, 3))
            status, text = self._mood()
            position += (1 - position) * self.fake.between(10, 45) / 100
            update = GoalCheckIn(
                at=str(then), status=status, text=text, values={target.name: _on_the_way(target, position)}
            )
            if goal.checks and self.fake.maybe(50):
                update.done = [self.fake.pick(goal.checks).name]
            if goal.reviewer and self.fake.maybe(75):
                update.acknowledged = Entry(at=str(self.after(then, 0, 2)))
            self._told(update, then, team.people)
            goal.check_ins.append(update)

    def _close_goal(self, goal: Goal, team: Team, at: Moment) -> None:
        last = max([at.number, *(_number(one.at) for one in goal.check_ins)])
        then = self.after(Moment(-(last // DAY), last % DAY), 1, 2)
        outcome: SuccessStatus = "achieved" if self.fake.maybe(70) else "missed"
        goal.closed = Closure(at=str(then), outcome=outcome, text=self.fake.pick(sample_texts.RETROSPECTIVES))
        self._told(goal.closed, then, team.people)

    # --- projects ------------------------------------------------------------------------------------------------

    def _projects(self, goals: Sequence[tuple[Goal, Team, Moment]]) -> None:
        open_goals = [one for one in goals if one[0].closed is None]
        in_spaces = self.size.tasks // 12
        for number in range(self.size.projects):
            goal, _, since = self.fake.pick(open_goals)
            team = next((one for one in self.teams if one.space.name == goal.space), self.fake.pick(self.teams))
            project = Project(name=samples.project_name(self.fake, team.area), space=team.space.name)
            fresh = number % 12 == 7
            found = self.moment(3 if fresh else self.fake.between(10, self.size.days - 20))
            at = found if found.number > since.number else self.after(since, 0, 4)
            project.at = str(at)
            goal.projects.append(project)
            share = (self.size.tasks - in_spaces) // self.size.projects
            extra = (self.size.tasks - in_spaces) % self.size.projects
            self._fill_project(number, project, team, at, share + (number < extra))
        boards = [team for team in self.teams if team.space.tools.get("tasks")]
        for number in range(in_spaces):
            team = boards[number % len(boards)]
            at = self.moment(self.fake.between(3, self.size.days - 20))
            team.space.tasks.append(self._task(team, at, team.people, []))

    def _fill_project(self, number: int, project: Project, team: Team, at: Moment, tasks: int) -> None:
        """One of all the states that a project can be in, most of them running."""
        fake = self.fake
        project.champion = fake.pick(team.people)
        project.by = project.champion
        others = [person for person in team.people if person != project.champion]
        project.reviewer = fake.pick(others) if others and number % 6 != 5 else None
        project.text = f"Why: {team.area.mission.lower()}.\n\nWe start small, and look at the numbers every week."
        project.due = f"+{fake.between(10, 100)}d" if number % 5 else f"-{fake.between(2, 9)}d"
        helpers = fake.some([one for one in others if one != project.reviewer], fake.between(1, 3))
        for helper in helpers:
            job = fake.pick(sample_texts.RESPONSIBILITIES)
            project.contributors.append(Contributor(person=helper, responsibility=job))
        crew = [project.champion, *helpers]
        self._project_check_ins(number, project, team, at)
        self._milestones(project, at, crew)
        for _ in range(tasks):
            begun = self.after(at, 0, max(at.ago - 3, 0))
            project.tasks.append(self._task(team, begun, crew, project.milestones))
        if fake.maybe(40):
            project.resources.append(Resource(title="Plan", link=fake.pick(sample_texts.ARTICLES)))
        if fake.maybe(30):
            posted = samples.discussion(fake)
            then = self.after(at, 1, max(at.ago - 2, 1))
            posted.at, posted.by = str(then), fake.pick(crew)
            self._told(posted, then, crew)
            project.discussions.append(posted)
        self._live(number, project, crew, at)

    def _live(self, number: int, project: Project, crew: list[str], at: Moment) -> None:
        """Pausing, going on, closing."""
        last = max([at.number, *(_number(one.at) for one in project.check_ins)])
        since = Moment(-(last // DAY), last % DAY)
        if number % 9 == 3:
            paused = self.after(since, 1, 2)
            project.paused = Entry(at=str(paused))
            if number % 18 == 12:
                project.resumed = Said(
                    at=str(self.after(paused, 1, 2)), text="We have the people again, so let us go on."
                )
        elif number % 5 == 4:
            then = self.after(since, 0, 2)
            outcome: SuccessStatus = "missed" if number % 10 == 9 else "achieved"
            project.closed = Closure(at=str(then), outcome=outcome, text=self.fake.pick(sample_texts.RETROSPECTIVES))
            self._told(project.closed, then, crew)

    def _project_check_ins(self, number: int, project: Project, team: Team, at: Moment) -> None:
        late = number % 8 == 6
        for ago in (48, 27, 13, 6):
            if ago + 3 >= at.ago or (late and ago < 20):
                continue
            then = self.moment(ago)
            status, text = self._mood()
            posted = CheckIn(at=str(then), status=status, text=text)
            if project.reviewer and self.fake.maybe(70):
                posted.acknowledged = Entry(at=str(self.after(then, 0, 2)))
            self._told(posted, then, team.people)
            project.check_ins.append(posted)

    def _milestones(self, project: Project, at: Moment, crew: list[str]) -> None:
        titles = sample_texts.MILESTONES[self.fake.below(3) :: 2][:3]
        for place, title in enumerate(titles):
            milestone = Milestone(
                title=title, due=f"{'-' if place == 0 else '+'}{self.fake.between(2, 9 + 20 * place)}d"
            )
            if place == 0 and self.fake.maybe(75):
                milestone.done = Entry(at=str(self.after(at, 3, max(at.ago - 2, 3))))
            elif self.fake.maybe(30):
                said = samples.comment(self.fake, self.fake.pick(crew))
                said.at = str(self.after(at, 1, max(at.ago - 2, 1)))
                milestone.comments.append(said)
            project.milestones.append(milestone)

    def _task(self, team: Team, at: Moment, crew: list[str], milestones: list[Milestone]) -> Task:
        fake = self.fake
        task = Task(name=samples.task_name(fake, team.area), at=str(at), by=fake.pick(crew))
        if fake.maybe(75):
            task.assignee = fake.pick(crew)
        if milestones and fake.maybe(60):
            task.milestone = fake.pick(milestones).title
        draw = fake.below(20)
        task.status = "done" if draw < 8 else "in_progress" if draw < 12 else "canceled" if draw == 12 else "pending"
        if task.status != "pending":
            task.moved = Entry(at=str(self.after(at, 1, max(at.ago - 1, 1))))
        if fake.maybe(55):
            task.due = f"+{fake.between(1, 40)}d" if fake.maybe(75) else f"-{fake.between(1, 9)}d"
        if fake.maybe(12):
            self._told(task, at, crew, most=2)
        return task

    # --- talk ----------------------------------------------------------------------------------------------------

    def _mood(self) -> tuple[CheckInStatus, str]:
        draw = self.fake.below(10)
        if draw < 6:
            return "on_track", self.fake.pick(sample_texts.GOING_WELL)
        return (
            ("caution", self.fake.pick(sample_texts.NEEDS_CARE))
            if draw < 9
            else ("off_track", self.fake.pick(sample_texts.IN_TROUBLE))
        )

    def _told(self, entry: Commentable, at: Moment, people: Sequence[str], most: int = 3) -> None:
        """Comments and reactions, by people who may."""
        for _ in range(self.fake.below(most + 1)):
            author = self.fake.pick(people)
            said = Comment(by=author, text=self.fake.pick(sample_texts.SAYINGS))
            at = self.after(at, 0, 1)
            said.at = str(at)
            if self.fake.maybe(15):
                said.text = f"@[{self.fake.pick(people)}] {said.text}"
            if self.fake.maybe(20):
                said.reactions = {self.fake.pick(sample_texts.EMOJI): [self.fake.pick(people)]}
            entry.comments.append(said)
        if self.fake.maybe(35):
            entry.reactions = {self.fake.pick(sample_texts.EMOJI): self.fake.some(people, self.fake.between(1, 3))}


def _on_the_way(target: Target, share: float) -> float:
    """Where a target stands that has gone this share of its way, with as many decimals as its ends."""
    value = target.from_ + (target.to - target.from_) * share
    return round(value, 1) if abs(target.to - target.from_) < 100 else float(round(value))


def _number(text: str | None) -> int:
    """The number of a moment that was written down."""
    days, _, clock = (text or "-1d 08:00").partition("d ")
    hours, _, minutes = clock.partition(":")
    return int(days) * DAY + int(hours) * 60 + int(minutes)
