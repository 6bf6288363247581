"""Phone settings beside lists of channels: what one call would overwrite is read first and sent along."""

from __future__ import annotations

from typing import Any

import pytest

from tests.lifecycle.harness import MANAGED, Place, Stack, of_both_kinds, setting_lifecycle
from tests.lifecycle.plain import ARGS, PHONE

pytestmark = of_both_kinds
ALL = ("VOICE", "CHAT", "TASK", "EMAIL")
VOICE_ENHANCEMENT = [{"Channel": "VOICE", "VoiceEnhancementMode": "NOISE_SUPPRESSION"}]
CHAT_ACCEPTS = [{"Channel": "CHAT", "AutoAccept": True}]
WITH_LISTS: dict[str, Any] = {
    "AutoAcceptConfigs": CHAT_ACCEPTS,
    "AfterContactWorkConfigs": [
        {"Channel": "VOICE", "AfterContactWorkConfig": {"AfterContactWorkTimeLimit": 30}},
        {"Channel": "EMAIL", "AfterContactWorkConfig": {"AfterContactWorkTimeLimit": 90}},
    ],
    "VoiceEnhancementConfigs": VOICE_ENHANCEMENT,
}
ACCEPTED = [{"Channel": channel, "AutoAccept": True} for channel in ALL]
LISTS = (
    "AutoAcceptConfigs",
    "AfterContactWorkConfigs",
    "PhoneNumberConfigs",
    "PersistentConnectionConfigs",
    "VoiceEnhancementConfigs",
)


def shown(place: Place, user_id: str) -> dict[str, Any]:
    """Return what DescribeUser shows of phone and lists."""
    found = place.user(user_id)
    return {name: found[name] for name in ("PhoneConfig", *LISTS) if name in found}


def acw(**seconds: int) -> list[dict[str, Any]]:
    """Return a list of after contact work, in the API's form."""
    return [
        {"Channel": channel, "AfterContactWorkConfig": {"AfterContactWorkTimeLimit": limit}}
        for channel, limit in seconds.items()
    ]


def test_phone_setting_keeps_the_lists_of_other_channels_and_restores(place: Place) -> None:
    """UserPhoneConfig on a user with lists writes VOICE alone, with one call; delete leads back exactly."""
    user_id = place.make_user(**WITH_LISTS)
    before = shown(place, user_id)
    stack = Stack(place, setting_lifecycle("phone_config"))
    args = {"instance_id": MANAGED, "user_id": user_id, "auto_accept": True}
    _, calls = place.counted(lambda: stack.up(args))
    assert calls == ("DescribeUser", "UpdateUserConfig")
    assert shown(place, user_id) == {
        **before,
        "PhoneConfig": {**before["PhoneConfig"], "AutoAccept": True},
        "AutoAcceptConfigs": [{"Channel": "VOICE", "AutoAccept": True}, *CHAT_ACCEPTS],
    }
    _, calls = place.counted(stack.destroy)
    assert (calls, shown(place, user_id)) == (("DescribeUser", "UpdateUserConfig"), before)


def test_phone_setting_keeps_what_an_entry_for_voice_holds_beside(place: Place) -> None:
    """The entry for VOICE may say more than PhoneConfig does: that stays, whatever PhoneConfig comes to."""
    entry = {"Channel": "VOICE", "AutoAccept": True, "AgentFirstCallbackAutoAccept": True}
    user_id = place.make_user(AutoAcceptConfigs=[entry], VoiceEnhancementConfigs=VOICE_ENHANCEMENT)
    stack = Stack(place, setting_lifecycle("phone_config"))
    stack.up({"instance_id": MANAGED, "user_id": user_id, "auto_accept": False})
    assert shown(place, user_id) == {
        "PhoneConfig": PHONE,
        "AutoAcceptConfigs": [{**entry, "AutoAccept": False}],
        "VoiceEnhancementConfigs": VOICE_ENHANCEMENT,
    }
    stack.destroy()
    assert shown(place, user_id)["AutoAcceptConfigs"] == [entry]


def test_phone_setting_speaks_for_all_channels_in_lists_that_say_the_same(place: Place) -> None:
    """One list of the user's own, such as voice enhancement, doesn't keep the others from following."""
    user_id = place.make_user(VoiceEnhancementConfigs=VOICE_ENHANCEMENT)
    before = shown(place, user_id)
    stack = Stack(place, setting_lifecycle("phone_config"))
    stack.up({"instance_id": MANAGED, "user_id": user_id, "auto_accept": True})
    assert shown(place, user_id) == {
        "PhoneConfig": {**PHONE, "AutoAccept": True},
        "AutoAcceptConfigs": ACCEPTED,
        "VoiceEnhancementConfigs": VOICE_ENHANCEMENT,
    }
    stack.destroy()
    assert shown(place, user_id) == before


def test_phone_setting_of_a_user_without_lists_speaks_for_all_channels(place: Place) -> None:
    """Where no channel has settings of its own, UpdateUserPhoneConfig sets them alike, as ever."""
    user_id = place.make_user(AutoAcceptConfigs=[{"Channel": channel, "AutoAccept": True} for channel in ALL])
    stack = Stack(place, setting_lifecycle("phone_config"))
    args = {"instance_id": MANAGED, "user_id": user_id, "auto_accept": False}
    _, calls = place.counted(lambda: stack.up(args))
    assert (calls, shown(place, user_id)) == (
        ("DescribeUser", "UpdateUserPhoneConfig"),
        {"PhoneConfig": PHONE},
    )


def test_user_with_phone_config_keeps_lists_that_it_does_not_manage(place: Place) -> None:
    """A ConnectUser whose phone settings change leaves lists that somebody made for channels."""
    stack = Stack(place)
    phone: dict[str, Any] = {
        "phone_type": "SOFT_PHONE",
        "auto_accept": False,
        "after_contact_work_time_limit": 30,
        "persistent_connection": False,
    }
    stack.up({**ARGS, "phone_config": phone})
    lists: dict[str, Any] = {"AfterContactWorkConfigs": acw(VOICE=30, CHAT=90)}
    place.outside("update_user_config", InstanceId=MANAGED, UserId=stack.user_id, **lists)
    changed = {**ARGS, "phone_config": {**phone, "auto_accept": True}}
    _, calls = place.counted(lambda: stack.up(changed))
    assert [call for call in calls if call != "DescribeInstance"] == ["DescribeUser", "UpdateUserConfig"]
    assert shown(place, stack.user_id) == {
        "PhoneConfig": {**PHONE, "AutoAccept": True, "AfterContactWorkTimeLimit": 30},
        "AutoAcceptConfigs": ACCEPTED,
        **lists,
    }
    stack.refresh()
    assert stack.preview(changed) == ()


@pytest.mark.parametrize(
    "list_name",
    ["auto_accept_configs", "persistent_connection_configs", "voice_enhancement_configs"],
)
def test_lists_setting_sends_what_phone_config_comes_to_along(place: Place, list_name: str) -> None:
    """UserConfig with one list leaves what the user has by its phone settings, in and out."""
    user_id = place.make_user(PhoneConfig={**PHONE, "AfterContactWorkTimeLimit": 60})
    values = {
        "auto_accept_configs": {"channel": "CHAT", "auto_accept": True},
        "persistent_connection_configs": {"channel": "VOICE", "persistent_connection": True},
        "voice_enhancement_configs": {"channel": "VOICE", "voice_enhancement_mode": "VOICE_ISOLATION"},
    }
    stack = Stack(place, setting_lifecycle("config"))
    stack.up({"instance_id": MANAGED, "user_id": user_id, list_name: [values[list_name]]})
    derived = acw(VOICE=60, CHAT=60, TASK=60, EMAIL=60)
    assert shown(place, user_id)["AfterContactWorkConfigs"] == derived
    stack.destroy()
    assert shown(place, user_id) == {
        "PhoneConfig": {**PHONE, "AfterContactWorkTimeLimit": 60},
        "AfterContactWorkConfigs": derived,
    }
