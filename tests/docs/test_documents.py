"""The documents say what is so: their commands run, their outputs are what comes out, their links and paths lead somewhere."""

from __future__ import annotations

import doctest
import importlib.util
import re
import sys
import tomllib
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pandas as pd
import pytest

from payout import rules
from payout.cli.main import COMMANDS
from payout.engines.reference.engine import finish, without_rows
from payout.rules import Policy, tables, trees
from payout.rules.compiled.compiled import compiled
from payout.rules.compiled.lint import lint
from payout.rules.policy.loading import find_policy, load_policy

HERE = Path(__file__).resolve().parent


def _load(name):
    spec = importlib.util.spec_from_file_location(f"docs_{name}", HERE / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


docs = _load("documents")
blanks = _load("blanks")
glossary = _load("glossary")
words = _load("words")
WORDS = [word for section in words.sections().values() for word in section]
ROOT = docs.ROOT


def named(document):
    return document.relative_to(ROOT).as_posix()


WITH_COMMANDS = [
    document for document in docs.DOCUMENTS if docs.commands_of(document.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("document", WITH_COMMANDS, ids=named)
def test_commands_of_a_document_run_and_print_what_it_shows(document, place, payout):
    said = {}  # by the commands that were run since a file was written: what is shown of one is what it said then
    for event in docs.events_of(document.read_text(encoding="utf-8")):
        if event.kind in {"file", "append"}:
            said.clear()
            (place / event.name).parent.mkdir(parents=True, exist_ok=True)
            with (place / event.name).open("w" if event.kind == "file" else "a", encoding="utf-8") as file:
                file.write(event.body)
            continue
        command = docs.command_in(event.name)
        if event.kind == "command":
            said[command.line] = payout(command.again)
        code, out, err = said.get(command.line) or payout(command.arguments)
        if event.kind == "command":
            assert code == event.code, f"{command.line}\n{out}\n{err}"
        else:
            assert event.body.strip() in out + err, f"{command.line}\n{out}\n{err}"


@pytest.mark.usefixtures("place")
@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_ends_in_an_example_that_runs(command, payout):
    code, text, _ = payout([*command.split(), "--help"])
    assert code == 0
    examples = docs.examples_of(text)
    assert examples or command == "test", f"payout {command} --help shows no example"
    for example in examples:
        code, out, err = payout(example.again)
        assert code == 0, f"{example.line}\n{out}\n{err}"


@pytest.mark.parametrize("document", docs.DOCUMENTS, ids=named)
def test_links_and_paths_lead_somewhere(document):
    text = document.read_text(encoding="utf-8")
    for target in docs.LINK.findall(text):
        if not target.startswith(("https://", "http://")):
            assert (document.parent / target).exists(), target
    for path in docs.NAMED.findall(text):
        assert (ROOT / path).exists(), path


@pytest.mark.parametrize("document", docs.DOCUMENTS, ids=named)
def test_blocks_are_well_formed(document):
    for language, body in docs.BLOCK.findall(document.read_text(encoding="utf-8")):
        assert language in {"sh", "text", "python", "pycon", "toml", "csv"}, body
        if language == "python":
            compile(body, named(document), "exec")
        if language == "pycon":
            assert doctest.DocTestParser().get_examples(body)
        if language == "toml":
            tomllib.loads(body)


ONE_WORD = {  # what is said in one way, and the other ways
    "提醒、消息": "提示",
    "办法": "政策|方案",
    "审批(一种职责)、签批(三人签名)": "批复|签审|核批",
}
OTHERWISE = {"payout/outputs/formulas/ink.py"}  # a note in a cell, no finding


@pytest.mark.parametrize(("word", "others"), ONE_WORD.items())
def test_one_word_for_one_thing(word, others):
    texts = [*(ROOT / "payout").rglob("*.py"), *(ROOT / "docs").glob("*.md"), ROOT / "README.md"]
    found = {named(path) for path in texts if re.search(others, path.read_text(encoding="utf-8"))}
    assert found - OTHERWISE == set(), f"say {word}"


@pytest.mark.parametrize("document", docs.DOCUMENTS, ids=named)
def test_commands_that_a_sentence_names_are_commands(document):
    for name in re.findall(r"`payout ([a-z]+)", document.read_text(encoding="utf-8")):
        assert name in COMMANDS, name


def test_no_document_names_a_machine():
    for document in docs.DOCUMENTS:
        text = document.read_text(encoding="utf-8")
        assert not re.search(r"(?<![\w/.])/(?:home|Users|opt|work|tmp|root|mnt)/", text), named(document)


def test_every_sheet_of_the_example_is_told(place, payout):
    """Those that an officer fills in, and those that he reads."""
    assert payout(["template", "county_target_bonus", "--out", "empty.xlsx"])[0] == 0
    text = (ROOT / "docs" / "for-finance-officers.md").read_text(encoding="utf-8")
    for name in ("empty.xlsx", "out/county/payout.xlsx"):
        sheets = openpyxl.load_workbook(place / name, read_only=True).sheetnames
        assert [
            sheet
            for sheet in sheets
            if not re.search(rf"(?:^\| |、|:\n|“){sheet}(?: \||、|。|”)", text, re.MULTILINE)
        ] == []


def test_readme_lists_every_command():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| `payout (\w+)", text, re.MULTILINE))
    assert listed == set(COMMANDS)


def test_exit_codes_of_the_documents_are_those_of_the_program():
    from payout.cli import exits  # noqa: PLC0415

    codes = {value for name, value in vars(exits).items() if name.isupper() and isinstance(value, int)}
    text = (ROOT / "docs" / "for-finance-officers.md").read_text(encoding="utf-8")
    listed = {int(code) for code in re.findall(r"^\| (\d+) \|", text, re.MULTILINE)}
    assert listed == codes


def test_every_lint_code_is_explained():
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "payout" / "rules").rglob("*.py"))
    codes = set(re.findall(r'"(L\d{3})"', source))
    text = (ROOT / "docs" / "for-policy-authors.md").read_text(encoding="utf-8")
    assert codes == set(re.findall(r"\bL\d{3}\b", text))


def test_glossary_names_everything_in_the_county_policy():
    policy = load_policy(find_policy("county_target_bonus"))
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    missing = [
        name for name in glossary.names(policy) if not re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)
    ]
    assert not missing, "run: python tests/docs/glossary.py"


def test_glossary_says_of_the_county_what_its_policy_says():
    policy = load_policy(find_policy("county_target_bonus"))
    below = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").partition(glossary.MARK)[2]
    assert below.strip() == "\n".join(glossary.tables_of(policy)).strip(), (
        "run: python tests/docs/glossary.py"
    )


def test_words_are_those_of_the_code():
    assert words.PATH.read_text(encoding="utf-8") == words.text(), "run: python tests/docs/words.py"
    assert [word for word in WORDS if not word.example] == [], "a word has no example in tests/docs/words.py"


def test_every_word_that_a_policy_may_import_stands_in_a_section():
    here = {word.name.rpartition(".")[0] or word.name for word in WORDS}
    lacking = {
        name
        for name in (*rules.__all__, *tables.__all__)
        if name not in here and f"`{name}`" not in words.BELOW
    }
    assert not lacking, "add it to sections() in tests/docs/words.py"


@pytest.mark.parametrize("word", WORDS, ids=lambda word: word.call)
def test_every_one_of_the_words_has_an_example_that_calls_it(word):
    assert re.search(rf"(?<!\w){word.name.rpartition('.')[2]}\(", word.example), word.name
    assert "\n" not in word.example


def test_examples_of_rules_checks_and_limits_make_a_policy_that_can_be_computed(tmp_path):
    policy = load_policy(words.scheme(tmp_path))
    unused = {"L406", "L407"}
    assert [finding.line("en") for finding in lint(policy) if finding.code not in unused] == []
    assert len(policy.rules) == len(words.RULES) + len(words.WORDS) + len(words.LIBRARY)
    assert len(policy.checks) == len(words.CHECKS) + len(words.CELLS)
    run = finish(without_rows(compiled(policy)))
    assert all(rule.name in run.data[rule.level].columns for rule in policy.rules)


@pytest.mark.parametrize("example", {**words.POLICY, **words.TREES}.values())
def test_examples_of_the_words_around_rules_can_be_called(example):
    county = ROOT / "policies" / "county_target_bonus" / "rules.py"
    indicators = pd.DataFrame({"indicator_id": ["1", "11"], "parent_id": [None, "1"]}, dtype="string")
    known = {
        **vars(trees),
        "Policy": Policy,
        "policy": Policy.load(county),
        "indicators": indicators,
        "__file__": county,
    }
    call = example.removeprefix("with ").removesuffix(":").rpartition(" = ")[2]
    assert eval(call, known) is not None  # noqa: S307


@pytest.mark.parametrize("example", {**words.CELLS, **words.DECLARATIONS}.values())
def test_examples_of_the_words_of_tables_declare_something(example):
    held = SimpleNamespace(stints=list, in_service=list, calendar=list)
    known = {**vars(tables), "calendar": held, "months": held}
    exec(f"found = {example}", known)  # noqa: S102
    assert known["found"] is not None


@pytest.mark.parametrize("path", sorted(blanks.PAGES.glob("*.md")), ids=lambda path: path.stem)
def test_a_page_says_what_blanks_mean_as_its_policy_declares_it(path):
    text = path.read_text(encoding="utf-8")
    assert text == blanks.page(text, load_policy(ROOT / "policies" / path.stem)), (
        "run: python tests/docs/blanks.py"
    )


def test_every_policy_has_a_page():
    policies = {path.parent.name for path in ROOT.glob("policies/*/policy.toml")}
    assert policies == {path.stem for path in (ROOT / "docs" / "policies").glob("*.md")}
