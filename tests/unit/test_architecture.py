# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The shape of the code: who may import whom, how long a function may be, and no waiver without a reason."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator, Mapping
from graphlib import TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COLLECTION = "ansible_collections.licenseops.windows"
UTILS = f"{COLLECTION}.plugins.plugin_utils"
TESTS = (f"{COLLECTION}.tests", "tests")

_GROUND = {"_language"}
_DOMAIN = {*_GROUND, "_licensing"}
_WIRE = {*_GROUND, "_wsman", "_cim"}

#: Who may know whom, from the ground up; whatever is not named here, a room must not import. Modules, actions, filters
#: and lookups may know every room.
MAY_KNOW: Mapping[str, set[str]] = {
    "_language": set(),
    "_html": set(),
    "_wsman": _GROUND,
    "_cim": {*_GROUND, "_wsman"},
    "_licensing": _GROUND,
    "_planner": _DOMAIN,
    "_diagnosis": _DOMAIN,
    "_worklist": _DOMAIN,
    "_task": {*_DOMAIN, "_planner", "_diagnosis"},
    "_windows": {*_DOMAIN, *_WIRE, "_diagnosis"},
    "_controller": {*_DOMAIN, "_diagnosis", "_worklist", "_task"},
    "_result": {*_DOMAIN, "_planner", "_diagnosis", "_task"},
    "_fleet": {*_DOMAIN, "_result"},
    "_store": {*_DOMAIN, "_fleet", "_result"},
    "_report": {*_GROUND, "_html", "_fleet", "_result"},
    "_offline_page": {*_DOMAIN, "_html", "_worklist"},
    "_ansible": {
        *_DOMAIN,
        *_WIRE,
        "_planner",
        "_windows",
        "_task",
        "_controller",
        "_diagnosis",
        "_result",
        "_fleet",
        "_store",
        "_report",
    },
}

#: The one room that may import Ansible.
EDGE = "_ansible"

MAX_FUNCTION_LINES = 40

PLUGIN_FILES = sorted((ROOT / "plugins").rglob("*.py"))
SHARED_FILES = sorted((ROOT / "plugins" / "plugin_utils").rglob("*.py"))
SIMULATOR_FILES = sorted((ROOT / "tests" / "simulator").rglob("*.py"))
ALL_FILES = sorted({*PLUGIN_FILES, *(ROOT / "tests").rglob("*.py"), *(ROOT / "scripts").glob("*.py")})

Function = ast.FunctionDef | ast.AsyncFunctionDef

WAIVER = re.compile(r"#\s*(noqa|type:\s*ignore|pylint:|pragma:|nosec|mypy:|ruff:)")
REASONED = re.compile(r"#\s*(noqa:\s*[A-Z]+\d+|type:\s*ignore\[[\w-]+\])(,\s*[A-Z]+\d+)*\s+(#|-|--)\s*\w.{4,}")


def at(path: Path, line: int, what: str) -> str:
    """A finding, in the form editors jump to."""
    return f"{path.relative_to(ROOT).as_posix()}:{line}: {what}"


def tree_of(path: Path) -> ast.Module:
    """A file, parsed."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def module_name(path: Path) -> str:
    """The dotted name of a file of the collection."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join((COLLECTION, *(part for part in parts if part != "__init__")))


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Every name a file imports, absolute, with its line; ``from a import b`` yields ``a.b``."""
    package = module_name(path) if path.name == "__init__.py" else module_name(path).rpartition(".")[0]
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, *filter(None, [node.module])])
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def imports_of(files: list[Path], packages: tuple[str, ...]) -> list[str]:
    """The imports of any of the packages in any of the files."""
    found = ((path, line, name) for path in files for line, name in imports(path))
    return [at(*item) for item in found if is_within(item[2], packages)]


def room_of(name: str) -> str | None:
    """The room of plugin_utils a module belongs to, None for everything else."""
    return name.removeprefix(f"{UTILS}.").split(".")[0] if name.startswith(f"{UTILS}.") else None


def is_private(name: str) -> bool:
    """Whether an imported name is private to its file; those of the files themselves are private to the collection."""
    own = name.removeprefix(f"{UTILS}.").split(".")[2:]
    return any(part.startswith("_") for part in own)


def is_within(name: str, packages: tuple[str, ...]) -> bool:
    """Whether a module lies in one of the packages."""
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def functions() -> Iterator[tuple[Path, Function]]:
    """Every function and method of the plugins."""
    for path in PLUGIN_FILES:
        yield from ((path, node) for node in ast.walk(tree_of(path)) if isinstance(node, Function))


def comments(path: Path) -> Iterator[tuple[int, str]]:
    """Every comment of a file with its line number."""
    source = io.StringIO(path.read_text(encoding="utf-8"))
    for token in tokenize.generate_tokens(source.readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def public_definitions(body: list[ast.stmt]) -> Iterator[ast.ClassDef | Function]:
    """The public classes and functions of a file and the public methods of its public classes."""
    for node in body:
        if isinstance(node, ast.ClassDef | Function) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from public_definitions(node.body)


def is_stub(path: Path) -> bool:
    """Whether a file is documentation for Ansible rather than code."""
    return path.parent.name in {"modules", "doc_fragments"}


def test_there_is_code_to_look_at() -> None:
    """Guard against looking into the wrong folder."""
    assert PLUGIN_FILES


def test_every_shared_file_stands_in_a_room() -> None:
    """A new room is given its place here first; no file lies about outside of one."""
    rooms = {path.relative_to(ROOT / "plugins" / "plugin_utils").parts[0] for path in SHARED_FILES}
    assert rooms - {"__init__.py"} == MAY_KNOW.keys()


def test_every_room_says_what_it_is() -> None:
    """In the docstring of its package, which also says what it must not know."""
    packages = [ROOT / "plugins" / "plugin_utils" / room / "__init__.py" for room in MAY_KNOW]
    assert not [at(path, 1, "package") for path in packages if not (path.exists() and ast.get_docstring(tree_of(path)))]


def test_no_room_imports_what_it_must_not_know() -> None:
    """An arrow that is missing in ``MAY_KNOW`` is a mistake of the code, or a decision to be made there."""
    wrong = []
    for path in SHARED_FILES:
        own = room_of(module_name(path))
        allowed = MAY_KNOW.get(own or "", set()) | {own}
        for line, name in imports(path):
            if name.startswith(f"{COLLECTION}.plugins.") and room_of(name) not in allowed:
                wrong.append(at(path, line, name))
    assert not wrong


def test_the_rooms_know_one_another_in_one_direction() -> None:
    """What a room knows, and what that knows, never leads back to it."""
    TopologicalSorter(MAY_KNOW).prepare()


def test_the_domain_and_the_use_cases_know_neither_the_wire_nor_ansible() -> None:
    """They can be read, tested and reused without either."""
    rooms = ("_licensing", "_planner", "_diagnosis", "_worklist", "_task")
    assert not {other for room in rooms for other in MAY_KNOW[room]} & {"_wsman", "_cim", "_windows", EDGE}


def test_only_the_edge_imports_ansible() -> None:
    """Everything else takes and gives plain values."""
    assert not imports_of([path for path in SHARED_FILES if room_of(module_name(path)) != EDGE], ("ansible",))


def test_private_names_stay_in_their_file() -> None:
    """What another file needs has a public name there."""
    found = ((path, line, name) for path in PLUGIN_FILES for line, name in imports(path))
    wrong = [item for item in found if item[2].startswith(UTILS) and is_private(item[2])]
    assert not [at(*item) for item in wrong]


def test_plugins_never_import_tests() -> None:
    """The collection works without its tests."""
    assert not imports_of(PLUGIN_FILES, TESTS)


def test_the_simulator_never_imports_what_it_tests() -> None:
    """An error made on both sides would go unseen."""
    assert not imports_of(SIMULATOR_FILES, (f"{COLLECTION}.plugins", "plugins"))


def test_functions_are_short() -> None:
    """Longer ones do more than one thing."""
    spans = ((path, node, (node.end_lineno or 0) - node.lineno + 1) for path, node in functions())
    assert not [at(path, node.lineno, node.name) for path, node, lines in spans if lines > MAX_FUNCTION_LINES]


def test_functions_are_annotated() -> None:
    """Every parameter but self and cls, and every result."""
    missing = []
    for path, node in functions():
        spec = node.args
        named = [*spec.posonlyargs, *spec.args, *spec.kwonlyargs, *filter(None, [spec.vararg, spec.kwarg])]
        if node.returns is None or [arg for arg in named if arg.annotation is None and arg.arg not in {"self", "cls"}]:
            missing.append(at(path, node.lineno, node.name))
    assert not missing


def test_public_names_have_a_docstring() -> None:
    """So does the module itself, which says what it must not know."""
    missing = []
    for path in (path for path in PLUGIN_FILES if not is_stub(path)):
        tree = tree_of(path)
        if tree.body and not ast.get_docstring(tree):
            missing.append(at(path, 1, "module"))
        public = (node for node in public_definitions(tree.body) if not ast.get_docstring(node))
        missing.extend(at(path, node.lineno, node.name) for node in public)
    assert not missing


def test_waivers_give_their_reason() -> None:
    """``# noqa: SLF001 - pywinrm offers no public way``; nothing blanket, nothing for a whole file."""
    found = ((path, line, text) for path in ALL_FILES for line, text in comments(path) if WAIVER.search(text))
    assert not [at(*item) for item in found if not REASONED.search(item[2])]


def test_ansible_test_is_asked_for_no_exception() -> None:
    """No sanity ignore file has a line in it."""
    files = (ROOT / "tests" / "sanity").glob("ignore*.txt")
    assert not [path.name for path in files if path.read_text(encoding="utf-8").strip()]
