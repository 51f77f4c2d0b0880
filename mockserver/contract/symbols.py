"""The words that the real server knows as symbols (contract: wire 5.1).

The real server turns keys and enum values into symbols of its virtual machine and crashes on a word that none of its
modules contains. `symbols.txt.gz` is the complete table, one word a line.
"""

from functools import cache
from pathlib import Path

from mockserver.contract.catalogue import Field, catalogue


def known(word: str) -> bool:
    """Whether the real server has this symbol. As a key or an enum value it crashes on any other word.

    The names of the catalogue are compared first, so that the table is read when the first other word comes.
    """
    return word in _names() or word in _table()


@cache
def _table() -> frozenset[str]:
    """The complete table and the empty word, read once in a process (about 20 ms)."""
    import gzip

    packed = Path(__file__).with_name("symbols.txt.gz").read_bytes()
    return frozenset(["", *gzip.decompress(packed).decode().split()])


@cache
def _names() -> frozenset[str]:
    """Every complete name of the catalogue; the parts of a name do not count."""
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
