"""What a program imports from the package itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tools.generate.arguments import args_classes
from tools.generate.layout import MADE, ROOT
from tools.generate.resources import SETTINGS


def lookups() -> list[str]:
    """Return the names of the lookups, which are written by hand."""
    source = (ROOT / "connect_resources/sdk/lookups.py").read_text(encoding="utf-8")
    functions = (node.name for node in ast.parse(source).body if isinstance(node, ast.FunctionDef))
    return sorted(name for name in functions if name.startswith("get_"))


def package() -> Iterator[str]:
    """Yield what is imported from the package itself."""
    resources = sorted(section.resource for section in SETTINGS)
    parts = {
        "arguments": args_classes(),
        "lookups": lookups(),
        "settings": resources,
        "user": ["ConnectUser"],
        "user_args": ["ConnectUserArgs"],
        "users": ["ConnectUsers"],
    }
    yield '"""Amazon Connect users as code: Pulumi dynamic resources, and lookups by name."""'
    yield from ["", MADE, "", "import importlib", "import typing", "", "if typing.TYPE_CHECKING:"]
    for module, names in parts.items():
        yield f"    from connect_resources.sdk.{module} import ({', '.join(names)},)"
    everything = sorted(name for names in parts.values() for name in names)
    yield from ["", f"__all__ = [{', '.join(repr(name) for name in everything)},]", ""]
    places = sorted((name, module) for module, names in parts.items() for name in names)
    yield from ["_MODULES = {", *(f"{name!r}: {module!r}," for name, module in places), "}", _ON_DEMAND]


_ON_DEMAND = '''

def __dir__() -> list[str]:
    """Name what can be imported, loaded or not."""
    return sorted({*globals(), *__all__})


if not typing.TYPE_CHECKING:  # a type checker would take it for a promise of any name

    def __getattr__(name: str) -> typing.Any:
        """Load what is asked for: providers and commands need nothing of it, Pulumi's SDK least."""
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = getattr(importlib.import_module(f"connect_resources.sdk.{_MODULES[name]}"), name)
        globals()[name] = found
        return found
'''
