"""The Dockerfile, and the examples that use its image. These tests do not build the image; `make image-check` does."""

import re
from typing import Any

import pytest
import yaml

from mockserver.server.settings import options
from tests.docs.blocks import ROOT

Json = Any

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
CONTAINERS = [
    "compose.yaml",
    "examples/ci/github-actions.yaml",
    "examples/ci/gitlab-ci.yaml",
    "examples/kubernetes/mockserver.yaml",
]


def documents(name: str) -> list[Json]:
    return list(yaml.safe_load_all((ROOT / name).read_text(encoding="utf-8")))


def test_dockerfile_installs_dependencies_first_and_runs_as_unprivileged_user() -> None:
    instructions = re.findall(r"^([A-Z]+) (.*)$", DOCKERFILE, re.M)

    assert [value.split()[0] for name, value in instructions if name == "FROM"] == ["${BASE}"] * 2
    assert DOCKERFILE.index("COPY requirements.lock") < DOCKERFILE.index("COPY mockserver")
    last = dict(instructions)
    assert last["USER"] == "10001:10001"
    assert last["EXPOSE"] == "4000"
    assert last["ENTRYPOINT"] == '["mockserver"]' and last["CMD"] == '["serve"]'
    assert 'CMD ["mockserver", "health"]' in last["HEALTHCHECK"]
    assert "VOLUME" not in last


def test_dockerfile_prepares_fixtures_as_root_only_if_the_build_names_them() -> None:
    before_user, _ = DOCKERFILE.split("USER 10001")

    assert re.search(r'^ARG PREPARE=\nRUN \[ -z "\$PREPARE" \] \|\| \(mockserver fixture prepare', before_user, re.M)
    assert "MOCKSERVER_CACHE_DIR=" in before_user


def test_dockerfile_sets_no_package_index_and_no_proxy() -> None:
    assert not re.search(r"https?://|index|proxy|trusted-host", DOCKERFILE, re.I)


@pytest.mark.parametrize("name", ["Dockerfile", *CONTAINERS])
def test_container_files_use_existing_settings_only(name: str) -> None:
    used = set(re.findall(r"MOCKSERVER_[A-Z_]+", (ROOT / name).read_text(encoding="utf-8")))

    assert used <= {row.variable for row in options()}


def test_compose_service_uses_image_of_dockerfile() -> None:
    (compose,) = documents("compose.yaml")
    mock, client = compose["services"]["mockserver"], compose["services"]["client"]

    assert mock["build"] == "." and mock["ports"] == ["127.0.0.1:4000:4000"] and mock["read_only"] is True
    assert client["depends_on"] == {"mockserver": {"condition": "service_healthy"}}
    source = client["volumes"][0].split(":")[0]
    assert (ROOT / source / "story.py").exists()


def test_pod_probes_health_path() -> None:
    deployment, service = documents("examples/kubernetes/mockserver.yaml")
    (container,) = deployment["spec"]["template"]["spec"]["containers"]

    assert container["ports"] == [{"name": "http", "containerPort": 4000}]
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        assert container[probe]["httpGet"] == {"path": "/health", "port": "http"}
    assert container["securityContext"]["readOnlyRootFilesystem"] is True
    assert service["spec"]["selector"] == deployment["spec"]["template"]["metadata"]["labels"]


@pytest.mark.parametrize(
    ("name", "job"), [("examples/ci/github-actions.yaml", "jobs"), ("examples/ci/gitlab-ci.yaml", "test")]
)
def test_ci_services_are_valid_yaml(name: str, job: str) -> None:
    (pipeline,) = documents(name)

    assert "mockserver" in str(pipeline[job])
