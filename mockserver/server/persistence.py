"""The default world in the care of a state file, when the server was started with one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mockserver.model.kinds import KINDS
from mockserver.server.settings import BadSetting, Settings
from mockserver.server.worlds.registry import WorldRegistry


@contextmanager
def kept(worlds: WorldRegistry, settings: Settings) -> Iterator[list[str]]:
    """Goes on from the file's state, or begins one with the world as it is; gives what there is to warn of.

    Leaving writes the last snapshot. Raises BadSetting where the state can't be used.
    """
    if not settings.state:
        yield []
        return
    from mockserver.store.state_file import StateError, StateFile  # TinyDB is not needed otherwise

    try:
        file = StateFile(Path(settings.state), settings.fsync)
        db = file.load(KINDS, repair=settings.state_repair)
    except StateError as error:
        raise BadSetting(str(error)) from None
    if db is not None:
        worlds.replace_default(db, file.notes["owner_id"])
    file.notes["owner_id"] = worlds.default.owner_id
    file.start(worlds.default.db)
    try:
        yield file.warnings
    finally:
        file.close(worlds.default.db)
