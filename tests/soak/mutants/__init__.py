# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mutants: the code with one small mistake in it. One that no test notices shows where a test is missing.

    python -m tests.soak.mutants --seed 7 --count 200
    python -m tests.soak.mutants --only _diagnosis/_failure.py --only _task --jobs 1

Works in copies of the checkout; the same seed makes the same mutants of the same code.

What is changed, one thing a mutant:

* a comparison: its limit, or its meaning;
* ``and`` and ``or``; a ``not`` is left out;
* ``True`` and ``False``; a number, by one;
* what a function returns: None, or the opposite of a truth;
* a condition: its opposite.

What is left as it is, because no test could tell, or none should:

* texts, also those of a ``__repr__`` or a ``Final``, docstrings and imports: no kind of change touches them;
* annotations, ``if TYPE_CHECKING``, ``TypeVar``, and protocols, which nobody runs;
* ``frozen`` and ``slots`` of a dataclass, which forbid what no code does;
* ``strict`` of a ``zip``, which forbids the same;
* the size of a cache;
* ``assert``, which tells the type checker what it cannot see.
"""

from __future__ import annotations
