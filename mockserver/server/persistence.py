"""Stores the default world in a state file."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mockserver.model.company.companies import Company, Person
from mockserver.model.kinds import KINDS
from mockserver.server.settings import BadSetting, Settings
from mockserver.server.worlds.registry import WorldRegistry


@contextmanager
def open_state(worlds: WorldRegistry, settings: Settings) -> Iterator[list[str]]:
    """A context manager that loads the default world from the state file, or creates the file if it does not exist.

    Yields a list of warnings for the user. The state file is closed at the end of the `with` statement. Without the
    setting `state`, nothing is loaded or stored. Raises BadSetting if the file can't be used.
    """
    if not settings.state:
        yield []
        return
    # imported here, because `state_file` imports TinyDB, which is slow to import and is only needed for state files
    from mockserver.store.state_file import StateError, StateFile

    file = None
    try:
        file = StateFile(Path(settings.state), settings.fsync)
        db = file.load(KINDS, repair=settings.state_repair)
        if db is not None and (db.get(Person, db.metadata.get("owner_id")) is None or not len(db.table(Company))):
            file.discard()
            db = None
        if db is not None:
            fixture = db.metadata.get("fixture", settings.fixture)
            if fixture != settings.fixture:
                file.warnings.append(
                    f"{settings.state} was created with the fixture {fixture}. The server continues with the file "
                    f"and ignores --fixture {settings.fixture} until a reset (POST /__mock__/reset)."
                )
            worlds.replace_default(db)
        file.start(worlds.default.db)
    except StateError as error:
        if file is not None:
            file.release()
        raise BadSetting(str(error)) from None
    try:
        yield file.warnings
    finally:
        file.close(worlds.default.db)
