"""Make the fixtures, always the same: one module a scheme under `scripts/fixtures/`.

    python scripts/make_fixtures.py [SCHEME …]

writes `fixtures/<scheme>/`: a workbook as an office would keep it, `csv/` with the same tables under English headers,
and what the oracle of `tests/oracle/` makes of them. All units, people and places are invented.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))


def schemes() -> list[str]:
    """The schemes that have fixtures."""
    return sorted(path.parent.name for path in (ROOT / "policies").glob("*/policy.toml"))


def main(names: list[str]) -> None:
    """Make the fixtures of the schemes that are named, or of all."""
    for name in names or schemes():
        import_module(f"scripts.fixtures.{name}").main()


if __name__ == "__main__":
    main(sys.argv[1:])
