# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A session with the WMI of one host: query and invoke."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .._language._errors import LicensingError
from .._language._text import Text
from .._wsman import _request
from .._wsman._answer import find_local, local_name
from .._wsman._client import Client
from .._wsman._errors import MalformedAnswer, Trouble
from ._row import Row

#: A host that pages for ever is broken; 32000 items fit in one batch, so this many batches mean millions of rows.
_MAX_BATCHES = 1000

#: How often a query is begun when its enumeration is cut off.
_STARTS = 3


@dataclass(frozen=True, slots=True)
class Query:
    """A WQL query that names its columns.

    Attributes:
        class_name: The WMI class.
        columns: The properties to return.
        where: A WQL condition, without WHERE; empty for all instances.
        namespace: The WMI namespace, with forward slashes.
    """

    class_name: str
    columns: tuple[str, ...]
    where: str = ""
    namespace: str = "root/cimv2"

    @property
    def wql(self) -> str:
        """The query text."""
        condition = f" WHERE {self.where}" if self.where else ""
        return f"SELECT {', '.join(self.columns)} FROM {self.class_name}{condition}"


@dataclass(frozen=True, slots=True)
class Instance:
    """The address of one instance, or of a class when it has no keys."""

    class_name: str
    keys: tuple[tuple[str, str], ...] = ()
    namespace: str = "root/cimv2"


class MethodFailed(LicensingError):
    """A method answered with a ReturnValue other than 0."""

    def __init__(self, method: str, code: int) -> None:
        super().__init__("The method {method} returned 0x{code:08X}.", method=method, code=code)
        self.code = code


def quote(text: str) -> str:
    """A WQL string literal."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


class Session:
    """Queries and method calls over one WS-Management client."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def query(self, query: Query) -> tuple[Row, ...]:
        """All rows of a query. Trouble between two batches starts the query again, twice at most.

        Raises:
            WSManFault: The host refused the query.
            MalformedAnswer: The answer is not that of an enumeration.
            ConnectionLost: The connection broke too often.
        """
        for _start in range(_STARTS - 1):
            try:
                return tuple(self._rows(query))
            except _Interrupted:
                continue
        try:
            return tuple(self._rows(query))
        except _Interrupted as interruption:
            raise interruption.problem from interruption

    def invoke(
        self, target: Instance, method: str, arguments: Mapping[str, str] | None = None, *, is_repeatable: bool = False
    ) -> Row:
        """Call a method and return its output parameters.

        Args:
            target: The instance, by its keys, or the class for a static method.
            method: Name of the method.
            arguments: Input parameters by name.
            is_repeatable: True when calling it twice does no harm.

        Raises:
            MethodFailed: ReturnValue is not 0.
            WSManFault: The host or the provider raised an error.
            ConnectionLost: The outcome is unknown; read the state before anything else.
        """
        resource = _request.class_uri(target.namespace, target.class_name)
        request = _request.invoke(resource, method, arguments or {}, dict(target.keys), is_repeatable=is_repeatable)
        answer = self._client.call(request)
        if local_name(answer) != f"{method}_OUTPUT":
            raise MalformedAnswer(
                Text("{method} was answered with {element!r}", method=method, element=local_name(answer))
            )
        output = Row.from_element(answer)
        code = output.number("ReturnValue")
        if code:
            raise MethodFailed(method, code % 0x1_0000_0000)
        return output

    def delete(self, class_name: str, namespace: str, keys: Mapping[str, str]) -> None:
        """Delete an instance (WS-Transfer Delete). Deleting twice does no harm.

        Raises:
            WSManFault: The host refused it, or there is no such instance.
        """
        self._client.call(_request.delete(namespace, class_name, keys))

    def _rows(self, query: Query) -> Iterator[Row]:
        answer = self._client.call(_request.enumerate_wql(query.namespace, query.wql))
        expected = "EnumerateResponse"
        for _batch in range(_MAX_BATCHES):
            if local_name(answer) != expected:
                raise MalformedAnswer(Text("a query was answered with {element!r}", element=local_name(answer)))
            yield from _items(answer)
            context = _open_context(answer)
            if context is None:
                return
            answer = self._pull(query.namespace, context)
            expected = "PullResponse"
        raise MalformedAnswer("an enumeration never ends")

    def _pull(self, namespace: str, context: str) -> ET.Element:
        try:
            return self._client.call(_request.pull(namespace, context))
        except Trouble as problem:
            if not problem.is_passing:
                raise
            raise _Interrupted(problem) from problem


class _Interrupted(Exception):
    """An enumeration was cut off; its context is worth nothing now, the query itself can be asked again."""

    def __init__(self, problem: LicensingError) -> None:
        super().__init__(str(problem))
        self.problem = problem


def _items(answer: ET.Element) -> Iterator[Row]:
    """Rows of one batch: XmlFragment, a typed instance (of any subclass), or an Item that wraps one."""
    items = find_local(answer, "Items")
    for element in items if items is not None else ():
        inner = next(iter(element), None) if local_name(element) == "Item" else element
        if inner is not None:
            yield Row.from_element(inner)


def _open_context(answer: ET.Element) -> str | None:
    """The context to pull from, or None when the sequence has ended."""
    if find_local(answer, "EndOfSequence") is not None:
        return None
    context = find_local(answer, "EnumerationContext")
    text = (context.text or "").strip() if context is not None else ""
    return text or None
