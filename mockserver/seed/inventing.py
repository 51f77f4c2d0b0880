"""Things a company might have, put together from the pools."""

from mockserver.seed import pools
from mockserver.seed.document import Comment, Discussion, Document, Goal, Target
from mockserver.seed.muse import Muse
from mockserver.seed.pools import Aim, Area


def goal(muse: Muse, area: Area) -> Goal:
    """A goal of an area with its target; the names go on with regions and segments once the plain ones are used up."""
    aim = muse.pick(area.aims)
    name = muse.once(lambda: _varied(muse, aim.name))
    return Goal(name=name, targets=[target(aim)])


def target(aim: Aim) -> Target:
    return Target(name=aim.target, from_=aim.start, to=aim.to, unit=aim.unit)


def project_name(muse: Muse, area: Area) -> str:
    return muse.once(lambda: _varied(muse, muse.pick(area.projects)))


def task_name(muse: Muse, area: Area) -> str:
    return muse.pick(area.tasks)


def space_name(muse: Muse, area: Area) -> str:
    """The area itself, then its teams."""
    return muse.once(lambda: area.name if muse.maybe(30) else f"{area.name} {muse.pick(pools.TEAMS)}")


def discussion(muse: Muse) -> Discussion:
    title, text = muse.pick(pools.DISCUSSIONS)
    return Discussion(title=muse.once(lambda: _varied(muse, title)), text=text)


def document(muse: Muse) -> Document:
    name, text = muse.pick(pools.DOCUMENTS)
    return Document(name=muse.once(lambda: _varied(muse, name)), text=text)


def comment(muse: Muse, author: str) -> Comment:
    return Comment(by=author, text=muse.pick(pools.SAYINGS))


def _varied(muse: Muse, name: str) -> str:
    """The name alone at first: `once` asks again when it is taken."""
    how = muse.below(3)
    if how == 0:
        return name
    return f"{name} in {muse.pick(pools.REGIONS)}" if how == 1 else f"{name} for {muse.pick(pools.SEGMENTS)}"
