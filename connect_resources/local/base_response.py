"""What answering has in common for every operation: reading the request, checking it, and paging."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any

from botocore import xform_name
from moto.core.base_backend import BackendDict
from moto.core.model import OperationModel
from moto.core.request import Request
from moto.core.responses import BaseResponse

from .content import check_content
from .exceptions import JSON_HEADERS, Answer, InvalidRequestException
from .models import ConnectBackend
from .pagination import paginate
from .rules import enforce
from .validation import validate

DEFAULT_PAGE_SIZE = 100  # Source: the documentation of member MaxResults in botocore's model
Result = dict[str, Any] | None


class AnyResponse(BaseResponse):
    """Answer one request; a method named like the operation says what it does."""

    def __init__(self, operation: OperationModel, uri_parameters: Mapping[str, str]) -> None:
        """Take the operation that the request's path and method mean, and the parameters in the path."""
        super().__init__(service_name="connect")
        self.automated_parameter_parsing = True
        self.operation = operation
        self._uri_parameters = dict(uri_parameters)
        self.params: dict[str, Any] = {}

    def parse(self, request: Request) -> None:
        """Read the request into params, and find account and region."""
        check_content(request)
        try:
            self.setup_class(request)
        except (AttributeError, TypeError, ValueError) as error:
            raise InvalidRequestException("The request can't be read as the operation's input") from error

    def parse_parameters(self, request: Request) -> None:
        """Read the parameters; those in the path were found with the operation."""
        self.uri_match = self._uri_parameters
        super().parse_parameters(request)

    def _get_action(self) -> str:
        return str(self.operation.name)

    def carry_out(self, backends: BackendDict[ConnectBackend]) -> Answer:
        """Check the parameters, and do what the operation does."""
        validate(self.operation, self.params)
        self.backend = backends[self.current_account][self.region]
        method: Callable[[], Result] = getattr(self, xform_name(self._get_action()))
        with self.backend.lock:
            if "InstanceId" in self.params:
                self.instance = self.backend.get_instance(self.params["InstanceId"])
                if "UserId" in self.params:
                    self.user = self.instance.get_user(self.params["UserId"])
                enforce(self._get_action(), self.params, self.instance)
            result = method()
        return HTTPStatus.OK, JSON_HEADERS, json.dumps(result or {})

    def _page(
        self,
        member: str,
        items: Iterable[tuple[int, Any]],
        show: Callable[[Any], object],
        query: str = "",
    ) -> dict[str, Any]:
        """Show one page of items, of the size that was asked for or else the default."""
        largest: int = self.operation.input_shape.members["MaxResults"].metadata["max"]
        scope = [self._get_action(), self.current_account, self.region, self.params.get("InstanceId"), query]
        page, next_token = paginate(
            items,
            scope=json.dumps(scope),
            token=self.params.get("NextToken"),
            size=self.params.get("MaxResults", min(DEFAULT_PAGE_SIZE, largest)),
        )
        return {member: [show(item) for item in page], **({"NextToken": next_token} if next_token else {})}
