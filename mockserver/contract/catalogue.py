"""The catalogue of the external API: its endpoints, objects, unions and enums. The catalogue is read from
`catalogue.json` in this package."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec
from msgspec.structs import replace

Kind = Literal["query", "mutation"]


class Field(msgspec.Struct, frozen=True):
    """An input, an output or a member of an object. Either `type` or, for a list, `list_of` (the type of the items) is
    set. If `default` is None, there is no default. The default `()` means an empty list."""

    name: str = ""
    type: str | None = None
    list_of: str | None = None
    optional: bool = False
    nullable: bool = False
    default: bool | tuple[()] | None = None


class Endpoint(msgspec.Struct, frozen=True):
    """An endpoint. `name` is its path below the base path. `required` contains the names of the required inputs, in the
    order of `inputs`."""

    name: str
    kind: Kind
    inputs: tuple[Field, ...]
    outputs: tuple[Field, ...]
    required: tuple[str, ...]


class Catalogue(msgspec.Struct, frozen=True):
    """The API of one release. The keys of the mappings are names, in the order of the catalogue file."""

    release: str
    base_path: str
    primitives: Mapping[str, str]
    enums: Mapping[str, tuple[str, ...]]
    unions: Mapping[str, tuple[str, ...]]
    objects: Mapping[str, tuple[Field, ...]]
    endpoints: Mapping[str, Endpoint]

    def types_in(self, inputs: Iterable[Field]) -> set[str]:
        """Return the names of all types in `inputs`: the types of the inputs, of the items of lists, and of the fields
        of objects."""
        found: set[str] = set()
        pending = [*inputs]
        while pending:
            field = pending.pop()
            name = field.list_of or field.type or ""
            if name not in found:
                found.add(name)
                pending.extend(self.objects.get(name, ()))
        return found


class _EndpointInFile(msgspec.Struct):
    kind: Kind
    inputs: dict[str, Field]
    outputs: dict[str, Field]


class _File(msgspec.Struct):
    release: str
    base_path: str
    primitives: dict[str, str]
    enums: dict[str, tuple[str, ...]]
    unions: dict[str, tuple[str, ...]]
    objects: dict[str, dict[str, Field]]
    endpoints: dict[str, _EndpointInFile]


@cache
def catalogue() -> Catalogue:
    """Return the catalogue of the API release that this package implements."""
    packaged = Path(__file__).with_name("catalogue.json").read_bytes()
    file = msgspec.json.decode(packaged, type=_File)
    return Catalogue(
        release=file.release,
        base_path=file.base_path,
        primitives=file.primitives,
        enums=file.enums,
        unions=file.unions,
        objects={name: _fields(members) for name, members in file.objects.items()},
        endpoints={name: _endpoint(name, entry) for name, entry in file.endpoints.items()},
    )


def _endpoint(name: str, entry: _EndpointInFile) -> Endpoint:
    inputs = _fields(entry.inputs)
    required = tuple(field.name for field in inputs if not field.optional)
    return Endpoint(name, entry.kind, inputs, _fields(entry.outputs), required)


def _fields(entries: Mapping[str, Field]) -> tuple[Field, ...]:
    return tuple(replace(entry, name=name) for name, entry in entries.items())
