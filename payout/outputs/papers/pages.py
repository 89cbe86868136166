"""A page that runs nothing, asks for nothing and shows texts of the input in one direction."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING

from payout.rendering.markup import element

if TYPE_CHECKING:
    from collections.abc import Iterable

    from payout.rendering.markup import Element
    from payout.text import Language

LANGUAGES = {"zh": "zh-CN", "en": "en"}
TURNING = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
LONGEST_NAME = 40


def plain(text: str) -> str:
    """A text whose characters stand in their order and are all seen: what turns or hides others is U+FFFD."""
    return TURNING.sub("\N{REPLACEMENT CHARACTER}", text)


def file_name(number: int, text: str) -> str:
    """A name for a file that every system takes: a number, and of the text its letters and digits."""
    letters = "".join(one for one in text if one.isalnum())[:LONGEST_NAME]
    return f"{number:03}-{letters}" if letters else f"{number:03}"


def style_of(package: str, name: str) -> str:
    """A style sheet of ours."""
    return files(package).joinpath(name).read_text(encoding="utf-8")


def document(title: str, style: str, body: Iterable[Element], lang: Language) -> str:
    """The page: its own style is all that it may use."""
    digest = b64encode(sha256(style.encode()).digest()).decode()
    only = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return "".join(
        (
            f'<!DOCTYPE html>\n<html lang="{LANGUAGES[lang]}">\n<head>\n<meta charset="utf-8"/>\n',
            str(element("meta", http_equiv="Content-Security-Policy", content=only)),
            '\n<meta name="viewport" content="width=device-width, initial-scale=1"/>\n',
            '<meta name="referrer" content="no-referrer"/>\n',
            str(element("title", plain(title))),
            f"\n<style>{style}</style>\n</head>\n<body>\n",
            "\n".join(map(str, body)),
            "\n</body>\n</html>\n",
        )
    )
