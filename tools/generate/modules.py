"""The generated modules, each a small text."""

from __future__ import annotations

from tools.generate.arguments import arguments
from tools.generate.layout import formatted
from tools.generate.package import package
from tools.generate.provider_classes import provider_classes
from tools.generate.resources import settings, user, user_args
from tools.generate.roster_row import roster_row
from tools.generate.user_record import user_record


def modules() -> dict[str, str]:
    """Return the text of each generated module, by its path."""
    made = {
        "connect_resources/sdk/arguments.py": arguments(),
        "connect_resources/sdk/user.py": user(),
        "connect_resources/sdk/user_args.py": user_args(),
        "connect_resources/sdk/settings.py": settings(),
        "connect_resources/service/user_record.py": user_record(),
        "connect_resources/__init__.py": package(),
        "connect_resources/providers/__init__.py": provider_classes(),
        "connect_resources/roster/row.py": roster_row(),
    }
    return {path: formatted(lines) for path, lines in made.items()}
