"""Generated fixtures with names and texts in each locale of Faker."""

import pytest
from faker.config import AVAILABLE_LOCALES

from mockserver.model.company.companies import Account
from mockserver.seed import fixtures
from mockserver.seed.world_spec import WorldSpec

ONE_OF_EACH_SCRIPT = ["ar_AA", "de_DE", "el_GR", "he_IL", "hi_IN", "ja_JP", "ru_RU", "th_TH", "zh_CN"]


@pytest.mark.slow
@pytest.mark.parametrize("locale", ONE_OF_EACH_SCRIPT)
def test_demo_loads_in_a_locale_of_each_script(locale: str) -> None:
    assert addresses("demo", locale) == 12


@pytest.mark.extended
@pytest.mark.filterwarnings("ignore:.* locale is deprecated")
@pytest.mark.parametrize("locale", sorted(AVAILABLE_LOCALES))
def test_startup_loads_in_each_locale(locale: str) -> None:
    assert addresses("startup", locale) == 30


def addresses(fixture: str, locale: str) -> int:
    """Generate a fixture in a locale, and return the number of different e-mail addresses of its people."""
    db, _ = fixtures.build(WorldSpec(fixture=fixture, locale=locale))
    return len({account.email for account in db.all(Account)})


def test_faker_entries_without_latin_letters_get_different_addresses(tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("locale") / "russians.yaml"
    file.write_text("locale: ru_RU\npeople:\n  - {faker: 40}\n")
    db, _ = fixtures.build(WorldSpec(fixture=str(file)))
    assert len({account.email for account in db.all(Account)}) == 41
