"""What somebody writes by hand for two settings that Connect doesn't have: model, rows, examples."""

from __future__ import annotations

import copy
from typing import Any, Final

RECORD: Final = """
_GREETING: Final = Record(
    "UserGreetingConfigArgs",
    "the greeting for one channel",
    (
        Member("channel"),
        Member("greeting_mode", default="SILENT"),
        Member("greeting_text", "What is said.", default=""),
    ),
    keys=("channel",),
    channels=facts.CHANNELS,
)
"""

ROWS: Final = """
    Section(
        name="greeting",
        text="the greetings of a user, by channel",
        setting="greeting",
        resource="UserGreeting",
        operations=("UpdateUserGreeting",),
        plan=update_record,
        properties=(
            Property(
                "greeting_configs",
                "GreetingConfigs",
                _GREETING.kind(),
                "Greetings, per channel.",
                record=_GREETING,
                in_search=False,
            ),
        ),
    ),
    Section(
        name="wrap_up",
        text="how a user ends contacts",
        setting="wrap-up",
        resource="UserWrapUp",
        nested=True,
        wrapper="WrapUp",
        operations=("UpdateUserWrapUp",),
        plan=update_record,
        properties=(
            Property("wrap_up_code", "WrapUpCode", kinds.TEXT, "The code of a contact.", in_search=False),
        ),
    ),
"""

EXAMPLES: Final = {
    "user_greeting": '"""Greet callers."""\nfrom connect_resources import UserGreeting\n',
    "user_wrap_up": '"""End contacts with a code."""\nfrom connect_resources import UserWrapUp\n',
}

SHAPES: Final[dict[str, Any]] = {
    "GreetingMode": {"type": "string", "enum": ["SILENT", "SHORT", "LONG"]},
    "GreetingText": {"type": "string", "max": 200, "sensitive": True},
    "GreetingConfig": {
        "type": "structure",
        "required": ["Channel", "GreetingMode"],
        "members": {
            "Channel": {"shape": "Channel"},
            "GreetingMode": {"shape": "GreetingMode"},
            "GreetingText": {"shape": "GreetingText"},
        },
    },
    "GreetingConfigs": {"type": "list", "member": {"shape": "GreetingConfig"}},
    "WrapUpCode": {"type": "string", "max": 40},
    "WrapUp": {"type": "structure", "members": {"WrapUpCode": {"shape": "WrapUpCode"}}},
}


def with_settings(model: dict[str, Any]) -> dict[str, Any]:
    """Return botocore's model as it would be if Connect had the settings."""
    grown = copy.deepcopy(model)
    grown["shapes"].update(SHAPES)
    for name, member, shape in (
        ("UpdateUserGreeting", "GreetingConfigs", "GreetingConfigs"),
        ("UpdateUserWrapUp", "WrapUp", "WrapUp"),
    ):
        for holder in ("CreateUserRequest", "User"):
            grown["shapes"][holder]["members"][member] = {"shape": shape}
        operation = copy.deepcopy(grown["operations"]["UpdateUserHierarchy"])
        uri = f"/users/{{InstanceId}}/{{UserId}}/{member}"
        operation |= {"name": name, "http": {"method": "POST", "requestUri": uri}}
        operation["input"] = {"shape": f"{name}Request"}
        request = copy.deepcopy(grown["shapes"]["UpdateUserHierarchyRequest"])
        request["members"].pop("HierarchyGroupId")
        request["members"][member] = {"shape": shape}
        grown["shapes"][f"{name}Request"] = request
        grown["operations"][name] = operation
    return grown
