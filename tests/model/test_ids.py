"""Ids in requests and responses: short ids, company codes and slugs (contract: wire 8)."""

from contextlib import suppress
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.model import ids

SHORT_FORMS = [
    ("6f9619ff-8b86-4011-b42d-00c04fc964ff", "DYiuLYFGtmzsUpd9skUEdJ"),
    ("123e4567-e89b-42d3-a456-426614174000", "iaTzi6e8D1nHtW7Y3HraQ"),
    ("550e8400-e29b-41d4-a716-446655440000", "Cke80tM9OSsOmiWUtHdj36"),
    ("f47ac10b-58cc-4372-a567-0e02b2c3d479", "HbUOC2k6KSM2O28jURggG1"),
    ("0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d", "TEVJ2UeDo5Aq882SEbp97"),
    ("ffffffff-ffff-ffff-ffff-ffffffffffff", "HxECNQWFdpvuJxIw3HPrmH"),
    ("00000000-0000-0000-0000-00000000003e", "BA"),
    ("00000000-0000-0000-0000-000000000000", "A"),
]
SOME_ID, SOME_SHORT = SHORT_FORMS[0]


@pytest.mark.parametrize(("uuid", "short"), SHORT_FORMS)
def test_uuid_has_short_form(uuid: str, short: str) -> None:
    assert ids.short(uuid) == short
    assert ids.decode(short) == uuid


@pytest.mark.parametrize("before", ["x-", "-", "a--b-", "MIA MEMBER-", "日本-", "!-", "AAA-"])
def test_text_before_last_dash_is_ignored(before: str) -> None:
    assert ids.decode(before + SOME_SHORT) == SOME_ID


@pytest.mark.parametrize("text", ["abc!", "a_b", "é", " ", SOME_SHORT + "!", SOME_SHORT + "\n", "x" * 23, "A" * 23])
def test_invalid_id_text_is_rejected(text: str) -> None:
    with pytest.raises(ids.UndecodableId):
        ids.decode(text)


@pytest.mark.parametrize("text", ["abc-", "-", SOME_SHORT + "-", "9" * 22, "HxECNQWFdpvuJxIw3HPrmI"])
def test_id_text_that_crashes_server_is_reported(text: str) -> None:
    with pytest.raises(ids.IdTooLarge):
        ids.decode(text)


@pytest.mark.parametrize("text", ["invalid", "null", "some-id", "A" * 22])
def test_most_short_words_are_valid_ids(text: str) -> None:
    assert ids.decode(text)


def test_empty_id_text_is_null() -> None:
    assert ids.decode("") is None
    assert ids.decode_any_form("") is None


def test_raw_uuid_is_read_as_its_last_twelve_characters() -> None:
    assert ids.decode(SOME_ID) == ids.decode("00c04fc964ff") != SOME_ID


@pytest.mark.parametrize(
    ("text", "id"),
    [
        (SOME_ID, SOME_ID),
        (SOME_ID.upper(), SOME_ID),
        ("stale-slug-" + SOME_SHORT, SOME_ID),
        ("sixteen-letters!", str(UUID(bytes=b"sixteen-letters!"))),
        ("ééé-letters!!", str(UUID(bytes="ééé-letters!!".encode()))),
    ],
)
def test_decode_any_form_accepts_uuids_slugs_and_16_bytes(text: str, id: str) -> None:
    assert ids.decode_any_form(text) == id


@pytest.mark.parametrize(
    ("short_id", "code"),
    [
        (0, "0a"),
        (22, "00"),
        (31, "09"),
        (1024, "0baa"),
        (1047, "0ba1"),
        (1163, "0bel"),
        (1341, "0bj7"),
        (1364, "0bku"),
        (32767, "0999"),
        (32768, "0baaa"),
    ],
)
def test_company_code_is_encoded_and_decoded(short_id: int, code: str) -> None:
    assert ids.company_code(short_id) == code
    assert ids.decode_company(code) == ids.decode_company("any-words-" + code) == short_id


@pytest.mark.parametrize("text", ["", "invalid", "0BEL", "10bel", "acme-", "0!", "0wxy", "0é", "0٣"])
def test_invalid_company_code_is_rejected(text: str) -> None:
    with pytest.raises(ids.UndecodableId):
        ids.decode_company(text)


@pytest.mark.parametrize("text", ["0", "acme-0"])
def test_company_code_without_digits_crashes_server(text: str) -> None:
    with pytest.raises(ids.IdTooLarge):
        ids.decode_company(text)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Acme Inc.", "acme-inc"),
        ("hello  there", "hello-there"),
        ("✨ New: Setting Goals, Listing My Projects, Viewing…", "new-setting-goals-listing"),
        ("Ünïcode Näme", "n-code-n-me"),
        ("  Ünïcode -- Näme!  ", "n-code-n-me"),
        ("O'Brien & Sons, Ltd.", "o-brien-sons-ltd"),
        ("Supercalifragilisticexpialidociousness is one word", "supercalifragilisticexpialidociousness"),
        ("A B C D E F G H I J K L M N", "a-b-c-d-e-f-g-h-i-j-k-l-m"),
        ("company_members_permissions_edited", "company-members-edited"),
        ("2026-03-12", "2026-03-12"),
        ("日本語", ""),
        ("", ""),
    ],
)
def test_slug_contains_words_of_title(text: str, slug: str) -> None:
    assert ids.slug(text) == slug
    assert ids.slugged(text, SOME_ID) == f"{slug}-{SOME_SHORT}"


def test_company_id_starts_with_name() -> None:
    assert ids.company("Acme Inc.", 1163) == "acme-inc-0bel"


@pytest.mark.slow
@given(st.uuids())
def test_every_uuid_can_be_encoded_and_decoded(uuid: UUID) -> None:
    assert ids.decode(ids.slugged("Any title", str(uuid))) == str(uuid)


@pytest.mark.slow
@settings(max_examples=300)
@given(st.text() | st.text("aZ09-", max_size=40))
def test_decoding_raises_documented_errors_only(text: str) -> None:
    for decode in (ids.decode, ids.decode_any_form, ids.decode_company):
        with suppress(ids.UndecodableId, ids.IdTooLarge):
            decode(text)
