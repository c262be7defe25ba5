# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Catalogues: data and texts that this collection ships.

People write them as ``NAME.yml``; ``scripts/compile_catalogues.py`` makes ``NAME.json`` beside it, which alone is read,
in a fortieth of the time. It knows neither languages nor what is in a catalogue.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def read_catalogue(place: Path, name: str) -> dict[str, Any]:
    """A catalogue in a directory, by its name. Days in it are texts of the form 2026-11-21."""
    content: dict[str, Any] = json.loads((place / f"{name}.json").read_bytes())
    return content
