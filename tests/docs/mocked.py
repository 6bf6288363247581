"""Run a program under Pulumi's mocks in a process of its own, and tell what it registered.

``python -m tests.docs.mocked PROGRAM`` takes ``{type: {name: outputs}}`` as JSON on its standard input and
prints ``{type: {name: inputs}}``.
"""

from __future__ import annotations

import json
import os
import runpy
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pulumi
from pulumi.dynamic.dynamic import PROVIDER_KEY

from tools.stack import ROOT

Registered = dict[str, dict[str, dict[str, Any]]]
SECRET_KEY = "4dabf18193072939515e22adb298388d"


class Mocks(pulumi.runtime.Mocks):
    """Answer with the outputs that were given, and keep the inputs."""

    def __init__(self, outputs: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> None:
        self._outputs = outputs
        self.registered: Registered = {}

    def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        inputs = {key: value for key, value in args.inputs.items() if key != PROVIDER_KEY}
        self.registered.setdefault(args.typ, {})[args.name] = _plain(inputs)
        outputs = self._outputs.get(args.typ, {}).get(args.name, {})
        return outputs.get("id", f"{args.name}-id"), {**args.inputs, **outputs}

    def call(self, args: pulumi.runtime.MockCallArgs) -> tuple[dict[Any, Any], list[tuple[str, str]]]:
        return dict(self._outputs[args.token][args.args["name"]]), []


def _plain(value: Any) -> Any:
    """Open secrets, and mark them."""
    if isinstance(value, Mapping):
        if SECRET_KEY in value:
            return {"secret": value["value"]}
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value


def registered_by(
    program: Path, outputs: Mapping[str, Any] | None = None, config: Mapping[str, str] | None = None
) -> Registered:
    """Run a program, and return the inputs of all that it registered, by type and name.

    Args:
        program: the program.
        outputs: what resources and lookups answer, by type and name; a resource without gives its inputs.
        config: the stack's config.
    """
    ran = subprocess.run(
        [sys.executable, "-m", "tests.docs.mocked", str(program)],
        cwd=ROOT,
        env={**os.environ, "PULUMI_CONFIG": json.dumps(config or {})},
        input=json.dumps(outputs or {}),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    found: Registered = json.loads(ran.stdout)
    return found


def _run(program: str) -> None:
    runpy.run_path(program, run_name="__main__")


def main() -> None:
    """Run the program that the command line names."""
    mocks = Mocks(json.load(sys.stdin))
    pulumi.runtime.set_mocks(mocks)
    program = pulumi.runtime.test(lambda: _run(sys.argv[1]))  # type: ignore[no-untyped-call]  # SDK's own
    program()
    json.dump(mocks.registered, sys.stdout)


if __name__ == "__main__":
    main()
