# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stand-in."""

from __future__ import annotations

from .._language._errors import LicensingError
from ._errors import PlanError
from ._servicing import Job, Tool


def ended_badly(job: Job, tool: Tool) -> LicensingError:
    """Stand-in."""
    return PlanError("{tool} ended with {code}.", tool=tool.value, code=job.exit_code)
