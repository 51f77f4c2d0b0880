"""The words that exist as atoms on the real server (contract: wire 5.1).

The real server converts keys and enum values to atoms, which are the symbols of its virtual machine (Erlang). A word is
an atom only if a module of the server contains it. The server crashes on all other words. `symbols.txt.gz` lists all
atoms, with one word per line.
"""

from functools import cache
from pathlib import Path

from mockserver.contract.catalogue import Field, catalogue


def is_known(word: str) -> bool:
    """Return true if a word is an atom on the real server. The real server crashes on a key or an enum value that is
    not an atom.

    Names in the catalogue are checked first, so that `symbols.txt.gz` is read only for other words.
    """
    return word in _names() or word in _listed_atoms()


@cache
def _listed_atoms() -> frozenset[str]:
    """Return all words in `symbols.txt.gz`, and the empty text. The file is read once per process, in about 20 ms."""
    import gzip

    packed = Path(__file__).with_name("symbols.txt.gz").read_bytes()
    return frozenset(["", *gzip.decompress(packed).decode().split()])


@cache
def _names() -> frozenset[str]:
    """Return the names of all types, fields and enum values in the catalogue, and the parts of endpoint names."""
    api = catalogue()
    names = {*api.primitives, *api.enums, *api.unions, *api.objects}
    names.update(value for values in api.enums.values() for value in values)
    names.update(member for members in api.unions.values() for member in members)
    fields: list[Field] = [field for members in api.objects.values() for field in members]
    for endpoint in api.endpoints.values():
        names.update(endpoint.name.split("/"))
        fields += endpoint.inputs + endpoint.outputs
    for field in fields:
        names.update(word for word in (field.name, field.type, field.list_of) if word)
    return frozenset(names)
