"""How many users one run may delete: limits as the config gives them, and what is refused."""

from __future__ import annotations

import pytest

from connect_resources.users.deletions import DEFAULT, Deletions, Limit, parse, refusal

NAMES = [f"user{number:02}" for number in range(24)]


@pytest.mark.parametrize(
    ("text", "users", "allowed"),
    [
        pytest.param("10", 24, 10, id="a number"),
        pytest.param("10", 3, 10, id="a number above the users"),
        pytest.param("0", 24, 0, id="none"),
        pytest.param("007", 24, 7, id="leading zeros"),
        pytest.param("5%", 100, 5, id="a share"),
        pytest.param("5%", 119, 5, id="a share is rounded down"),
        pytest.param("5%", 19, 0, id="a share of a few may be none"),
        pytest.param("0%", 24, 0, id="no share"),
        pytest.param("2.5%", 120, 3, id="a share with a decimal"),
        pytest.param("0.1%", 20_000, 20, id="a small share is exact"),
        pytest.param("100%", 24, 24, id="everybody"),
        pytest.param("10%", 0, 0, id="a share of nobody"),
    ],
)
def test_limit_allows_so_many_users(text: str, users: int, allowed: int) -> None:
    """A number is itself; a share is of the users that there were, and never more than that."""
    assert parse(text).of(users) == allowed


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-1",
        "1.5",
        "ten",
        "5 %",
        "%",
        "101%",
        "100.1%",
        "-5%",
        "1e3",
        "٣",
        "5%%",
        "true",
        "9" * 5000,
        "nan%",
    ],
)
def test_limit_that_can_not_be_read_is_refused(text: str) -> None:
    """What is neither a whole number nor a share up to 100 % is an error, never a guess."""
    with pytest.raises(ValueError, match=r"^neither a number of users nor a share: a whole number of users "):
        parse(text)


@pytest.mark.parametrize("text", ["10", "0", "5%", "2.5%", "100%"])
def test_limit_is_shown_as_it_was_given(text: str) -> None:
    """A limit's text is what the config says."""
    assert str(parse(text)) == text


def test_limit_is_open_only_where_everybody_may_go() -> None:
    """Only the whole share needs no counting: a number is a limit, however large."""
    assert [text for text in ("0", "10", "999999999", "99.9%", "100%", "100.0%") if parse(text).is_open] == [
        "100%",
        "100.0%",
    ]


def test_limit_is_ten_by_default_and_a_value() -> None:
    """Equal limits are one key, as settings need it."""
    assert (DEFAULT, {DEFAULT: 1}[parse("10")]) == (parse("10"), 1)


@pytest.mark.parametrize(
    ("deletions", "limit"),
    [
        pytest.param(Deletions(24, NAMES[:10]), DEFAULT, id="as many as allowed"),
        pytest.param(Deletions(24, []), parse("0"), id="none"),
        pytest.param(Deletions(24, NAMES), parse("100%"), id="everybody"),
        pytest.param(Deletions(24, NAMES[:5], NAMES[5:10]), DEFAULT, id="gone and replaced"),
        pytest.param(Deletions(0, []), parse("5%"), id="a new stack"),
    ],
)
def test_deletions_within_the_limit_go_on(deletions: Deletions, limit: Limit) -> None:
    """What the limit allows is no refusal."""
    assert refusal(deletions, limit) is None


@pytest.mark.parametrize(
    ("deletions", "limit", "expected"),
    [
        pytest.param(
            Deletions(24, NAMES[11::-1]),
            DEFAULT,
            "this run would delete 12 of 24 users, but connect:maxDeletes (10) allows 10; nothing was "
            "changed. To go: user00, user01, user02, user03, user04 and 7 more. If that is meant, allow it "
            "for this run with CONNECT_MAX_DELETES=12",
            id="half a roster",
        ),
        pytest.param(
            Deletions(24, ["zoe"], ["ana"]),
            parse("5%"),
            "this run would delete 2 of 24 users (1 of them to be made anew), but connect:maxDeletes (5%) "
            "allows 1; nothing was changed. To go: zoe, ana. If that is meant, allow it for this run with "
            "CONNECT_MAX_DELETES=2",
            id="gone and replaced",
        ),
        pytest.param(
            Deletions(3000, [f"u{number:04}" for number in range(1500)]),
            parse("0"),
            "this run would delete 1,500 of 3,000 users, but connect:maxDeletes (0) allows 0; nothing was "
            "changed. To go: u0000, u0001, u0002, u0003, u0004 and 1,495 more. If that is meant, allow it "
            "for this run with CONNECT_MAX_DELETES=1500",
            id="thousands",
        ),
    ],
)
def test_deletions_beyond_the_limit_are_refused_in_numbers(
    deletions: Deletions, limit: Limit, expected: str
) -> None:
    """The refusal says how many of how many, how many are allowed, a few names, and the way out."""
    assert refusal(deletions, limit) == expected
