# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the variable tables of roles/*/README.md from their argument_specs; with --check only compare."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
BEGIN, END = "<!-- variables: begin -->", "<!-- variables: end -->"


def table(role: Path) -> str:
    """The Markdown table of a role's variables, in the order of its specification."""
    spec = yaml.safe_load((role / "meta" / "argument_specs.yml").read_text(encoding="utf-8"))
    defaults = yaml.safe_load((role / "defaults" / "main.yml").read_text(encoding="utf-8"))
    rows = ["| variable | type | default | meaning |", "|---|---|---|---|"]
    rows += [row(name, option, defaults) for name, option in spec["argument_specs"]["main"]["options"].items()]
    return "\n".join(rows)


def row(name: str, option: dict[str, Any], defaults: dict[str, Any]) -> str:
    """One variable."""
    description = option["description"]
    text = description if isinstance(description, str) else " ".join(description)
    default = "required" if option.get("required") else shown(defaults.get(name, ""))
    return f"| `{name}` | {option['type']} | {default} | {plain(text)} |"


def shown(default: Any) -> str:
    """A default as people read it; an expression is described in the meaning."""
    if default == "":
        return "empty"
    return "computed" if "{{" in str(default) else f"`{str(default).lower() if isinstance(default, bool) else default}`"


def plain(text: str) -> str:
    """Ansible's markup as Markdown."""
    return re.sub(r"[VOC]\(([^)]*)\)", r"`\1`", text).replace("|", "\\|")


def main() -> int:
    """Write or compare all roles; the exit code is 1 when a comparison fails."""
    stale = []
    for role in sorted(path.parent for path in ROOT.glob("roles/*/README.md")):
        readme = role / "README.md"
        before = readme.read_text(encoding="utf-8")
        head, _begin, rest = before.partition(BEGIN)
        after = f"{head}{BEGIN}\n{table(role)}\n{END}{rest.partition(END)[2]}"
        if after == before:
            continue
        stale.append(role.name)
        if "--check" not in sys.argv:
            readme.write_text(after, encoding="utf-8")
    if stale and "--check" in sys.argv:
        print(f"Out of date: {', '.join(stale)}. Run: python scripts/role_readme.py")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
