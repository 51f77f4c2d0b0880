"""Who works on a project: adding, reading, changing, handing over, removing."""

import pytest

from tests.builders.projects import (
    ADMIN,
    COMMENT,
    EDIT,
    FULL,
    NONE,
    TAKES_EDIT,
    TAKES_FULL,
    TAKES_VIEW,
    VIEW,
    Launch,
    heard,
)
from tests.support import Answer, Json, Person


def add(by: Person, launch: Launch, person: Person, **changed: Json) -> Answer:
    inputs = {
        "project_id": launch.id,
        "person_id": person.id,
        "responsibility": "QA",
        "permissions": "view_access",
        "role": None,
    }
    return by.post("add_project_contributor", **(inputs | changed))


def edit(by: Person, row: str, **changed: Json) -> Answer:
    return by.post("update_project_contributor", contrib_id=row, **changed)


# --- adding ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("level", "status"), TAKES_EDIT)
def test_adding_takes_edit_access(launch: Launch, level: int, status: int) -> None:
    mia, nina = launch.at(level), launch.company.member("Nina")

    many = mia.post(
        "add_project_contributors",
        project_id=launch.id,
        contributors=[{"person_id": nina.id, "access_level": "view_access", "responsibility": None}],
    )
    one = add(mia, launch, launch.company.member("Ned"))

    assert (many.status, one.status) == (status, status)
    assert (len(launch.people()) == 4) is (status == 200)


def test_nobody_gives_more_than_he_has(launch: Launch) -> None:
    eda, nina = launch.at(EDIT, "Eda"), launch.company.member("Nina")

    assert add(eda, launch, nina, permissions="full_access").status == 403
    many = [{"person_id": nina.id, "access_level": "admin_access", "responsibility": None}]
    assert eda.post("add_project_contributors", project_id=launch.id, contributors=many).status == 403
    assert nina.get("get_project", id=launch.id).status == 404
    assert add(eda, launch, nina, permissions="edit_access").status == 200


def test_one_who_was_added(launch: Launch) -> None:
    nina = launch.company.member("Nina")

    made = add(launch.owner, launch, nina, permissions="comment_access")["contributor"]

    assert {key: made[key] for key in ("role", "responsibility", "access_level", "person")} == {
        "role": "nil",
        "responsibility": "QA",
        "access_level": None,
        "person": None,
    }
    assert launch.people()[-1] == ("nil", "Nina", COMMENT)
    assert nina.done("get_project", id=launch.id, include_permissions=True)["project"]["permissions"]["can_comment"]
    assert heard(nina) == ["project_contributor_addition"]
    listed = launch.shown(include_subscription_list=True)["subscription_list"]["subscriptions"]
    assert nina.id in [row["person"]["id"] for row in listed]


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"role": "boss"}, 500),
        ({"person_id": "nobody-7ZZ"}, 500),
        ({"responsibility": "x" * 256}, 500),
        ({"project_id": "nothing-7ZZ"}, 404),
        ({"permissions": "status"}, 400),
        ({"responsibility": "", "role": "champion"}, 200),
    ],
)
def test_what_adding_takes(launch: Launch, changed: Json, status: int) -> None:
    assert add(launch.owner, launch, launch.company.member("Nina"), **changed).status == status
    assert len(launch.people()) == (2 if status == 200 else 1)


def test_a_second_champion_may_be_added_without_the_level(launch: Launch) -> None:
    carl = launch.at(FULL, "Carl")
    launch.owner.done("projects/update_champion", project_id=launch.id, champion_id=carl.id)

    add(launch.owner, launch, launch.company.member("Nina"), role="champion")

    assert launch.people()[:2] == [("champion", "Carl", FULL), ("champion", "Nina", VIEW)]
    refused = launch.owner.post("projects/update_champion", project_id=launch.id, champion_id=None)
    assert refused.status == 500


def test_adding_somebody_twice_breaks_what_looks_for_the_one_row(launch: Launch) -> None:
    nina = launch.at(VIEW, "Nina")

    launch.add(nina, EDIT)

    assert [name for _, name, _ in launch.people()].count("Nina") == 2
    assert launch.owner.post("remove_project_contributor", contrib_id=launch.row(nina)).status == 500
    champion = launch.owner.post("projects/update_champion", project_id=launch.id, champion_id=nina.id)
    assert champion.status == 500
    assert edit(launch.owner, launch.row(nina), responsibility="Docs").status == 500


def test_several_at_once_come_in_reverse_and_a_present_level_is_overwritten(launch: Launch) -> None:
    ann, ben = launch.at(FULL, "Ann"), launch.company.member("Ben")
    sent = [
        {"person_id": ann.id, "access_level": "view_access", "responsibility": "Sees"},
        {"person_id": ben.id, "access_level": "edit_access", "responsibility": None},
    ]

    launch.owner.done("add_project_contributors", project_id=launch.id, contributors=sent)

    assert launch.people() == [
        ("contributor", "Ann", VIEW),
        ("contributor", "Ann", VIEW),
        ("contributor", "Ben", EDIT),
        ("contributor", "Olivia Owner", FULL),
    ]
    rows = launch.owner.done("projects/get_contributors", project_id=launch.id)["contributors"]
    assert [person["full_name"] for person in rows] == ["Olivia Owner", "Ann", "Ben", "Ann"]
    assert heard(ann)[0] == heard(ben)[0] == "project_contributors_addition"


def test_who_is_named_twice_is_told_twice(launch: Launch) -> None:
    ann = launch.company.member("Ann")
    sent = [{"person_id": ann.id, "access_level": level} for level in ("view_access", "edit_access")]

    launch.owner.done("add_project_contributors", project_id=launch.id, contributors=sent)

    assert launch.people()[:2] == [("contributor", "Ann", VIEW), ("contributor", "Ann", VIEW)]
    assert heard(ann) == ["project_contributors_addition"] * 2


@pytest.mark.parametrize(
    ("project_id", "contributors", "status"),
    [
        ("abc!", [], 400),
        ("", [], 500),
        ("nothing-7ZZ", [], 404),
        ("nothing-7ZZ", [{"person_id": "nobody-7ZZ"}], 500),
        (None, [], 200),
        (None, [{"access_level": "view_access"}], 500),
        (None, [{"person_id": "nobody-7ZZ", "access_level": "view_access"}], 500),
        (None, [None], 500),
    ],
)
def test_what_adding_several_takes(
    launch: Launch, project_id: str | None, contributors: list[Json], status: int
) -> None:
    id = launch.id if project_id is None else project_id

    assert launch.owner.post("add_project_contributors", project_id=id, contributors=contributors).status == status
    assert len(launch.people()) == 1


# --- reading ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("level", "status"), TAKES_VIEW)
def test_reading_takes_view_access(launch: Launch, level: int, status: int) -> None:
    mia, _ = launch.at(level), launch.company.member("Nina")

    assert mia.get("get_project_contributor", id=launch.row(launch.owner)).status == status
    assert mia.get("projects/get_contributors", project_id=launch.id).status == status
    found = mia.done("search_project_contributor_candidates", project_id=launch.id, query="")["people"]
    assert ("Nina" in [person["full_name"] for person in found]) is (status == 200)


def test_one_contributor(launch: Launch) -> None:
    vera = launch.at(VIEW, "Vera")
    row = launch.row(launch.owner)

    plain = vera.done("get_project_contributor", id=row)["contributor"]
    whole = vera.done(
        "get_project_contributor", id=row, include_project=True, include_permissions=True, include_access_level=True
    )["contributor"]

    assert (plain["project"], plain["permissions"], plain["access_level"]) == (None, None, None)
    assert plain["person"]["full_name"] == "Olivia Owner"
    assert whole["project"]["name"] == "Launch"
    assert (whole["permissions"]["can_view"], whole["permissions"]["can_edit"]) == (True, False)
    assert whole["access_level"] == FULL


def test_people_who_left_are_not_shown_but_counted_as_persons(launch: Launch) -> None:
    sue = launch.at(EDIT, "Sue")
    launch.owner.done("projects/update_champion", project_id=launch.id, champion_id=sue.id)
    row = launch.row(sue)
    launch.company.log_in(sue)

    launch.owner.done("remove_company_member", person_id=sue.id)

    assert [name for _, name, _ in launch.people()] == ["Olivia Owner"]
    assert launch.shown(include_champion=True)["champion"] is None
    assert launch.owner.done("get_project_contributor", id=row)["contributor"]["person"] is None
    rows = launch.owner.done("projects/get_contributors", project_id=launch.id)["contributors"]
    assert [person["full_name"] for person in rows] == ["Olivia Owner", "Sue"]


@pytest.mark.parametrize(
    ("inputs", "names"),
    [
        ({}, ["Olivia Owner", "Ann", "Ben"]),
        ({"query": ""}, ["Olivia Owner", "Ann", "Ben"]),
        ({"query": "ENGIN"}, ["Ann", "Ben"]),
        ({"query": "_nn"}, ["Ann"]),
    ],
)
def test_contributors_found_by_name_or_title(launch: Launch, inputs: Json, names: list[str]) -> None:
    launch.at(VIEW, "Ann")
    launch.at(VIEW, "Ben")

    found = launch.owner.done("projects/get_contributors", project_id=launch.id, **inputs)["contributors"]

    assert [person["full_name"] for person in found] == names


def test_contributors_without_those_to_be_ignored(launch: Launch) -> None:
    ann = launch.at(VIEW, "Ann")

    found = launch.owner.done("projects/get_contributors", project_id=launch.id, ignored_ids=[ann.id])

    assert [person["full_name"] for person in found["contributors"]] == ["Olivia Owner"]
    with_null = launch.owner.done("projects/get_contributors", project_id=launch.id, ignored_ids=[ann.id, ""])
    assert with_null["contributors"] == []  # SQL: nothing is known to differ from null


def test_candidates_are_the_people_without_a_row(launch: Launch) -> None:
    launch.at(VIEW, "Ann")
    launch.company.suspended("Sue")
    launch.company.guest("Gus")
    for number in range(10):
        launch.company.member(f"Member {number}")

    def found(query: str | None) -> list[str]:
        answer = launch.owner.done("search_project_contributor_candidates", project_id=launch.id, query=query)
        return [person["full_name"] for person in answer["people"]]

    assert found("gus") == ["Gus"]
    assert found("ann") == found("sue") == []
    assert len(found("")) == 10


@pytest.mark.parametrize("inputs", [{}, {"project_id": "abc!"}, {"project_id": ""}])
def test_candidates_of_what_is_no_project(launch: Launch, inputs: Json) -> None:
    assert launch.owner.get("search_project_contributor_candidates", query="", **inputs).status == 500


def test_candidates_without_a_query_fail_for_those_who_see_the_project(launch: Launch) -> None:
    stranger = launch.at(NONE)

    assert launch.owner.get("search_project_contributor_candidates", project_id=launch.id).status == 500
    assert stranger.get("search_project_contributor_candidates", project_id=launch.id).body == {"people": []}


# --- changing --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("level", "status"), TAKES_EDIT)
def test_changing_takes_edit_access(launch: Launch, level: int, status: int) -> None:
    row = launch.add(launch.company.member("Vera"), VIEW)

    assert edit(launch.at(level), row, responsibility="Docs").status == status


def test_a_change_without_permissions_resets_the_level(launch: Launch) -> None:
    vera = launch.at(VIEW, "Vera")

    shown = edit(launch.owner, launch.row(vera), responsibility="Docs")["contributor"]

    assert (shown["responsibility"], shown["role"], shown["access_level"]) == ("Docs", "contributor", None)
    assert shown["person"]["full_name"] == "Vera"
    assert launch.people()[-1] == ("contributor", "Vera", EDIT)
    assert launch.actions()[0] == "project_contributor_edited"


@pytest.mark.parametrize(
    ("sent", "person"),
    [
        ({"permissions": "view_access"}, ("contributor", "Vera", VIEW)),
        ({"permissions": None}, ("contributor", "Vera", EDIT)),
        ({"role": None, "permissions": "comment_access"}, ("nil", "Vera", COMMENT)),
        ({"role": "champion", "permissions": "view_access"}, ("champion", "Vera", VIEW)),
        ({"responsibility": None}, ("contributor", "Vera", EDIT)),
    ],
)
def test_what_a_change_sets(launch: Launch, sent: Json, person: tuple[str, str, int]) -> None:
    vera = launch.at(FULL, "Vera")

    edit(launch.owner, launch.row(vera), **sent)

    assert person in launch.people()


def test_who_was_champion_keeps_full_access(launch: Launch) -> None:
    vera = launch.at(EDIT, "Vera")
    launch.owner.done("projects/update_champion", project_id=launch.id, champion_id=vera.id)

    edit(launch.owner, launch.row(vera), role="contributor", permissions="view_access")

    assert ("contributor", "Vera", FULL) in launch.people()


def test_levels_are_changed_by_equals_only(launch: Launch) -> None:
    eda, vera = launch.at(EDIT, "Eda"), launch.at(VIEW, "Vera")

    assert edit(eda, launch.row(launch.owner), permissions="view_access").status == 403
    assert edit(eda, launch.row(launch.owner), responsibility="Boss").status == 200
    assert edit(eda, launch.row(vera), permissions="full_access").status == 403
    assert edit(eda, launch.row(vera), permissions="edit_access").status == 200


@pytest.mark.parametrize(
    ("row", "sent", "status"),
    [
        (None, {"person_id": None}, 500),
        (None, {"role": "boss"}, 500),
        (None, {"person_id": "nobody-7ZZ"}, 500),
        (None, {"responsibility": "x" * 256}, 500),
        ("nobody-7ZZ", {"role": "contributor"}, 404),
    ],
)
def test_what_a_change_does_not_take(launch: Launch, row: str | None, sent: Json, status: int) -> None:
    vera = launch.at(VIEW, "Vera")

    assert edit(launch.owner, row or launch.row(vera), **sent).status == status
    assert launch.people()[-1] == ("contributor", "Vera", VIEW)


def test_handing_a_row_over_to_somebody_new(launch: Launch) -> None:
    vera, nina = launch.at(VIEW, "Vera"), launch.company.member("Nina")
    launch.owner.done("projects/update_champion", project_id=launch.id, champion_id=vera.id)

    shown = edit(launch.owner, launch.row(vera), person_id=nina.id, responsibility="Ignored", role="reviewer")

    assert (shown["contributor"]["role"], shown["contributor"]["person"]) == ("champion", None)
    assert shown["contributor"]["responsibility"] is None
    assert launch.people() == [
        ("champion", "Nina", FULL),
        ("contributor", "Olivia Owner", FULL),
        ("contributor", "Vera", FULL),
    ]


def test_handing_a_row_over_to_another_contributor_answers_the_old_one(launch: Launch) -> None:
    vera, eda = launch.at(VIEW, "Vera"), launch.at(FULL, "Eda")

    shown = edit(launch.owner, launch.row(vera), person_id=eda.id, permissions="view_access")["contributor"]

    assert (shown["role"], shown["person"]["full_name"]) == ("contributor", "Vera")
    assert ("contributor", "Eda", EDIT) in launch.people()


def test_an_editor_can_take_the_seat_of_the_champion(launch: Launch) -> None:
    carl, eda = launch.at(VIEW, "Carl"), launch.at(EDIT, "Eda")
    launch.owner.done("projects/update_champion", project_id=launch.id, champion_id=carl.id)

    edit(eda, launch.row(carl), person_id=eda.id)

    assert launch.people()[0] == ("champion", "Eda", FULL)


# --- seats -----------------------------------------------------------------------------------------------------------

LEAD_ROLES = [
    ("projects/update_champion", "champion_id", "champion"),
    ("projects/update_reviewer", "reviewer_id", "reviewer"),
]


@pytest.mark.parametrize(("level", "status"), TAKES_FULL)
@pytest.mark.parametrize(("endpoint", "key", "role"), LEAD_ROLES)
def test_giving_a_seat_takes_full_access(
    launch: Launch, level: int, status: int, endpoint: str, key: str, role: str
) -> None:
    mia = launch.at(level)
    answer = mia.post(endpoint, project_id=launch.id, **{key: launch.company.member("Vera").id})

    assert answer.status == status
    if status == 404:
        assert answer.message == "Project not found"


@pytest.mark.parametrize(("endpoint", "key", "role"), LEAD_ROLES)
def test_a_seat_passes_on_and_the_one_before_keeps_full_access(
    launch: Launch, endpoint: str, key: str, role: str
) -> None:
    vera, nina = launch.at(VIEW, "Vera"), launch.company.member("Nina")

    launch.owner.done(endpoint, project_id=launch.id, **{key: vera.id})
    first = launch.people()[0]
    launch.owner.done(endpoint, project_id=launch.id, **{key: nina.id})

    assert first == (role, "Vera", FULL)
    assert launch.people() == [
        (role, "Nina", FULL),
        ("contributor", "Olivia Owner", FULL),
        ("contributor", "Vera", FULL),
    ]
    assert launch.shown(**{f"include_{role}": True})[role]["full_name"] == "Nina"
    assert heard(nina) == [f"project_{role}_updating"]
    launch.owner.done(endpoint, project_id=launch.id, **{key: None})
    assert launch.shown(**{f"include_{role}": True})[role] is None
    assert vera.post("projects/delete", project_id=launch.id).status == 200


def test_a_reviewer_who_becomes_champion_reviews_no_more(launch: Launch) -> None:
    rita = launch.company.member("Rita")
    launch.owner.done("projects/update_reviewer", project_id=launch.id, reviewer_id=rita.id)

    launch.owner.done("projects/update_champion", project_id=launch.id, champion_id=rita.id)

    shown = launch.shown(include_champion=True, include_reviewer=True)
    assert (shown["champion"]["full_name"], shown["reviewer"]) == ("Rita", None)


def test_an_unknown_person_gets_no_seat(launch: Launch) -> None:
    answer = launch.owner.post("projects/update_reviewer", project_id=launch.id, reviewer_id="nobody-7ZZ")

    assert answer.status == 500


# --- removing --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("level", "status"), TAKES_FULL)
def test_removing_takes_full_access(launch: Launch, level: int, status: int) -> None:
    mia, vera = launch.at(level), launch.at(VIEW, "Vera")

    assert mia.post("remove_project_contributor", contrib_id=launch.row(vera)).status == status
    assert vera.get("get_project", id=launch.id).status == (404 if status == 200 else 200)


def test_a_removed_champion_leaves_none(launch: Launch) -> None:
    vera = launch.at(VIEW, "Vera")
    launch.owner.done("projects/update_champion", project_id=launch.id, champion_id=vera.id)

    shown = launch.owner.done("remove_project_contributor", contrib_id=launch.row(vera))["contributor"]

    assert (shown["role"], shown["person"]) == ("champion", None)
    assert launch.shown(include_champion=True)["champion"] is None
    assert launch.actions()[0] == "project_contributor_removed"


@pytest.mark.parametrize(
    ("inputs", "status"),
    [({}, 500), ({"contrib_id": None}, 500), ({"contrib_id": ""}, 500), ({"contrib_id": "%%"}, 500)],
)
def test_removing_what_is_no_row(launch: Launch, inputs: Json, status: int) -> None:
    assert launch.owner.post("remove_project_contributor", **inputs).status == status
    assert launch.owner.post("remove_project_contributor", contrib_id="nobody-7ZZ").status == 404


def test_a_row_without_a_binding_cannot_be_removed(launch: Launch) -> None:
    """As one is left behind when a member becomes a guest."""
    vera = launch.at(ADMIN, "Vera")
    row = launch.row(vera)
    launch.owner.done("convert_company_member_to_guest", person_id=vera.id)

    assert launch.owner.post("remove_project_contributor", contrib_id=row).status == 500
