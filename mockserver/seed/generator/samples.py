"""Creates sample goals, discussions and documents from the sample texts. The names of goals, projects, spaces,
discussions and documents are unique."""

from typing import TypeVar

from mockserver.seed.fixture_schema import Comment, Discussion, Document, Goal, Target
from mockserver.seed.generator.fake_data import FakeData
from mockserver.seed.generator.sample_texts import TEXTS, Aim, Area

T = TypeVar("T")


def goal(fake: FakeData, area: Area) -> Goal:
    """Return a sample goal of an area, with its target."""
    aims = {aim.name: aim for aim in area.aims}
    name = _unused_name(fake, tuple(aims))
    return Goal(name=name, targets=[target(_lookup(aims, name))])


def target(aim: Aim) -> Target:
    target = Target(name=aim.target, from_=aim.start, to=aim.to)
    # msgspec omits a field from the JSON only if the value is the same object as the default
    if aim.unit != target.unit:
        target.unit = aim.unit
    return target


def project_name(fake: FakeData, area: Area) -> str:
    return _unused_name(fake, area.projects)


def task_name(fake: FakeData, area: Area) -> str:
    return fake.choice(area.tasks)


def space_name(fake: FakeData, area: Area) -> str:
    """Return the name of the area, or a name that consists of the area and a team. The name was not used before."""
    return fake.unique(lambda: area.name if fake.probability(30) else f"{area.name} {fake.choice(TEXTS.teams)}")


def discussion(fake: FakeData) -> Discussion:
    title = _unused_name(fake, tuple(TEXTS.discussions))
    return Discussion(title=title, text=_lookup(TEXTS.discussions, title))


def document(fake: FakeData) -> Document:
    name = _unused_name(fake, tuple(TEXTS.documents))
    return Document(name=name, text=_lookup(TEXTS.documents, name))


def comment(fake: FakeData, author: str) -> Comment:
    return Comment(by=author, text=fake.choice(TEXTS.comments))


def _unused_name(fake: FakeData, names: tuple[str, ...]) -> str:
    """Return an unused name. If all names are used, return a name with a region or a customer segment."""
    return fake.unused(names, lambda name: _varied(fake, name))


def _varied(fake: FakeData, name: str) -> str:
    if fake.probability(50):
        return f"{name} in {fake.choice(TEXTS.regions)}"
    return f"{name} for {fake.choice(TEXTS.segments)}"


def _lookup(samples: dict[str, T], name: str) -> T:
    """Return the sample with this name. `name` can be a variation, which begins with the name of the sample."""
    return next(sample for plain, sample in samples.items() if name.startswith(plain))
