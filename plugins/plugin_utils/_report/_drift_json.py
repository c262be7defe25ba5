# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What has changed between two surveys, for programs: stable names, no texts. Pure."""

from __future__ import annotations

import json
from typing import Any, Final

from .._fleet._clean_text import clean
from .._fleet._drift import Drift
from .._fleet._drift_kinds import Kind
from .._fleet._survey import Survey

#: Of the data as it is written.
_FORMAT: Final = 1

_BEGIN: Final = b'{\n  "drift_format": '


def is_drift_json(head: bytes) -> bool:
    """Whether the first bytes of a file are those of such a file."""
    return head.startswith(_BEGIN)


def drift_data(drift: Drift) -> dict[str, Any]:
    """Counts by kind, and every change, as a module returns them."""
    return {
        "counts": {kind.value: sum(change.kind is kind for change in drift.changes) for kind in Kind},
        "changes": [
            {
                "kind": change.kind.value,
                "host": change.host,
                "others": list(change.others),
                "product": change.product,
                "before": change.before,
                "after": change.after,
            }
            for change in drift.changes
        ],
    }


def drift_json(drift: Drift, before: Survey, after: Survey) -> str:
    """The file: which surveys, and what has changed."""
    surveys = {name: clean(survey.began_at) for name, survey in (("before", before), ("after", after))}
    data = {"drift_format": _FORMAT, "surveys": surveys, "machines": drift.machines, **drift_data(drift)}
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
