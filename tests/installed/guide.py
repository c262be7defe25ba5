# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Guides as what they are for whoever follows them: files to write and commands to type."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]

_BLOCK = re.compile(r"^(?:`([^`\n]+)`[^\n]*:\n\n)?```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
_JENKINS_STEP = re.compile(r'^\s*sh "(.+)"$', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Block:
    """A block of code.

    Attributes:
        name: The file it is, where the line above names one.
        section: The number of its section.
    """

    section: int
    name: str
    language: str
    text: str


def blocks_of(path: Path) -> list[Block]:
    """All blocks of a guide, in order."""
    text = path.read_text(encoding="utf-8")
    heads = [match.start() for match in _HEADING.finditer(text)]
    return [
        Block(sum(head < match.start() for head in heads), match[1] or "", match[2], match[3])
        for match in _BLOCK.finditer(text)
    ]


def written(blocks: list[Block], directory: Path) -> None:
    """Write the files that a guide shows."""
    for block in blocks:
        if block.name:
            path = directory / block.name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")


def steps_of(block: Block) -> Iterator[str]:
    """The commands in a block: lines of a shell, or the steps of a CI system."""
    if block.language == "sh":
        yield from block.text.splitlines()
    elif block.language == "groovy":
        yield from _JENKINS_STEP.findall(block.text)
    elif block.name.endswith(("workflows/idempotency.yml", ".gitlab-ci.yml")):
        yield from _found(yaml.safe_load(block.text))


def _found(content: Any) -> Iterator[str]:
    """The values of `run`, `script` and `before_script`, however deep, in order."""
    if isinstance(content, dict):
        for key, value in content.items():
            if key in ("run", "script", "before_script"):
                yield from [value] if isinstance(value, str) else value
            else:
                yield from _found(value)
    elif isinstance(content, list):
        for item in content:
            yield from _found(item)
