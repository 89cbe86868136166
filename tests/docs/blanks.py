"""Writes what a blank cell means into the pages of docs/policies/: python tests/docs/blanks.py

The table stands at the end of the part on what is filled in, between two markers; a scheme without such columns has none.
"""

from __future__ import annotations

import re
from pathlib import Path

from payout.rules.policy.loading import load_policy
from payout.text import NOTHING

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "docs" / "policies"
BEGIN, END = "<!-- below: written by tests/docs/blanks.py -->", "<!-- end of what blanks mean -->"
BLOCK = re.compile(rf"{re.escape(BEGIN)}.*?{re.escape(END)}\n\n", re.DOTALL)
FILLED_IN = re.compile(r"^## .*(填哪些表|要填的表|填什么|输入表).*$", re.MULTILINE)


def block(policy):
    """The table of a policy's page; nothing where no blank means anything."""
    rows = [
        f"| {table.zh} | {column.zh} | {column.blank_means.zh} |"
        for table in policy.tables
        for column in table.columns
        if column.blank_means != NOTHING
    ]
    if not rows:
        return ""
    head = ["### 空白的含义", "", "可以留空的列,留空时按此计算:", "", "| 表 | 列 | 空白 = |", "|---|---|---|"]
    return "\n".join([BEGIN, *head, *rows, END, "", ""])


def page(text, policy):
    """A page with the table in its place."""
    bare = BLOCK.sub("", text)
    filled_in = FILLED_IN.search(bare)
    if filled_in is None:
        raise ValueError(f"{policy.card.id}: the page has no part on what is filled in")
    end = bare.index("\n## ", filled_in.end()) + 1
    return bare[:end] + block(policy) + bare[end:]


def main():
    """Write the pages."""
    for path in sorted(PAGES.glob("*.md")):
        policy = load_policy(ROOT / "policies" / path.stem)
        path.write_text(page(path.read_text(encoding="utf-8"), policy), encoding="utf-8")


if __name__ == "__main__":
    main()
