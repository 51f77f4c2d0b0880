"""Generates the goals of a company: a tree of goals with check-ins and checklists. Some of the goals are closed."""

from __future__ import annotations

from typing import NamedTuple

from mockserver.domain.company.companies import GENERAL_NAME
from mockserver.model.goals.goals import SuccessStatus
from mockserver.seed.fixture_schema import Access, Check, Closure, Entry, Goal, GoalCheckIn, Target
from mockserver.seed.generator import samples
from mockserver.seed.generator.conversation import add_comments, status_report
from mockserver.seed.generator.plan import RelativeTime, Schedule, TeamPlan
from mockserver.seed.generator.sample_texts import TEXTS
from mockserver.seed.generator.sizes import Size


class GoalPlan(NamedTuple):
    """A goal, its team and its creation time."""

    goal: Goal
    team: TeamPlan
    at: RelativeTime


class GoalGenerator:
    def __init__(self, size: Size, schedule: Schedule, teams: list[TeamPlan]) -> None:
        self.size = size
        self.schedule = schedule
        self.fake = schedule.fake
        self.teams = teams
        self.roots: list[Goal] = []
        """The goals without a parent goal."""

    def generate(self, start: RelativeTime) -> list[GoalPlan]:
        """Generate all goals: goals of the company, and goals of teams. The parent of a team's goal is a goal of the
        company or an earlier goal of a team."""
        plans: list[GoalPlan] = []
        count = max(2, min(len(TEXTS.company_aims), self.size.goals // 6))
        for aim in self.fake.sample(TEXTS.company_aims, count):
            team = self.teams[len(plans) % len(self.teams)]
            goal = Goal(name=aim.name, targets=[samples.target(aim)], space=GENERAL_NAME)
            self.fake.reserve(aim.name)
            plans.append(self._plan(goal, team, start, self.size.days - 3))
            self.roots.append(goal)
        tops = len(plans)
        while len(plans) < self.size.goals:
            team = self.teams[len(plans) % len(self.teams)]
            parent = plans[self.fake.randbelow(tops if self.fake.probability(65) else len(plans))]
            goal = samples.goal(self.fake, team.area)
            goal.space = team.space.name
            plans.append(self._plan(goal, team, parent.at, self._age(len(plans))))
            parent.goal.goals.append(goal)
        for number, plan in enumerate(plans):
            self._fill(number, *plan)
        return plans

    def _age(self, number: int) -> int:
        """Return the age of a goal in days. Every ninth goal is too new to have a check-in."""
        return self.fake.randint(3, 8) if number % 9 == 8 else self.fake.randint(12, self.size.days - 12)

    def _plan(self, goal: Goal, team: TeamPlan, since: RelativeTime, days_ago: int) -> GoalPlan:
        """Set the creation time of a goal: about `days_ago` days ago, but after `since`. Return the plan of the
        goal."""
        found = self.schedule.days_ago(days_ago)
        at = found if found.minutes > since.minutes else self.schedule.later(since, 0, 3)
        goal.at = str(at)
        return GoalPlan(goal, team, at)

    def _fill(self, number: int, goal: Goal, team: TeamPlan, at: RelativeTime) -> None:
        fake = self.fake
        goal.champion = fake.choice(team.people)
        others = [person for person in team.people if person != goal.champion]
        goal.reviewer = fake.choice(others) if others and number % 8 != 7 else None
        goal.due = fake.choice(("Q2 2026", "Jun 2026", "Q3 2026", "2026", f"+{fake.randint(20, 120)}d"))
        goal.text = f"{team.area.mission}. This is how we will see that it works."
        goal.by = goal.champion
        if number % 11 == 10:
            goal.access = Access(company="none", space="none" if fake.probability(50) else "edit")
        if fake.probability(45):
            goal.checks = [Check(name=name, done=fake.probability(30)) for name in fake.sample(TEXTS.checks, 3)]
        self._add_check_ins(number, goal, team, at)
        if fake.probability(25):
            posted = samples.discussion(fake)
            then = self.schedule.later(at, 2, max(at.days_ago - 2, 2))
            posted.at, posted.by = str(then), fake.choice(team.people)
            add_comments(self.schedule, posted, then, team.people)
            goal.discussions.append(posted)
        if number % 10 == 6:
            self._close(goal, team, at)

    def _add_check_ins(self, number: int, goal: Goal, team: TeamPlan, at: RelativeTime) -> None:
        """Add about one check-in per month. In every seventh goal, the last check-in is missing."""
        late = number % 7 == 4
        (target,) = goal.targets
        progress = 0.0
        for ago in (64, 37, 8):
            if ago + 4 >= at.days_ago or (late and ago == 8):
                continue
            then = self.schedule.days_ago(ago + self.fake.randint(-3, 3))
            status, text = status_report(self.fake)
            progress += (1 - progress) * self.fake.randint(10, 45) / 100
            update = GoalCheckIn(
                at=str(then), status=status, text=text, values={target.name: _target_value(target, progress)}
            )
            if goal.checks and self.fake.probability(50):
                update.done = [self.fake.choice(goal.checks).name]
            if goal.reviewer and self.fake.probability(75):
                update.acknowledged = Entry(at=str(self.schedule.later(then, 0, 2)))
            add_comments(self.schedule, update, then, team.people)
            goal.check_ins.append(update)

    def _close(self, goal: Goal, team: TeamPlan, at: RelativeTime) -> None:
        then = self.schedule.later_than_all(at, [check_in.at for check_in in goal.check_ins], 1, 2)
        outcome: SuccessStatus = "achieved" if self.fake.probability(70) else "missed"
        goal.closed = Closure(at=str(then), outcome=outcome, text=self.fake.choice(TEXTS.retrospectives))
        add_comments(self.schedule, goal.closed, then, team.people)


def _target_value(target: Target, progress: float) -> float:
    """Return the value that a target has at a progress from 0 to 1. The value is rounded, to be readable."""
    value = target.from_ + (target.to - target.from_) * progress
    return round(value, 1) if abs(target.to - target.from_) < 100 else float(round(value))
