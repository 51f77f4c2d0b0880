"""The words that exist as symbols (atoms) on the real server (contract: wire 5.1).

The real server converts keys and enum values to symbols of its virtual machine. It crashes on a word that none of its
modules contains. `symbols.txt.gz` is the complete table with one word per line.
"""

from functools import cache
from pathlib import Path

from mockserver.contract.catalogue import Field, catalogue


def known(word: str) -> bool:
    """Whether the real server has this symbol. It crashes on a key or an enum value that is not a symbol.

    Names in the catalogue are checked first, so that the table is only read when another word occurs.
    """
    return word in _names() or word in _table()


@cache
def _table() -> frozenset[str]:
    """Return all words in the table, and the empty word. The table is read once per process (about 20 ms)."""
    import gzip

    packed = Path(__file__).with_name("symbols.txt.gz").read_bytes()
    return frozenset(["", *gzip.decompress(packed).decode().split()])


@cache
def _names() -> frozenset[str]:
    """Return all complete names in the catalogue. The parts of a name are not included."""
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
