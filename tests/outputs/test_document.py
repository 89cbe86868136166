"""The document of a policy: all is in it, every link leads somewhere, nothing comes from outside, and nobody's text is markup."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from defusedxml.ElementTree import fromstring
from markdown_it import MarkdownIt

from payout.cases import load_cases
from payout.outputs.document import pages_of
from payout.outputs.document.layout import BOX, MOST_A_LAYER, Spot, laid, reduced, without_circles
from payout.rules.compiled.compiled import compiled
from payout.rules.policy.loading import load_policy
from payout.text import Text

ROOT = Path(__file__).resolve().parents[2]
SCHEMES = sorted(path.parent.name for path in ROOT.glob("policies/*/policy.toml"))
LANGUAGES = ["zh", "en"]
EVERY = [(scheme, lang) for scheme in SCHEMES for lang in LANGUAGES]


@cache
def policy_of(scheme):
    return compiled(load_policy(ROOT / "policies" / scheme))


@cache
def cases_of(scheme):
    return load_cases(ROOT / "policies" / scheme / "cases")


@cache
def pages(scheme, lang):
    return pages_of(policy_of(scheme), cases_of(scheme), lang)


@cache
def html(scheme, lang):
    """The page as strict XML reads it."""
    return fromstring(pages(scheme, lang)[f"{scheme}.html"])


@cache
def tokens(scheme, lang):
    """The Markdown as a reader of it takes it: html stays as it stands."""
    return MarkdownIt("commonmark", {"html": True}).enable("table").parse(pages(scheme, lang)[f"{scheme}.md"])


def inline(scheme, lang):
    return [child for token in tokens(scheme, lang) for child in token.children or ()]


def text_of_html(scheme, lang):
    return one_line("".join(html(scheme, lang).find("body").itertext()))


def text_of_markdown(scheme, lang):
    return one_line("".join(token.content for token in inline(scheme, lang)))


def one_line(text):
    return re.sub(r"\s+", "", text)


def wanted(scheme, lang):
    """All that the document must name, as a policy declares it."""
    built = policy_of(scheme)
    policy = built.policy
    zh = lang == "zh"
    yield from (
        policy.card.title(lang),
        policy.card.document(lang),
        policy.card.version,
        str(policy.card.as_of),
    )
    yield from policy.card.clauses
    yield from (why(lang) for why in policy.card.not_computed.values())
    yield from (section.says(lang) for section in policy.sections)
    for rule in policy.rules:
        yield rule.label.zh if zh else rule.name.replace("_", " ")
        yield rule.clause
        if not zh and rule.label.en != rule.label.zh:
            yield rule.label.en
    for parameter in policy.parameters.values():
        yield parameter.zh if zh else parameter.en
        yield parameter.note if zh else parameter.note_en or parameter.note
        yield from (parameter.option(option)(lang) for option in parameter.options)
        yield from (str(since) for since, _ in parameter.history if since and parameter.kind != "choice")
    for check in policy.checks:
        yield check.label(lang) if "{" not in check.label(lang) else ""
        yield "P-" + check.name.replace("_", "-")
    for case in cases_of(scheme):
        yield from (case.name, case.why)
    for table in policy.tables:
        yield table.zh if zh else table.name.replace("_", " ")
        for column in table.columns:
            yield from (column.zh if zh else column.name.replace("_", " "), column.blank_means(lang))


@pytest.mark.parametrize(("scheme", "lang"), EVERY)
def test_all_that_a_policy_says_stands_in_the_document(scheme, lang):
    texts = text_of_html(scheme, lang), text_of_markdown(scheme, lang)
    lacking = [one for one in wanted(scheme, lang) if any(one_line(one) not in text for text in texts)]
    assert not lacking


@pytest.mark.parametrize(("scheme", "lang"), EVERY)
def test_every_rule_column_and_choice_has_its_place(scheme, lang):
    built = policy_of(scheme)
    names = {f"rule-{rule.level}.{rule.name}" for rule in built.policy.rules}
    names |= {f"parameter-{name}" for name in built.policy.parameters}
    names |= {f"check-{check.level}.{check.name}" for check in built.policy.checks}
    names |= {
        f"column-{table.level}.{column.name}" for table in built.policy.tables for column in table.columns
    }
    places = [one.get("id") for one in html(scheme, lang).iter() if one.get("id")]
    assert len(places) == len(set(places))
    assert names <= set(places)
    of_markdown = re.findall(r'<a id="([^"]+)">', pages(scheme, lang)[f"{scheme}.md"])
    assert len(of_markdown) == len(set(of_markdown))
    assert names <= set(of_markdown)
    formulas = [one for one in html(scheme, lang).iter("article") if one.find(".//math") is not None]
    assert len(formulas) == len(built.policy.rules)


@pytest.mark.parametrize(("scheme", "lang"), EVERY)
def test_every_link_leads_somewhere_and_nothing_comes_from_outside(scheme, lang):
    page, text = html(scheme, lang), pages(scheme, lang)[f"{scheme}.html"]
    places = {one.get("id") for one in page.iter()}
    links = {
        value
        for one in page.iter()
        for name, value in one.items()
        if name in {"href", "src", "action", "data"}
    }
    assert all(link[0] == "#" and link[1:] in places for link in links)
    assert not {"script", "link", "img", "iframe", "object", "base", "form"} & {
        one.tag for one in page.iter()
    }
    assert not [name for one in page.iter() for name in one.keys() if name.startswith("on")]  # noqa: SIM118 - an element
    assert "://" not in text
    assert "@import" not in text
    assert all(found.startswith("#") for found in re.findall(r"url\(([^)]*)", text))
    assert "default-src 'none'" in page.find("head/meta[@http-equiv='Content-Security-Policy']").get(
        "content"
    )
    assert page.get("lang") == {"zh": "zh-Hans", "en": "en"}[lang]


@pytest.mark.parametrize(("scheme", "lang"), EVERY)
def test_markdown_is_tables_and_links_that_lead_somewhere(scheme, lang):
    found = inline(scheme, lang)
    places = set(re.findall(r'<a id="([^"]+)">', pages(scheme, lang)[f"{scheme}.md"]))
    links = [token.attrGet("href") for token in found if token.type == "link_open"]
    assert links
    assert all(link[0] == "#" and link[1:] in places for link in links)
    tags = {token.content for token in found if token.type == "html_inline"}
    assert all(re.fullmatch(r'<a id="[^"<>]+">|</a>|<br>', tag) for tag in tags)
    blocks = [token.content for token in tokens(scheme, lang) if token.type == "html_block"]
    assert blocks == ["<!-- payout docs -->\n"]


# ---- the same bytes --------------------------------------------------------------------------------


def test_the_same_policy_gives_the_same_bytes_whatever_the_seed_of_hashes(tmp_path):
    """As a program of its own, with another seed than this process has."""
    command = [sys.executable, "-m", "payout.cli", "docs", "county_target_bonus", "-o", str(tmp_path)]
    environment = {**os.environ, "PYTHONHASHSEED": "77", "PYTHONPATH": str(ROOT)}
    subprocess.run(command, env=environment, check=True, cwd=ROOT, capture_output=True)
    written = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert written == {name: page.encode() for name, page in pages("county_target_bonus", "zh").items()}


# ---- what others wrote is text ---------------------------------------------------------------------

HOSTILE = "<script>alert(1)</script>&amp;\"'`|</style>]]> [x](javascript:alert(2)) <img src=x onerror=alert(3)> **\x07"


@pytest.fixture(scope="module")
def hostile():
    """A policy whose title, labels, notes, readings, clauses and cases hold markup."""
    built = policy_of("district_points")
    policy, text = built.policy, Text(HOSTILE, HOSTILE)
    card = replace(
        policy.card, title=text, document=text, not_computed=dict.fromkeys(policy.card.not_computed, text)
    )
    parameters = {
        name: replace(
            one,
            zh=HOSTILE,
            en=HOSTILE,
            note=HOSTILE,
            note_en="",
            options=dict.fromkeys(one.options, HOSTILE),
            options_en={},
        )
        for name, one in policy.parameters.items()
    }
    sections = [replace(section, says=text) for section in policy.sections]
    columns = {
        level: replace(
            one,
            zh=HOSTILE,
            columns={name: replace(column, zh=HOSTILE) for name, column in one.columns.items()},
        )
        for level, one in policy.levels.items()
    }
    changed = replace(policy, card=card, parameters=parameters, sections=sections, levels=columns)
    rules = tuple(replace(one, rule=replace(one.rule, label=text, note=HOSTILE)) for one in built.rules)
    checks = tuple(replace(one, rule=replace(one.rule, label=text, fix=text)) for one in built.checks)
    cases = tuple(replace(case, name=HOSTILE, why=HOSTILE) for case in cases_of("district_points"))
    return pages_of(replace(built, policy=changed, rules=rules, checks=checks), cases, "zh")


def test_markup_in_a_policys_texts_is_shown_and_does_nothing(hostile):
    page = fromstring(hostile["district_points.html"])
    assert not {"script", "img"} & {one.tag for one in page.iter()}
    assert not [name for one in page.iter() for name in one.keys() if name.startswith("on")]  # noqa: SIM118 - an element
    assert all(one.get("href")[0] == "#" for one in page.iter("a"))
    shown = HOSTILE.replace("\x07", "\N{REPLACEMENT CHARACTER}")
    assert page.find("body//h1").text == shown
    assert sum(one.text == shown for one in page.iter()) > 50
    style = page.find("head/style").text
    assert not set("<>&") & set(style)


def test_markup_in_a_policys_texts_is_text_in_markdown(hostile):
    found = MarkdownIt("commonmark", {"html": True}).enable("table").parse(hostile["district_points.md"])
    children = [child for token in found for child in token.children or ()]
    tags = {token.content for token in children if token.type == "html_inline"}
    assert all(re.fullmatch(r'<a id="[^"<>]+">|</a>|<br>', tag) for tag in tags)
    assert all(token.attrGet("href")[0] == "#" for token in children if token.type == "link_open")
    assert not [token for token in children if token.type == "image"]
    shown = HOSTILE.replace("\x07", "\N{REPLACEMENT CHARACTER}").replace("\\", "")
    texts = ["".join(child.content for child in token.children) for token in found if token.type == "inline"]
    assert sum(shown in text for text in texts) > 50


# ---- values that were put in force -----------------------------------------------------------------


def test_a_value_put_in_force_is_told_beside_the_policys_own():
    policy = load_policy(ROOT / "policies" / "county_target_bonus").changed(
        sets=("county_average=8000", "mean_weight=headcount")
    )
    made = pages_of(compiled(policy), (), "en")
    page = fromstring(made["county_target_bonus.html"])
    told = "".join(page.find(".//div[@class='changed-values']").itertext())
    assert "County average bonus = 8000 yuan; the policy has 7000 yuan; changed by --set" in told
    assert (
        "How the county's mean score is taken = weighted by people in service at year end; the policy has each unit alike"
        in told
    )
    assert "**Values that were changed** [County average bonus]" in made["county_target_bonus.md"]
    rule = page.find(".//article[@id='rule-unit.mean_score']")
    marked = ["".join(one.itertext()) for one in rule.iter("mtr") if one.get("class") == "in-force"]
    assert len(marked) == 1
    assert "● weighted by people in service at year end" in marked[0]


# ---- the graph -------------------------------------------------------------------------------------


def reaches(edges, names):
    found = {name: {name} for name in names}
    for _ in names:
        for start, end in edges:
            found[end] |= found[start]
    return found


@pytest.mark.parametrize("seed", range(12))
def test_a_graph_keeps_what_rests_on_what_and_no_box_lies_on_another(seed):
    rng = random.Random(seed)
    names = [f"n{number}" for number in range(rng.randint(1, 25))]
    edges = {(rng.choice(names), rng.choice(names)) for _ in range(rng.randint(0, 50))}
    free = without_circles(names, edges)
    kept = reduced(names, free)
    assert kept <= free <= edges
    assert reaches(kept, names) == reaches(free, names)
    drawn = laid([Spot(name, name, "", name) for name in names], edges)
    assert [box.spot.name for box in sorted(drawn.boxes, key=lambda box: names.index(box.spot.name))] == names
    rows = {}
    for box in drawn.boxes:
        rows.setdefault(box.y, []).append(box.x)
    assert all(len(row) <= MOST_A_LAYER for row in rows.values())
    assert all(
        right - left >= BOX
        for row in rows.values()
        for left, right in zip(sorted(row), sorted(row)[1:], strict=False)
    )
    place = {box.spot.name: box for box in drawn.boxes}
    assert {(line.start, line.end) for line in drawn.lines} == kept
    for line in drawn.lines:
        assert line.points[0] == (place[line.start].x + BOX // 2, place[line.start].y + drawn.tall)
        assert line.points[-1] == (place[line.end].x + BOX // 2, place[line.end].y)
        assert all(upper[1] < lower[1] for upper, lower in zip(line.points, line.points[1:], strict=False))
