"""What the dynamic providers do: thin, ``pulumi.dynamic`` in, lifecycle out."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeVar, cast

from pulumi.dynamic import (
    CheckFailure,
    CheckResult,
    ConfigureRequest,
    CreateResult,
    DiffResult,
    ReadResult,
    ResourceProvider,
    UpdateResult,
)
from pulumi.dynamic.dynamic import PROVIDER_KEY

from connect_resources.config import Settings, settings_from
from connect_resources.errors import ConnectResourcesError, FleetError
from connect_resources.providers.answer import (
    answer_in_part,
    answer_plainly,
    detail,
    find_context,
    find_urn,
    log_to,
)
from connect_resources.providers.engine import from_engine, report, to_engine
from connect_resources.providers.watch import watch_engine
from connect_resources.service.client import shared_client

if TYPE_CHECKING:
    from connect_resources.lifecycle.base import Lifecycle, Read, Result
    from connect_resources.users.difference import Difference
    from connect_resources.users.shapes import Failure

# A program declares providers and uses none, and a provider's process mostly serves one kind of resource. So
# the verbs are loaded with the first use, which spares each run time that it would wait for.

Verb = TypeVar("Verb", bound=Callable[..., Any])


def _told_plainly(verb: Verb) -> Verb:
    """Show an error of this package as one clean message: the SDK would send a traceback."""

    @functools.wraps(verb)
    def told(*arguments: Any) -> Any:
        try:
            return verb(*arguments)
        except ConnectResourcesError as error:
            if not isinstance(error, _AnsweredError):
                answer_plainly(find_context(), str(error))
            raise error.with_traceback(None) from None

    return cast("Verb", told)


class _AnsweredError(ConnectResourcesError):
    """Report what the engine was told already, in an answer of its own."""


class ConnectProvider(ResourceProvider):
    """Pass the verbs on; holds the settings that the engine configures, and they never reach the state."""

    serialize_as_secret_always = False
    _settings: Settings = Settings()

    @_told_plainly
    def configure(self, req: ConfigureRequest) -> None:
        """Take the engine's settings, before any verb."""
        watch_engine()
        self._settings = settings_from(req.config.get)

    def __getstate__(self) -> None:
        """Leave nothing to store or copy but the class: the settings may hold a secret key."""

    def _lifecycle(self) -> Lifecycle:
        raise NotImplementedError

    @_told_plainly
    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        """Check and complete arguments."""
        inputs, failures = self._lifecycle().check(from_engine(_olds), from_engine(news))
        return CheckResult(to_engine(inputs), [_failure(item) for item in failures])

    @_told_plainly
    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        """Compare state with arguments."""
        return _diff_result(self._lifecycle().diff(from_engine(_olds), from_engine(_news)))

    @_told_plainly
    def create(self, props: dict[str, Any]) -> CreateResult:
        """Make what is declared."""
        made = self._lifecycle().create(from_engine(props)).whole()
        return CreateResult(made.id, made.outputs)

    @_told_plainly
    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        """Read what state holds as Connect holds it now."""
        return _read_result(self._lifecycle().read(id_, from_engine(props)))

    @_told_plainly
    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        """Bring what state holds to the arguments."""
        done = self._lifecycle().update(_id, from_engine(_olds), from_engine(_news)).whole()
        return UpdateResult(done.outputs)

    @_told_plainly
    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        """Remove or restore what state holds."""
        self._lifecycle().delete(_id, from_engine(_props))


def _failure(failure: Failure) -> CheckFailure:
    """Name no property: the engine would print its value, secret or not."""
    return CheckFailure("", str(failure))


def _diff_result(found: Difference) -> DiffResult:
    return DiffResult(
        changes=bool(found),
        replaces=list(found.replaces),
        stables=[],
        delete_before_replace=found.delete_before_replace,
    )


def _read_result(found: Read | None) -> ReadResult:
    if found is None:
        return ReadResult(id_="", outs={})
    return ReadResult(id_=found.id, outs=found.outputs, inputs=found.inputs)


class UserProvider(ConnectProvider):
    """Provide whole users."""

    def _lifecycle(self) -> Lifecycle:
        from connect_resources.lifecycle.user import UserLifecycle  # noqa: PLC0415

        return UserLifecycle(shared_client(self._settings, report), report, find_urn())


class SettingProvider(ConnectProvider):
    """Provide one sub-setting; each subclass names its row of the table."""

    section: ClassVar[str]

    def _lifecycle(self) -> Lifecycle:
        from connect_resources.lifecycle.setting import SettingLifecycle  # noqa: PLC0415
        from connect_resources.users.table import BY_NAME  # noqa: PLC0415

        client = shared_client(self._settings, report)
        return SettingLifecycle(client, BY_NAME[self.section], report, find_urn())


class FleetProvider(ConnectProvider):
    """Provide many users as one resource: what was done for some is kept where others failed."""

    def _lifecycle(self) -> Lifecycle:
        from connect_resources.lifecycle.fleet import FleetLifecycle  # noqa: PLC0415

        urn = find_urn()
        return FleetLifecycle(shared_client(self._settings, report), log_to(urn, report), urn)

    @_told_plainly
    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        """Compare user by user, and tell the engine which of them differ."""
        from connect_resources.lifecycle.fleet_plan import paths_of  # noqa: PLC0415

        found = self._lifecycle().diff(from_engine(_olds), from_engine(_news))
        detail(paths_of(found))
        return _diff_result(found)

    @_told_plainly
    def create(self, props: dict[str, Any]) -> CreateResult:
        """Make the users; what is made is kept."""
        made = self._lifecycle().create(from_engine(props))
        return CreateResult(made.id, self._kept(made, props))

    @_told_plainly
    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        """Delete, change and make users; what is done is kept."""
        done = self._lifecycle().update(_id, from_engine(_olds), from_engine(_news))
        return UpdateResult(self._kept(done, _news))

    @staticmethod
    def _kept(result: Result, props: Mapping[str, Any]) -> dict[str, Any]:
        """Return the outputs of a verb that did everything; else let the engine keep them and fail."""
        error = result.error
        if error is None:
            return result.outputs
        context = find_context()
        if context is None:
            return {**result.outputs, UNREPORTED: True}
        reasons = error.lines if isinstance(error, FleetError) else [str(error)]
        answer_in_part(context, result.id, result.outputs, props[PROVIDER_KEY], reasons)
        raise _AnsweredError(str(error))


UNREPORTED: Final = "unreported"
"""The output that says that users failed and that the engine wasn't told: the program fails then."""


class GuardProvider(ConnectProvider):
    """Say no in check, with the reason that it is given."""

    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        """Fail."""
        return CheckResult(news, [CheckFailure("", str(news["reason"]))])
