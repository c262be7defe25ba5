# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the variable tables of roles/*/README*.md from their argument_specs; with --check only compare.

Ansible knows one language of a specification; what other READMEs say of a variable stands beside it, by its name, in
``meta/argument_specs.LANGUAGE.yml``.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
BEGIN, END = "<!-- variables: begin -->", "<!-- variables: end -->"


@dataclass(frozen=True)
class Words:
    """What a table says around the descriptions, and what stands between the sentences of one."""

    readme: str
    columns: tuple[str, str, str, str]
    required: str
    empty: str
    computed: str
    gap: str


LANGUAGES = {
    "en": Words("README.md", ("variable", "type", "default", "meaning"), "required", "empty", "computed", " "),
    "ja": Words("README.ja.md", ("変数", "型", "既定値", "説明"), "必須", "空", "自動", ""),
}


def load(path: Path) -> dict[str, Any]:
    """A mapping in a file; an empty one where there is none."""
    return yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else {}


def options(role: Path) -> dict[str, Any]:
    """The variables of a role, in the order of its specification."""
    found: dict[str, Any] = load(role / "meta" / "argument_specs.yml")["argument_specs"]["main"]["options"]
    return found


def descriptions(role: Path, language: str) -> dict[str, Any]:
    """What is said of each variable in a language."""
    if language == "en":
        return {name: option["description"] for name, option in options(role).items()}
    return load(role / "meta" / f"argument_specs.{language}.yml")


def table(role: Path, language: str) -> str:
    """The Markdown table of a role's variables."""
    words, said, defaults = LANGUAGES[language], descriptions(role, language), load(role / "defaults" / "main.yml")
    rows = [f"| {' | '.join(words.columns)} |", "|---|---|---|---|"]
    for name, option in options(role).items():
        default = words.required if option.get("required") else shown(defaults.get(name, ""), words)
        rows.append(f"| `{name}` | {option['type']} | {default} | {plain(said[name], words.gap)} |")
    return "\n".join(rows)


def shown(default: Any, words: Words) -> str:
    """A default as people read it; an expression is described in the meaning."""
    if default == "":
        return words.empty
    if "{{" in str(default):
        return words.computed
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"


def plain(description: str | list[str], gap: str) -> str:
    """A description with Ansible's markup as Markdown."""
    text = description if isinstance(description, str) else gap.join(description)
    return re.sub(r"[VOC]\(([^)]*)\)", r"`\1`", text).replace("|", "\\|")


def gaps(role: Path, language: str) -> list[str]:
    """What stands in the way of a table: no README, or a variable or a description that stands alone."""
    said = descriptions(role, language)
    found = [f"{name} has no description ({language})" for name in options(role) if not said.get(name)]
    found += [f"{name} is described ({language}), and no variable" for name in said if name not in options(role)]
    readme = role / LANGUAGES[language].readme
    return found + ([] if readme.exists() else [f"{readme.relative_to(ROOT)} is missing"])


def is_stale(role: Path, language: str, *, write: bool) -> bool:
    """Whether the table of a README is not the one it should be; it is put right where that is wanted."""
    readme = role / LANGUAGES[language].readme
    before = readme.read_text(encoding="utf-8")
    head, _begin, rest = before.partition(BEGIN)
    after = f"{head}{BEGIN}\n{table(role, language)}\n{END}{rest.partition(END)[2]}"
    if write:
        readme.write_text(after, encoding="utf-8")
    return after != before


def main() -> int:
    """Write or compare all roles; the exit code is 1 when a comparison fails or a description is missing."""
    roles = [path.parents[1] for path in sorted(ROOT.glob("roles/*/meta/argument_specs.yml"))]
    pages = [(role, language) for role in roles for language in LANGUAGES]
    problems = [problem for role, language in pages for problem in gaps(role, language)]
    if problems:
        print("\n".join(problems))
        return 1
    is_check = "--check" in sys.argv
    stale = [f"{role.name} ({language})" for role, language in pages if is_stale(role, language, write=not is_check)]
    if stale and is_check:
        print(f"Out of date: {', '.join(stale)}. Run: python scripts/role_readme.py")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
