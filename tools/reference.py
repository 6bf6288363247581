"""Write docs/reference.md from the code: the table of sections, signatures, docstrings, examples.

``make docs`` runs this; a test fails while the page on disk isn't the page that this makes.
"""

from __future__ import annotations

import ast
import dataclasses
import inspect
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import connect_resources
import connect_resources.service.caller
from connect_resources import lookups
from connect_resources.config import ENVIRONMENT, Settings, settings_from
from connect_resources.sdk import lookups as sdk_lookups
from connect_resources.sdk.base import SettingResource
from connect_resources.sdk.user import ConnectUser
from connect_resources.sdk.users import ConnectUsers
from connect_resources.users import facts
from connect_resources.users.section import Removal, Section
from connect_resources.users.table import CREATE_ONLY, REPLACING, SECTIONS

ROOT: Final = Path(__file__).resolve().parents[1]
PAGE: Final = ROOT / "docs" / "reference.md"
EXAMPLES: Final = ROOT / "examples" / "reference"

INTRODUCTION: Final = """\
# Reference

<!-- Made by tools/reference.py out of the code: `make docs` writes it anew. -->

Everything is imported from `connect_resources`. Every argument of a resource is a `pulumi.Input`; a nested
setting takes its args class or a plain dict with the same keys. An argument that is left out is unmanaged:
never compared and never overwritten. `""`, `[]` or `{}` clears. Identifiers are ids, ARNs or pulumi-aws's
`instanceId:id`; state holds bare ids.

The examples run against the [local Connect](local-connect.md), and a test runs each of them.
"""

CONFIG_INTRODUCTION: Final = """\
Keys of the stack's config. Keys of pulumi-aws mean what they mean there; boto3's own environment
(AWS_PROFILE, AWS_ENDPOINT_URL_CONNECT, web identity, ...) works below them. A variable in the last column
overrides its key, because the engine gives `refresh` and `destroy` the config of the last `up`."""

CONFIG: Final = {
    "aws:region": "region of the instance; default AWS_REGION or the profile's",
    "aws:profile": "profile of the shared AWS files",
    "aws:accessKey": "access key, instead of a profile; together with aws:secretKey, or it is refused",
    "aws:secretKey": "secret key; set it with --secret",
    "aws:token": "session token of temporary keys; together with the two keys",
    "aws:assumeRoles": (
        "roles to assume, one after the other: roleArn, sessionName, externalId, duration, policy, "
        "policyArns, sourceIdentity, tags, transitiveTagKeys; the first is assumed with the credentials that "
        "are there otherwise, and without any the run is refused"
    ),
    "aws:maxRetries": "how often a call is repeated after a fault that may pass; throttled calls always are",
    "aws:defaultTags": "`tags`: what every ConnectUser gets under its own tags; a value may be empty",
    "aws:endpoints": "list of maps of service to address; the key `connect`, and `secretsmanager` and `sts`",
    "connect:instanceId": "id, ARN or alias of the instance, where an argument doesn't say",
    "connect:roster": "path of the roster, or a list of paths, for the program at the root",
    "connect:teams": "path of a YAML file with the [teams](rosters.md#teams) of all files of the roster",
    "connect:setOnce": (
        "list of the roster's fields that are [written only when a user is made](rosters.md#what-is-set-once)"
    ),
    "connect:initialPassword": "secret: first password of roster users that have no secret of their own",
    "connect:requestsPerSecond": "calls a second, for each API operation",
    "connect:burst": "calls that a quiet operation may make at once",
    "connect:refresh": "`full` reads each user, `fast` compares whole listings and reads what differs",
    "connect:adoptExisting": "what adopt_existing is where a program doesn't say",
    "connect:fleet": (
        "`true`, or a number: the program at the root declares the roster as so many [fleets](fleets.md)"
    ),
    "connect:maxDeletes": (
        "the most users that one run of the program at the root, or an update of a fleet, may delete: a "
        "number, or a share of its users such as `5%`, rounded down; `0` forbids every deletion, `100%` "
        "allows all"
    ),
    "connect:allowedEmailDomains": (
        "list of the exact domains that `email` and `secondary_email` may have; any other is refused "
        "by the preview, of unchanged users too"
    ),
    "connect:deniedSecurityProfiles": (
        "list of the names of security profiles that no user may get, whoever wrote the program; likewise"
    ),
}
"""What each key means; a test compares the keys with those that the code reads."""

PROGRAM_KEYS: Final = ("connect:initialPassword",)
"""Keys that the program at the root reads itself."""

DEFAULTS: Final = {
    "connect:requestsPerSecond": f"{facts.REQUESTS_PER_SECOND:g}",
    "connect:burst": str(facts.BURST),
    "connect:refresh": Settings().refresh,
    "connect:adoptExisting": str(Settings().adopt_existing).lower(),
    "connect:fleet": "false",
    "connect:maxDeletes": str(Settings().max_deletes),
    "aws:maxRetries": str(connect_resources.service.caller.RETRIES),
}

KEPT: Final = "becomes unmanaged, stays in Connect"


def plain_type(annotation: str) -> str:
    """Return an annotation in words: ``Input[Sequence[Input[str]]] | None`` is ``list of str``."""
    return _words(ast.parse(annotation, mode="eval").body)


def _words(node: ast.expr) -> str:
    if isinstance(node, ast.BinOp):
        sides = [_words(node.left), _words(node.right)]
        return " or ".join(side for side in sides if side != "None")
    if isinstance(node, ast.Subscript):
        return _subscript(ast.unparse(node.value), node.slice)
    return ast.unparse(node).removeprefix("pulumi.")


def _subscript(outer: str, inner: ast.expr) -> str:
    if outer == "Choice":
        return "str"
    if isinstance(inner, ast.Tuple) and outer in ("Record", "Records"):
        inner = inner.elts[0]
    if isinstance(inner, ast.Tuple):
        last = _words(inner.elts[-1])
        return f"list of {_words(inner.elts[0])}" if last == "..." else f"map of {last}"
    if outer in ("Records", "Sequence", "list", "tuple"):
        return f"list of {_words(inner)}"
    if outer == "pulumi.Output":
        return f"Output of {_words(inner)}"
    return _words(inner)


def described(docstring: str, heading: str) -> dict[str, str]:
    """Return the entries of a docstring's section such as ``Args``, each on one line."""
    found = re.search(rf"^{heading}:\n((?:[ ]{{4}}.*\n?|\n)+)", docstring, flags=re.MULTILINE)
    entries: dict[str, str] = {}
    name = ""
    for line in found.group(1).splitlines() if found else ():
        entry = re.match(r" {4}(\w+): (.*)", line)
        if entry:
            name, entries[entry.group(1)] = entry.group(1), entry.group(2)
        elif line.strip():
            entries[name] += f" {line.strip()}"
    return entries


def prose(docstring: str) -> str:
    """Return a docstring without its sections of entries."""
    kept = re.split(r"^(?:Args|Attributes|Raises):\n(?:[ ]{4}.*\n?|\n)+", docstring, flags=re.MULTILINE)
    text = _markdown("\n\n".join(part.strip() for part in kept if part.strip()))
    held = text.removeprefix("Hold ")
    return held[0].upper() + held[1:]


def _markdown(text: str) -> str:
    return text.replace("``", "`")


def _doc(thing: Any) -> str:
    return inspect.getdoc(thing) or ""


def _table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    """Return a table; the cells' own pipes are escaped."""
    lines = [list(header)]
    lines.append(["---"] * len(lines[0]))
    lines += [[_markdown(cell).replace("|", "\\|") for cell in row] for row in rows]
    return [re.sub(r"\|  (?=\|)", "| ", f"| {' | '.join(line)} |") for line in lines]


def _example(name: str) -> list[str]:
    """Return an example: its docstring, and its code."""
    _, caption, code = (EXAMPLES / f"{name}.py").read_text(encoding="utf-8").split('"""', 2)
    return ["", caption, "", "```python", code.strip(), "```"]


def section_of(argument: str) -> Section | None:
    """Return the section that an argument of ConnectUser belongs to."""
    return next((section for section in SECTIONS if argument in section.arguments), None)


def change(argument: str) -> str:
    """Return what a changed argument of ConnectUser does."""
    section = section_of(argument)
    if section is not None:
        return ", ".join(section.operations)
    if argument in REPLACING:
        return "replaces"
    if argument in CREATE_ONLY:
        return "nothing"
    raise LookupError(f"the table doesn't say what a change of {argument} does")


def removal(argument: str) -> str:
    """Return what happens when an argument of ConnectUser is removed from the program."""
    section = section_of(argument)
    if section is None or any(item.mandatory for item in section.properties):
        return ""
    return "is cleared" if section.removal is Removal.CLEAR else KEPT


def _arguments(function: Callable[..., Any]) -> Iterator[tuple[str, str, str]]:
    """Yield name, type and text of a resource's arguments."""
    texts = described(_doc(function), "Args")
    for parameter in list(inspect.signature(function).parameters.values())[2:]:
        if parameter.name != "opts":
            required = parameter.default is parameter.empty
            name = f"`{parameter.name}`" + (" (required)" if required else "")
            yield name, plain_type(parameter.annotation), texts[parameter.name]


def _connect_user() -> Iterator[str]:
    yield from ["", "### ConnectUser", "", f"Type `{_type('ConnectUser')}`, id `instanceId:userId`."]
    yield from ["", prose(_doc(ConnectUser)), ""]
    rows = (
        (*row, change(bare), removal(bare))
        for row in _arguments(ConnectUser.__init__)
        for bare in [_bare(row[0])]
    )
    yield from _table(("argument", "type", "", "a change calls", "removed, it"), rows)
    yield from ["", "Outputs beside the arguments (`password` is none):", ""]
    outputs = described(_doc(ConnectUser), "Attributes")
    yield from _table(("output", ""), ((f"`{name}`", text) for name, text in outputs.items()))
    yield from _example("connect_user")
    yield from _example("connect_user_configs")
    yield from ["", "`ConnectUser.get(resource_name, id, opts=None)`: " + prose(_doc(ConnectUser.get))]
    yield from _example("connect_user_get")


def _connect_users() -> Iterator[str]:
    yield from [
        "",
        "### ConnectUsers",
        "",
        f"Type `{_type('ConnectUsers')}`, id `instanceId:<resource name>`.",
    ]
    yield from ["", f"{prose(_doc(ConnectUsers))} More in [fleets](fleets.md).", ""]
    yield from _table(("argument", "type", ""), _arguments(ConnectUsers.__init__))
    yield from ["", "Outputs beside `instance_id`:", ""]
    outputs = described(_doc(ConnectUsers), "Attributes")
    yield from _table(("output", ""), ((f"`{name}`", text) for name, text in outputs.items()))
    yield from _example("connect_users")


def _bare(name: str) -> str:
    return name.split("`")[1]


def _type(name: str) -> str:
    return f"pulumi-python:dynamic/connect:{name}"


def _setting(section: Section) -> Iterator[str]:
    kind = getattr(connect_resources, section.resource)
    yield from ["", f"### {section.resource}", ""]
    yield f"Type `{_type(section.resource)}`, id `instanceId:userId/{section.setting}`."
    operations = ", ".join(section.operations)
    yield from ["", f"{prose(_doc(kind))} Reads with {section.reader}; a change calls {operations}.", ""]
    yield from _table(("argument", "type", ""), _arguments(kind.__init__))
    yield from ["", "Outputs beside the arguments:", ""]
    outputs = described(_doc(SettingResource), "Attributes")
    yield from _table(("output", ""), ((f"`{name}`", text) for name, text in outputs.items()))
    yield from _example(_file_name(section.resource))


def _file_name(resource: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", resource).lower()


def _args_class(kind: type) -> Iterator[str]:
    docstring = _doc(kind)
    texts = described(docstring, "Attributes")
    yield from ["", f"### {kind.__name__}", "", prose(docstring), ""]
    fields = dataclasses.fields(kind)
    rows = (
        (f"`{field.name}`" + (" (required)" if field.default is dataclasses.MISSING else ""), str(field.type))
        for field in fields
    )
    yield from _table(
        ("field", "type", ""), ((name, plain_type(type_), texts[_bare(name)]) for name, type_ in rows)
    )


def _lookup(name: str) -> Iterator[str]:
    function = getattr(connect_resources, name)
    signature = inspect.signature(function)
    names = ", ".join(str(item).split(":")[0] + _default(item) for item in signature.parameters.values())
    yield from [
        "",
        f"### {name}",
        "",
        f"`{name}({names})`, `{name}_output({names})`",
        "",
        prose(_doc(function)),
    ]
    yield from _entries(_doc(function))
    for kind in _result_classes(str(signature.return_annotation)):
        yield from ["", f"`{kind.__name__}`: {prose(_doc(kind))}", ""]
        fields = ((f"`{field.name}`", plain_type(str(field.type))) for field in dataclasses.fields(kind))
        yield from _table(("attribute", "type"), fields)
    yield from _example(name)


def _entries(docstring: str) -> Iterator[str]:
    """Yield a docstring's arguments and errors as a list, where it has them."""
    found = {**described(docstring, "Args"), **described(docstring, "Raises")}
    if found:
        yield ""
        yield from (f"- `{name}`: {_markdown(text)}" for name, text in found.items())


def _default(parameter: inspect.Parameter) -> str:
    return "" if parameter.default is parameter.empty else f"={parameter.default}"


def _result_classes(annotation: str) -> Iterator[Any]:
    """Yield the dataclasses that an annotation names, and those that their fields name."""
    for name in re.findall(r"\w+", annotation):
        kind = getattr(lookups, name, None)
        if dataclasses.is_dataclass(kind):
            yield kind
            for field in dataclasses.fields(kind):
                yield from _result_classes(str(field.type))


def keys_read() -> list[str]:
    """Return the config keys that the code reads, in its order."""
    keys: list[str] = []
    settings_from(lambda key: keys.append(key))
    return list(dict.fromkeys([*keys, *PROGRAM_KEYS]))


def _config() -> Iterator[str]:
    yield from ["", "## Config", ""]
    yield CONFIG_INTRODUCTION
    yield ""
    rows = ((f"`{key}`", CONFIG[key], DEFAULTS.get(key, ""), ENVIRONMENT.get(key, "")) for key in keys_read())
    yield from _table(("key", "", "default", "overridden by"), rows)
    for caption, name in (("A stack on AWS:", "stack"), ("A stack on the local Connect:", "stack_local")):
        text = (EXAMPLES / f"{name}.yaml").read_text(encoding="utf-8").strip()
        yield from ["", caption, "", "```yaml", text, "```"]


def lines() -> Iterator[str]:
    """Yield the page's lines."""
    yield from INTRODUCTION.splitlines()
    yield from ["", "## Resources"]
    yield from _connect_user()
    yield from _connect_users()
    for section in SECTIONS:
        if section.resource:
            yield from _setting(section)
    yield from ["", "## Nested settings"]
    for name in connect_resources.__all__:
        if name.endswith("Args"):
            yield from _args_class(getattr(connect_resources, name))
    yield from ["", "## Lookups", "", prose(_doc(sdk_lookups)), ""]
    yield "The `_output` form takes Inputs and returns an Output; what is unknown in a preview stays unknown."
    yield from _example("lookup_output")
    for name in connect_resources.__all__:
        if name.startswith("get_") and not name.endswith("_output"):
            yield from _lookup(name)
    yield from _config()


def page() -> str:
    """Return the whole page."""
    return "\n".join(lines()) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"wrote {PAGE.relative_to(ROOT)}\n")
