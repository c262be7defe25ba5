# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The activation state of Microsoft 365 Apps, reset as far as that needs no process on the host (documented).

What is removed: keys of their rows in Software Protection, and what Office keeps of sign-ins in the hives of users who
are logged on. Volume and retail products keep their keys.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from .._language._errors import LicensingError
from .._language._text import Listed, Text
from .._licensing._errors import PlanError
from .._licensing._host import Host, Scope
from .._licensing._model import Application, Product
from .._licensing._office_catalog import is_account_row
from .._licensing._registry_copy import SignIn, SignIns
from ._key import UninstallKey
from ._target import Target
from ._wish import Effect, Observed, Setback, Step, Wish


@dataclass(frozen=True, slots=True)
class OfficeReset(Wish):
    """Nobody is to be signed in to Office, and no row of Microsoft 365 Apps is to have a key.

    Attributes:
        sids: Users who are meant; all who are logged on without any.
    """

    sids: tuple[str, ...] = ()
    #: What is copied before it is removed must be what is removed.
    is_claiming: ClassVar[bool] = True

    @property
    def subject(self) -> Target:
        """Office, rows of Microsoft 365 Apps included."""
        return Target(Application.OFFICE, has_account_rows=True)

    @property
    def scope(self) -> Scope:
        """Every row of Office that has a key."""
        return Scope(Application.OFFICE)

    def read(self, host: Host, known: Observed) -> Observed:
        """Rows, and sign-ins with all that stands in them."""
        return Observed(host.products(self.scope)).having(host.office_sign_ins(self.sids))

    def missing(self, observed: Observed) -> tuple[Step, ...]:
        """A step for each row, then one for each user."""
        found = observed.part(SignIns) or SignIns()
        return (
            *(UninstallAccountKey(product) for product in observed.products if is_leftover(product)),
            *(RemoveSignIn(user) for user in found.users if user.removable),
        )

    def failure(self, setbacks: tuple[Setback, ...]) -> LicensingError | None:
        """Each is told; what does not fail is done all the same."""
        if len(setbacks) < 2:
            return setbacks[0].error if setbacks else None
        return ResetIncomplete(
            "{count} parts of the reset failed: {problems}",
            advice="Close Office on the host and run the task again; it removes what is left.",
            count=len(setbacks),
            problems=Listed(*(setback.error.texts[0] for setback in setbacks)),
        )


class ResetIncomplete(LicensingError):
    """Several parts of a reset failed."""


@dataclass(frozen=True, slots=True)
class UninstallAccountKey(UninstallKey):
    """Remove the key of a row of Microsoft 365 Apps. It comes back when somebody signs in."""

    @property
    def strand(self) -> str:
        """Each row stands for itself."""
        return self.product.activation_id


@dataclass(frozen=True, slots=True)
class RemoveSignIn(Step):
    """Remove what Office keeps of the sign-in of one user."""

    user: SignIn
    is_repeatable: ClassVar[bool] = True

    @property
    def strand(self) -> str:
        """Each user stands for themselves."""
        return self.user.sid

    @property
    def application(self) -> Application:
        """Office."""
        return Application.OFFICE

    @property
    def paths(self) -> tuple[str, ...]:
        """The keys, below the hive of the user."""
        return tuple(key.path for key in self.user.removable)

    def action(self) -> Text:
        """By the user."""
        return Text("Remove the sign-in of {sid} from Office ({count} keys)", sid=self.user.sid, count=len(self.paths))

    def effect(self) -> Effect:
        """The keys go."""
        before = Text("{count} keys", count=len(self.paths))
        return Effect(Text("sign-in of {sid} to Office", sid=self.user.sid), before, Text("absent"))

    def foresee(self, observed: Observed) -> Observed:
        """The keys are gone."""
        found = observed.part(SignIns)
        if found is None:
            return observed
        users = tuple(user.without(self.paths) if user.sid == self.user.sid else user for user in found.users)
        return observed.having(SignIns(users, found.unread))

    def is_done(self, observed: Observed) -> bool:
        """The user is logged on and could be read, and the keys are gone."""
        found = observed.part(SignIns)
        user = found.of(self.user.sid) if found is not None else None
        gone = {path.lower() for path in self.paths}
        return user is not None and user.is_whole and not any(key.path.lower() in gone for key in user.keys)

    def send(self, host: Host, observed: Observed) -> None:
        """Delete the keys."""
        host.remove_office_keys(self.user.sid, self.paths)

    def not_done(self, observed: Observed) -> LicensingError:
        """The user has logged off or cannot be read any more, or Office has written anew."""
        found = observed.part(SignIns)
        user = found.of(self.user.sid) if found is not None else None
        if user is None:
            return PlanError(
                "{sid} logged off meanwhile, so nobody knows what of their sign-in to Office is left.",
                advice="Run the task again while they are logged on.",
                sid=self.user.sid,
            )
        if not user.is_whole:
            return PlanError(
                "The sign-in of {sid} to Office cannot be read any more, so nobody knows what of it is left.",
                advice="Have Office closed there and run the task again.",
                sid=self.user.sid,
            )
        return PlanError(
            "The host removed the sign-in of {sid} from Office, but still shows it.",
            advice="Office is running there and writes it anew; have it closed and run the task again.",
            sid=self.user.sid,
        )


def is_leftover(product: Product) -> bool:
    """Whether a row is one of Microsoft 365 Apps and has a key."""
    return bool(product.partial_product_key) and is_account_row(product)
