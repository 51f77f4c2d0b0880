"""Generated fixtures in each locale of Faker."""

import pytest
from faker.config import AVAILABLE_LOCALES

from mockserver.model.company.companies import Account
from mockserver.seed import fixtures
from mockserver.seed.world_spec import WorldSpec


@pytest.mark.filterwarnings("ignore:.* locale is deprecated")
@pytest.mark.parametrize(
    "locale",
    [
        locale if locale in ("de_DE", "ru_RU", "th_TH") else pytest.param(locale, marks=pytest.mark.slow)
        for locale in sorted(AVAILABLE_LOCALES)
    ],
)
def test_generated_fixture_loads_in_each_locale(locale: str) -> None:
    for fixture, people in (("demo", 12), ("startup", 30)):
        db, _ = fixtures.build(WorldSpec(fixture=fixture, locale=locale))
        assert len({account.email for account in db.all(Account)}) == people


def test_faker_entries_without_latin_letters_get_different_addresses(tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("locale") / "russians.yaml"
    file.write_text("locale: ru_RU\npeople:\n  - {faker: 40}\n")
    db, _ = fixtures.build(WorldSpec(fixture=str(file)))
    assert len({account.email for account in db.all(Account)}) == 41
