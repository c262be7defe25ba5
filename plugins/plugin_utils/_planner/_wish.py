# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a wish and a step are. Each capability has its own, in a file of its own.

A wish answers for itself: what has to be read of a host, which steps are missing, what is at stake. A step is a single
change. ``missing`` is pure; to read and to send, both ask the ``Host`` they are given.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import ClassVar, Self, TypeVar

from .._language._errors import LicensingError
from .._language._text import Language, Text
from .._licensing._host import Host, Scope
from .._licensing._model import Application, Identity, Product
from .._licensing._offline_id import ConfirmationId
from .._licensing._product_key import ProductKey
from ._target import Target, scope_of

_Part = TypeVar("_Part")


@dataclass(frozen=True, slots=True)
class Observed:
    """What was read of a host.

    Attributes:
        products: Products in scope.
        parts: What was read beside them, each of a type of its own: the service, the identity of the host, and whatever
            else a wish asks for.
    """

    products: tuple[Product, ...]
    parts: tuple[object, ...] = ()

    def part(self, kind: type[_Part]) -> _Part | None:
        """The part of a type; None when it was not read, or does not exist."""
        return next((part for part in self.parts if isinstance(part, kind)), None)

    def with_products(self, change: Callable[[Product], Product]) -> Observed:
        """The same with each product as a function makes it."""
        return replace(self, products=tuple(change(product) for product in self.products))

    def having(self, *parts: object) -> Observed:
        """The same with more parts, in place of earlier ones of their types; None stands for what does not exist.

        What is foreseen of a part takes its place, too: its type is below that of the part.
        """
        new = tuple(part for part in parts if part is not None)
        kept = (part for part in self.parts if not any(isinstance(item, type(part)) for item in new))
        return replace(self, parts=(*kept, *new))


@dataclass(frozen=True, slots=True)
class Effect:
    """One line of a diff: a thing, how it was, how it will be."""

    thing: Text
    before: Text
    after: Text


class Step(ABC):
    """A single change of a host, with a sentence, a foreseen effect and a way to tell that it is done.

    Attributes:
        needs_refresh: True when the service shows the result only after RefreshLicenseStatus.
        is_repeatable: True when sending it twice does no harm; a step has to say so itself.
        is_change: True when doing it is a change by itself; else what is read afterwards tells.
        is_upheaval: True when the host is at work, away or half up until it is done: the licences are not evaluated
            meanwhile, and whatever goes wrong with a reading says nothing but that it is not done yet.
    """

    __slots__ = ()

    needs_refresh: ClassVar[bool] = False
    is_repeatable: ClassVar[bool] = False
    is_change: ClassVar[bool] = True
    is_upheaval: ClassVar[bool] = False

    @property
    def seconds(self) -> float | None:
        """How long its effect is waited for; None for as long as the task waits for any step."""
        return None

    @property
    def kind(self) -> str:
        """The name of its kind, stable enough for a file that outlives the task."""
        return type(self).__name__

    @property
    def strand(self) -> str:
        """The part of the wish it serves: when it fails, the rest of that is left out and all else goes on.

        Most wishes are of one piece, which has no name.
        """
        return ""

    @property
    def stake(self) -> ProductKey | None:
        """The key of which it costs an activation; None when it costs none, or the key is not known."""
        return None

    @property
    @abstractmethod
    def application(self) -> Application | None:
        """Whose products it changes; None for what belongs to no application."""

    @abstractmethod
    def action(self) -> Text:
        """What is done, without the stop at the end."""

    def describe(self, language: Language = Language.ENGLISH) -> str:
        """One sentence, for check mode, diff, results and logs alike."""
        return Text("{action}.", action=self.action()).said_in(language)

    @abstractmethod
    def effect(self) -> Effect:
        """What it changes."""

    @abstractmethod
    def foresee(self, observed: Observed) -> Observed:
        """What will be observed once it is done, as far as that can be known before; pure, like ``is_done``."""

    @abstractmethod
    def is_done(self, observed: Observed) -> bool:
        """True when there is nothing left to do."""

    def require_ready(self, observed: Observed) -> None:
        """It can be sent, by what the steps before it have shown; most are ready as they were planned.

        Raises:
            PlanError: It cannot.
        """
        return

    @abstractmethod
    def send(self, host: Host, observed: Observed) -> None:
        """Ask the host to do it, once."""

    def failure(self, observed: Observed) -> LicensingError | None:
        """Why it will not be done any more, where that shows before the time for it is over."""
        return None

    def undo(self) -> Step | None:
        """The step back, where there is one."""
        return None

    @abstractmethod
    def not_done(self, observed: Observed) -> LicensingError:
        """Why it is not done although the host accepted it."""


@dataclass(frozen=True, slots=True)
class Setback:
    """Why a strand of a wish is not fulfilled.

    Attributes:
        strand: As its steps have it.
    """

    strand: str
    error: LicensingError


class Wish(ABC):
    """What is wanted of a host.

    Attributes:
        is_claiming: Whether the machine is locked before the first reading, which then need not be repeated; for wishes
            that read much.
    """

    __slots__ = ()

    is_claiming: ClassVar[bool] = False

    @property
    @abstractmethod
    def subject(self) -> Target:
        """The products a result is about."""

    @property
    def scope(self) -> Scope:
        """The products to be read, if any are: those the result is about, unless the wish says otherwise."""
        return scope_of(self.subject)

    def read(self, host: Host, known: Observed) -> Observed:
        """What the wish is about, as it is now.

        Args:
            host: The host.
            known: What was read before, of which that stays which does not change.
        """
        return Observed(host.products(self.scope))

    def completed(self, host: Host, observed: Observed) -> tuple[Self, Observed]:
        """The wish and what was observed, with what only the host can say and turns out to be needed for a plan.

        Raises:
            PlanError: The host does not have it.
        """
        return self, observed

    @abstractmethod
    def missing(self, observed: Observed) -> tuple[Step, ...]:
        """The steps that are missing, in a safe order; none when all is as wished.

        Raises:
            PlanError: The state of the host does not allow it.
        """

    def refused(self, observed: Observed) -> tuple[Setback, ...]:
        """The strands for which ``missing`` has no steps because the state of the host does not allow it."""
        return ()

    def covers(self, strand: str, observed: Observed) -> bool:
        """Whether what an earlier task did for a strand would show in the plan of this one."""
        return True

    def closing(self, observed: Observed) -> tuple[Step, ...]:
        """What is sent in the end, however far the steps came: to tidy up what they have left, and nothing else.

        Args:
            observed: The state read last.
        """
        return ()

    def failure(self, setbacks: tuple[Setback, ...]) -> LicensingError | None:
        """Why the wish is not fulfilled, by what became of its strands; None when nothing speaks against it."""
        return setbacks[0].error if setbacks else None

    @property
    def stake(self) -> ProductKey | None:
        """The key whose activations it may cost; None when it costs none, or the key is not known."""
        return None

    @property
    def stakes(self) -> tuple[tuple[ProductKey, Target], ...]:
        """Every such key, with the products that are licensed by it."""
        return ((self.stake, self.subject),) if self.stake is not None else ()

    @property
    def secrets(self) -> tuple[ProductKey | ConfirmationId, ...]:
        """What must not show, and would be sent to the host."""
        return ()

    @property
    def carries(self) -> tuple[str | Text, ...]:
        """What must not travel in the clear, beside the options that a task gives, as messages name it."""
        return ()


def identity_of(host: Host, known: Observed) -> Identity:
    """What tells a host from others; read once, because it does not change."""
    return known.part(Identity) or host.identity()
