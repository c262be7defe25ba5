# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What dism.exe prints: English is recorded, other languages translate all but the names of editions.

Japanese: banner, version and last line recorded, the other lines inferred. German: inferred.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .state import MachineState


@dataclass(frozen=True, slots=True)
class DismTexts:
    """The words of one language."""

    banner: str
    version: str
    image: str
    current_heading: str
    current: str
    targets: str
    target: str
    no_target: str
    success: str
    error: str
    log: str

    def page(self, state: MachineState, lines: tuple[str, ...]) -> str:
        """A whole output."""
        return _text(*self._head(state), f"{self.image}: {_image(state)}", "", *lines, "", self.success)

    def failure(self, state: MachineState, code: int) -> str:
        """What a failure prints; codes of HRESULT kind in hexadecimal (community)."""
        shown = f"0x{code:08x}" if code > 0xFFFF else str(code)
        return _text(*self._head(state), f"{self.error}: {shown}", "", self.log + r" C:\Windows\Logs\DISM\dism.log")

    def _head(self, state: MachineState) -> tuple[str, ...]:
        return ("", self.banner, f"{self.version}: {state.spec.version}.1", "")


def _text(*lines: str) -> str:
    return "".join(f"{line}\r\n" for line in lines)


def _image(state: MachineState) -> str:
    return f"{state.spec.version}.{state.spec.revision}"


_ENGLISH = DismTexts(
    banner="Deployment Image Servicing and Management tool",
    version="Version",
    image="Image Version",
    current_heading="Current edition is:",
    current="Current Edition",
    targets="Editions that can be upgraded to:",
    target="Target Edition",
    no_target="(The current edition cannot be upgraded to any target editions.)",
    success="The operation completed successfully.",
    error="Error",
    log="The DISM log file can be found at",
)
_TEXTS: Mapping[str, DismTexts] = {
    "en-US": _ENGLISH,
    "ja-JP": DismTexts(
        banner="展開イメージのサービスと管理ツール",
        version="バージョン",
        image="イメージのバージョン",
        current_heading="現在のエディションは次のとおりです:",
        current="現在のエディション",
        targets="アップグレード可能なエディション:",
        target="ターゲット エディション",
        no_target="(現在のエディションをターゲット エディションにアップグレードすることはできません。)",
        success="操作は正常に完了しました。",
        error="エラー",
        log="DISM ログ ファイルの場所:",
    ),
    "de-DE": DismTexts(
        banner="Tool zur Imageverwaltung für die Bereitstellung",
        version="Version",
        image="Abbildversion",
        current_heading="Aktuelle Edition:",
        current="Aktuelle Edition",
        targets="Editionen, auf die aktualisiert werden kann:",
        target="Zieledition",
        no_target="(Die aktuelle Edition kann auf keine Zieledition aktualisiert werden.)",
        success="Der Vorgang wurde erfolgreich beendet.",
        error="Fehler",
        log="Die DISM-Protokolldatei finden Sie unter",
    ),
}


def texts_of(locale: str) -> DismTexts:
    """The words of a language; English where there are none."""
    return _TEXTS.get(locale, _ENGLISH)
