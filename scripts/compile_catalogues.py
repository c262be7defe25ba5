# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write NAME.json beside each catalogue NAME.yml, which people edit and nothing reads; with --check only compare."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
CATALOGUES = ROOT / "plugins" / "plugin_utils"


def compiled(source: Path) -> str:
    """A catalogue as it is read: in its order, a line for each value, so that two changes of it can be merged.

    Raises:
        TypeError: It holds something that JSON has no form for, other than a day.
    """
    with source.open(encoding="utf-8") as stream:
        content = yaml.load(stream, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return json.dumps(content, ensure_ascii=False, indent=0, default=_day) + "\n"


def stale() -> Iterator[tuple[Path, str]]:
    """Every compiled file that is missing or differs from its source, and what it should hold."""
    for source in sorted(CATALOGUES.rglob("*.yml")):
        path, content = source.with_suffix(".json"), compiled(source)
        if not path.exists() or path.read_text(encoding="utf-8") != content:
            yield path, content


def _day(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} has no form in JSON: write it as a text.")


def main() -> int:
    """Write what is stale; with --check say what is."""
    found = dict(stale())
    if "--check" not in sys.argv[1:]:
        for path, content in found.items():
            path.write_text(content, encoding="utf-8")
        return 0
    if found:
        names = ", ".join(path.relative_to(ROOT).as_posix() for path in found)
        print(f"run python scripts/compile_catalogues.py: {names} differ from their catalogues")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
