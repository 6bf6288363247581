"""All pages: links lead somewhere, programs are Python, commands and keys exist; README's example runs."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

import connect_resources
from connect_resources.__main__ import main
from tests.docs.pages import PAGES, anchors, commands, page, run_pulumi, snippets
from tests.docs.staff import PASSWORD, names
from tools import reference
from tools.local_connect import LocalConnect
from tools.stack import ROOT, Stack

COMMANDS, SECURITY = "docs/commands.md", "docs/security.md"
INSTANCE = "arn:aws:connect:us-east-1:111122223333:instance/7d9a3c52-0b1e-4f6a-9c84-2e5f10b7a6d1"
ONE_SETTING = ("--settings", "routing-profile")
README_LINES = 70
named = pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))


@named
def test_page_links_lead_somewhere(path: Path) -> None:
    """Each relative link names a file that exists, and a heading that the file has."""
    links = re.findall(r"\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)", path.read_text(encoding="utf-8"))
    targets = [((path.parent / file).resolve() if file else path, anchor) for file, anchor in links]
    broken = [
        str(target)
        for target, anchor in targets
        if not target.exists() or (anchor and anchor not in anchors(target))
    ]
    assert broken == []


@named
def test_page_commands_and_keys_exist(path: Path) -> None:
    """Each `make` target and each config key that the page names exists."""
    text = path.read_text(encoding="utf-8")
    targets = {"", *re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE)}
    assert set(re.findall(r"`make ([a-z]*)`", text)) - targets == set()
    keys = re.findall(r"`((?:aws|connect):[a-zA-Z]+)`", text)
    keys += re.findall(r"config (?:set|rm)(?: --[a-z]+)* ([a-z]+:[a-zA-Z]+)", text)
    assert {*keys} - {*reference.CONFIG} == set()


@named
def test_page_programs_use_what_the_package_has(path: Path) -> None:
    """Each Python snippet parses, and imports only names that the package exports."""
    trees = [ast.parse(code) for code in snippets(str(path.relative_to(ROOT)), "python")]
    imported = {
        alias.name
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "connect_resources"
        for alias in node.names
    }
    assert imported - {*connect_resources.__all__} == set()


def test_commands_page_shows_the_policy_that_the_command_writes(tmp_path: Path) -> None:
    """The policy on the page is that of one sub-setting, byte by byte."""
    (shown,) = snippets(COMMANDS, "json")
    policy = tmp_path / "policy.json"
    assert main(["iam-policy", "--instance", INSTANCE, *ONE_SETTING, "--output", str(policy)]) == 0
    assert policy.read_text() == shown


def test_security_page_explains_each_statement(tmp_path: Path) -> None:
    """The table has the statements of the policy for everything, in its order."""
    policy = tmp_path / "policy.json"
    assert main(["iam-policy", "--instance", INSTANCE, "--output", str(policy)]) == 0
    sids = [statement["Sid"] for statement in json.loads(policy.read_text())["Statement"]]
    assert re.findall(r"^\| `([A-Z]\w+)` \|", page(SECURITY), flags=re.MULTILINE) == sids


def test_readme_is_short() -> None:
    """A newcomer in a hurry reads it."""
    assert len(page("README.md").splitlines()) <= README_LINES


def test_readme_example_makes_its_user(connect: LocalConnect, stack: Callable[[str | None], Stack]) -> None:
    """README's program and commands make the user with one call; a second update makes none."""
    (program,) = snippets("README.md", "python")
    made = stack(program)
    run_pulumi(made, snippets("README.md", "sh")[0], typed=PASSWORD)
    assert (connect.mutating_calls(), "ana.lopez" in names(connect)) == (["CreateUser"], True)
    connect.reset_calls()
    run_pulumi(made, commands(snippets("README.md", "sh")[0])[-1])
    assert connect.mutating_calls() == []
