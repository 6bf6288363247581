"""The JSON Schema of a roster, held against what the reader takes and refuses."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from connect_resources.errors import RosterError
from connect_resources.roster import inspect_roster
from connect_resources.roster.fields import BY_NAME, FIELDS, ONCE, Form
from connect_resources.roster.record import clean
from connect_resources.roster.schema import build_schema
from tools.local_connect import ROOT

SCHEMA = build_schema()
VALIDATOR = Draft202012Validator(SCHEMA)
ROW = {"name": "ana", "routing_profile": "Sales", "security_profiles": ["Agent"]}


def schema_takes(roster: Any) -> bool:
    """Tell whether the schema takes a roster, as an editor has it: keys are texts."""
    return bool(VALIDATOR.is_valid(json.loads(json.dumps(roster))))


def reader_takes(roster: Any) -> bool:
    """Tell whether the reader takes a roster."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "roster.yaml"
        file.write_text(yaml.safe_dump(roster, allow_unicode=True, sort_keys=False))
        try:
            return not inspect_roster(str(file))[1]
        except RosterError:
            return False


def test_schema_is_one_of_its_draft() -> None:
    """The schema itself holds to draft 2020-12, and each field says what it is."""
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert list(SCHEMA["$defs"]) == [field.name for field in FIELDS]
    assert all(field["description"].endswith(".") for field in SCHEMA["$defs"].values())
    assert SCHEMA["properties"]["set_once"]["items"]["enum"] == list(ONCE)
    assert SCHEMA["properties"]["users"]["items"]["required"] == ["name"]


def _patterns(schema: Any) -> set[str]:
    if isinstance(schema, list):
        return set().union(*map(_patterns, schema))
    if not isinstance(schema, dict):
        return set()
    own = {schema["pattern"]} if isinstance(schema.get("pattern"), str) else set()
    return own.union(*map(_patterns, schema.values()))


def test_schema_patterns_are_read_alike_everywhere() -> None:
    r"""They hold to what ECMA 262 and Python read in the same way: no classes such as \p{L}, no flags."""
    refused = re.escape("").join(f"\\u{code:04x}" for code in range(128) if not _may_stand_in_a_key(code))
    assert _patterns(SCHEMA) == {
        r"\S",
        r"^(?:\+[1-9]\d{1,14})$",
        r"^(?:\+[1-9]\d{1,14})?$",
        r"^(?:(?=^.{0,265}$)[a-zA-Z0-9._%+-]+@[a-zA-Z0-9.-]+\.[a-zA-Z]{2,63})?$",
        f"^(?!aws:)[^{refused}]*$",
    }


def _may_stand_in_a_key(code: int) -> bool:
    return chr(code).isalnum() or chr(code) in " _.:/=+-@"


def _rosters_of_the_repository() -> list[Any]:
    """Return the rosters in stacks, and those that the documentation shows."""
    files = sorted((ROOT / "stacks").glob("*.users.yaml"))
    texts = [(file.name, file.read_text()) for file in files]
    for page in sorted((ROOT / "docs").rglob("*.md")):
        blocks = re.findall(r"^```yaml\n(.*?)^```", page.read_text(), re.DOTALL | re.MULTILINE)
        texts += [(page.name, block) for block in blocks if re.search("^users:", block, re.MULTILINE)]
    return [pytest.param(text, id=f"{number} {name}") for number, (name, text) in enumerate(texts)]


@pytest.mark.parametrize("text", _rosters_of_the_repository())
def test_schema_takes_every_roster_of_the_repository(text: str) -> None:
    """What the stacks hold and the guides show is underlined in no editor."""
    assert list(VALIDATOR.iter_errors(yaml.safe_load(text))) == []


VOICE = {"channel": "VOICE"}
DESK = {**VOICE, "phone_type": "DESK_PHONE"}
PHONE = {"phone_type": "SOFT_PHONE"}
AUTO = {"auto_accept_configs": [{**VOICE, "auto_accept": True}]}
SKILL = {"attribute_name": "Language", "attribute_value": "German", "level": 4}

BROKEN: dict[str, Any] = {
    "no map": [],
    "no users": {},
    "users null": {"users": None},
    "users a map": {"users": {}},
    "user a text": {"users": ["ana"]},
    "unknown key at the top": {"users": [], "user": []},
    "unknown field": {"users": [{**ROW, "e-mail": "a@example.com"}]},
    "password": {"users": [{**ROW, "password": "Secret123"}]},
    "no name": {"users": [{"routing_profile": "Sales", "security_profiles": ["Agent"]}]},
    "name null": {"users": [{**ROW, "name": None}]},
    "name empty": {"users": [{**ROW, "name": ""}]},
    "name of spaces": {"users": [{**ROW, "name": "  "}]},
    "name too long": {"users": [{**ROW, "name": "a" * 101}]},
    "name a number": {"users": [{**ROW, "name": 7}]},
    "first name too long": {"users": [{**ROW, "first_name": "a" * 256}]},
    "number in digits": {"users": [{**ROW, "mobile": 442079460101}]},
    "number without plus": {"users": [{**ROW, "mobile": "442079460101"}]},
    "secondary e-mail": {"users": [{**ROW, "secondary_email": "nobody"}]},
    "routing profile empty": {"users": [{**ROW, "routing_profile": ""}]},
    "security profiles a text": {"users": [{**ROW, "security_profiles": "Agent"}]},
    "security profiles empty": {"users": [{**ROW, "security_profiles": []}]},
    "security profiles twice": {"users": [{**ROW, "security_profiles": ["Agent", "Agent"]}]},
    "eleven security profiles": {"users": [{**ROW, "security_profiles": [f"P{n}" for n in range(11)]}]},
    "security profile null": {"users": [{**ROW, "security_profiles": [None]}]},
    "phone type": {"users": [{**ROW, "phone_type": "HARD_PHONE"}]},
    "switch as text": {"users": [{**ROW, "auto_accept": "true"}]},
    "seconds below 0": {"users": [{**ROW, "after_contact_work_time_limit": -1}]},
    "seconds too many": {"users": [{**ROW, "after_contact_work_time_limit": 2_000_001}]},
    "seconds as text": {"users": [{**ROW, "after_contact_work_time_limit": "30"}]},
    "seconds with a fraction": {"users": [{**ROW, "after_contact_work_time_limit": 1.5}]},
    "tags a list": {"users": [{**ROW, "tags": ["site"]}]},
    "tag of AWS": {"users": [{**ROW, "tags": {"aws:x": "y"}}]},
    "tag key": {"users": [{**ROW, "tags": {"a#b": "y"}}]},
    "tag key empty": {"users": [{**ROW, "tags": {"": "y"}}]},
    "tag key too long": {"users": [{**ROW, "tags": {"a" * 129: "y"}}]},
    "tag value a number": {"users": [{**ROW, "tags": {"a": 1}}]},
    "tag value too long": {"users": [{**ROW, "tags": {"a": "b" * 257}}]},
    "tags too many": {"users": [{**ROW, "tags": {f"a{n}": "" for n in range(51)}}]},
    "level 6": {"users": [{**ROW, "proficiencies": [{**SKILL, "level": 6}]}]},
    "level 1.5": {"users": [{**ROW, "proficiencies": [{**SKILL, "level": 1.5}]}]},
    "level missing": {"users": [{**ROW, "proficiencies": [{"attribute_name": "a", "attribute_value": "b"}]}]},
    "proficiency unknown": {"users": [{**ROW, "proficiencies": [{**SKILL, "grade": 1}]}]},
    "proficiency empty": {"users": [{**ROW, "proficiencies": [{**SKILL, "attribute_name": ""}]}]},
    "lists beside phone fields": {"users": [{**ROW, **AUTO, **PHONE}]},
    "lists beside phone fields of defaults": {"users": [], "defaults": {**AUTO, **PHONE}},
    "channel": {"users": [{**ROW, "auto_accept_configs": [{"channel": "FAX", "auto_accept": True}]}]},
    "channel missing": {"users": [{**ROW, "auto_accept_configs": [{"auto_accept": True}]}]},
    "voice alone": {
        "users": [
            {**ROW, "persistent_connection_configs": [{"channel": "CHAT", "persistent_connection": True}]}
        ]
    },
    "entry's value missing": {"users": [{**ROW, "auto_accept_configs": [VOICE]}]},
    "entry's value null": {"users": [{**ROW, "auto_accept_configs": [{**VOICE, "auto_accept": None}]}]},
    "entry's field unknown": {
        "users": [{**ROW, "auto_accept_configs": [{**VOICE, "auto_accept": True, "x": 1}]}]
    },
    "desk phone without number": {"users": [{**ROW, "phone_number_configs": [DESK]}]},
    "desk phone with null": {"users": [{**ROW, "phone_number_configs": [{**DESK, "phone_number": None}]}]},
    "seconds in an entry": {
        "users": [
            {
                **ROW,
                "after_contact_work_configs": [
                    {**VOICE, "after_contact_work_config": {"after_contact_work_time_limit": -1}}
                ],
            }
        ]
    },
    "defaults a list": {"users": [], "defaults": []},
    "defaults with a name": {"users": [], "defaults": {"name": "ana"}},
    "teams a list": {"users": [], "teams": []},
    "team a text": {"users": [], "teams": {"sales": "x"}},
    "team without name": {"users": [], "teams": {" ": {}}},
    "team in a team": {"users": [], "teams": {"sales": {"team": "other"}}},
    "unknown field of a team": {"users": [], "teams": {"sales": {"colour": "red"}}},
    "set once a text": {"users": [], "set_once": "email"},
    "set once unknown": {"users": [], "set_once": ["emails"]},
    "set once the name": {"users": [], "set_once": ["name"]},
}


@pytest.mark.parametrize("roster", BROKEN.values(), ids=BROKEN)
def test_schema_refuses_what_the_reader_refuses(roster: Any) -> None:
    """Each sort of mistake that a schema can say is one in the editor already."""
    assert (reader_takes(roster), schema_takes(roster)) == (False, False)


SOUND: dict[str, Any] = {
    "nobody": {"users": []},
    "anchors": {"x-sales": {"anything": [1, None]}, "users": [ROW]},
    "nulls": {
        "defaults": {"name": None, **{field.name: None for field in FIELDS if field.name != "name"}},
        "teams": {"sales": None, "leeds": {"team": None, "name": None}},
        "set_once": None,
        "users": [{**{field.name: None for field in FIELDS}, **ROW}],
    },
    "nothing at the top": {"defaults": None, "teams": None, "users": [ROW]},
    "required of the defaults": {
        "defaults": {"routing_profile": "Sales", "security_profiles": ["Agent"]},
        "users": [{"name": "ana"}],
    },
    "required of the team": {
        "teams": {"sales": {"routing_profile": "Sales", "security_profiles": ["Agent"]}},
        "users": [{"name": "ana", "team": "sales"}],
    },
    "cleared": {
        "users": [
            {
                **ROW,
                **dict.fromkeys(["email", "secondary_email", "mobile", "desk_phone_number"], ""),
                "hierarchy_group": "-",
                "tags": {},
                "proficiencies": [],
            }
        ]
    },
    "no team, whatever the default": {
        "defaults": {"team": "sales"},
        "teams": {"sales": {}},
        "users": [{**ROW, "team": ""}],
    },
    "lists beside nothing": {"users": [{**ROW, **AUTO, "phone_type": None}]},
    "lists over the defaults": {"defaults": PHONE, "users": [{**ROW, **AUTO}]},
    "tag of letters": {"users": [{**ROW, "tags": {"Größe_1.:/=+-@ ": ""}}]},
    "level in whole": {"users": [{**ROW, "proficiencies": [{**SKILL, "level": 4.0}]}]},
    "set once": {"set_once": list(ONCE), "users": [ROW]},
}


@pytest.mark.parametrize("roster", SOUND.values(), ids=SOUND)
def test_schema_takes_what_the_reader_takes(roster: Any) -> None:
    """Nothing that is right is underlined."""
    assert (reader_takes(roster), schema_takes(roster)) == (True, True)


TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs", "Cc"], max_codepoint=0xFFFF), max_size=12).map(clean),
    st.sampled_from(["", "-", "+442079460101", "a@example.com", "yes", "SOFT_PHONE", "VOICE", "a" * 300]),
    st.sampled_from(["a" * size for size in (100, 101, 255, 256)]),
)
SHORT = st.text("aé ñ-_@", max_size=6).map(clean)
PLAIN = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 2_000_001),
    st.sampled_from([0.5, 1.5, 2_000_000, 2_000_001]),
    TEXTS,
)
ENTRIES = st.dictionaries(
    st.sampled_from(
        [
            *("channel", "auto_accept", "agent_first_callback_auto_accept", "phone_type", "phone_number"),
            *("persistent_connection", "voice_enhancement_mode", "after_contact_work_config", "level"),
            *("attribute_name", "attribute_value", "agent_first_callback_after_contact_work_config"),
        ]
    ),
    st.one_of(PLAIN, st.just({}), st.builds(lambda limit: {"after_contact_work_time_limit": limit}, PLAIN)),
    max_size=4,
)
RIGHT = {
    "auto_accept_configs": st.fixed_dictionaries(
        {"channel": st.sampled_from(["VOICE", "CHAT", "FAX"]), "auto_accept": st.booleans()},
        optional={"agent_first_callback_auto_accept": PLAIN},
    ),
    "phone_number_configs": st.fixed_dictionaries(
        {"channel": st.just("VOICE"), "phone_type": st.sampled_from(["DESK_PHONE", "SOFT_PHONE"])},
        optional={"phone_number": PLAIN},
    ),
    "proficiencies": st.fixed_dictionaries(
        {"attribute_name": TEXTS, "attribute_value": TEXTS, "level": st.integers(0, 6)}
    ),
}


OWN = {
    "secondary_email": ["a@example.com"],
    "mobile": ["+442079460101"],
    "phone_type": ["SOFT_PHONE", "DESK_PHONE"],
    "desk_phone_number": ["+442079460101"],
}


def _values(name: str) -> st.SearchStrategy[Any]:
    """Give what a field may hold: most often what it is for, else anything."""
    # One entry of a list: two may be one thing, which a schema can't say.
    entries = st.lists(st.one_of(RIGHT.get(name, ENTRIES), ENTRIES, PLAIN), max_size=1)
    tags = st.dictionaries(TEXTS.filter(str.isascii), st.one_of(TEXTS, PLAIN), max_size=2)
    anything = st.one_of(PLAIN, st.lists(TEXTS, max_size=2), entries, tags)
    form = {
        Form.NAMES: st.lists(SHORT, max_size=2),
        Form.TAGS: st.dictionaries(SHORT, SHORT, max_size=2),
        Form.BOOLEAN: st.booleans(),
        Form.NUMBER: st.integers(-1, 2_000_001),
        Form.RECORDS: entries,
        Form.PROFICIENCIES: entries,
    }
    right = form.get(BY_NAME[name].form, st.sampled_from(["", *OWN[name]]) if name in OWN else TEXTS)
    return st.sampled_from([right] * 5 + [anything]).flatmap(lambda chosen: chosen)


NAMES = [field.name for field in FIELDS if field.name not in {"name", "team"}]


def _row(names: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({name: _values(name) for name in names}).filter(
        # A number that isn't there may come from the defaults, so that the schema can't ask for it.
        lambda row: row.get("phone_type") != "DESK_PHONE"
    )


ROWS = st.lists(st.sampled_from(NAMES), max_size=2, unique=True).flatmap(_row)


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(["ana", "ben", "a" * 100, "Zoë", None, "", 7, "a" * 101]), ROWS, ROWS)
def test_schema_and_reader_agree_on_any_roster(
    name: Any, user: dict[str, Any], defaults: dict[str, Any]
) -> None:
    """Whatever a user and the defaults hold, the schema takes it exactly if the reader does."""
    needed = {"routing_profile": "Sales", "security_profiles": ["Agent"]}
    given = {key: value for key, value in user.items() if value is not None or key not in needed}
    roster = {"defaults": defaults, "users": [{**needed, **given, "name": name}]}
    assert schema_takes(roster) == reader_takes(roster)
