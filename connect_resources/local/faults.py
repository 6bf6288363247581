"""Faults on demand: the next calls of an operation fail, before or after they are carried out."""

from __future__ import annotations

from http import HTTPStatus
from threading import Lock
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from .exceptions import Answer, error_answer


class Fault(BaseModel):
    """Describe how the next calls of one operation fail.

    Attributes:
        operation: the operation that fails.
        code: the error code of the answer.
        status: its HTTP status; by default the one that the model states for the code.
        message: its message; by default one that says whose fault it is.
        times: how many calls fail.
        phase: whether a call fails before or after it is carried out.
        drop: close the connection without an answer, instead of answering with the error.
        body: answer 200 with this text instead of the error, whatever it is: cut, empty or not JSON at all.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    operation: str
    code: str = "InternalServiceException"
    status: int | None = Field(default=None, ge=400, le=599)
    message: str | None = None
    times: int = Field(default=1, ge=1)
    phase: Literal["before", "after"] = "before"
    drop: bool = False
    body: str | None = None

    def answer(self) -> Answer:
        """Write what the call is answered with: an error, or a body that says nothing."""
        if self.body is not None:
            return HTTPStatus.OK, {"Content-Type": "application/json"}, self.body
        message = f"Fault set for {self.operation}" if self.message is None else self.message
        return error_answer(self.code, message, self.status)


FAULTS = TypeAdapter(list[Fault])


class Faults:
    """Hold the faults that are still to come, each operation's in the order they were given."""

    def __init__(self) -> None:
        """Start without faults."""
        self._faults: list[Fault] = []
        self._lock = Lock()

    def add(self, faults: list[Fault]) -> None:
        """Take in more faults."""
        with self._lock:
            for fault in faults:
                self._faults += [fault] * fault.times

    def take(self, operation: str) -> Fault | None:
        """Give the next fault of an operation, once."""
        with self._lock:
            for index, fault in enumerate(self._faults):
                if fault.operation == operation:
                    return self._faults.pop(index)
        return None

    def clear(self) -> None:
        """Forget all faults."""
        with self._lock:
            self._faults.clear()
