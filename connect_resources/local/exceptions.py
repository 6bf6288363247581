"""Errors of the service, in the codes and HTTP statuses of botocore's Connect model."""

from __future__ import annotations

import json
from http import HTTPStatus

from moto.core.exceptions import ServiceException
from moto.core.utils import get_service_model

Answer = tuple[int, dict[str, str], str]

JSON_HEADERS = {"Content-Type": "application/json"}


class InvalidParameterException(ServiceException):
    """Refuse a value that breaks a constraint of the model."""

    code = "InvalidParameterException"


class InvalidRequestException(ServiceException):
    """Refuse a request that breaks a rule between its members or with the instance."""

    code = "InvalidRequestException"


class ResourceNotFoundException(ServiceException):
    """Say that an instance, user, profile or group isn't there."""

    code = "ResourceNotFoundException"


class DuplicateResourceException(ServiceException):
    """Say that a user of that name exists."""

    code = "DuplicateResourceException"


class LimitExceededException(ServiceException):
    """Say that the instance holds as many users as it may."""

    code = "LimitExceededException"


class ThrottlingException(ServiceException):
    """Say that the quota of requests a second is used up."""

    code = "ThrottlingException"
    message = "Rate exceeded"


class UserNotFoundException(ServiceException):
    """Say that no user belongs to the caller's credentials."""

    code = "UserNotFoundException"


class AccessDeniedException(ServiceException):
    """Refuse a search that combines both kinds of filter."""

    code = "AccessDeniedException"


class SerializationException(ServiceException):
    """Refuse a body that can't be read as the operation's input."""

    code = "SerializationException"


class UnsupportedMediaTypeException(ServiceException):
    """Refuse a body that isn't plain JSON."""

    code = "UnsupportedMediaTypeException"


class RequestEntityTooLargeException(ServiceException):
    """Refuse a body that no operation needs."""

    code = "RequestEntityTooLargeException"


class UnknownOperationException(ServiceException):
    """Say that the local Connect doesn't serve this path or operation."""

    code = "UnknownOperationException"


_STATUS_OUTSIDE_MODEL = {
    UnknownOperationException.code: HTTPStatus.NOT_IMPLEMENTED,
    UnsupportedMediaTypeException.code: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    RequestEntityTooLargeException.code: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "InternalFailure": HTTPStatus.INTERNAL_SERVER_ERROR,
    "ServiceUnavailable": HTTPStatus.SERVICE_UNAVAILABLE,
}


def status_of(code: str) -> int:
    """Read the HTTP status of an error code from the model; 400 for a code it doesn't have."""
    if code in _STATUS_OUTSIDE_MODEL:
        return _STATUS_OUTSIDE_MODEL[code]
    for shape in get_service_model("connect").error_shapes:
        if shape.name == code:
            return int(shape.metadata["error"]["httpStatusCode"])
    return HTTPStatus.BAD_REQUEST


def error_answer(code: str, message: str, status: int | None = None) -> Answer:
    """Write an error as the rest-json protocol carries it: the code in a header, the message in the body."""
    headers = {**JSON_HEADERS, "x-amzn-ErrorType": code}
    return status_of(code) if status is None else status, headers, json.dumps({"Message": message})
