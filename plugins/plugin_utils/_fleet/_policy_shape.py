# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shapes of what people write in a YAML file: each reads its part, says what is wrong, and has its JSON schema.

So a schema for editors and the reader cannot drift apart. It knows nothing of policies, of licences, or of a file.
"""

from __future__ import annotations

import difflib
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import yaml

from .._language._errors import InputError
from .._language._text import Listed, Text

_STR, _INT, _BOOL, _NULL, _DATE, _MERGE, _FLOAT = (
    f"tag:yaml.org,2002:{name}" for name in ("str", "int", "bool", "null", "timestamp", "merge", "float")
)

#: What YAML takes a word without quotes for, and what it is called here.
_TAKEN_FOR: Final[Mapping[str, Text]] = {
    _INT: Text("a number"),
    _FLOAT: Text("a number"),
    _BOOL: Text("true or false"),
    _DATE: Text("a date"),
}

_LONGEST: Final = 200
_SHOWN: Final = 40

_WHOLE = re.compile(r"0|[1-9][0-9]{0,8}")
_PERCENT = re.compile(r"(100|[1-9]?[0-9])%")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands.

    Attributes:
        origin: What it stands in, for people.
        line: From 1; column likewise.
    """

    origin: str
    line: int
    column: int

    @classmethod
    def of(cls, node: yaml.Node) -> Place:
        """Where a node begins."""
        mark = node.start_mark
        return cls(str(mark.name), mark.line + 1, mark.column + 1)

    def mistake(self, problem: Text) -> InputError:
        """What is wrong there."""
        return InputError(
            "{origin}, line {line}, column {column}: {problem}",
            advice="Correct it there; nothing was judged.",
            origin=self.origin,
            line=self.line,
            column=self.column,
            problem=problem,
        )


def mistake(node: yaml.Node, problem: Text) -> InputError:
    """What is wrong with a node."""
    return Place.of(node).mistake(problem)


@dataclass(frozen=True, slots=True)
class Shape(ABC):
    """What may stand somewhere.

    Attributes:
        about: For the reader of the schema.
    """

    about: str = field(default="", kw_only=True)

    @abstractmethod
    def read(self, node: yaml.Node, name: str) -> Any:
        """What stands there.

        Args:
            node: What was written.
            name: What it belongs to, for messages.

        Raises:
            InputError: It is something else.
        """

    @abstractmethod
    def rules(self) -> dict[str, Any]:
        """Its JSON schema without the description."""

    def schema(self) -> dict[str, Any]:
        """Its JSON schema."""
        return {"description": self.about, **self.rules()} if self.about else self.rules()


@dataclass(frozen=True, slots=True)
class Words(Shape):
    """A text of one line."""

    pattern: str | None = None

    def read(self, node: yaml.Node, name: str) -> str:
        """The text."""
        text = _text(node, name)
        if not text.strip() or len(text) > _LONGEST or _UNSEEN.search(text):
            raise mistake(
                node, Text("{name} wants a text of one line, of {most} characters at most.", name=name, most=_LONGEST)
            )
        if self.pattern is not None and not re.search(self.pattern, text):
            raise mistake(node, Text("{name}: {text!r} is not what stands there.", name=name, text=_cut(text)))
        return text

    def rules(self) -> dict[str, Any]:
        """A string."""
        own = {"type": "string", "minLength": 1, "maxLength": _LONGEST}
        return own | ({"pattern": self.pattern} if self.pattern is not None else {"pattern": r"^[^\n]*\S[^\n]*$"})


@dataclass(frozen=True, slots=True)
class Choice(Shape):
    """One of a few words."""

    values: tuple[str, ...]

    def read(self, node: yaml.Node, name: str) -> str:
        """The word."""
        text = _text(node, name)
        if text not in self.values:
            raise mistake(
                node,
                Text(
                    "{name}: {text!r} is none of its values, which are {known}.",
                    name=name,
                    text=_cut(text),
                    known=Listed(*self.values),
                ),
            )
        return text

    def rules(self) -> dict[str, Any]:
        """An enumeration."""
        return {"enum": list(self.values)}


@dataclass(frozen=True, slots=True)
class Wanted(Shape):
    """Only ``true``: what is not wanted is left out."""

    def read(self, node: yaml.Node, name: str) -> bool:
        """True."""
        if not (isinstance(node, yaml.ScalarNode) and node.tag == _BOOL and node.value.lower() == "true"):
            raise mistake(node, Text("{name} can only be true; what is not wanted is left out.", name=name))
        return True

    def rules(self) -> dict[str, Any]:
        """A constant."""
        return {"const": True}


@dataclass(frozen=True, slots=True)
class Whole(Shape):
    """A whole number."""

    least: int
    most: int

    def read(self, node: yaml.Node, name: str) -> int:
        """The number."""
        is_plain = isinstance(node, yaml.ScalarNode) and node.tag == _INT
        number = int(node.value) if is_plain and _WHOLE.fullmatch(node.value) else None
        if number is None or not self.least <= number <= self.most:
            raise mistake(
                node,
                Text(
                    "{name} wants a whole number from {least} to {most}, without quotes.",
                    name=name,
                    least=self.least,
                    most=self.most,
                ),
            )
        return number

    def rules(self) -> dict[str, Any]:
        """An integer."""
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True, slots=True)
class Share:
    """So many, or so many of a hundred."""

    number: int
    is_percent: bool

    def is_exceeded(self, count: int, everybody: int) -> bool:
        """Whether a number of them is more than that.

        >>> Share(5, is_percent=True).is_exceeded(5, 100), Share(5, is_percent=True).is_exceeded(6, 100)
        (False, True)
        """
        return count * 100 > self.number * everybody if self.is_percent else count > self.number

    def __str__(self) -> str:
        return f"{self.number}%" if self.is_percent else str(self.number)


@dataclass(frozen=True, slots=True)
class NumberOrPercent(Shape):
    """A number of hosts, or a percentage of them."""

    def read(self, node: yaml.Node, name: str) -> Share:
        """Either."""
        if isinstance(node, yaml.ScalarNode):
            percent = _PERCENT.fullmatch(node.value) if node.tag == _STR else None
            if percent is not None:
                return Share(int(percent[1]), is_percent=True)
            if node.tag == _INT and _WHOLE.fullmatch(node.value):
                return Share(int(node.value), is_percent=False)
        raise mistake(node, Text("{name} wants a number such as 10, or a percentage such as 5%.", name=name))

    def rules(self) -> dict[str, Any]:
        """Either."""
        return {
            "anyOf": [
                {"type": "integer", "minimum": 0, "maximum": 999_999_999},
                {"type": "string", "pattern": f"^{_PERCENT.pattern}$"},
            ]
        }


@dataclass(frozen=True, slots=True)
class Day(Shape):
    """A day of the calendar, in quotes or without."""

    def read(self, node: yaml.Node, name: str) -> date:
        """The day."""
        if isinstance(node, yaml.ScalarNode) and node.tag in (_DATE, _STR) and _DAY.fullmatch(node.value):
            try:
                return date.fromisoformat(node.value)
            except ValueError:
                raise mistake(
                    node, Text("{name}: the calendar has no day {text}.", name=name, text=node.value)
                ) from None
        raise mistake(node, Text("{name} wants a day such as 2027-03-31.", name=name))

    def rules(self) -> dict[str, Any]:
        """A date."""
        return {"type": "string", "format": "date", "pattern": f"^{_DAY.pattern}$"}


@dataclass(frozen=True, slots=True)
class OneOrMany(Shape):
    """A value, or a list of values."""

    item: Shape

    def read(self, node: yaml.Node, name: str) -> tuple[Any, ...]:
        """The values, however they were written."""
        if not isinstance(node, yaml.SequenceNode):
            return (self.item.read(node, name),)
        found: list[Any] = []
        for part in node.value:
            value = self.item.read(part, name)
            if value in found:
                raise mistake(part, Text("{name} names {value} twice.", name=name, value=value))
            found.append(value)
        if not found:
            raise mistake(node, Text("{name} is an empty list.", name=name))
        return tuple(found)

    def rules(self) -> dict[str, Any]:
        """Either."""
        item = self.item.schema()
        return {"anyOf": [item, {"type": "array", "items": item, "minItems": 1, "uniqueItems": True}]}


@dataclass(frozen=True, slots=True)
class Many(Shape):
    """A list; its items are numbered from 1."""

    item: Shape
    least: int = 0

    def read(self, node: yaml.Node, name: str) -> tuple[Any, ...]:
        """The items."""
        if not isinstance(node, yaml.SequenceNode):
            raise mistake(node, Text("{name} wants a list: lines that begin with a dash.", name=name))
        if len(node.value) < self.least:
            raise mistake(node, Text("{name} is an empty list.", name=name))
        return tuple(self.item.read(part, f"{name}[{number}]") for number, part in enumerate(node.value, 1))

    def rules(self) -> dict[str, Any]:
        """An array."""
        return {"type": "array", "items": self.item.schema(), "minItems": self.least}


@dataclass(frozen=True, slots=True)
class Names(Shape):
    """A mapping with names that are known.

    Attributes:
        fields: What may stand in it, by name.
        required: What has to.
        make: Makes of values by name, and of where each name stands, what it means.
    """

    fields: Mapping[str, Shape]
    make: Callable[[Mapping[str, Any], Mapping[str, Place]], Any]
    required: Sequence[str] = ()

    def read(self, node: yaml.Node, name: str) -> Any:
        """What it means."""
        if not isinstance(node, yaml.MappingNode):
            raise mistake(node, Text("{name} wants names with values: {known}.", name=name, known=self._known))
        values: dict[str, Any] = {}
        places: dict[str, Place] = {}
        for key, value in self._pairs(node):
            if key.value in values:
                raise mistake(
                    key,
                    Text(
                        "{key} stands here twice; the first is in line {first}.",
                        key=key.value,
                        first=places[key.value].line,
                    ),
                )
            values[key.value] = self.fields[key.value].read(value, key.value)
            places[key.value] = Place.of(key)
        missing = [required for required in self.required if required not in values]
        if missing or not values:
            wanted = Listed(*missing) if missing else self._known
            raise mistake(node, Text("{name} lacks {wanted}.", name=name, wanted=wanted))
        return self.make(values, places)

    def rules(self) -> dict[str, Any]:
        """An object."""
        own: dict[str, Any] = {
            "type": "object",
            "additionalProperties": False,
            "properties": {name: shape.schema() for name, shape in self.fields.items()},
            "minProperties": 1,
        }
        return own | ({"required": list(self.required)} if self.required else {})

    @property
    def _known(self) -> Listed:
        return Listed(*self.fields)

    def _pairs(self, node: yaml.MappingNode) -> Iterator[tuple[yaml.ScalarNode, yaml.Node]]:
        for key, value in node.value:
            if key.tag == _MERGE:
                raise mistake(key, Text("<< is not understood here; write it out."))
            if not isinstance(key, yaml.ScalarNode) or key.value not in self.fields:
                raise mistake(key, self._unknown(str(key.value) if isinstance(key, yaml.ScalarNode) else ""))
            yield key, value

    def _unknown(self, key: str) -> Text:
        near = difflib.get_close_matches(key.strip().lower().replace("-", "_"), self.fields, 1)
        if near:
            return Text("There is no {key!r}; the nearest name is {near}.", key=_cut(key), near=near[0])
        return Text("There is no {key!r}; there are {known}.", key=_cut(key), known=self._known)


def _text(node: yaml.Node, name: str) -> str:
    """A text as it was written; what YAML takes for something else is to be put into quotes."""
    if not isinstance(node, yaml.ScalarNode):
        raise mistake(node, Text("{name} wants a text, and there is a list or a mapping.", name=name))
    if node.tag == _NULL:
        raise mistake(node, Text("{name} has no value.", name=name))
    if node.tag in _TAKEN_FOR:
        raise mistake(
            node,
            Text(
                "{name}: YAML takes {text} for {what}. Put it into quotes if it is a name.",
                name=name,
                text=_cut(node.value),
                what=_TAKEN_FOR[node.tag],
            ),
        )
    if node.tag != _STR:
        raise mistake(node, Text("{name}: tags that begin with ! are not understood here.", name=name))
    return str(node.value)


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
