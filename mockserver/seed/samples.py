"""Things a company might have, put together from the pools."""

from mockserver.seed import sample_texts
from mockserver.seed.fake_data import FakeData
from mockserver.seed.fixture_schema import Comment, Discussion, Document, Goal, Target
from mockserver.seed.sample_texts import Aim, Area


def goal(fake: FakeData, area: Area) -> Goal:
    """A goal of an area with its target."""
    aims = {aim.name: aim for aim in area.aims}
    name = _fresh(fake, tuple(aims))
    aim = next(aim for plain, aim in aims.items() if name.startswith(plain))
    return Goal(name=name, targets=[target(aim)])


def target(aim: Aim) -> Target:
    return Target(name=aim.target, from_=aim.start, to=aim.to, unit=aim.unit)


def project_name(fake: FakeData, area: Area) -> str:
    return _fresh(fake, area.projects)


def task_name(fake: FakeData, area: Area) -> str:
    return fake.pick(area.tasks)


def space_name(fake: FakeData, area: Area) -> str:
    """The area itself, then its teams."""
    return fake.once(lambda: area.name if fake.maybe(30) else f"{area.name} {fake.pick(sample_texts.TEAMS)}")


def discussion(fake: FakeData) -> Discussion:
    texts = dict(sample_texts.DISCUSSIONS)
    title = _fresh(fake, tuple(texts))
    return Discussion(title=title, text=_of_plain(texts, title))


def document(fake: FakeData) -> Document:
    texts = dict(sample_texts.DOCUMENTS)
    name = _fresh(fake, tuple(texts))
    return Document(name=name, text=_of_plain(texts, name))


def comment(fake: FakeData, author: str) -> Comment:
    return Comment(by=author, text=fake.pick(sample_texts.SAYINGS))


def _fresh(fake: FakeData, plain: tuple[str, ...]) -> str:
    """A name that nothing has yet: the plain ones go first, then they are said of regions and segments."""
    return fake.fresh(plain, lambda name: _varied(fake, name))


def _varied(fake: FakeData, name: str) -> str:
    return (
        f"{name} in {fake.pick(sample_texts.REGIONS)}"
        if fake.maybe(50)
        else f"{name} for {fake.pick(sample_texts.SEGMENTS)}"
    )


def _of_plain(texts: dict[str, str], name: str) -> str:
    """The text of the plain name that a name goes on from."""
    return next(text for plain, text in texts.items() if name.startswith(plain))
