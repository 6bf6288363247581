"""Write the modules that follow from the table; ``make docs`` runs this, a test holds them fresh."""

from __future__ import annotations

import sys

from tools.generate.layout import ROOT
from tools.generate.modules import modules

if __name__ == "__main__":
    for path, text in modules().items():
        (ROOT / path).write_text(text, encoding="utf-8")
        sys.stdout.write(f"wrote {path}\n")
