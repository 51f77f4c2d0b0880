"""The package, the changelog and the git tag have the same version. `pyproject.toml` allows the locked versions."""

import re
import subprocess
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from mockserver import __version__
from tests.docs.blocks import ROOT

CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCK = dict(re.findall(r"^([\w.-]+)==([\w.]+)", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.M))


def test_changelog_has_section_for_version() -> None:
    headings = re.findall(r"^## \[?(\d\S*?)\]?(?: .*)?$", CHANGELOG, re.M)

    assert headings[0] == __version__


def test_tag_of_commit_equals_version() -> None:
    git = subprocess.run(["git", "tag", "--points-at", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False)
    tags = [tag for tag in git.stdout.split() if tag.startswith("v")]
    if not tags:
        pytest.skip("the commit has no version tag")

    assert tags == [f"v{__version__}"]


@pytest.mark.parametrize("text", PROJECT["dependencies"])
def test_lock_file_has_allowed_version_of_each_dependency(text: str) -> None:
    requirement = Requirement(text)

    assert LOCK[canonicalize_name(requirement.name)] in requirement.specifier
