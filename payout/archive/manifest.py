"""What a run was, `manifest.json`, and where and when it was made, `provenance.json`.

The same result gives the same manifest, byte for byte: it names no file that was read (but what a mapping
names of its source), no time and no machine. It hashes the tables as read (in canonical order, by intake)
and every file of the output directory, so that a directory can be checked by itself.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections import Counter
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import PurePath
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from payout.archive.roles import PAGE, SIGNATURES
from payout.outputs import batch_total
from payout.version import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from payout.findings import Finding
    from payout.rules.compiled.result import OpenPoint, Result, Setting
    from payout.text import Language, Text

Plain: TypeAlias = "str | int | list[Plain] | dict[str, Plain] | None"
FORMAT = "payout run 1"
PACKAGES = ("numpy", "pandas", "pandera", "pyarrow", "xlsxwriter", "openpyxl")
MAKING = ".payout-making"  # marks a folder under way as ours: what bears our name may still be somebody's
WORKBOOK = "payout.xlsx"
BESIDE = (
    "manifest.json",
    "provenance.json",
    *SIGNATURES,
    PAGE,
)  # what stands in a run's folder beside what is sealed
APART = (*BESIDE, MAKING)


def write_manifest(  # noqa: PLR0913 -- what is said, of what, and what is known already
    result: Result,
    folder: Path,
    lang: Language,
    more: Mapping[str, Plain] | None = None,
    *,
    workbook: bool = True,
    digests: Mapping[str, Plain] | None = None,
) -> None:
    """Write manifest.json, once every other file but what stands beside it does; `more` of what only some runs say.

    `digests`: of files that are known already (see `file_digests`).
    """
    said = {**manifest(result, lang, workbook=workbook), **(more or {})}
    _write_json(folder / "manifest.json", {**said, "files": file_digests(folder, digests or {})})


def write_provenance(result: Result, folder: Path) -> None:
    """Write provenance.json: the only file whose bytes may differ between two runs of the same result."""
    _write_json(folder / "provenance.json", provenance(result, folder))


def manifest(result: Result, lang: Language, *, workbook: bool = True) -> dict[str, Plain]:
    """The manifest, but for the digests of the files. `workbook`: whether the run has one, or was asked for without."""
    stamp = result.stamp
    return {
        "format": FORMAT,
        "code_version": __version__,
        "language": lang,
        "workbook": workbook,
        "policy": {
            "id": stamp.id,
            "version": stamp.version,
            "title": _text(stamp.title),
            "document": _text(stamp.document),
            "digest": stamp.digest,
        },
        "year": result.year,
        "settings": {s.name: _setting(s) for s in result.settings if s.kind != "choice"},
        "choices": {s.name: _choice(s) for s in result.settings if s.kind == "choice"},
        "open_points": [_open_point(point) for point in sorted(result.open_points, key=_point_key)],
        "tables": dict(result.table_digests),
        "tables_not_provided": dict(result.not_provided),
        "tables_expected": list(result.expected),
        "mapping": _mapping(result),
        "rows": {level: len(frame.table) for level, frame in result.frames.items()},
        "findings": {severity: _by_code(result, severity) for severity in ("error", "warning")},
        "totals": _totals(result),
    }


def _named(source: str) -> str:
    """A file's name, with its folder's where it is a part of a data set; never where it lies on the machine."""
    path = PurePath(source)
    return path.name if path.is_absolute() else path.as_posix()


def provenance(result: Result, folder: Path) -> dict[str, Plain]:
    """What was read, when, and by which versions."""
    sources: list[Plain] = [
        {"name": _named(source.name), "sha256": source.sha256, "size": source.size}
        for source in result.sources
    ]
    return {
        "format": FORMAT,
        "sources": sources,
        "of_files": [_of_file(found) for found in result.findings if found.of_file],
        "run_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()}",
        "packages": {"payout": __version__, **_versions()},
        "manifest_sha256": _sha256(folder / "manifest.json"),
    }


def file_digests(folder: Path, known: Mapping[str, Plain] = MappingProxyType({})) -> dict[str, Plain]:
    """The size and SHA-256 of every file in a folder but the manifest and the provenance; of those that are known, that."""
    paths = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {
        name: known[name] if name in known else file_digest(path)
        for name, path in sorted(paths.items())
        if name not in APART
    }


def file_digest(path: Path) -> Plain:
    """The size and SHA-256 of a file."""
    return {"sha256": _sha256(path), "size": path.stat().st_size}


def _totals(result: Result) -> dict[str, Plain]:
    found = {file.name: batch_total(result, file) for file in result.files}
    return {
        name: {"column": t.column, "measure": t.measure, "total": t.text} for name, t in found.items() if t
    }


def _mapping(result: Result) -> dict[str, Plain] | None:
    found = result.mapping
    if found is None:
        return None
    return {"sha256": found.sha256, "decides": [_text(line) for line in found.lines]}


def _setting(setting: Setting) -> dict[str, Plain]:
    return {
        "kind": setting.kind,
        "value": setting.value,
        "baseline": setting.baseline,
        "measure": setting.measure,
        "clause": setting.clause,
        "source": setting.source,
    }


def _choice(setting: Setting) -> dict[str, Plain]:
    return {
        "value": setting.value,
        "default": setting.default,
        "options": list(setting.options),
        "clause": setting.clause,
        "source": setting.source,
    }


def _open_point(point: OpenPoint) -> dict[str, Plain]:
    return {
        "question": point.question,
        "subject": point.subject,
        "prompt": _text(point.prompt),
        "answers": list(point.answers),
        "clause": point.clause,
    }


def _point_key(point: OpenPoint) -> tuple[str, str]:
    return point.question, point.subject


def _by_code(result: Result, severity: str) -> dict[str, Plain]:
    return dict(Counter(found.code for found in result.lasting if found.severity == severity))


def _of_file(found: Finding) -> dict[str, Plain]:
    """What was said of how a file is written, beside the file itself."""
    return {"code": found.code, "file": PurePath(found.place.file).name, "problem": _text(found.problem)}


def _text(text: Text) -> dict[str, Plain]:
    return {"zh": text.zh, "en": text.en}


def _versions() -> dict[str, Plain]:
    found: dict[str, Plain] = {}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = None
    return found


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _write_json(path: Path, record: Mapping[str, Plain]) -> None:
    text = json.dumps(record, ensure_ascii=False, indent=2, sort_keys=True)
    with path.open("x", encoding="utf-8", newline="\n") as stream:
        stream.write(text + "\n")
