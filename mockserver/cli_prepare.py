"""`mockserver fixture prepare`: fills the cache of built fixtures before a server starts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from mockserver.cli_completion import complete_fixture
from mockserver.cli_output import progress_bar
from mockserver.printable import printable
from mockserver.server.settings import BadSetting, Settings

if TYPE_CHECKING:
    from mockserver.seed.build_cache import BuildCache
    from mockserver.seed.world_spec import WorldSpec

SETTINGS: Final = ("cache_dir", "seed", "locale", "now", "frozen")
"""The settings that are also options of `fixture prepare`. A server uses an entry of the cache only if these settings
of the server have the same values."""


@click.command("prepare")
@click.argument("fixtures", nargs=-1, required=True, metavar="FIXTURE...", shell_complete=complete_fixture)
def prepare_command(fixtures: tuple[str, ...], **chosen: Any) -> None:
    """Build the worlds of fixtures and store them in the cache.

    A server with the same --cache-dir, --seed, --locale, --now and --frozen reads these worlds instead of building
    them.
    """
    import gc

    gc.disable()  # a build creates no garbage that the collector must find
    from mockserver.seed import fixture_names
    from mockserver.seed.build_cache import BuildCache
    from mockserver.seed.world_spec import BadFixture

    cache = BuildCache.from_setting(chosen["cache_dir"])
    if cache is None:
        reason = "`off` disables the cache" if chosen["cache_dir"] else "the user has no home directory"
        raise BadSetting(f"there is no cache directory, because {reason}. Set --cache-dir to a directory.")
    specs = [Settings(fixture=name, **chosen).world_spec() for name in fixtures]
    try:
        for spec in specs:
            fixture_names.path_of(spec.fixture)  # an unknown name is an error before the first build
        for spec in specs:
            click.echo(printable(f"{spec.fixture}: {_prepare(spec, cache)}"))
    except BadFixture as bad:
        raise BadSetting(str(bad)) from None
    except OSError as error:
        raise BadSetting(
            f"cannot write to the cache directory {str(cache.directory)!r}: {error.strerror or error}. "
            "Set --cache-dir to another directory."
        ) from None


def _prepare(spec: WorldSpec, cache: BuildCache) -> str:
    """Store the world of a spec in the cache, unless the cache already contains this world. Return a description of the
    result, which the command prints. Raises BadFixture and OSError."""
    from mockserver.seed import fixtures
    from mockserver.seed.build_cache import MIN_RECORDS

    stored = cache.load(spec)
    if stored is None:
        cache.check_writable()
        with progress_bar() as on_progress:
            db, seeded = fixtures.build(spec, on_progress)
        cache.save(spec, db, seeded)
    else:
        db, _ = stored
    records = sum(map(len, db.tables.values()))
    if records < MIN_RECORDS:
        return f"{records} records, not stored: worlds with fewer than {MIN_RECORDS} records are not cached"
    path = cache.path(spec)
    return f"{records} records, {path.stat().st_size / 1e6:.1f} MB in {path}"
