"""A real browser opens the documents: it corrects nothing, shows every formula, and prints none wider than its page."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from html import unescape
from importlib.resources import files
from pathlib import Path

import pytest
from defusedxml.ElementTree import fromstring

from payout.cases import load_cases
from payout.outputs.document import pages_of
from payout.rules.compiled.compiled import compiled
from payout.rules.policy.loading import load_policy

ROOT = Path(__file__).resolve().parents[2]
SCHEMES = sorted(path.parent.name for path in ROOT.glob("policies/*/policy.toml"))
INSIDE_A_RULE = 626  # pixels: A4 less its margins and the frames of a rule and of a display
DISPLAY = re.compile(r'<div class="display.*?</math></div>')
MEASURE = """
const found = [...document.querySelectorAll(".display")].map(one => {
  const box = one.querySelector("math").getBoundingClientRect();
  return [box.width, box.height, one.clientWidth, one.textContent.slice(0, 40)];
});
document.body.innerHTML = "<pre></pre>";
document.querySelector("pre").textContent = JSON.stringify(found);
"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    """Give the elements that a page has once the browser has loaded it and run its scripts."""
    program = shutil.which("chromium")
    if program is None and os.environ.get("CI"):
        pytest.fail("chromium is missing: CI must install it to look at the documents")
    if program is None:
        pytest.skip("chromium is not installed")
    profile = tmp_path_factory.mktemp("profile")

    def run(path, *more):
        options = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}", *more]
        command = [program, *options, path.as_uri()]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout

    return run


def pages(scheme, lang):
    policy = load_policy(ROOT / "policies" / scheme)
    return pages_of(compiled(policy), load_cases(policy.folder / "cases"), lang)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_browser_corrects_nothing_in_a_page(browser, tmp_path, lang):
    """The elements that it made are those that stand in the file, in their order."""
    page = tmp_path / "page.html"
    page.write_text(pages("county_target_bonus", lang)["county_target_bonus.html"], encoding="utf-8")
    dumped = re.findall(r"<([a-zA-Z][\w-]*)", browser(page, "--dump-dom"))
    written = [one.tag for one in fromstring(page.read_text(encoding="utf-8")).iter()]
    assert dumped == written


def test_no_formula_of_any_scheme_is_wider_than_the_page_that_it_is_printed_on(browser, tmp_path):
    """The style of print on a page of that width, for all formulas of all schemes in both languages."""
    style = files("payout.outputs.document.html").joinpath("page.css").read_text(encoding="utf-8")
    made = [
        (scheme, lang, page)
        for scheme in SCHEMES
        for lang in ("zh", "en")
        for page in [pages(scheme, lang)[f"{scheme}.html"]]
    ]
    displays = [(f"{scheme} {lang}", one) for scheme, lang, page in made for one in DISPLAY.findall(page)]
    assert len(displays) > 1000
    head = f"<meta charset='utf-8'><style>{style.replace('@media print', '@media all')} main {{ width: {INSIDE_A_RULE}px }}</style>"
    body = f"<main>{''.join(one for _, one in displays)}</main><script>{MEASURE}</script>"
    page = tmp_path / "formulas.html"
    page.write_text(
        f"<!DOCTYPE html><html lang='zh'><head>{head}</head><body>{body}</body></html>", encoding="utf-8"
    )
    found = json.loads(unescape(re.search(r"<pre>(.*)</pre>", browser(page, "--dump-dom"), re.DOTALL)[1]))
    assert len(found) == len(displays)
    assert all(width > 0 and height > 0 for width, height, _, _ in found)
    too_wide = [
        (where, text, width)
        for (where, _), (width, _, room, text) in zip(displays, found, strict=True)
        if width > room
    ]
    assert too_wide == []


def test_a_page_is_printed(browser, tmp_path):
    page, printed = tmp_path / "page.html", tmp_path / "page.pdf"
    page.write_text(pages("district_points", "zh")["district_points.html"], encoding="utf-8")
    browser(page, "--no-pdf-header-footer", f"--print-to-pdf={printed}")
    assert printed.read_bytes().startswith(b"%PDF-")
    assert printed.stat().st_size > 50_000
