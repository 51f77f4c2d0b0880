"""Creates the settings of a server from keyword arguments."""

from collections.abc import Mapping
from typing import Any

from mockserver.contract.names import suggestion
from mockserver.server.settings import Settings
from mockserver.server.settings import options as known_options


def make_settings(options: Mapping[str, Any], **defaults: Any) -> Settings:
    """Create settings. Raises TypeError for an unknown name, a wrong type or a value that is not allowed."""
    known = {row.name: row for row in known_options()}
    for name, value in options.items():
        if name not in known:
            raise TypeError(f"{name!r} is not a setting{suggestion(name, known) or ': ' + ', '.join(known)}")
        row = known[name]
        wrong_kind = not isinstance(value, row.kind) or (row.kind is int and isinstance(value, bool))
        if wrong_kind and not (value is None and row.default is None):
            raise TypeError(f"the setting {name!r} must be {row.kind.__name__}, not {value!r}")
        if row.choices and value not in row.choices:
            end = suggestion(str(value), row.choices)
            raise TypeError(f"the setting {name!r} must be one of {', '.join(row.choices)}, not {value!r}{end}")
    return Settings(**{**defaults, **options})
