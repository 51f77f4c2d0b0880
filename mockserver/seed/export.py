"""Exports a world as a fixture."""

from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from mockserver.fault_spec import FaultSpec
from mockserver.model.company.companies import ApiToken
from mockserver.model.ids import Id
from mockserver.seed import well_known_tokens
from mockserver.seed.fixture_schema import Fixture, Records
from mockserver.seed.world_spec import NamedToken
from mockserver.store import dump
from mockserver.store.database import Database

CHUNK_RECORDS: Final = 500
"""The maximum number of records in a chunk."""


def export(db: Database, owner_id: Id, faults: Iterable[FaultSpec]) -> Fixture:
    """Return the fixture of a world. The fixture omits the well-known tokens and their fault rules, because every world
    has these."""
    well_known = {token.token for token in well_known_tokens.of_owner(owner_id)}
    exported = dump.create_dump(db, exclude=(ApiToken,))
    tokens = [
        NamedToken(row.token, row.person_id, row.read_only, row.revoked)
        for row in db.all(ApiToken)
        if row.token not in well_known
    ]
    records = Records(**msgspec.structs.asdict(exported), owner_id=owner_id, tokens=tuple(tokens))
    return Fixture(faults=[spec for spec in faults if spec not in well_known_tokens.FAULTS], records=records)


def text(fixture: Fixture) -> bytes:
    """Return the fixture as JSON. Each record is on its own line, so that diffs are readable."""
    return b"".join(chunks(fixture))


def chunks(fixture: Fixture) -> Iterator[bytes]:
    """Yield the fixture as JSON, in small chunks. Each chunk takes a few milliseconds to create."""
    records = fixture.records
    assert records is not None
    yield b'{"faults": ' + msgspec.json.encode(fixture.faults) + b',\n "records": {\n'
    for field in msgspec.structs.fields(records):
        if field.name != "tables":
            yield b'  "%s": %s,\n' % (field.name.encode(), msgspec.json.encode(getattr(records, field.name)))
    yield b'  "tables": {\n'
    before = b""
    for name, rows in records.tables.items():
        yield before + b'   "%s": [\n    ' % name.encode()
        for start in range(0, len(rows), CHUNK_RECORDS):
            between = b",\n    "
            yield (between if start else b"") + between.join(
                map(msgspec.json.encode, rows[start : start + CHUNK_RECORDS])
            )
        before = b"\n   ],\n"
    yield before.replace(b",", b"") + b"  }\n }\n}\n"
