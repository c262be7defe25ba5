# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every Japanese text of the collection: one word for one thing, and spaces and punctuation by one rule.

The rules stand in CONTRIBUTING.md, "Japanese texts".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

_LETTER = r"[\u3005\u3007\u3041-\u3096\u30a1-\u30fa\u30fc\u4e00-\u9fff]"

#: Words, and what stands in their place.
WORDS = {
    r"忘れ": "入力内容を消去",
    r"拡張セキュリティ更新(?!プログラム)": "拡張セキュリティ更新プログラム",
    r"Application ログ|アプリケーションログ|イベント ログ \(アプリケーション\)": "アプリケーション ログ",
    r"検査数字": "チェック ディジット",
    r"所有している|所有する": "お持ちの",
    r"名前を引": "名前解決を確認",
    r"Software Protection(?! Platform)": "ソフトウェア保護サービス",
    r"排ほか": "排他",
    r"インベントリ(?!ー)": "インベントリー",
    r"べき等": "冪等",
    r"ライセンス認証サーバー": "ライセンス認証サービス",
    r"業務規則": "ビジネス ルール",
    r"信頼できるデータ ストア": "信頼されたストア",
    r"到達不能": "接続不可",
    r"[Cc]heck モード|チェックモード": "チェック モード",
    r"\(key \.\.\.|、key \.\.\.": "(プロダクト キー ...ABCDE)",
    r"非正規品": "非正規版",
    r"期間限定": "期限付き",
    r"トークンによる": "トークン ベースの",
    r"内側のコード": "実際の原因のコード",
    r"(?<!仮想)マシン": "コンピューター",
    r"利用者": "ユーザー",
    r"既に": "すでに",
    r"他の": "ほかの",
    r"省いて|省くか": "省略",
    r"ユーザ(?!ー)|サーバ(?!ー)|ブラウザ(?!ー)|フォルダ(?!ー)|コンピュータ(?!ー)": "ー at the end",
    r"プロダクトキー|ライセンスキー": "プロダクト キー",
    r"インストールID|確認ID": "a space before ID",
}

#: Spaces and punctuation, as Microsoft sets them in Japanese.
MARKS = {
    rf"{_LETTER}[A-Za-z0-9]|[A-Za-z0-9]{_LETTER}": "a half-width space between Japanese and Latin letters or digits",
    rf"{_LETTER}\(|\){_LETTER}": "a half-width space outside of parentheses",
    r"[（）：；！？，．]": "parentheses, colons and the like are half-width",
    rf"{_LETTER}[,.;](?!\w|\.)": "、 and 。 between Japanese words",
    rf" [、。」]|[、。「] (?={_LETTER})": "no space beside 、 。 「 」",
    rf"[\u3041-\u3096、。] {_LETTER}": "no space after hiragana, which ends no noun of several words",
    r"[\uff61-\uff9f]": "no half-width katakana",
    r"[０-９Ａ-Ｚａ-ｚ]": "no full-width digits and letters",
    rf"{_LETTER}  +{_LETTER}": "one space at most",
}

#: Texts of other kinds than prose: the words of a language file, a page, the descriptions of a role.
FILES = [
    *(ROOT / "plugins").rglob("ja.yml"),
    *ROOT.glob("*.ja.md"),
    *ROOT.glob("docs/*.ja.md"),
    *ROOT.glob("roles/*/README.ja.md"),
    *ROOT.glob("roles/*/meta/argument_specs.ja.yml"),
    ROOT / "plugins" / "plugin_utils" / "_offline_page" / "texts.json",
    ROOT / "tests" / "simulator" / "texts.ja.yml",
    ROOT / "scripts" / "demo_ja.yml",
]

READ = [pytest.param(path, id=str(path.relative_to(ROOT))) for path in FILES]


def lines_of(path: Path) -> Iterator[tuple[int, str]]:
    """The lines with Japanese in them: without blocks and quotes of code, emphasis, links, and the English template."""
    is_code = False
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        is_code ^= line.startswith("```")
        bare = prose(line) if path.suffix == ".md" else line.partition(" #")[0]
        if path.name == "ja.yml" and bare.startswith(('"', "?")):
            bare = re.sub(r'^"(?:[^"\\]|\\.)*":', "", bare)
        is_code_block = path.suffix == ".md" and bare.startswith("    ")
        if not is_code and not is_code_block and re.search(_LETTER, bare) and not bare.startswith("#"):
            yield number, bare


def prose(line: str) -> str:
    """A line of Markdown as it is read."""
    without_code = re.sub(r"`[^`]*`|<https?:[^>]+>", "`", line)
    return re.sub(r"!?\[([^\]]*)\]\([^)]*\)|<[^>]+> ?|(?<=。)\*\* |\*\*", r"\1", without_code)


def broken(path: Path, rules: dict[str, str]) -> list[str]:
    """What a file has against some rules."""
    return [
        f"{path.relative_to(ROOT)}:{number}: {found[0]!r}: {instead}"
        for number, line in lines_of(path)
        for rule, instead in rules.items()
        for found in [re.search(rule, line)]
        if found
    ]


@pytest.mark.parametrize("path", READ)
def test_one_word_stands_for_one_thing(path: Path) -> None:
    assert not broken(path, WORDS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_spaces_and_punctuation_follow_one_rule(path: Path) -> None:
    assert not broken(path, MARKS)
