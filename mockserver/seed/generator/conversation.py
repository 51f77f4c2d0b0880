"""Generates the texts that people of a company write: status reports, comments and reactions."""

from __future__ import annotations

from collections.abc import Sequence

from mockserver.model.goals.goals import CheckInStatus
from mockserver.seed.fixture_schema import Comment, Commentable
from mockserver.seed.generator.fake_data import FakeData
from mockserver.seed.generator.plan import RelativeTime, Schedule
from mockserver.seed.generator.sample_texts import TEXTS


def status_report(fake: FakeData) -> tuple[CheckInStatus, str]:
    """Return the status and the text of a check-in. Most check-ins are on track."""
    draw = fake.randbelow(10)
    if draw < 6:
        return "on_track", fake.choice(TEXTS.on_track)
    if draw < 9:
        return "caution", fake.choice(TEXTS.caution)
    return "off_track", fake.choice(TEXTS.off_track)


def add_comments(
    schedule: Schedule, entry: Commentable, at: RelativeTime, people: Sequence[str], most: int = 3
) -> None:
    """Add up to `most` comments by the given people to an entry, and sometimes reactions."""
    fake = schedule.fake
    for _ in range(fake.randbelow(most + 1)):
        author = fake.choice(people)
        comment = Comment(by=author, text=fake.choice(TEXTS.comments))
        at = schedule.later(at, 0, 1)
        comment.at = str(at)
        if fake.probability(15):
            comment.text = f"@[{fake.choice(people)}] {comment.text}"
        if fake.probability(20):
            comment.reactions = {fake.choice(TEXTS.emoji): [fake.choice(people)]}
        entry.comments.append(comment)
    if fake.probability(35):
        entry.reactions = {fake.choice(TEXTS.emoji): fake.sample(people, fake.randint(1, 3))}
