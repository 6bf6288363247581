"""What the wheel holds, and what it says of itself."""

from __future__ import annotations

from email.message import Message
from email.parser import Parser
from pathlib import Path
from zipfile import ZipFile

import pytest

from tools.stack import ROOT

RECORD = "connect_resources-0.1.0.dist-info/"
MANY = ("Classifier", "Requires-Dist", "Provides-Extra", "License-File")


@pytest.fixture(scope="module")
def metadata(wheel: Path) -> Message:
    """Read the wheel's metadata."""
    with ZipFile(wheel) as archive:
        return Parser().parsestr(archive.read(f"{RECORD}METADATA").decode())


def test_wheel_holds_every_file_of_the_package(wheel: Path) -> None:
    """Nothing of the package stays behind, data files and the mark of its types included."""
    package = ROOT / "connect_resources"
    files = {file for file in package.rglob("*") if file.is_file() and "__pycache__" not in file.parts}
    with ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if not name.startswith(RECORD)}
    assert held == {str(file.relative_to(ROOT)) for file in files}


def test_wheel_says_what_it_is(metadata: Message) -> None:
    """Name, version, licence, Pythons, requirements and extras are those of this project."""
    assert {
        name: metadata[name] for name in ("Name", "Version", "License-Expression", "Requires-Python")
    } == {
        "Name": "connect-resources",
        "Version": "0.1.0",
        "License-Expression": "Apache-2.0",
        "Requires-Python": ">=3.11",
    }
    assert {name: metadata.get_all(name) for name in MANY} == {
        "Classifier": [
            "Development Status :: 4 - Beta",
            "Environment :: Console",
            "Intended Audience :: System Administrators",
            "Operating System :: POSIX",
            "Programming Language :: Python :: 3",
            "Programming Language :: Python :: 3 :: Only",
            "Programming Language :: Python :: 3.11",
            "Programming Language :: Python :: 3.12",
            "Programming Language :: Python :: 3.13",
            "Topic :: System :: Systems Administration",
            "Typing :: Typed",
        ],
        "Requires-Dist": [
            "boto3>=1.44",
            "pulumi>=3.272",
            "PyYAML>=6",
            'moto[server]>=5.2; extra == "local"',
            'pydantic>=2; extra == "local"',
            'regex; extra == "local"',
        ],
        "Provides-Extra": ["local"],
        "License-File": ["LICENSE"],
    }


def test_wheel_brings_readme_and_licence(wheel: Path, metadata: Message) -> None:
    """The long description is README, and the licence lies in the wheel as it stands."""
    with ZipFile(wheel) as archive:
        licence = archive.read(f"{RECORD}licenses/LICENSE").decode()
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert (metadata["Description-Content-Type"], metadata.get_payload()) == ("text/markdown", readme)
    assert licence == (ROOT / "LICENSE").read_text(encoding="utf-8")
