# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The text of a policy as YAML nodes that know their places: no key in it, one document, UTF-8. Pure."""

from __future__ import annotations

import io
from collections.abc import Iterator

import yaml
from yaml.reader import ReaderError

from .._language._errors import InputError
from .._language._text import Text
from .._licensing._secret_shape import shape_of, sightings
from .._licensing._traced_text import tracings
from ._policy_shape import Place, mistake

#: More than any policy that people can read.
_MOST_BYTES = 4 * 1024 * 1024

_KEY = Text(
    "A product key or a Confirmation ID, or what looks like one, stands here. A policy has no use for it; remove it."
)


def parse_policy(data: bytes, origin: str) -> yaml.Node:
    """The nodes of a policy.

    Args:
        data: The whole file.
        origin: Where it comes from, for people.

    Raises:
        InputError: It is no YAML, or has in it what no policy may have.
    """
    text = _decoded(data, origin)
    _refuse_secrets(text, origin)
    try:
        root = yaml.compose(_Named(text, origin), yaml.SafeLoader)
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        place = Place(origin, mark.line + 1, mark.column + 1) if mark is not None else Place(origin, 1, 1)
        words = problem.problem or problem.context
        raise place.mistake(Text("This is no YAML: {problem}.", problem=words)) from None
    except ReaderError as problem:
        raise _place(origin, text[: problem.position]).mistake(Text("This is no YAML: a control character.")) from None
    except RecursionError:
        raise Place(origin, 1, 1).mistake(Text("This is no YAML: lists in lists without end.")) from None
    if root is None:
        raise Place(origin, 1, 1).mistake(Text("The policy is empty."))
    for scalar in _scalars(root):
        if shape_of(scalar.value) is not None:
            raise mistake(scalar, _KEY)
    return root


def _decoded(data: bytes, origin: str) -> str:
    if len(data) > _MOST_BYTES:
        raise InputError("{origin} is too large for a policy.", advice="Correct the path.", origin=origin)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        before = data[: problem.start].decode("utf-8-sig", "replace")
        raise _place(origin, before).mistake(Text("This is no UTF-8. Save it as UTF-8.")) from None


def _refuse_secrets(text: str, origin: str) -> None:
    """In comments, too. Before the parser, whose messages quote what they refuse."""
    found = min((item.start for item in sightings(text, list(tracings(text)))), default=None)
    if found is not None:
        raise _place(origin, text[:found]).mistake(_KEY)


def _place(origin: str, before: str) -> Place:
    """Where a text is after so much of it."""
    return Place(origin, before.count("\n") + 1, len(before) - before.rfind("\n"))


class _Named(io.StringIO):
    """A text with a name, which is what marks are called by."""

    def __init__(self, text: str, name: str) -> None:
        super().__init__(text)
        self.name = name


def _scalars(root: yaml.Node) -> Iterator[yaml.ScalarNode]:
    """Every scalar once; what is written once and used twice is one node, and may hold itself."""
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.ScalarNode):
            yield node
        elif isinstance(node, yaml.SequenceNode):
            waiting += node.value
        elif isinstance(node, yaml.MappingNode):
            waiting += [part for pair in node.value for part in pair]
