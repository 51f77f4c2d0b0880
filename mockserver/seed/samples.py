"""Things a company might have, put together from the pools."""

from mockserver.seed import sample_texts
from mockserver.seed.fake_data import Muse
from mockserver.seed.fixture_schema import Comment, Discussion, Document, Goal, Target
from mockserver.seed.sample_texts import Aim, Area


def goal(muse: Muse, area: Area) -> Goal:
    """A goal of an area with its target."""
    aims = {aim.name: aim for aim in area.aims}
    name = _fresh(muse, tuple(aims))
    aim = next(aim for plain, aim in aims.items() if name.startswith(plain))
    return Goal(name=name, targets=[target(aim)])


def target(aim: Aim) -> Target:
    return Target(name=aim.target, from_=aim.start, to=aim.to, unit=aim.unit)


def project_name(muse: Muse, area: Area) -> str:
    return _fresh(muse, area.projects)


def task_name(muse: Muse, area: Area) -> str:
    return muse.pick(area.tasks)


def space_name(muse: Muse, area: Area) -> str:
    """The area itself, then its teams."""
    return muse.once(lambda: area.name if muse.maybe(30) else f"{area.name} {muse.pick(sample_texts.TEAMS)}")


def discussion(muse: Muse) -> Discussion:
    texts = dict(sample_texts.DISCUSSIONS)
    title = _fresh(muse, tuple(texts))
    return Discussion(title=title, text=_of_plain(texts, title))


def document(muse: Muse) -> Document:
    texts = dict(sample_texts.DOCUMENTS)
    name = _fresh(muse, tuple(texts))
    return Document(name=name, text=_of_plain(texts, name))


def comment(muse: Muse, author: str) -> Comment:
    return Comment(by=author, text=muse.pick(sample_texts.SAYINGS))


def _fresh(muse: Muse, plain: tuple[str, ...]) -> str:
    """A name that nothing has yet: the plain ones go first, then they are said of regions and segments."""
    return muse.fresh(plain, lambda name: _varied(muse, name))


def _varied(muse: Muse, name: str) -> str:
    return (
        f"{name} in {muse.pick(sample_texts.REGIONS)}"
        if muse.maybe(50)
        else f"{name} for {muse.pick(sample_texts.SEGMENTS)}"
    )


def _of_plain(texts: dict[str, str], name: str) -> str:
    """The text of the plain name that a name goes on from."""
    return next(text for plain, text in texts.items() if name.startswith(plain))
