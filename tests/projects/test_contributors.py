"""Who works on a project: adding, reading, changing, handing over, removing."""

import pytest

from tests.builder import ADMIN, COMMENT, EDIT, FULL, NONE, VIEW, notifications
from tests.environments.projects import TAKES_EDIT, TAKES_FULL, TAKES_VIEW, ProjectEnv
from tests.support import Json, Person, Response


def add(by: Person, env: ProjectEnv, person: Person, **changed: Json) -> Response:
    inputs = {
        "project_id": env.id,
        "person_id": person.id,
        "responsibility": "QA",
        "permissions": "view_access",
        "role": None,
    }
    return by.post("add_project_contributor", **(inputs | changed))


def edit(by: Person, row: str, **changed: Json) -> Response:
    return by.post("update_project_contributor", contrib_id=row, **changed)


# --- adding ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("level", "status"), TAKES_EDIT)
def test_add_contributor_takes_edit_access(env: ProjectEnv, level: int, status: int) -> None:
    mia, nina = env.person_at(level), env.company.member("Nina")

    many = mia.post(
        "add_project_contributors",
        project_id=env.id,
        contributors=[{"person_id": nina.id, "access_level": "view_access", "responsibility": None}],
    )
    one = add(mia, env, env.company.member("Ned"))

    assert (many.status, one.status) == (status, status)
    assert (len(env.contributors()) == 4) is (status == 200)


def test_add_contributor_above_own_level_returns_403(env: ProjectEnv) -> None:
    eda, nina = env.person_at(EDIT, "Eda"), env.company.member("Nina")

    assert add(eda, env, nina, permissions="full_access").status == 403
    many = [{"person_id": nina.id, "access_level": "admin_access", "responsibility": None}]
    assert eda.post("add_project_contributors", project_id=env.id, contributors=many).status == 403
    assert nina.get("get_project", id=env.id).status == 404
    assert add(eda, env, nina, permissions="edit_access").status == 200


def test_added_contributor_has_role_and_level(env: ProjectEnv) -> None:
    nina = env.company.member("Nina")

    made = add(env.owner, env, nina, permissions="comment_access")["contributor"]

    assert {key: made[key] for key in ("role", "responsibility", "access_level", "person")} == {
        "role": "nil",
        "responsibility": "QA",
        "access_level": None,
        "person": None,
    }
    assert env.contributors()[-1] == ("nil", "Nina", COMMENT)
    assert nina.done("get_project", id=env.id, include_permissions=True)["project"]["permissions"]["can_comment"]
    assert notifications(nina, "project_") == ["project_contributor_addition"]
    listed = env.shown(include_subscription_list=True)["subscription_list"]["subscriptions"]
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
def test_add_contributor_validates_inputs(env: ProjectEnv, changed: Json, status: int) -> None:
    assert add(env.owner, env, env.company.member("Nina"), **changed).status == status
    assert len(env.contributors()) == (2 if status == 200 else 1)


def test_second_champion_can_be_added_with_edit_access(env: ProjectEnv) -> None:
    carl = env.person_at(FULL, "Carl")
    env.owner.done("projects/update_champion", project_id=env.id, champion_id=carl.id)

    add(env.owner, env, env.company.member("Nina"), role="champion")

    assert env.contributors()[:2] == [("champion", "Carl", FULL), ("champion", "Nina", VIEW)]
    refused = env.owner.post("projects/update_champion", project_id=env.id, champion_id=None)
    assert refused.status == 500


def test_adding_contributor_twice_makes_later_changes_return_500(env: ProjectEnv) -> None:
    nina = env.person_at(VIEW, "Nina")

    env.add(nina, EDIT)

    assert [name for _, name, _ in env.contributors()].count("Nina") == 2
    assert env.owner.post("remove_project_contributor", contrib_id=env.contributor_id(nina)).status == 500
    champion = env.owner.post("projects/update_champion", project_id=env.id, champion_id=nina.id)
    assert champion.status == 500
    assert edit(env.owner, env.contributor_id(nina), responsibility="Docs").status == 500


def test_add_contributors_returns_reverse_order_and_overwrites_level(env: ProjectEnv) -> None:
    ann, ben = env.person_at(FULL, "Ann"), env.company.member("Ben")
    sent = [
        {"person_id": ann.id, "access_level": "view_access", "responsibility": "Sees"},
        {"person_id": ben.id, "access_level": "edit_access", "responsibility": None},
    ]

    env.owner.done("add_project_contributors", project_id=env.id, contributors=sent)

    assert env.contributors() == [
        ("contributor", "Ann", VIEW),
        ("contributor", "Ann", VIEW),
        ("contributor", "Ben", EDIT),
        ("contributor", "Olivia Owner", FULL),
    ]
    rows = env.owner.done("projects/get_contributors", project_id=env.id)["contributors"]
    assert [person["full_name"] for person in rows] == ["Olivia Owner", "Ann", "Ben", "Ann"]
    assert notifications(ann, "project_")[0] == notifications(ben, "project_")[0] == "project_contributors_addition"


def test_contributor_named_twice_is_notified_twice(env: ProjectEnv) -> None:
    ann = env.company.member("Ann")
    sent = [{"person_id": ann.id, "access_level": level} for level in ("view_access", "edit_access")]

    env.owner.done("add_project_contributors", project_id=env.id, contributors=sent)

    assert env.contributors()[:2] == [("contributor", "Ann", VIEW), ("contributor", "Ann", VIEW)]
    assert notifications(ann, "project_") == ["project_contributors_addition"] * 2


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
def test_add_contributors_validates_inputs(
    env: ProjectEnv, project_id: str | None, contributors: list[Json], status: int
) -> None:
    id = env.id if project_id is None else project_id

    assert env.owner.post("add_project_contributors", project_id=id, contributors=contributors).status == status
    assert len(env.contributors()) == 1


# --- reading ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("level", "status"), TAKES_VIEW)
def test_contributor_queries_take_view_access(env: ProjectEnv, level: int, status: int) -> None:
    mia, _ = env.person_at(level), env.company.member("Nina")

    assert mia.get("get_project_contributor", id=env.contributor_id(env.owner)).status == status
    assert mia.get("projects/get_contributors", project_id=env.id).status == status
    found = mia.done("search_project_contributor_candidates", project_id=env.id, query="")["people"]
    assert ("Nina" in [person["full_name"] for person in found]) is (status == 200)


def test_get_contributor_shows_person_and_project(env: ProjectEnv) -> None:
    vera = env.person_at(VIEW, "Vera")
    row = env.contributor_id(env.owner)

    plain = vera.done("get_project_contributor", id=row)["contributor"]
    whole = vera.done(
        "get_project_contributor", id=row, include_project=True, include_permissions=True, include_access_level=True
    )["contributor"]

    assert (plain["project"], plain["permissions"], plain["access_level"]) == (None, None, None)
    assert plain["person"]["full_name"] == "Olivia Owner"
    assert whole["project"]["name"] == "Launch"
    assert (whole["permissions"]["can_view"], whole["permissions"]["can_edit"]) == (True, False)
    assert whole["access_level"] == FULL


def test_suspended_contributors_are_hidden_but_counted(env: ProjectEnv) -> None:
    sue = env.person_at(EDIT, "Sue")
    env.owner.done("projects/update_champion", project_id=env.id, champion_id=sue.id)
    row = env.contributor_id(sue)
    env.company.log_in(sue)

    env.owner.done("remove_company_member", person_id=sue.id)

    assert [name for _, name, _ in env.contributors()] == ["Olivia Owner"]
    assert env.shown(include_champion=True)["champion"] is None
    assert env.owner.done("get_project_contributor", id=row)["contributor"]["person"] is None
    rows = env.owner.done("projects/get_contributors", project_id=env.id)["contributors"]
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
def test_search_contributors_matches_name_or_title(env: ProjectEnv, inputs: Json, names: list[str]) -> None:
    env.person_at(VIEW, "Ann")
    env.person_at(VIEW, "Ben")

    found = env.owner.done("projects/get_contributors", project_id=env.id, **inputs)["contributors"]

    assert [person["full_name"] for person in found] == names


def test_search_contributors_excludes_ignored_ids(env: ProjectEnv) -> None:
    ann = env.person_at(VIEW, "Ann")

    found = env.owner.done("projects/get_contributors", project_id=env.id, ignored_ids=[ann.id])

    assert [person["full_name"] for person in found["contributors"]] == ["Olivia Owner"]
    with_null = env.owner.done("projects/get_contributors", project_id=env.id, ignored_ids=[ann.id, ""])
    assert with_null["contributors"] == []  # SQL: nothing is known to differ from null


def test_contributor_candidates_are_people_without_role(env: ProjectEnv) -> None:
    env.person_at(VIEW, "Ann")
    env.company.suspended("Sue")
    env.company.guest("Gus")
    for number in range(10):
        env.company.member(f"Member {number}")

    def found(query: str | None) -> list[str]:
        answer = env.owner.done("search_project_contributor_candidates", project_id=env.id, query=query)
        return [person["full_name"] for person in answer["people"]]

    assert found("gus") == ["Gus"]
    assert found("ann") == found("sue") == []
    assert len(found("")) == 10


@pytest.mark.parametrize("inputs", [{}, {"project_id": "abc!"}, {"project_id": ""}])
def test_contributor_candidates_of_unknown_project_fail(env: ProjectEnv, inputs: Json) -> None:
    assert env.owner.get("search_project_contributor_candidates", query="", **inputs).status == 500


def test_contributor_candidates_without_query_return_500(env: ProjectEnv) -> None:
    stranger = env.person_at(NONE)

    assert env.owner.get("search_project_contributor_candidates", project_id=env.id).status == 500
    assert stranger.get("search_project_contributor_candidates", project_id=env.id).body == {"people": []}


# --- changing --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("level", "status"), TAKES_EDIT)
def test_update_contributor_takes_edit_access(env: ProjectEnv, level: int, status: int) -> None:
    row = env.add(env.company.member("Vera"), VIEW)

    assert edit(env.person_at(level), row, responsibility="Docs").status == status


def test_update_contributor_without_permissions_resets_level(env: ProjectEnv) -> None:
    vera = env.person_at(VIEW, "Vera")

    shown = edit(env.owner, env.contributor_id(vera), responsibility="Docs")["contributor"]

    assert (shown["responsibility"], shown["role"], shown["access_level"]) == ("Docs", "contributor", None)
    assert shown["person"]["full_name"] == "Vera"
    assert env.contributors()[-1] == ("contributor", "Vera", EDIT)
    assert env.actions()[0] == "project_contributor_edited"


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
def test_update_contributor_sets_fields(env: ProjectEnv, sent: Json, person: tuple[str, str, int]) -> None:
    vera = env.person_at(FULL, "Vera")

    edit(env.owner, env.contributor_id(vera), **sent)

    assert person in env.contributors()


def test_former_champion_keeps_full_access(env: ProjectEnv) -> None:
    vera = env.person_at(EDIT, "Vera")
    env.owner.done("projects/update_champion", project_id=env.id, champion_id=vera.id)

    edit(env.owner, env.contributor_id(vera), role="contributor", permissions="view_access")

    assert ("contributor", "Vera", FULL) in env.contributors()


def test_contributor_level_is_changed_only_by_same_or_higher_level(env: ProjectEnv) -> None:
    eda, vera = env.person_at(EDIT, "Eda"), env.person_at(VIEW, "Vera")

    assert edit(eda, env.contributor_id(env.owner), permissions="view_access").status == 403
    assert edit(eda, env.contributor_id(env.owner), responsibility="Boss").status == 200
    assert edit(eda, env.contributor_id(vera), permissions="full_access").status == 403
    assert edit(eda, env.contributor_id(vera), permissions="edit_access").status == 200


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
def test_update_contributor_with_invalid_input_fails(env: ProjectEnv, row: str | None, sent: Json, status: int) -> None:
    vera = env.person_at(VIEW, "Vera")

    assert edit(env.owner, row or env.contributor_id(vera), **sent).status == status
    assert env.contributors()[-1] == ("contributor", "Vera", VIEW)


def test_update_contributor_hands_role_over_to_new_person(env: ProjectEnv) -> None:
    vera, nina = env.person_at(VIEW, "Vera"), env.company.member("Nina")
    env.owner.done("projects/update_champion", project_id=env.id, champion_id=vera.id)

    shown = edit(env.owner, env.contributor_id(vera), person_id=nina.id, responsibility="Ignored", role="reviewer")

    assert (shown["contributor"]["role"], shown["contributor"]["person"]) == ("champion", None)
    assert shown["contributor"]["responsibility"] is None
    assert env.contributors() == [
        ("champion", "Nina", FULL),
        ("contributor", "Olivia Owner", FULL),
        ("contributor", "Vera", FULL),
    ]


def test_update_contributor_to_existing_contributor_returns_old_one(env: ProjectEnv) -> None:
    vera, eda = env.person_at(VIEW, "Vera"), env.person_at(FULL, "Eda")

    shown = edit(env.owner, env.contributor_id(vera), person_id=eda.id, permissions="view_access")["contributor"]

    assert (shown["role"], shown["person"]["full_name"]) == ("contributor", "Vera")
    assert ("contributor", "Eda", EDIT) in env.contributors()


def test_editor_can_take_champion_role(env: ProjectEnv) -> None:
    carl, eda = env.person_at(VIEW, "Carl"), env.person_at(EDIT, "Eda")
    env.owner.done("projects/update_champion", project_id=env.id, champion_id=carl.id)

    edit(eda, env.contributor_id(carl), person_id=eda.id)

    assert env.contributors()[0] == ("champion", "Eda", FULL)


# --- seats -----------------------------------------------------------------------------------------------------------

LEAD_ROLES = [
    ("projects/update_champion", "champion_id", "champion"),
    ("projects/update_reviewer", "reviewer_id", "reviewer"),
]


@pytest.mark.parametrize(("level", "status"), TAKES_FULL)
@pytest.mark.parametrize(("endpoint", "key", "role"), LEAD_ROLES)
def test_update_champion_takes_full_access(
    env: ProjectEnv, level: int, status: int, endpoint: str, key: str, role: str
) -> None:
    mia = env.person_at(level)
    answer = mia.post(endpoint, project_id=env.id, **{key: env.company.member("Vera").id})

    assert answer.status == status
    if status == 404:
        assert answer.message == "Project not found"


@pytest.mark.parametrize(("endpoint", "key", "role"), LEAD_ROLES)
def test_former_champion_and_reviewer_keep_full_access(env: ProjectEnv, endpoint: str, key: str, role: str) -> None:
    vera, nina = env.person_at(VIEW, "Vera"), env.company.member("Nina")

    env.owner.done(endpoint, project_id=env.id, **{key: vera.id})
    first = env.contributors()[0]
    env.owner.done(endpoint, project_id=env.id, **{key: nina.id})

    assert first == (role, "Vera", FULL)
    assert env.contributors() == [
        (role, "Nina", FULL),
        ("contributor", "Olivia Owner", FULL),
        ("contributor", "Vera", FULL),
    ]
    assert env.shown(**{f"include_{role}": True})[role]["full_name"] == "Nina"
    assert notifications(nina, "project_") == [f"project_{role}_updating"]
    env.owner.done(endpoint, project_id=env.id, **{key: None})
    assert env.shown(**{f"include_{role}": True})[role] is None
    assert vera.post("projects/delete", project_id=env.id).status == 200


def test_reviewer_who_becomes_champion_is_no_longer_reviewer(env: ProjectEnv) -> None:
    rita = env.company.member("Rita")
    env.owner.done("projects/update_reviewer", project_id=env.id, reviewer_id=rita.id)

    env.owner.done("projects/update_champion", project_id=env.id, champion_id=rita.id)

    shown = env.shown(include_champion=True, include_reviewer=True)
    assert (shown["champion"]["full_name"], shown["reviewer"]) == ("Rita", None)


def test_assigning_unknown_person_as_champion_fails(env: ProjectEnv) -> None:
    answer = env.owner.post("projects/update_reviewer", project_id=env.id, reviewer_id="nobody-7ZZ")

    assert answer.status == 500


# --- removing --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("level", "status"), TAKES_FULL)
def test_remove_contributor_takes_full_access(env: ProjectEnv, level: int, status: int) -> None:
    mia, vera = env.person_at(level), env.person_at(VIEW, "Vera")

    assert mia.post("remove_project_contributor", contrib_id=env.contributor_id(vera)).status == status
    assert vera.get("get_project", id=env.id).status == (404 if status == 200 else 200)


def test_removed_champion_leaves_role_empty(env: ProjectEnv) -> None:
    vera = env.person_at(VIEW, "Vera")
    env.owner.done("projects/update_champion", project_id=env.id, champion_id=vera.id)

    shown = env.owner.done("remove_project_contributor", contrib_id=env.contributor_id(vera))["contributor"]

    assert (shown["role"], shown["person"]) == ("champion", None)
    assert env.shown(include_champion=True)["champion"] is None
    assert env.actions()[0] == "project_contributor_removed"


@pytest.mark.parametrize(
    ("inputs", "status"),
    [({}, 500), ({"contrib_id": None}, 500), ({"contrib_id": ""}, 500), ({"contrib_id": "%%"}, 500)],
)
def test_remove_unknown_contributor_fails(env: ProjectEnv, inputs: Json, status: int) -> None:
    assert env.owner.post("remove_project_contributor", **inputs).status == status
    assert env.owner.post("remove_project_contributor", contrib_id="nobody-7ZZ").status == 404


def test_remove_contributor_without_binding_returns_500(env: ProjectEnv) -> None:
    """As one is left behind when a member becomes a guest."""
    vera = env.person_at(ADMIN, "Vera")
    row = env.contributor_id(vera)
    env.owner.done("convert_company_member_to_guest", person_id=vera.id)

    assert env.owner.post("remove_project_contributor", contrib_id=row).status == 500
