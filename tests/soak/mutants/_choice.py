# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which tests can notice a mistake in a file: those that import it, by whatever way, nearest first."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

COLLECTION = "ansible_collections.licenseops.windows"
UTILS = PurePosixPath("plugins/plugin_utils")
MIRROR = PurePosixPath("tests/unit/plugins/plugin_utils")

#: Where tests stand that can notice a mistake, and those that import by a name made at run time.
_PLACES = ("tests/unit/plugins", "tests/component")
_ALWAYS = ("tests/unit/test_doctests.py",)
_LOADERS = frozenset({"importlib", "ansible.plugins.loader"})


@dataclass(slots=True)
class Suite:
    """The tests of a checkout.

    Attributes:
        root: The checkout.
    """

    root: Path
    _names: dict[str, frozenset[str]] = field(default_factory=dict)
    _reached: dict[str, frozenset[str]] = field(default_factory=dict)

    def files(self) -> list[str]:
        """All files with tests that count."""
        found = [path for place in _PLACES for path in (self.root / place).rglob("test_*.py")]
        return [*sorted(path.relative_to(self.root).as_posix() for path in found), *self._always()]

    def of(self, path: str) -> tuple[list[str], list[str], list[str]]:
        """The tests of a file itself, and the others that reach it: those of its room, and the rest."""
        reaching = [test for test in self.files() if self._is_open(test) or path in self.reached_from(test)]
        own = [test for test in reaching if is_own(test, path)]
        room = [test for test in reaching if is_of_room(test, path) and test not in own]
        return own, room, [test for test in reaching if test not in own and test not in room]

    def reached_from(self, test: str) -> frozenset[str]:
        """Every file of the checkout that a test imports, itself or through others, conftest.py included."""
        if test not in self._reached:
            conftests = [f"{parent}/conftest.py" for parent in PurePosixPath(test).parents]
            found: set[str] = set()
            waiting = [test, *(path for path in conftests if (self.root / path).exists())]
            while waiting:
                path = waiting.pop()
                if path not in found:
                    found.add(path)
                    waiting.extend(self._imported_by(path))
            self._reached[test] = frozenset(found)
        return self._reached[test]

    def _always(self) -> Iterable[str]:
        return (path for path in _ALWAYS if (self.root / path).exists())

    def _is_open(self, test: str) -> bool:
        """Whether what a test imports does not stand in its text."""
        return test.startswith("tests/component/") or test in _ALWAYS or not self._named_by(test).isdisjoint(_LOADERS)

    def _imported_by(self, path: str) -> Iterator[str]:
        """The files of the checkout a file imports."""
        return filter(None, map(self._file_of, self._named_by(path)))

    def _named_by(self, path: str) -> frozenset[str]:
        if path not in self._names:
            tree = ast.parse((self.root / path).read_text(encoding="utf-8"))
            self._names[path] = frozenset(_imports(tree, ".".join(PurePosixPath(path).parent.parts)))
        return self._names[path]

    def _file_of(self, name: str) -> str | None:
        """The file of a dotted name; of what a file holds, the file."""
        dotted = name.removeprefix(f"{COLLECTION}.").replace(".", "/")
        for stem in (PurePosixPath(dotted), PurePosixPath(dotted).parent):
            for path in (f"{stem}.py", f"{stem}/__init__.py"):
                if (self.root / path).is_file():
                    return path
        return None


def is_own(test: str, path: str) -> bool:
    """Whether a test mirrors a file.

    >>> is_own("tests/unit/plugins/plugin_utils/_task/test__run_alone.py", "plugins/plugin_utils/_task/_run.py")
    True
    """
    return is_of_room(test, path) and PurePosixPath(test).stem.startswith(f"test_{PurePosixPath(path).stem}")


def is_of_room(test: str, path: str) -> bool:
    """Whether a test mirrors a file of the same room."""
    return PurePosixPath(test).is_relative_to(MIRROR / PurePosixPath(path).relative_to(UTILS).parts[0])


def pure_files(root: Path, rooms: Sequence[str], only: Sequence[str]) -> list[str]:
    """Files of the rooms; of any room those that are asked for by a part of their path."""
    paths = sorted(path.relative_to(root).as_posix() for path in (root / UTILS).rglob("*.py"))
    if only:
        return [path for path in paths if any(part in path for part in only)]
    return [path for path in paths if PurePosixPath(path).relative_to(UTILS).parts[0] in rooms]


def _imports(tree: ast.Module, package: str) -> Iterator[str]:
    """Every name a file imports, absolute; ``from a import b`` gives ``a.b``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parts = package.split(".") if node.level else []
            base = [*parts[: len(parts) - node.level + 1], *filter(None, [node.module])]
            yield ".".join(base)
            yield from (".".join([*base, alias.name]) for alias in node.names)
