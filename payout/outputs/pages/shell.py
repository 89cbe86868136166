"""A page that is one file: it asks for no other, runs its own script alone, and holds data that no text can end.

No text of the input may act in it: texts are escaped where they are written, data is what the script reads as JSON and shows
as text, and the page's own policy lets no other script run and nothing be fetched.
"""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, TypeAlias

from payout.rendering.markup import FORBIDDEN, Element, element

if TYPE_CHECKING:
    from collections.abc import Mapping

    from payout.text import Language

Data: TypeAlias = "str | int | list[Data] | dict[str, Data] | None"

LANGUAGES = {"zh": "zh-CN", "en": "en"}
IN_SCRIPT = {**FORBIDDEN, **{ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}}


@dataclass(frozen=True)
class Shell:
    """What stands around the chapters of a page: its language and title, its style and script, and the data of that."""

    lang: Language
    title: str
    style: str
    script: str
    data: Mapping[str, Data]

    def around(self, *parts: Element) -> str:
        """The page as text."""
        policy = element("meta", http_equiv="Content-Security-Policy", content=self._only())
        return "".join(
            (
                f'<!DOCTYPE html>\n<html lang="{LANGUAGES[self.lang]}">\n<head>\n<meta charset="utf-8"/>\n{policy}\n',
                '<meta name="viewport" content="width=device-width, initial-scale=1"/>\n',
                '<meta name="referrer" content="no-referrer"/>\n',
                f"{element('title', self.title)}\n<style>{self.style}</style>\n</head>\n<body>\n",
                "\n".join(map(str, parts)),
                f'\n<script type="application/json" id="data">{_held(self.data)}</script>\n',
                f"<script>{self.script}</script>\n</body>\n</html>\n",
            )
        )

    def _only(self) -> str:
        """What the page may do: show its own style, run its own script, fetch nothing."""
        return (
            f"default-src 'none'; style-src '{_hash(self.style)}'; script-src '{_hash(self.script)}'; "
            "base-uri 'none'; form-action 'none'"
        )


def own(package: str, kind: str) -> str:
    """The style (`css`) or script (`js`) of a package's page, behind what all pages share."""
    return "".join(
        files(place).joinpath(f"page.{kind}").read_text(encoding="utf-8") for place in (__package__, package)
    )


def option(label: str, value: str = "") -> Element:
    """One of a selection; its value may be blank, and an attribute that is left out would be its label."""
    return Element("option", (label,), (("value", value),))


def _hash(text: str) -> str:
    return "sha256-" + b64encode(sha256(text.encode("utf-8")).digest()).decode("ascii")


def _held(data: Mapping[str, Data]) -> str:
    """Data as JSON that no text of it can end."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(IN_SCRIPT)
