# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the table of paths in docs/edition*.md from the catalogue; with --check only compare."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
CATALOG = ROOT / "plugins" / "plugin_utils" / "_licensing" / "catalog" / "editions.yml"
BEGIN, END = "<!-- paths: begin -->", "<!-- paths: end -->"


@dataclass(frozen=True)
class Words:
    """What a table says around the names of the catalogue."""

    file: str
    columns: tuple[str, ...]
    values: dict[str, str]
    place: str
    builds: str
    also_n: str


LANGUAGES = (
    Words(
        file="edition.md",
        columns=("from", "to", "how", "restart", "way back", "setup key", "on request, because", "known by"),
        values={
            "install_key": "its key",
            "changepk": "`changepk.exe`",
            "dism": "DISM",
            "none": "no",
            "one": "yes",
            "unknown": "as the host says",
            "yes": "yes",
            "no": "no",
            "partly": "with a key",
            "accepted": "is taken",
            "refused": "reported as refused",
            "no setup key": "none is published",
            "documented": "documented",
            "community": "reported",
            "inferred": "concluded",
        },
        place="{name}, {place}",
        builds="builds {builds}",
        also_n=" (N too)",
    ),
    Words(
        file="edition.ja.md",
        columns=("変更前", "変更後", "方法", "再起動", "元に戻す方法", "セットアップ キー", "同意が必要な理由", "根拠"),
        values={
            "install_key": "キーのインストール",
            "changepk": "`changepk.exe`",
            "dism": "DISM",
            "none": "なし",
            "one": "必要",
            "unknown": "ホストによる",
            "yes": "あり",
            "no": "なし",
            "partly": "キーがあれば可能",
            "accepted": "使用可能",
            "refused": "拒否の報告あり",
            "no setup key": "公開されていない",
            "documented": "資料",
            "community": "報告",
            "inferred": "推定",
        },
        place="{name}、{place}",
        builds="ビルド {builds}",
        also_n=" (N も同様)",
    ),
)

#: Where a row holds on one kind of installation alone, by its English name, which both languages use.
PLACES = {"desktop": "Desktop Experience", "core": "Server Core"}


def rows(words: Words) -> list[str]:
    """The table, one line a path."""
    content: dict[str, Any] = yaml.safe_load(CATALOG.read_text(encoding="utf-8"))
    lines = [f"| {' | '.join(words.columns)} |", "|---" * len(words.columns) + "|"]
    return lines + [f"| {' | '.join(_cells(path, words))} |" for path in content["paths"]]


def _cells(path: dict[str, Any], words: Words) -> list[str]:
    said = words.values
    source = f"`{path['from']}`"
    if "place" in path:
        source = words.place.format(name=source, place=PLACES[path["place"]])
    if "builds" in path:
        builds = words.builds.format(builds=", ".join(map(str, path["builds"])))
        source = words.place.format(name=source, place=builds)
    caveat = f"`{path['caveat']}`" if "caveat" in path else ""
    return [
        source + (words.also_n if path.get("n") else ""),
        f"`{path['to']}`",
        said[path["route"]],
        said[path["restart"]],
        said[path["reversible"]],
        said["no setup key" if path["setup_key"] == "none" else path["setup_key"]],
        caveat,
        said[path["mark"]],
    ]


def main() -> int:
    """Write both pages; with --check say which differ."""
    is_check, different = "--check" in sys.argv[1:], []
    for words in LANGUAGES:
        path = ROOT / "docs" / words.file
        text = path.read_text(encoding="utf-8")
        block = "\n".join([BEGIN, *rows(words), END])
        new = re.sub(f"{BEGIN}.*{END}", lambda _match, block=block: block, text, flags=re.DOTALL)
        if new == text:
            continue
        different.append(words.file)
        if not is_check:
            path.write_text(new, encoding="utf-8")
    if different and is_check:
        print(f"run python scripts/edition_paths.py: {', '.join(different)} differ from the catalogue")
    return int(bool(different and is_check))


if __name__ == "__main__":
    sys.exit(main())
