"""Hold every answer against botocore's model: its members, their types, and the errors it may carry."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from botocore.model import OperationModel, Shape

_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "long": (int,),
    "float": (int, float),
    "boolean": (bool,),
    "timestamp": (int, float),
}


def check_answers(client: Any) -> None:
    """Let a client check every answer that it gets."""
    client.meta.events.register("before-parse.connect", _check_answer)


def _check_answer(operation_model: OperationModel, response_dict: Mapping[str, Any], **_: Any) -> None:
    body = json.loads(response_dict["body"] or b"{}")
    headers = response_dict["headers"]
    assert "Date" in headers, "an answer without a date"
    code = headers.get("x-amzn-ErrorType")
    if code is None:
        assert list(_strange(operation_model.output_shape, body, operation_model.name)) == []
    else:
        assert body.keys() == {"Message"}
        _check_status(operation_model, code, response_dict["status_code"])


def _check_status(operation_model: OperationModel, code: str, status: int) -> None:
    """Compare a status with the one that the model states, if the operation declares the error."""
    for shape in operation_model.error_shapes:
        if shape.name == code:
            assert status == shape.metadata["error"]["httpStatusCode"]


def _strange(shape: Shape | None, value: Any, path: str) -> Iterator[str]:
    """Yield what the model doesn't have at this place."""
    if shape is None:
        if value:
            yield f"{path}: an answer without members"
    elif shape.type_name == "structure":
        yield from (f"{path}.{name}: no such member" for name in value.keys() - shape.members.keys())
        for name in value.keys() & shape.members.keys():
            yield from _strange(shape.members[name], value[name], f"{path}.{name}")
    elif shape.type_name == "list":
        for item in value:
            yield from _strange(shape.member, item, f"{path}[]")
    elif shape.type_name == "map":
        for item in value.values():
            yield from _strange(shape.value, item, f"{path}{{}}")
    elif not isinstance(value, _TYPES[shape.type_name]):
        yield f"{path}: {type(value).__name__} instead of {shape.type_name}"
