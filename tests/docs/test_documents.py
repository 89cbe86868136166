"""The documents say what is so: their commands run, their outputs are what comes out, their links and paths lead somewhere."""

from __future__ import annotations

import importlib.util
import re
import sys
import tomllib
from pathlib import Path

import pandas as pd
import pytest

from payout import rules
from payout.cli.main import COMMANDS
from payout.rules import Policy, tables
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
    for event in docs.events_of(document.read_text(encoding="utf-8")):
        if event.kind in {"file", "append"}:
            (place / event.name).parent.mkdir(parents=True, exist_ok=True)
            with (place / event.name).open("w" if event.kind == "file" else "a", encoding="utf-8") as file:
                file.write(event.body)
            continue
        command = docs.command_in(event.name)
        code, out, err = payout(command.again if event.kind == "command" else command.arguments)
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
        assert language in {"sh", "text", "python", "toml", "csv"}, body
        if language == "python":
            compile(body, named(document), "exec")
        if language == "toml":
            tomllib.loads(body)


def test_no_document_names_a_machine():
    for document in docs.DOCUMENTS:
        text = document.read_text(encoding="utf-8")
        assert not re.search(r"(?<![\w/.])/(?:home|Users|opt|work|tmp|root|mnt)/", text), named(document)


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
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "payout" / "rules").glob("*.py"))
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


def test_words_are_those_of_the_code():
    assert words.PATH.read_text(encoding="utf-8") == words.text(), "run: python tests/docs/words.py"
    here = {word.name.rpartition(".")[0] or word.name for word in WORDS}
    lacking = {name for name in rules.__all__ if name not in here and f"`{name}`" not in words.BELOW}
    assert not lacking, "a word of payout.rules stands in no section: see sections() in tests/docs/words.py"
    assert {word.name for word in WORDS} == {*words.EXAMPLES, *words.DECLARATIONS}


@pytest.mark.parametrize("word", WORDS, ids=lambda word: word.call)
def test_every_one_of_the_words_has_an_example_that_calls_it(word):
    assert re.search(rf"(?<!\w){word.name.rpartition('.')[2]}\(", word.example), word.name
    assert "\n" not in word.example


def test_examples_of_the_words_of_a_rule_are_rules(tmp_path):
    policy = load_policy(words.scheme(tmp_path))
    assert [(one.subject, one.problem.en) for one in lint(policy) if one.code in {"L401", "L403"}] == []
    assert len(policy.rules) == len(words.EXAMPLES) - len(words.STATED)


@pytest.mark.parametrize(
    "word", [word for word in WORDS if word.name in words.STATED], ids=lambda word: word.name
)
def test_examples_of_the_words_around_a_rule_can_be_called(word):
    county = ROOT / "policies" / "county_target_bonus" / "rules.py"
    policy = Policy.load(county)
    known = {**vars(rules), "policy": policy, "person": policy.level("person"), "__file__": county}
    known |= {
        "indicators": pd.DataFrame({"indicator_id": ["1", "11"], "parent_id": [None, "1"]}, dtype="string")
    }
    assert eval(word.example.removeprefix("@").rpartition(" = ")[2], known) is not None  # noqa: S307


@pytest.mark.parametrize("word", words.DECLARATIONS)
def test_examples_of_the_words_of_tables_declare_something(word):
    known = {**vars(rules), **vars(tables)}
    assert eval(words.DECLARATIONS[word].rpartition(" = ")[2], known) is not None  # noqa: S307


def test_every_policy_has_a_page():
    policies = {path.parent.name for path in ROOT.glob("policies/*/policy.toml")}
    assert policies == {path.stem for path in (ROOT / "docs" / "policies").glob("*.md")}
