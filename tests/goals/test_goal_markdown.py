"""A goal as Markdown (contract: goals 5): cases that the recorded sessions do not contain."""

import pytest

from tests.environments.goals import GoalsEnv, date
from tests.support import Person, assert_error, rich_text


def markdown(env: GoalsEnv, goal_id: str, *, to: Person | None = None, **flags: bool) -> str:
    return str((to or env.owner).call("get_goal", id=goal_id, include_markdown=True, **flags)["markdown"])


def section(text: str, title: str) -> str:
    """Return the text below the second-level heading with this title."""
    return text.split(f"## {title}\n\n", 1)[1].split("\n\n## ")[0].strip()


def test_markdown_of_empty_goal_has_placeholder_in_each_section(env: GoalsEnv) -> None:
    text = markdown(env, env.goal())

    expected = {
        "Description": "_No description provided._",
        "People Involved": "Champion: Not Assigned\nReviewer: Not Assigned",
        "Targets": "_No targets defined._",
        "Checklist": "_No checklist items._",
        "Check-ins": "_No check-ins yet._",
        "Discussions": "_No discussions yet._",
    }
    assert {title: section(text, title) for title in expected} == expected
    assert "Progress: 0%\n" in text
    assert "Related Projects" not in text and "Retrospective" not in text
    assert text.startswith("# Grow revenue\n\nStatus: pending\n")
    assert text.endswith("_No discussions yet._\n\n")


def test_markdown_key_requires_flag(env: GoalsEnv) -> None:
    goal_id = env.goal()

    assert "markdown" not in env.owner.call("get_goal", id=goal_id)
    assert "markdown" not in env.owner.call("get_goal", id=goal_id, include_markdown=False)


def test_markdown_overview_has_no_final_separator(env: GoalsEnv) -> None:
    parent_id = env.secret_goal("Above")
    goal_id = env.goal("Below", parent_goal_id=parent_id)
    env.close(goal_id)

    day = env.get_goal(goal_id)["closed_at"][:10]

    assert f"\nClosed At: {day}Parent Goal: Above\n" in markdown(env, goal_id)
    assert f"\nClosed At: {day}Parent Goal: None (Top Level Goal)\n" in markdown(env, goal_id, to=env.viewer)


def test_markdown_with_hidden_space_fails_only_with_space_flag(env: GoalsEnv) -> None:
    space_id = env.space("Closed", company_level=0)
    goal_id = env.goal(space_id=space_id)
    env.allow(goal_id, env.viewer, 10)

    assert "Space: Closed\n" in markdown(env, goal_id, to=env.viewer)
    for flag in ("include_space", "include_space_members", "include_potential_subscribers"):
        flags = {flag: True, "include_markdown": True}
        assert_error(
            env.viewer.get("get_goal", id=goal_id, **flags), 500, "the person can't view the space of the goal"
        )


@pytest.mark.parametrize(
    ("start", "to", "value", "shown"),
    [
        (0, 100, 33.35, "33.4%"),
        (0, 100, 250, "250.0%"),
        (0, 100, -5, "-5.0%"),
        (10, 0, 10, "-0.0%"),
        (5, 5, 9, "0.0%"),
        (0, 8, 1, "12.5%"),
        (0, 80, 1, "1.3%"),  # 1.25 %, rounded up
    ],
)
def test_markdown_target_shows_unbounded_progress(
    env: GoalsEnv, start: float, to: float, value: float, shown: str
) -> None:
    goal_id = env.goal()
    target_id = env.company.target(goal_id, "Revenue", start, to, "k€")
    env.owner.call("goals/update_target_value", goal_id=goal_id, target_id=target_id, value=value)

    text = section(markdown(env, goal_id), "Targets")

    assert text.startswith("2. Revenue\n  - Current Value: ")
    assert text.endswith(f'\n  - Progress: {shown}"')


@pytest.mark.parametrize(
    ("before", "after", "unit", "line"),
    [
        (0, 0, "k", "- Revenue - 0 k"),
        (0, 1500000, "k", "- Revenue - 1500000 k (+1500000)"),
        (10, 7.5, "%", "- Revenue - 7.5% (-2.5)"),
        (0, 0.126, "k", "- Revenue - 0.13 k (+0.13)"),
        (0, 0.001, "k", "- Revenue - 0.0 k (+0)"),
        (1, 1.1, "k", "- Revenue - 1.1 k (+0.1)"),
    ],
)
def test_markdown_progress_update_shows_changed_values(
    env: GoalsEnv, before: float, after: float, unit: str, line: str
) -> None:
    goal_id = env.goal()
    target_id = env.company.target(goal_id, "Revenue", before, 100, unit)

    env.report(goal_id, values={target_id: after})

    assert f"#### Targets\n\n{line}\n\n#### Key wins" in markdown(env, goal_id)


def test_markdown_timeframe_history_is_newest_first(env: GoalsEnv) -> None:
    goal_id = env.goal()
    start = env.get_goal(goal_id)["timeframe"]["contextual_start_date"]["date"]
    env.owner.call("goals/update_due_date", goal_id=goal_id, due_date=date("2027", "2027-06-30", "year"))
    env.editor.call("goals/update_start_date", goal_id=goal_id, start_date=None)
    env.owner.call("goals/update_due_date", goal_id=goal_id, due_date=None)

    history = markdown(env, goal_id).split("### Timeframe History\n\n")[1].split("\n\n## ")[0]

    assert [line.split(" - ", 1)[1] for line in history.split("\n\n")] == [
        "Olivia Owner changed the due date from 2027-06-30 to Not Set",
        f"Eda Editor changed the start date from {start} to Not Set",
        "Olivia Owner changed the due date from Not Set to 2027-06-30",
    ]


def test_markdown_names_hidden_projects_unless_projects_flag_is_set(env: GoalsEnv) -> None:
    goal_id = env.goal()
    env.project("Open", goal_id=goal_id)
    env.project("Hidden", goal_id=goal_id, company_access_level=0)

    def names(**flags: bool) -> list[str]:
        lines = section(markdown(env, goal_id, to=env.viewer, **flags), "Related Projects").split("\n")
        return [line.removeprefix("- ").split(" (ID: ")[0] for line in lines]

    assert names() == ["Open", "Hidden"]
    assert names(include_projects=True) == ["Open"]


def test_markdown_contains_retrospective_with_flag(env: GoalsEnv) -> None:
    goal_id = env.goal()
    env.close(goal_id, retrospective=rich_text("We did it"))

    assert "Retrospective" not in markdown(env, goal_id)
    assert markdown(env, goal_id, include_retrospective=True).endswith("## Retrospective\n\nWe did it\n\n")


def test_markdown_discussion_shows_reactions_and_comments(env: GoalsEnv) -> None:
    goal_id = env.goal()
    message = {"title": "Talk", "message": rich_text("Hello")}
    activity_id = env.owner.call("create_goal_discussion", goal_id=goal_id, **message)["id"]
    thread_id = env.owner.call("get_activity", id=activity_id)["activity"]["comment_thread"]["id"]
    thread = {"entity_id": thread_id, "entity_type": "comment_thread"}
    for emoji in "👍🎉":
        env.owner.call("add_reaction", **thread, emoji=emoji)
    created = env.editor.call("create_comment", **thread, content=rich_text("Yes"))["comment"]["id"]
    on_comment = {"entity_id": created, "entity_type": "comment", "parent_type": "comment_thread"}
    env.owner.call("add_reaction", **on_comment, emoji="🙂")

    shown = markdown(env, goal_id).split("### Talk\n\n")[1]

    day = env.get_goal(goal_id)["inserted_at"][:10]
    assert shown == (
        f"Author: Olivia Owner\nPosted on: {day}\n\nHello\n\nReactions: Olivia Owner: 👍 Olivia Owner: 🎉\n\n"
        f"## Comments\n\n### Comment by Eda Editor on {day}\n\nYes\n\nReactions: Olivia Owner: 🙂\n\n"
    )
