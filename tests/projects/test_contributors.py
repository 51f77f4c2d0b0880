"""Contributors of projects: adding, changing, replacing and removing contributors."""

import pytest

from tests.builder import ADMIN, COMMENT, EDIT, FULL, VIEW, notifications
from tests.environments.projects import TAKES_EDIT, TAKES_FULL, ProjectEnv
from tests.support import Json, Person, Response, assert_error


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
def test_add_contributor_requires_edit_access(env: ProjectEnv, level: int, status: int) -> None:
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

    assert_error(add(eda, env, nina, permissions="full_access"), 403, "access level on the project (100)")
    many = [{"person_id": nina.id, "access_level": "admin_access", "responsibility": None}]
    assert_error(
        eda.post("add_project_contributors", project_id=env.id, contributors=many),
        403,
        "access level on the project (90)",
    )
    assert_error(nina.get("get_project", id=env.id), 404, "`can_view` on this Project")
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
    assert nina.call("get_project", id=env.id, include_permissions=True)["project"]["permissions"]["can_comment"]
    assert notifications(nina, "project_") == ["project_contributor_addition"]
    listed = env.get_project(include_subscription_list=True)["subscription_list"]["subscriptions"]
    assert nina.id in [row["person"]["id"] for row in listed]


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"role": "boss"}, 500),
        ({"person_id": "absent-7ZZ"}, 500),
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
    env.owner.call("projects/update_champion", project_id=env.id, champion_id=carl.id)

    add(env.owner, env, env.company.member("Nina"), role="champion")

    assert env.contributors()[:2] == [("champion", "Carl", FULL), ("champion", "Nina", VIEW)]
    refused = env.owner.post("projects/update_champion", project_id=env.id, champion_id=None)
    assert_error(refused, 500, "the project has two champions")


def test_adding_contributor_twice_makes_later_changes_return_500(env: ProjectEnv) -> None:
    nina = env.person_at(VIEW, "Nina")

    env.add(nina, EDIT)

    assert [name for _, name, _ in env.contributors()].count("Nina") == 2
    assert_error(
        env.owner.post("remove_project_contributor", contrib_id=env.contributor_id(nina)),
        500,
        "the contributor has two personal access bindings on",
    )
    champion = env.owner.post("projects/update_champion", project_id=env.id, champion_id=nina.id)
    assert_error(champion, 500, "the person has two contributor rows")
    assert_error(edit(env.owner, env.contributor_id(nina), responsibility="Docs"), 500, "two personal access bindings")


def test_add_contributors_returns_reverse_order_and_overwrites_level(env: ProjectEnv) -> None:
    ann, ben = env.person_at(FULL, "Ann"), env.company.member("Ben")
    sent = [
        {"person_id": ann.id, "access_level": "view_access", "responsibility": "Sees"},
        {"person_id": ben.id, "access_level": "edit_access", "responsibility": None},
    ]

    env.owner.call("add_project_contributors", project_id=env.id, contributors=sent)

    assert env.contributors() == [
        ("contributor", "Ann", VIEW),
        ("contributor", "Ann", VIEW),
        ("contributor", "Ben", EDIT),
        ("contributor", "Olivia Owner", FULL),
    ]
    rows = env.owner.call("projects/get_contributors", project_id=env.id)["contributors"]
    assert [person["full_name"] for person in rows] == ["Olivia Owner", "Ann", "Ben", "Ann"]
    assert notifications(ann, "project_")[0] == notifications(ben, "project_")[0] == "project_contributors_addition"


def test_contributor_named_twice_is_notified_twice(env: ProjectEnv) -> None:
    ann = env.company.member("Ann")
    sent = [{"person_id": ann.id, "access_level": level} for level in ("view_access", "edit_access")]

    env.owner.call("add_project_contributors", project_id=env.id, contributors=sent)

    assert env.contributors()[:2] == [("contributor", "Ann", VIEW), ("contributor", "Ann", VIEW)]
    assert notifications(ann, "project_") == ["project_contributors_addition"] * 2


@pytest.mark.parametrize(
    ("project_id", "contributors", "status"),
    [
        ("abc!", [], 400),
        ("", [], 500),
        ("nothing-7ZZ", [], 404),
        ("nothing-7ZZ", [{"person_id": "absent-7ZZ"}], 500),
        (None, [], 200),
        (None, [{"access_level": "view_access"}], 500),
        (None, [{"person_id": "absent-7ZZ", "access_level": "view_access"}], 500),
        (None, [None], 500),
    ],
)
def test_add_contributors_validates_inputs(
    env: ProjectEnv, project_id: str | None, contributors: list[Json], status: int
) -> None:
    id = env.id if project_id is None else project_id

    assert env.owner.post("add_project_contributors", project_id=id, contributors=contributors).status == status
    assert len(env.contributors()) == 1


# --- changing --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("level", "status"), TAKES_EDIT)
def test_update_contributor_requires_edit_access(env: ProjectEnv, level: int, status: int) -> None:
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
    env.owner.call("projects/update_champion", project_id=env.id, champion_id=vera.id)

    edit(env.owner, env.contributor_id(vera), role="contributor", permissions="view_access")

    assert ("contributor", "Vera", FULL) in env.contributors()


def test_contributor_level_is_changed_only_by_same_or_higher_level(env: ProjectEnv) -> None:
    eda, vera = env.person_at(EDIT, "Eda"), env.person_at(VIEW, "Vera")

    assert_error(
        edit(eda, env.contributor_id(env.owner), permissions="view_access"), 403, "access level on the project (100)"
    )
    assert edit(eda, env.contributor_id(env.owner), responsibility="Boss").status == 200
    assert_error(
        edit(eda, env.contributor_id(vera), permissions="full_access"), 403, "access level on the project (100)"
    )
    assert edit(eda, env.contributor_id(vera), permissions="edit_access").status == 200


@pytest.mark.parametrize(
    ("row", "sent", "status", "reason"),
    [
        (None, {"person_id": None}, 500, "`person_id` is null"),
        (None, {"role": "boss"}, 500, "`role` must be one of champion, reviewer, contributor"),
        (None, {"person_id": "absent-7ZZ"}, 500, "an input such as `person_id`"),
        (None, {"responsibility": "x" * 256}, 500, "`responsibility` is longer than 255 characters"),
        ("absent-7ZZ", {"role": "contributor"}, 404, "there is no ProjectContributor with the id"),
    ],
)
def test_update_contributor_with_invalid_input_fails(
    env: ProjectEnv, row: str | None, sent: Json, status: int, reason: str
) -> None:
    vera = env.person_at(VIEW, "Vera")

    assert_error(edit(env.owner, row or env.contributor_id(vera), **sent), status, reason)
    assert env.contributors()[-1] == ("contributor", "Vera", VIEW)


def test_update_contributor_with_new_person_moves_role_to_this_person(env: ProjectEnv) -> None:
    vera, nina = env.person_at(VIEW, "Vera"), env.company.member("Nina")
    env.owner.call("projects/update_champion", project_id=env.id, champion_id=vera.id)

    shown = edit(env.owner, env.contributor_id(vera), person_id=nina.id, responsibility="Ignored", role="reviewer")

    assert (shown["contributor"]["role"], shown["contributor"]["person"]) == ("champion", None)
    assert shown["contributor"]["responsibility"] is None
    assert env.contributors() == [
        ("champion", "Nina", FULL),
        ("contributor", "Olivia Owner", FULL),
        ("contributor", "Vera", FULL),
    ]


def test_update_contributor_to_existing_contributor_returns_old_contributor(env: ProjectEnv) -> None:
    vera, eda = env.person_at(VIEW, "Vera"), env.person_at(FULL, "Eda")

    shown = edit(env.owner, env.contributor_id(vera), person_id=eda.id, permissions="view_access")["contributor"]

    assert (shown["role"], shown["person"]["full_name"]) == ("contributor", "Vera")
    assert ("contributor", "Eda", EDIT) in env.contributors()


def test_editor_can_take_champion_role(env: ProjectEnv) -> None:
    carl, eda = env.person_at(VIEW, "Carl"), env.person_at(EDIT, "Eda")
    env.owner.call("projects/update_champion", project_id=env.id, champion_id=carl.id)

    edit(eda, env.contributor_id(carl), person_id=eda.id)

    assert env.contributors()[0] == ("champion", "Eda", FULL)


# --- champion and reviewer -------------------------------------------------------------------------------------------

LEAD_ROLES = [
    ("projects/update_champion", "champion_id", "champion"),
    ("projects/update_reviewer", "reviewer_id", "reviewer"),
]


@pytest.mark.parametrize(("level", "status"), TAKES_FULL)
@pytest.mark.parametrize(("endpoint", "key", "role"), LEAD_ROLES)
def test_update_champion_requires_full_access(
    env: ProjectEnv, level: int, status: int, endpoint: str, key: str, role: str
) -> None:
    mia = env.person_at(level)
    response = mia.post(endpoint, project_id=env.id, **{key: env.company.member("Vera").id})

    assert response.status == status
    if status == 404:
        assert response.message == "Project not found"


@pytest.mark.parametrize(("endpoint", "key", "role"), LEAD_ROLES)
def test_former_champion_and_reviewer_keep_full_access(env: ProjectEnv, endpoint: str, key: str, role: str) -> None:
    vera, nina = env.person_at(VIEW, "Vera"), env.company.member("Nina")

    env.owner.call(endpoint, project_id=env.id, **{key: vera.id})
    first = env.contributors()[0]
    env.owner.call(endpoint, project_id=env.id, **{key: nina.id})

    assert first == (role, "Vera", FULL)
    assert env.contributors() == [
        (role, "Nina", FULL),
        ("contributor", "Olivia Owner", FULL),
        ("contributor", "Vera", FULL),
    ]
    assert env.get_project(**{f"include_{role}": True})[role]["full_name"] == "Nina"
    assert notifications(nina, "project_") == [f"project_{role}_updating"]
    env.owner.call(endpoint, project_id=env.id, **{key: None})
    assert env.get_project(**{f"include_{role}": True})[role] is None
    assert vera.post("projects/delete", project_id=env.id).status == 200


def test_reviewer_who_becomes_champion_is_no_longer_reviewer(env: ProjectEnv) -> None:
    rita = env.company.member("Rita")
    env.owner.call("projects/update_reviewer", project_id=env.id, reviewer_id=rita.id)

    env.owner.call("projects/update_champion", project_id=env.id, champion_id=rita.id)

    shown = env.get_project(include_champion=True, include_reviewer=True)
    assert (shown["champion"]["full_name"], shown["reviewer"]) == ("Rita", None)


def test_assigning_unknown_person_as_champion_fails(env: ProjectEnv) -> None:
    response = env.owner.post("projects/update_reviewer", project_id=env.id, reviewer_id="absent-7ZZ")

    assert_error(response, 500, "an input such as `person_id`")


# --- removing --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("level", "status"), TAKES_FULL)
def test_remove_contributor_requires_full_access(env: ProjectEnv, level: int, status: int) -> None:
    mia, vera = env.person_at(level), env.person_at(VIEW, "Vera")

    assert mia.post("remove_project_contributor", contrib_id=env.contributor_id(vera)).status == status
    assert vera.get("get_project", id=env.id).status == (404 if status == 200 else 200)


def test_removed_champion_leaves_role_empty(env: ProjectEnv) -> None:
    vera = env.person_at(VIEW, "Vera")
    env.owner.call("projects/update_champion", project_id=env.id, champion_id=vera.id)

    shown = env.owner.call("remove_project_contributor", contrib_id=env.contributor_id(vera))["contributor"]

    assert (shown["role"], shown["person"]) == ("champion", None)
    assert env.get_project(include_champion=True)["champion"] is None
    assert env.actions()[0] == "project_contributor_removed"


@pytest.mark.parametrize(
    ("inputs", "status"),
    [({}, 500), ({"contrib_id": None}, 500), ({"contrib_id": ""}, 500), ({"contrib_id": "%%"}, 500)],
)
def test_remove_unknown_contributor_fails(env: ProjectEnv, inputs: Json, status: int) -> None:
    assert env.owner.post("remove_project_contributor", **inputs).status == status
    assert_error(
        env.owner.post("remove_project_contributor", contrib_id="absent-7ZZ"),
        404,
        "no ProjectContributor with the id",
    )


def test_remove_contributor_without_binding_returns_500(env: ProjectEnv) -> None:
    """A member who becomes a guest loses the binding on the project, but remains a contributor."""
    vera = env.person_at(ADMIN, "Vera")
    row = env.contributor_id(vera)
    env.owner.call("convert_company_member_to_guest", person_id=vera.id)

    assert_error(
        env.owner.post("remove_project_contributor", contrib_id=row),
        500,
        "the contributor has no personal access bindings on",
    )
