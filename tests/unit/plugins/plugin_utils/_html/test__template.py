# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates of pages: every text is escaped, data cannot end its element, and a policy names what it lets in."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import UndefinedError

from ansible_collections.licenseops.windows.plugins.plugin_utils._html._template import (
    page_policy,
    template_environment,
)

ODD = "</script><b>'&\""


def test_texts_are_escaped_and_data_cannot_end_its_element(tmp_path: Path) -> None:
    """Whatever the name of the template is."""
    (tmp_path / "page.j2").write_text("<p title='{{ text }}'>{{ text }}</p>{{ data | tojson }}", encoding="utf-8")
    page = template_environment(tmp_path).get_template("page.j2").render(text=ODD, data={"名": [ODD]})
    assert page.count("<") == 2 and page.count("'") == 2
    assert '{"名":["\\u003c/script' in page


def test_a_name_that_is_missing_is_a_mistake(tmp_path: Path) -> None:
    """It would leave a hole otherwise."""
    (tmp_path / "page.j2").write_text("{{ forgotten }}", encoding="utf-8")
    with pytest.raises(UndefinedError, match="forgotten"):
        template_environment(tmp_path).get_template("page.j2").render()


def test_a_policy_lets_one_script_and_one_style_in() -> None:
    """By what they are (digest made by openssl), and nothing from anywhere."""
    policy = page_policy("alert(1)", "p { color: red; }")
    assert policy.startswith(
        "default-src 'none'; script-src 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='; style-src "
    )
    assert "unsafe" not in policy and "http" not in policy
