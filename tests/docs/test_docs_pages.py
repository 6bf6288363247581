"""All pages: links lead somewhere, programs are Python, commands and keys exist; README's example runs."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import connect_resources
from connect_resources.users.model import service_model
from tests.docs.pages import PAGES, anchors, commands, page, run_pulumi, snippets
from tests.docs.staff import PASSWORD, names
from tools import reference
from tools.local_connect import LocalConnect
from tools.stack import ROOT, Stack

SECURITY = "docs/security.md"
README_LINES = 70
named = pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))


def texts_in(code: Path) -> Iterator[str]:
    """Yield the string constants of a module."""
    for node in ast.walk(ast.parse(code.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def operations_called() -> set[str]:
    """Return the operations of Connect that the shipped code names; the local Connect isn't part of that."""
    package = ROOT / "connect_resources"
    shipped = [path for path in package.rglob("*.py") if package / "local" not in path.parents]
    return {text for path in shipped for text in texts_in(path)} & {*service_model()["operations"]}


def allowed() -> list[str]:
    """Return the actions of the policy on the security page."""
    (policy,) = snippets(SECURITY, "json")
    statements: list[dict[str, Any]] = json.loads(policy)["Statement"]
    actions = [statement["Action"] for statement in statements]
    return [action for item in actions for action in ([item] if isinstance(item, str) else item)]


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


def test_security_policy_allows_exactly_what_the_code_calls() -> None:
    """The policy lists each operation that the code calls once, and nothing else of Connect."""
    actions = [action.removeprefix("connect:") for action in allowed() if action.startswith("connect:")]
    assert sorted(actions) == sorted(operations_called())


def test_security_page_explains_each_statement() -> None:
    """The table below the policy has the statements of the policy, in its order."""
    sids = re.findall(r'"Sid": "(\w+)"', page(SECURITY))
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
