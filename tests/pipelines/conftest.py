"""AWS and repositories for the pipelines of both forges."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.pipelines.cloud import Cloud, served_cloud
from tests.pipelines.repository import Repository

Make = Callable[..., Repository]


@pytest.fixture(scope="module")
def cloud() -> Iterator[Cloud]:
    """Serve AWS for one module."""
    with served_cloud() as served:
        yield served


@pytest.fixture(scope="module")
def make(cloud: Cloud, tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Make a repository on GitLab, with its stack."""

    def made(pace: int = 100) -> Repository:
        return Repository(tmp_path_factory.mktemp("gitlab"), cloud, "gitlab", pace)

    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a checkout's folder with a report."""
    (tmp_path / "report").mkdir()
    return tmp_path
