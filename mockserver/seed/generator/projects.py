"""Generates projects and tasks in different states: paused, resumed, closed and late projects, and tasks of all
statuses."""

from __future__ import annotations

from collections.abc import Sequence

from mockserver.model.goals.goals import SuccessStatus
from mockserver.seed.fixture_schema import (
    CheckIn,
    Closure,
    Contributor,
    Entry,
    Milestone,
    Project,
    Resource,
    Statement,
    Task,
)
from mockserver.seed.generator import samples
from mockserver.seed.generator.conversation import add_comments, status_report
from mockserver.seed.generator.goals import GoalPlan
from mockserver.seed.generator.plan import RelativeTime, Schedule, TeamPlan
from mockserver.seed.generator.sample_texts import TEXTS
from mockserver.seed.generator.sizes import Size


class ProjectGenerator:
    def __init__(self, size: Size, schedule: Schedule, teams: list[TeamPlan]) -> None:
        self.size = size
        self.schedule = schedule
        self.fake = schedule.fake
        self.teams = teams

    def generate(self, goals: Sequence[GoalPlan]) -> None:
        """Add projects with tasks to the goals that are not closed, and tasks to spaces. One task in twelve belongs to
        a space."""
        open_goals = [plan for plan in goals if plan.goal.closed is None]
        in_spaces = self.size.tasks // 12
        for number in range(self.size.projects):
            goal, _, since = self.fake.choice(open_goals)
            team = next((team for team in self.teams if team.space.name == goal.space), self.fake.choice(self.teams))
            project = Project(name=samples.project_name(self.fake, team.area), space=team.space.name)
            is_new = number % 12 == 7
            found = self.schedule.days_ago(3 if is_new else self.fake.randint(10, self.size.days - 20))
            at = found if found.minutes > since.minutes else self.schedule.later(since, 0, 4)
            project.at = str(at)
            goal.projects.append(project)
            share = (self.size.tasks - in_spaces) // self.size.projects
            extra = (self.size.tasks - in_spaces) % self.size.projects
            self._fill(number, project, team, at, share + (number < extra))
        boards = [team for team in self.teams if team.space.tools.get("tasks")]
        for number in range(in_spaces):
            team = boards[number % len(boards)]
            at = self.schedule.days_ago(self.fake.randint(3, self.size.days - 20))
            team.space.tasks.append(self._task(team, at, team.people, []))

    def _fill(self, number: int, project: Project, team: TeamPlan, at: RelativeTime, tasks: int) -> None:
        fake = self.fake
        project.champion = fake.choice(team.people)
        project.by = project.champion
        others = [person for person in team.people if person != project.champion]
        project.reviewer = fake.choice(others) if others and number % 6 != 5 else None
        project.text = f"Why: {team.area.mission.lower()}.\n\nWe start small, and look at the numbers every week."
        project.due = f"+{fake.randint(10, 100)}d" if number % 5 else f"-{fake.randint(2, 9)}d"
        helpers = fake.sample([person for person in others if person != project.reviewer], fake.randint(1, 3))
        for helper in helpers:
            job = fake.choice(TEXTS.responsibilities)
            project.contributors.append(Contributor(person=helper, responsibility=job))
        crew = [project.champion, *helpers]
        self._add_check_ins(number, project, team, at)
        self._add_milestones(project, at, crew)
        for _ in range(tasks):
            created = self.schedule.later(at, 0, max(at.days_ago - 3, 0))
            project.tasks.append(self._task(team, created, crew, project.milestones))
        if fake.probability(40):
            project.resources.append(Resource(title="Plan", link=fake.choice(TEXTS.links)))
        if fake.probability(30):
            posted = samples.discussion(fake)
            then = self.schedule.later(at, 1, max(at.days_ago - 2, 1))
            posted.at, posted.by = str(then), fake.choice(crew)
            add_comments(self.schedule, posted, then, crew)
            project.discussions.append(posted)
        self._change_status(number, project, crew, at)

    def _change_status(self, number: int, project: Project, crew: list[str], at: RelativeTime) -> None:
        """Pause, resume or close the project, depending on `number`. Some projects remain active."""
        check_ins = [check_in.at for check_in in project.check_ins]
        if number % 9 == 3:
            paused = self.schedule.later_than_all(at, check_ins, 1, 2)
            project.paused = Entry(at=str(paused))
            if number % 18 == 12:
                text = "We have the people again, so let us go on."
                project.resumed = Statement(at=str(self.schedule.later(paused, 1, 2)), text=text)
        elif number % 5 == 4:
            then = self.schedule.later_than_all(at, check_ins, 0, 2)
            outcome: SuccessStatus = "missed" if number % 10 == 9 else "achieved"
            project.closed = Closure(at=str(then), outcome=outcome, text=self.fake.choice(TEXTS.retrospectives))
            add_comments(self.schedule, project.closed, then, crew)

    def _add_check_ins(self, number: int, project: Project, team: TeamPlan, at: RelativeTime) -> None:
        late = number % 8 == 6
        for ago in (48, 27, 13, 6):
            if ago + 3 >= at.days_ago or (late and ago < 20):
                continue
            then = self.schedule.days_ago(ago)
            status, text = status_report(self.fake)
            posted = CheckIn(at=str(then), status=status, text=text)
            if project.reviewer and self.fake.probability(70):
                posted.acknowledged = Entry(at=str(self.schedule.later(then, 0, 2)))
            add_comments(self.schedule, posted, then, team.people)
            project.check_ins.append(posted)

    def _add_milestones(self, project: Project, at: RelativeTime, crew: list[str]) -> None:
        titles = TEXTS.milestones[self.fake.randbelow(3) :: 2][:3]
        for place, title in enumerate(titles):
            sign = "-" if place == 0 else "+"
            milestone = Milestone(title=title, due=f"{sign}{self.fake.randint(2, 9 + 20 * place)}d")
            if place == 0 and self.fake.probability(75):
                milestone.done = Entry(at=str(self.schedule.later(at, 3, max(at.days_ago - 2, 3))))
            elif self.fake.probability(30):
                comment = samples.comment(self.fake, self.fake.choice(crew))
                comment.at = str(self.schedule.later(at, 1, max(at.days_ago - 2, 1)))
                milestone.comments.append(comment)
            project.milestones.append(milestone)

    def _task(self, team: TeamPlan, at: RelativeTime, crew: list[str], milestones: list[Milestone]) -> Task:
        fake = self.fake
        task = Task(name=samples.task_name(fake, team.area), at=str(at), by=fake.choice(crew))
        if fake.probability(75):
            task.assignee = fake.choice(crew)
        if milestones and fake.probability(60):
            task.milestone = fake.choice(milestones).title
        draw = fake.randbelow(20)
        task.status = "done" if draw < 8 else "in_progress" if draw < 12 else "canceled" if draw == 12 else "pending"
        if task.status != "pending":
            task.moved = Entry(at=str(self.schedule.later(at, 1, max(at.days_ago - 1, 1))))
        if fake.probability(55):
            task.due = f"+{fake.randint(1, 40)}d" if fake.probability(75) else f"-{fake.randint(1, 9)}d"
        if fake.probability(12):
            add_comments(self.schedule, task, at, crew, most=2)
        return task
