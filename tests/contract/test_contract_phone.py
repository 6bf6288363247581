"""The two views of a user's phone settings."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.contract.local_server import MANAGED, LocalServer, Place

DESK = {
    "PhoneType": "DESK_PHONE",
    "AutoAccept": True,
    "AfterContactWorkTimeLimit": 30,
    "DeskPhoneNumber": "+442071838750",
    "PersistentConnection": True,
}
DEFAULTS = {
    "PhoneType": "SOFT_PHONE",
    "AutoAccept": False,
    "AfterContactWorkTimeLimit": 0,
    "PersistentConnection": False,
}
LISTS: dict[str, Any] = {
    "AutoAcceptConfigs": [
        {"Channel": "VOICE", "AutoAccept": True, "AgentFirstCallbackAutoAccept": True},
        {"Channel": "CHAT", "AutoAccept": False},
    ],
    "AfterContactWorkConfigs": [
        {"Channel": "VOICE", "AfterContactWorkConfig": {"AfterContactWorkTimeLimit": 30}},
        {
            "Channel": "CHAT",
            "AfterContactWorkConfig": {"AfterContactWorkTimeLimit": 60},
            "AgentFirstCallbackAfterContactWorkConfig": {"AfterContactWorkTimeLimit": 15},
        },
    ],
    "PhoneNumberConfigs": [{"Channel": "VOICE", "PhoneType": "DESK_PHONE", "PhoneNumber": "+442071838750"}],
    "PersistentConnectionConfigs": [{"Channel": "VOICE", "PersistentConnection": True}],
    "VoiceEnhancementConfigs": [{"Channel": "VOICE", "VoiceEnhancementMode": "VOICE_ISOLATION"}],
}


def test_update_phone_config_resets_members_left_out(place: Place) -> None:
    """UpdateUserPhoneConfig replaces the whole record: what it leaves out goes to its default."""
    user_id = place.create("ada", PhoneConfig=DESK)
    place.update("update_user_phone_config", user_id, PhoneConfig={"PhoneType": "SOFT_PHONE"})
    assert _phone(place, user_id) == {"PhoneConfig": DEFAULTS}


def test_lists_at_creation_show_their_voice_entries_as_phone_config(place: Place) -> None:
    """Lists show as they were given, and PhoneConfig shows what they say for VOICE."""
    user_id = place.create("ada", **LISTS)
    assert _phone(place, user_id) == {**LISTS, "PhoneConfig": DESK}


def test_update_config_replaces_given_lists_and_leaves_others(place: Place) -> None:
    """UpdateUserConfig replaces the lists that it names; an empty one is cleared; the rest stays."""
    user_id = place.create("ada", **LISTS)
    chat = [{"Channel": "CHAT", "AutoAccept": True}]
    place.update("update_user_config", user_id, AutoAcceptConfigs=chat, PersistentConnectionConfigs=[])
    expected = {**LISTS, "AutoAcceptConfigs": chat}
    del expected["PersistentConnectionConfigs"]
    phone = {**DESK, "AutoAccept": False, "PersistentConnection": False}
    assert _phone(place, user_id) == {**expected, "PhoneConfig": phone}


@pytest.mark.parametrize("chosen_by", ["option", "seed", "instance"])
def test_update_config_that_is_strict_empties_lists_left_out(
    serve: Callable[..., LocalServer], tmp_path: Path, chosen_by: str
) -> None:
    """With --strict-config, or a seed that says so, a list left out is emptied, PhoneConfig with it."""
    running = serve(*_strict_options(chosen_by, tmp_path / "seed.json"))
    place = Place(running, "eu-west-2", running.client())
    user_id = place.create("ada", **LISTS)
    chat = [{"Channel": "CHAT", "AutoAccept": True}]
    place.update("update_user_config", user_id, AutoAcceptConfigs=chat)
    assert _phone(place, user_id) == {"AutoAcceptConfigs": chat, "PhoneConfig": DEFAULTS}


def test_update_config_is_strict_only_where_the_seed_says_so(
    serve: Callable[..., LocalServer], tmp_path: Path
) -> None:
    """An instance's own choice goes before the file's."""
    seed = tmp_path / "seed.json"
    kept = {"id": MANAGED, "alias": "meridian-support", "identity_management": "CONNECT_MANAGED"}
    seed.write_text(json.dumps({"strict_config": True, "instances": [{**kept, "strict_config": False}]}))
    running = serve("--seed", str(seed))
    place = Place(running, "eu-west-2", running.client())
    user_id = place.create("ada", **LISTS)
    place.update("update_user_config", user_id, AutoAcceptConfigs=LISTS["AutoAcceptConfigs"])
    assert _phone(place, user_id) == {**LISTS, "PhoneConfig": DESK}


def _strict_options(chosen_by: str, seed: Path) -> tuple[str, ...]:
    """Give the options that make the managed instance strict, by a flag or by a seed file."""
    if chosen_by == "option":
        return ("--strict-config",)
    managed = {"id": MANAGED, "alias": "meridian-support", "identity_management": "CONNECT_MANAGED"}
    of_all: dict[str, Any] = {"strict_config": True, "instances": []}
    of_one = {"instances": [{**managed, "strict_config": True}]}
    seed.write_text(json.dumps(of_all if chosen_by == "seed" else of_one))
    return ("--seed", str(seed))


def test_update_phone_config_speaks_for_every_channel(place: Place) -> None:
    """PhoneConfig takes the place of the lists, but for voice enhancement, which it doesn't have."""
    user_id = place.create("ada", **LISTS)
    place.update("update_user_phone_config", user_id, PhoneConfig=DESK)
    assert _phone(place, user_id) == {
        "PhoneConfig": DESK,
        "VoiceEnhancementConfigs": LISTS["VoiceEnhancementConfigs"],
    }


def test_phone_config_with_a_list_for_another_field_is_taken(place: Place) -> None:
    """PhoneConfig and a list may come together where they don't speak of the same field."""
    chat = [{"Channel": "CHAT", "AutoAccept": True}]
    user_id = place.create("ada", PhoneConfig={"PhoneType": "SOFT_PHONE"}, AutoAcceptConfigs=chat)
    assert _phone(place, user_id)["AutoAcceptConfigs"] == chat


def test_search_shows_after_contact_work_in_milliseconds(place: Place) -> None:
    """SearchUsers shows the same settings, with milliseconds for seconds at every depth."""
    place.create("ada", **LISTS)
    (found,) = place.client.search_users(InstanceId=MANAGED)["Users"]
    assert found["PhoneConfig"] == {**DESK, "AfterContactWorkTimeLimit": 30_000}
    assert found["AfterContactWorkConfigs"] == [
        {"Channel": "VOICE", "AfterContactWorkConfig": {"AfterContactWorkTimeLimit": 30_000}},
        {
            "Channel": "CHAT",
            "AfterContactWorkConfig": {"AfterContactWorkTimeLimit": 60_000},
            "AgentFirstCallbackAfterContactWorkConfig": {"AfterContactWorkTimeLimit": 15_000},
        },
    ]


def _phone(place: Place, user_id: str) -> dict[str, Any]:
    shown = place.describe(user_id)
    return {name: value for name, value in shown.items() if name == "PhoneConfig" or name.endswith("Configs")}
