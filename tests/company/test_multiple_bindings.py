"""The access level of a person who has several bindings on a company (contract: company_people 1)."""

import pytest

from mockserver.domain import access
from mockserver.model.company.access import EDIT, VIEW
from mockserver.model.company.companies import Person
from mockserver.model.spaces.spaces import Space
from tests.support import Company

LEVELS = {"Olivia Owner": 100, "Ada Admin": VIEW, "Mia Member": VIEW, "Kim Known": EDIT, "Gus Guest": 0}


@pytest.mark.parametrize("others", [0, access.FEW_BINDINGS + 1])
def test_person_level_is_highest_binding(company: Company, others: int) -> None:
    company.admin("Ada Admin")
    company.member("Mia Member")
    company.guest("Kim Known")
    company.guest("Gus Guest")
    company.owner.call("create_space", name="Lab", mission="m", company_permissions=VIEW, public_permissions=0)
    db = company.db
    space = next(item for item in db.all(Space) if item.name == "Lab")
    people = {item.full_name: item for item in db.all(Person)}
    with db.transaction():
        for group_id in (*(db.new_id() for _ in range(others)), people["Kim Known"].id):
            access.grant(db, space.id, group_id, EDIT)
        access.grant(db, space.id, people["Kim Known"].id, VIEW)

    assert {name: access.level(db, item, space.id) for name, item in people.items()} == LEVELS
