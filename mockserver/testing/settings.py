"""Creates the settings of a server from keyword arguments."""

from collections.abc import Mapping
from typing import Any

from mockserver.contract.names import suggestion
from mockserver.server.settings import Settings
from mockserver.server.settings import options as known_options


def make_settings(options: Mapping[str, Any], **defaults: Any) -> Settings:
    """Create settings. `options` take precedence over `defaults`. Raises TypeError if an option has an unknown name, a
    wrong type or a value that is not allowed."""
    known = {option.name: option for option in known_options()}
    for name, value in options.items():
        if name not in known:
            raise TypeError(f"{name!r} is not a setting{suggestion(name, known) or '. Settings: ' + ', '.join(known)}")
        option = known[name]
        is_wrong_type = not isinstance(value, option.kind) or (option.kind is int and isinstance(value, bool))
        if is_wrong_type and not (value is None and option.default is None):
            raise TypeError(f"the setting {name!r} must be {option.kind.__name__}, not {value!r}")
        if option.choices and value not in option.choices:
            end = suggestion(str(value), option.choices)
            raise TypeError(f"the setting {name!r} must be one of {', '.join(option.choices)}, not {value!r}{end}")
    return Settings(**{**defaults, **options})
