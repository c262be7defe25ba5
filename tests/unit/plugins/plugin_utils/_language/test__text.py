# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts whose language is chosen last, and the file of messages compared with the code that writes them."""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
import yaml

from ansible_collections.licenseops.windows.plugins.plugin_utils._language import _text
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._errors import InputError
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._text import (
    Language,
    Listed,
    Text,
    Title,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._kms import KmsSetting
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._office import OfficeSetting

ROOT = Path(__file__).resolve().parents[5]
MESSAGES = ROOT / "plugins" / "plugin_utils" / "_language" / "messages"
JAPANESE: dict[str, str] = yaml.safe_load((MESSAGES / "ja.yml").read_text(encoding="utf-8"))

#: What is raised where people read it; the first argument is the message.
ERRORS = {
    "HostRefused",
    "InputError",
    "LedgerError",
    "LicensingError",
    "LockError",
    "LoginError",
    "ConnectError",
    "ConnectionLost",
    "MalformedAnswer",
    "NotLicensed",
    "PlanError",
    "Unmet",
    "WorklistError",
}


#: What roles and playbooks do; what the demos print is part of a story told in English.
TASKS = [
    *sorted((ROOT / "roles").glob("*/tasks/*.yml")),
    *sorted((ROOT / "playbooks").glob("*.yml")),
]

#: Where a template is handed on: what it may be is looked at where it was written.
PASSED_ON = {
    *("message", "advice", "action", "words", "what", "otherwise"),
    "advice_for(product, 'Activate it with win_activation.')",
    "advice_for(product, 'Run the task again later; it reads the state first.')",
    *("self.setting.value", "setting.value", "messages[shape]", "_length_hint(digits)", "str(term)", "own.problem"),
    "judgement.objections[0]",
}


def templates(path: Path) -> Iterator[str]:
    """The English templates in a file: of ``Text``, messages of errors, and every advice."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            given = node.args[:1] if name in ERRORS | {"Text", "__init__"} else []
            given += [keyword.value for keyword in node.keywords if keyword.arg == "advice"]
            yield from (text for argument in given for text in constants(argument))


def constants(node: ast.expr) -> list[str]:
    """The texts an argument can be."""
    if isinstance(node, ast.IfExp):
        return constants(node.body) + constants(node.orelse)
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value else []


def said_by(path: Path) -> Iterator[str]:
    """The templates in a file of tasks."""
    content = path.read_text(encoding="utf-8")
    yield from re.findall(r"lookup\('licenseops\.windows\.message', '([^']+)'", content)
    yield from (" ".join(sentence.split()) for sentence in values_of("sentence", yaml.safe_load(content)))


def values_of(name: str, content: object) -> Iterator[str]:
    """The texts below a key, however deep."""
    if isinstance(content, dict):
        yield from (str(value) for key, value in content.items() if key == name)
        yield from (text for value in content.values() for text in values_of(name, value))
    elif isinstance(content, list):
        yield from (text for item in content for text in values_of(name, item))


def written() -> dict[str, Path]:
    """Every template of the code, of roles and of playbooks with a file it stands in."""
    in_code = {text: path for path in (ROOT / "plugins").rglob("*.py") for text in templates(path)}
    return in_code | {text: path for path in TASKS for text in said_by(path)}


def names_in(template: str) -> set[str]:
    """The facts a template wants."""
    return {name for dummy, name, *others in Formatter().parse(template) if name}


def test_every_message_of_the_code_has_a_japanese_text() -> None:
    found = written()
    assert len(found) > 150
    bare = {text for text in found if not re.search("[A-Za-z]{2}", re.sub(r"{.*?}", "", text))}
    assert not {text: found[text].name for text in set(found) - set(JAPANESE) - bare}


def unwritten(path: Path) -> Iterator[ast.expr]:
    """What stands where a template should and is none."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ERRORS | {"Text"}:
            given = [*node.args[:1], *(keyword.value for keyword in node.keywords if keyword.arg == "advice")]
            yield from (argument for argument in given if not is_literal(argument))


def tables(path: Path) -> dict[str, set[str]]:
    """The texts in each constant of a file."""
    found = {}
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        if isinstance(target, ast.Name) and isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            constants = (item.value for item in ast.walk(node.value) if isinstance(item, ast.Constant))
            found[target.id] = {text for text in constants if isinstance(text, str) and re.search("[a-z]", text)}
    return found


def is_literal(node: ast.expr) -> bool:
    """Whether a text, or each text it may be, stands there itself; a ``Text`` made elsewhere is looked at there."""
    if isinstance(node, ast.IfExp):
        return is_literal(node.body) and is_literal(node.orelse)
    is_text = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Text"
    return is_text or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def test_no_template_comes_from_where_nobody_looks() -> None:
    """It is written where it is used, or in a constant of the file; the rest was a template where it came from."""
    lost = set()
    for path in (ROOT / "plugins").rglob("*.py"):
        known = tables(path)
        for argument in unwritten(path):
            constants = {node.id for node in ast.walk(argument) if isinstance(node, ast.Name)} & known.keys()
            texts = {text for name in constants for text in known[name]}
            lost |= texts - set(JAPANESE) if constants else {ast.unparse(argument)} - PASSED_ON
    assert not lost


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            Text("The {what} contains characters that are not digits.", what=Text("Installation ID")),
            "インストール ID に数字",
        ),
        (Text("The host does not show {target}.", target="Windows"), "Windows がホストに"),
        (Text("The host does not show {target}.", target=Text("any product")), "製品がホストに"),
        (Text("No product key is installed for {target}.", target="Windows"), "Windows のプロダクト キー"),
        (
            Text("Clear the {setting}{place}", setting=Text("KMS host"), place=Text(" of {product}", product="A (B)")),
            "A (B) の KMS",
        ),
        (Text("Clear the {setting}{place}", setting=Text("lookup domain"), place=Text("")), "検索ドメインの消去"),
        (Text("{product} is stale. {reason}", product="Professional エディション", reason="x"), "エディションの行は"),
        (Text("{path} is neither CSV nor JSON.", path="/tmp/報告"), "/tmp/報告は CSV"),
        (Text("The states are {names}.", names=Listed("a", "b")), "a、b。"),
        (
            Text("The host does not show {target}.", target=Title("Office 16", "WFG99")),
            "Office 16 (プロダクト キー ...WFG99) がホスト",
        ),
    ],
)
def test_facts_are_joined_to_japanese_as_japanese_is_written(text: Text, says: str) -> None:
    assert says in text.said_in(Language.JAPANESE)


@pytest.mark.parametrize("word", [Listed("a", "b"), Title("Office 16", "WFG99"), Title("Office 16")])
def test_words_that_are_plain_in_english_survive_copies(word: Listed | Title) -> None:
    again = copy.deepcopy(word)
    assert (again, again.said_in(Language.JAPANESE)) == (word, word.said_in(Language.JAPANESE))


def test_every_setting_has_a_japanese_name() -> None:
    """Settings are named by their values."""
    assert {setting.value for setting in (*KmsSetting, *OfficeSetting)} <= set(JAPANESE)


@pytest.mark.parametrize("path", TASKS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_what_tasks_print_is_a_text_in_every_language(path: Path) -> None:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    printed = [
        text for name in ("msg", "fail_msg", "success_msg", "lines", "told") for text in values_of(name, content)
    ]
    assert not [text for text in printed if re.search("[A-Za-z]", re.sub(r"{{.*?}}", "", text, flags=re.DOTALL))]


def test_every_japanese_text_belongs_to_a_message_of_the_code() -> None:
    """Texts in tables and constants are looked for as they stand there."""
    said = {text for path in TASKS for text in said_by(path)}
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "plugins").rglob("*.py"))
    plain = re.sub(r'"\s*\n\s*"', "", code).replace("\\\\", "\\")
    assert not [text for text in JAPANESE if text not in plain and text not in said]


def test_no_error_is_built_from_text_that_cannot_be_translated() -> None:
    """An f-string is English for good."""
    wrong = []
    for path in (ROOT / "plugins").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in ERRORS - {"HostRefused"} | {"Text"}
            ):
                given = [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg == "advice")]
                wrong += [f"{path}:{node.lineno}" for argument in given if isinstance(argument, ast.JoinedStr)]
    assert not wrong


def test_a_japanese_text_uses_only_facts_of_its_message() -> None:
    assert not [template for template, text in JAPANESE.items() if names_in(text) - names_in(template)]


def test_a_sentence_stays_a_sentence() -> None:
    ends = (".", "?", ". {safe}")
    sentences = {
        template: text for template, text in JAPANESE.items() if template.endswith(ends) and template[0].isupper()
    }
    assert len(sentences) > 100
    assert not [template for template, text in sentences.items() if not text.endswith(("。", "{safe}"))]


def test_english_is_the_template_with_its_facts() -> None:
    assert str(Text("{count} of {all}", count=1, all=2)) == "1 of 2"


def test_a_text_without_facts_keeps_its_braces() -> None:
    assert str(Text("{ {x}")) == "{ {x}"


def test_facts_that_are_texts_are_told_in_the_same_language() -> None:
    text = Text("{action} failed with {what}", action=Text("Reading the products"), what="0x1")
    assert text.said_in(Language.JAPANESE) == "製品の読み取りに失敗しました。0x1"


def test_what_has_no_other_words_is_told_in_english() -> None:
    assert Text("No such message {x}", x=1).said_in(Language.JAPANESE) == "No such message 1"


def test_english_reads_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_text, "_MESSAGES", Path("nowhere"))
    _text._messages.cache_clear()
    assert str(Text("The product is activated.")) == "The product is activated."
    _text._messages.cache_clear()


def test_an_error_is_told_in_both_languages() -> None:
    error = InputError("{number} is not a TCP port.", advice="Give a number from 1 to 65535; KMS uses 1688.", number=0)
    assert str(error) == "0 is not a TCP port. Give a number from 1 to 65535; KMS uses 1688."
    assert (
        error.sentence(Language.JAPANESE)
        == "0 は TCP ポートとして正しくありません。1 から 65535 の数を指定してください。KMS は 1688 を使います。"
    )


@pytest.mark.parametrize("text", ["ja", "JA", "ja_JP.UTF-8", "ja-JP", " ja "])
def test_japanese_is_written_in_many_ways(text: str) -> None:
    assert Language.parse(text) is Language.JAPANESE


@pytest.mark.parametrize("text", ["", "fr", "jap"])
def test_a_language_without_texts_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match="not a valid Language"):
        Language.parse(text)
