"""Resolving a roster's names to ids."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from connect_resources.errors import (
    AmbiguousNameError,
    NameLookupError,
    NameNotFoundError,
    Problem,
    RosterError,
    UnavailableError,
)
from connect_resources.roster import Lookups, ResolvedIds, Roster, RosterRow, resolve
from connect_resources.users import facts
from connect_resources.users.check import check_user


@dataclass(frozen=True)
class Found:
    """Be what any of the three lookups finds."""

    routing_profile_id: str = ""
    security_profile_id: str = ""
    hierarchy_group_id: str = ""


@dataclass
class Instance:
    """Hold the names of an instance, and note which were asked for."""

    errors: dict[str, Exception] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def lookups(self) -> Lookups:
        """Give lookups that find every name but those with an error."""
        return Lookups(
            self._lookup("rp", lambda value: Found(routing_profile_id=value)),
            self._lookup("sp", lambda value: Found(security_profile_id=value)),
            self._lookup("hg", lambda value: Found(hierarchy_group_id=value)),
            self._listed,
        )

    def _listed(self, name: str) -> None:
        self.asked.append(f"listed {name}")
        if isinstance(self.errors.get(name), NameNotFoundError):
            raise self.errors[name]

    def _lookup(self, prefix: str, found: Callable[[str], Found]) -> Callable[[str], Found]:
        def lookup(name: str) -> Found:
            self.asked.append(f"{prefix} {name}")
            if name in self.errors:
                raise self.errors[name]
            return found(f"{prefix}-{name}")

        return lookup


ROSTER = Roster(
    (
        RosterRow(5, "ana", "Sales", ("Agent",), lines={"security_profiles": 2}, file="staff.yaml"),
        RosterRow(6, "ben", "Sales", ("Agent", "Admin"), hierarchy_group="Team 1", file="staff.yaml"),
        RosterRow(
            9,
            "cem",
            "Claims",
            ("Agent",),
            hierarchy_group="",
            lines={"security_profiles": 2},
            file="staff.yaml",
        ),
        RosterRow(
            14,
            "dan",
            "Sales",
            ("Agent",),
            hierarchy_group="Team 1",
            lines={"hierarchy_group": 16},
            file="staff.yaml",
        ),
    ),
)


def test_resolve_looks_each_name_up_once() -> None:
    """Each distinct name of each kind is looked up once, however many users have it; no group is no name."""
    instance = Instance()
    ids = resolve(ROSTER, instance.lookups())
    assert (ids, instance.asked) == (
        ResolvedIds(
            {"Sales": "rp-Sales", "Claims": "rp-Claims"},
            {"Agent": "sp-Agent", "Admin": "sp-Admin"},
            {"Team 1": "hg-Team 1"},
        ),
        ["rp Sales", "rp Claims", "sp Agent", "sp Admin", "listed Team 1", "hg Team 1"],
    )


def test_resolve_reports_every_use_of_every_bad_name() -> None:
    """Names that don't lead to one thing are reported together, each on every line that uses it."""
    errors: dict[str, Exception] = {
        "Sales": NameNotFoundError("no such profile"),
        "Agent": NameLookupError("broken"),
        "Team 1": NameNotFoundError("no such group"),
    }
    instance = Instance(errors)
    with pytest.raises(RosterError) as caught:
        resolve(ROSTER, instance.lookups())
    assert (caught.value.problems, instance.asked) == (
        (
            Problem("staff.yaml", 2, "security_profiles[0]", "broken"),
            Problem("staff.yaml", 5, "routing_profile", "no such profile"),
            Problem("staff.yaml", 6, "hierarchy_group", "no such group"),
            Problem("staff.yaml", 6, "routing_profile", "no such profile"),
            Problem("staff.yaml", 6, "security_profiles[0]", "broken"),
            Problem("staff.yaml", 14, "routing_profile", "no such profile"),
            Problem("staff.yaml", 14, "security_profiles[0]", "broken"),
            Problem("staff.yaml", 16, "hierarchy_group", "no such group"),
        ),
        ["rp Sales", "rp Claims", "sp Agent", "sp Admin", "listed Team 1"],
    )


def test_resolve_reports_an_ambiguous_group_once_nothing_else_is_wrong() -> None:
    """What only finding a group tells comes once nothing else is wrong: it takes a call for each."""
    errors: dict[str, Exception] = {"Team 1": AmbiguousNameError("two of them")}
    alone, beside = Instance(errors), Instance({**errors, "Sales": NameNotFoundError("no such profile")})
    with pytest.raises(RosterError) as caught:
        resolve(ROSTER, alone.lookups())
    assert caught.value.problems == (
        Problem("staff.yaml", 6, "hierarchy_group", "two of them"),
        Problem("staff.yaml", 16, "hierarchy_group", "two of them"),
    )
    with pytest.raises(RosterError):
        resolve(ROSTER, beside.lookups())
    assert beside.asked == ["rp Sales", "rp Claims", "sp Agent", "sp Admin", "listed Team 1"]


def test_resolve_reports_what_the_kind_of_instance_refuses() -> None:
    """What an instance with SAML refuses is reported for every user, beside names that aren't there."""
    rows = tuple(row._replace(email="someone@example.com") for row in ROSTER.rows[:2])
    given = check_user({"identity_info": {"email": "a"}}, identity_management=facts.SAML, creating=False)
    instance = Instance({"Team 1": NameNotFoundError("no such group")})
    with pytest.raises(RosterError) as caught:
        resolve(Roster(rows), instance.lookups(), facts.SAML)
    assert caught.value.problems == (
        Problem("staff.yaml", 5, "email", given[0].reason),
        Problem("staff.yaml", 6, "email", given[0].reason),
        Problem("staff.yaml", 6, "hierarchy_group", "no such group"),
    )


@pytest.mark.parametrize("identity_management", [None, facts.CONNECT_MANAGED], ids=["unknown", "managed"])
def test_resolve_passes_an_email_where_users_are_managed(identity_management: str | None) -> None:
    """An e-mail address is refused only where the instance is known to refuse it."""
    rows = (ROSTER.rows[0]._replace(email="someone@example.com"),)
    ids = resolve(Roster(rows), Instance().lookups(), identity_management)
    assert ids == ResolvedIds({"Sales": "rp-Sales"}, {"Agent": "sp-Agent"}, {})


def test_resolve_passes_a_failed_call_on() -> None:
    """That Connect can't be reached is no problem of the roster."""
    instance = Instance({"Sales": UnavailableError("unreachable")})
    with pytest.raises(UnavailableError, match=r"^unreachable$"):
        resolve(ROSTER, instance.lookups())
