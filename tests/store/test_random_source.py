"""The random source: the same seed gives the same values in the same order."""

import re
from uuid import UUID

from mockserver.store.random_source import RandomSource


def test_equal_seeds_give_equal_values() -> None:
    one, other = RandomSource(7), RandomSource(7)

    assert [one.uuid(), one.text(9), one.randbelow(1000)] == [other.uuid(), other.text(9), other.randbelow(1000)]


def test_different_seeds_and_counters_give_different_values() -> None:
    one, other, negative = RandomSource(7), RandomSource(8), RandomSource(-7)

    assert len({one.uuid(), one.uuid(), other.uuid(), negative.uuid()}) == 4


def test_values_of_seed_do_not_change_between_versions() -> None:
    source = RandomSource(7)

    assert (source.uuid(), source.text(6), source.randbelow(100)) == (
        "d4e1f507-ac75-4b3e-9d9b-17e9f4f60bd7",
        "HmjcB5eM",
        84,
    )


def test_uuid_is_random_version_4() -> None:
    source = RandomSource(0)
    for _ in range(50):
        uuid = UUID(text := source.uuid())
        assert (str(uuid), uuid.version, uuid.variant) == (text, 4, "specified in RFC 4122")


def test_text_is_url_safe_base64_of_requested_bytes() -> None:
    assert re.fullmatch(r"[\w-]{43}", RandomSource(1).text(32))


def test_randbelow_returns_each_number_under_limit() -> None:
    source = RandomSource(3)

    assert {source.randbelow(3) for _ in range(60)} == {0, 1, 2}


def test_fork_continues_from_same_counter() -> None:
    source = RandomSource(7)
    source.uuid()
    fork = source.fork()

    assert source.uuid() == fork.uuid()
    source.uuid()
    assert (source.counter, fork.counter) == (3, 2)
