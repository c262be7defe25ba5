# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names and patterns as people write them: * and ? stand for characters, and case makes no difference. Pure."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

_WILD = re.compile(r"[*?]")


@dataclass(frozen=True, slots=True)
class Patterns:
    """Names, any of which is meant; as quick for a thousand as for one.

    >>> Patterns.of(["web-*", "DB"]).match("Web-17"), Patterns.of(["web-*", "DB"]).match("web")
    (True, False)

    Attributes:
        names: Those without a wildcard.
        wild: All others in one.
    """

    names: frozenset[str]
    wild: re.Pattern[str] | None

    @classmethod
    def of(cls, texts: Iterable[str]) -> Self:
        """From what people wrote; a name in square brackets is one."""
        folded = [text.casefold() for text in texts]
        wild = [text for text in folded if _WILD.search(text)]
        plain = frozenset(text for text in folded if not _WILD.search(text))
        expressions = "|".join(fnmatch.translate(text.replace("[", "[[]")) for text in wild)
        return cls(plain, re.compile(expressions) if wild else None)

    def match(self, name: str) -> bool:
        """Whether a name is meant."""
        folded = name.casefold()
        return folded in self.names or (self.wild is not None and self.wild.match(folded) is not None)

    def match_any(self, names: Iterable[str]) -> bool:
        """Whether one of several names is meant."""
        return any(self.match(name) for name in names)
