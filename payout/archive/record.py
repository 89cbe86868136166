"""The record of a run as it is read back: its manifest, judged before anything of it is believed."""

from __future__ import annotations

import hashlib
import json
import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from payout.archive.manifest import APART, FORMAT, WORKBOOK, file_digests
from payout.outputs import FORMULAS
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from payout.text import Language

DIGEST = re.compile(r"[0-9a-f]{64}")
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
EDITOR_LOCKS = (".~lock.", "~$")  # what LibreOffice and Excel leave beside an open file
MOST_BYTES = 64 << 20  # of a manifest: a run of thousands of output files stays far below


class Damaged(Exception):  # noqa: N818 - it says what a record is
    """A manifest or provenance that is no record of a run; `what` says why."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.what = Text(zh, en)


@dataclass(frozen=True)
class RunRecord:
    """What a run's directory says of itself."""

    manifest: Mapping[str, Any]
    sha256: str  # of manifest.json as it stands
    sealed: str  # what provenance.json says that it was

    @property
    def policy_id(self) -> str:
        """The policy's name; never a path."""
        return str(self.manifest["policy"]["id"])

    @property
    def policy_digest(self) -> str:
        """The digest of the policy that it was run by."""
        return str(self.manifest["policy"]["digest"])

    @property
    def language(self) -> Language:
        """The language that its workbooks are in."""
        return "en" if self.manifest["language"] == "en" else "zh"

    @property
    def has_workbook(self) -> bool:
        """Whether it has a workbook; it may have been asked for without."""
        return WORKBOOK in self.files

    @property
    def has_formulas(self) -> bool:
        """Whether it has a workbook of live formulas."""
        return FORMULAS in self.files

    @property
    def files(self) -> Mapping[str, Mapping[str, object]]:
        """Size and digest of each file."""
        return dict(self.manifest["files"])


def is_run(path: Path) -> bool:
    """Whether a path looks like the directory of a run; whether it is one, `read_record` says."""
    return (path / "manifest.json").is_file() and (path / "provenance.json").is_file()


def read_record(out: Path) -> RunRecord:
    """A run's record. Raises Damaged where it is none, whatever stands in its files."""
    content = _bytes(out / "manifest.json")
    manifest, provenance = _json(content), _json(_bytes(out / "provenance.json"))
    _expect(manifest.get("format") == FORMAT, "格式不同", "another format")
    _expect(
        manifest.get("language") in {"zh", "en"} and isinstance(manifest.get("code_version"), str),
        "没有语言",
        "no language",
    )
    policy, files = _record(manifest, "policy"), _record(manifest, "files")
    _expect(bool(NAME.fullmatch(str(policy.get("id")))), "办法的标识不是名称", "the policy's id is no name")
    _expect(bool(DIGEST.fullmatch(str(policy.get("digest")))), "办法没有摘要", "the policy has no digest")
    _expect(all(map(_is_file, files.items())), "有文件没有大小和摘要", "a file without size and digest")
    for name in ("tables", "rows", "totals"):
        _record(manifest, name)
    sealed = provenance.get("manifest_sha256")
    _expect(isinstance(sealed, str), "没有封存摘要", "no seal")
    return RunRecord(manifest, hashlib.sha256(content).hexdigest(), str(sealed))


def changed_files(out: Path, record: RunRecord) -> list[str]:
    """What of a directory is not as its record says: files changed, gone, added or linked, the record itself."""
    now, then = file_digests(out), record.files
    wrong = [name for name, known in then.items() if now.get(name) != known]
    wrong += [name for name in present(out) if name not in then and name not in APART[:2]]
    links = {name for name in present(out) if os.path.islink(out / name)}  # noqa: PTH114 -- is_symlink raises on odd names
    if record.sha256 != record.sealed:
        wrong.append("manifest.json")
    return sorted({*wrong, *links})


def not_of_run(out: Path) -> list[str]:
    """What stands in a directory that is not a run's, or is not as the run left it; all of it where there is no record."""
    try:
        record = read_record(out)
    except Damaged:
        return present(out) or ["manifest.json"]
    return [name for name in changed_files(out, record) if not name.startswith(EDITOR_LOCKS)]


def present(out: Path) -> list[str]:
    """Everything in a directory by name: files, links, and folders that hold nothing."""
    found: list[str] = []
    for folder, folders, files in os.walk(out):
        here = os.path.relpath(folder, out)
        names = [*files, *(name for name in folders if os.path.islink(os.path.join(folder, name)))]  # noqa: PTH118, PTH114
        if not files and not folders and here != ".":
            names = [""]
        found += [os.path.normpath(os.path.join(here, name)).replace(os.sep, "/") for name in names]  # noqa: PTH118
    return sorted(found)


def _is_file(entry: tuple[object, object]) -> bool:
    name, known = entry
    inside = isinstance(name, str) and not name.startswith("/") and ".." not in name.split("/")
    return (
        inside
        and isinstance(known, dict)
        and isinstance(known.get("size"), int)
        and bool(DIGEST.fullmatch(str(known.get("sha256"))))
    )


def _bytes(path: Path) -> bytes:
    """A file's bytes. What the disk refuses passes through: nothing is known of the record then."""
    try:
        if path.is_symlink() or path.stat().st_size > MOST_BYTES:
            raise Damaged(f"{path.name} 是链接,或过大", f"{path.name} is a link, or too large")
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
        raise Damaged(f"读不出 {path.name}", f"{path.name} cannot be read") from error


def _json(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Damaged("不是 JSON", "no JSON") from error
    if not isinstance(found, dict):
        raise Damaged("不是记录", "no record")
    return found


def _record(manifest: Mapping[str, Any], name: str) -> dict[str, Any]:
    found = manifest.get(name)
    if not isinstance(found, dict):
        raise Damaged(f"缺 {name}", f"no {name}")
    return found


def _expect(holds: object, zh: str, en: str) -> None:
    if not holds:
        raise Damaged(zh, en)
