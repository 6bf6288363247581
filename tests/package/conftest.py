"""The wheel, installed without extras and with each of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.package.installed import Installed, build_wheel, install


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel."""
    return build_wheel(tmp_path_factory.mktemp("build"))


@pytest.fixture(scope="session")
def plain(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Install the wheel as ``pip install connect-resources`` does."""
    return install(wheel, tmp_path_factory.mktemp("plain"))


@pytest.fixture(scope="session")
def with_local(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Install the wheel as ``pip install 'connect-resources[local]'`` does."""
    return install(wheel, tmp_path_factory.mktemp("local"), "local")
