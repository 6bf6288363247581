"""The CSV of Connect's own bulk upload, read as it is but for its passwords."""

from __future__ import annotations

from pathlib import Path

import pytest

from connect_resources.errors import RosterError
from connect_resources.roster import RosterRow, read_roster
from connect_resources.roster.csv_file import NO_BULK
from connect_resources.roster.fields import NO_PASSWORDS

HEADER = (
    "first name,last name,email address,password,user login,routing profile name,"
    "security_profile_name_1|security_profile_name_2,phone type (soft/desk),phone number,"
    "soft phone auto accept (yes/no),ACW timeout (seconds)"
)
SAML_HEADER = HEADER.replace("email address,password,", "")
SAMPLE_HEADER = (
    "First Name,Last Name,User Login,Routing Profile Name,Security_Profile_Name,Phone Type,Phone Number,"
    "Soft Phone Auto Accept,ACW timeout,UserHierarchy"
)


def written(folder: Path, *lines: str) -> str:
    """Write a file, and give its path."""
    file = folder / "upload.csv"
    file.write_text("\n".join(lines) + "\n")
    return str(file)


def row(file: str, line: int, name: str, **values: object) -> RosterRow:
    """Return what a line comes to."""
    return RosterRow(line, name, "Sales", ("Agent", "Supervisor"), file=file, **values)  # type: ignore[arg-type]  # mixed


@pytest.mark.parametrize(
    ("header", "lines", "expected"),
    [
        pytest.param(
            HEADER,
            [
                "Ana,López,ana@example.com,,ana,Sales,Agent|Supervisor,soft,,yes,30",
                "Ben,Ito,ben@example.com,,ben,Sales,Agent|Supervisor,desk,+442079460101,no,0",
            ],
            [
                {
                    "name": "ana",
                    "first_name": "Ana",
                    "last_name": "López",
                    "email": "ana@example.com",
                    "phone_type": "SOFT_PHONE",
                    "auto_accept": True,
                    "after_contact_work_time_limit": 30,
                },
                {
                    "name": "ben",
                    "first_name": "Ben",
                    "last_name": "Ito",
                    "email": "ben@example.com",
                    "phone_type": "DESK_PHONE",
                    "desk_phone_number": "+442079460101",
                    "auto_accept": False,
                    "after_contact_work_time_limit": 0,
                },
            ],
            id="template",
        ),
        pytest.param(
            SAML_HEADER,
            ["Ana,López,ana,Sales,Agent|Supervisor,SOFT_PHONE,,YES,"],
            [
                {
                    "name": "ana",
                    "first_name": "Ana",
                    "last_name": "López",
                    "phone_type": "SOFT_PHONE",
                    "auto_accept": True,
                }
            ],
            id="template for SAML",
        ),
        pytest.param(
            SAMPLE_HEADER,
            ["Ana,López,ana,Sales,Agent|Supervisor,DESK_PHONE,+442079460101,,,EMEA/London/Team 1"],
            [
                {
                    "name": "ana",
                    "first_name": "Ana",
                    "last_name": "López",
                    "phone_type": "DESK_PHONE",
                    "desk_phone_number": "+442079460101",
                    "hierarchy_group": "EMEA/London/Team 1",
                }
            ],
            id="AWS's sample",
        ),
    ],
)
def test_bulk_upload_is_read_as_it_is(
    tmp_path: Path, header: str, lines: list[str], expected: list[dict[str, object]]
) -> None:
    """Columns, phone types, switches and hierarchies as the template and AWS's sample have them."""
    file = written(tmp_path, header, *lines)
    wanted = tuple(
        row(file, number, str(values.pop("name")), **values)
        for number, values in enumerate(expected, start=2)
    )
    assert read_roster(file).rows == wanted


def test_bulk_upload_with_passwords_has_a_problem_for_each(tmp_path: Path) -> None:
    """A filled cell is a problem of its row, and its value is nowhere in the text."""
    lines = [
        f"Ana,L,{name}@example.com,{word},{name},Sales,Agent,soft,,no,0" for name, word in PASSWORDS.items()
    ]
    with pytest.raises(RosterError) as caught:
        read_roster(written(tmp_path, HEADER, *lines))
    assert [(one.line, one.field, one.reason) for one in caught.value.problems] == [
        (2, "password", NO_PASSWORDS),
        (3, "password", NO_PASSWORDS),
        (4, "password", NO_PASSWORDS),
    ]
    assert not any(word in str(caught.value) for word in PASSWORDS.values() if word)


def test_bulk_upload_may_have_columns_of_a_roster_beside_its_own(tmp_path: Path) -> None:
    """A team, or tags, need no other file."""
    (tmp_path / "teams.yaml").write_text("care: {hierarchy_group: EMEA}\n")
    header = "user login,routing profile name,security_profile_name_1|security_profile_name_2,team,tags"
    file = written(tmp_path, header, "ana,Sales,Agent|Supervisor,care,site=London")
    (found,) = read_roster(file, teams=str(tmp_path / "teams.yaml")).rows
    wanted = row(file, 2, "ana", hierarchy_group="EMEA", tags=(("site", "London"),), team="care")
    assert found._replace(lines={}) == wanted._replace(lines={})


PASSWORDS = {"ana": "Correct-h0rse", "ben": "Correct-h0rse", "cem": "Other-h0rse", "dan": ""}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(
            [SAML_HEADER, "Ana,L,ana,Sales,Agent|,mobile,12,maybe,x"],
            [
                (2, "after_contact_work_time_limit", "must be a whole number, such as 30"),
                (2, "auto_accept", "must be true or false"),
                (
                    2,
                    "desk_phone_number",
                    "must be an E.164 number: + and up to 15 digits, such as +12065550100",
                ),
                (2, "phone_type", "must be one of SOFT_PHONE, DESK_PHONE"),
                (2, "security_profiles[1]", "has an empty name among its names"),
            ],
            id="values",
        ),
        pytest.param(
            [f"{SAML_HEADER},shoe size", "Ana,L,ana,Sales,Agent,soft,,no,0,42"],
            [(1, "shoe size", NO_BULK)],
            id="another column",
        ),
        pytest.param(
            ["user login,routing profile name", "ana,Sales"],
            [(1, "security_profiles", "the header lacks this column, which every user needs")],
            id="a column is missing",
        ),
    ],
)
def test_bulk_upload_that_is_faulty_says_so_in_the_rosters_words(
    tmp_path: Path, lines: list[str], expected: list[tuple[int, str, str]]
) -> None:
    """Each problem has its line and the roster's name of the field."""
    with pytest.raises(RosterError) as caught:
        read_roster(written(tmp_path, *lines))
    assert [(one.line, one.field, one.reason) for one in caught.value.problems] == expected
