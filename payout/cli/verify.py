"""`payout verify`: whether a published run is still what it was."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from payout.cli.common import json_option, lang_option, print_json, run_policy_option, stages
from payout.cli.exits import OK
from payout.cli.signing import approval_record, approvers_option, office_of, office_option, print_approval
from payout.cli.speaking import Existing, Spoken
from payout.text import Text

if TYPE_CHECKING:
    from payout.text import Language


@click.command(name="verify", cls=Spoken)
@click.argument("out", type=Existing(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--source",
    type=Existing(exists=True, path_type=Path),
    help="同时核对运行所读的文件。 | Also compare the files that the run was made of.",
)
@run_policy_option
@office_option
@approvers_option
@lang_option
@json_option
def command(
    *,
    out: Path,
    source: Path | None,
    policy: str,
    office: str,
    approvers: Path | None,
    lang: Language,
    as_json: bool,
) -> int:
    """Compute the run OUT again from its evidence and compare every table, the workbook and the record with what it holds.

    Files that were changed, exchanged, added or linked are named. Ends with 7 where anything is not what it was. Signatures
    that stand beside the run are checked too, with --office against the key that is trusted.

    ----
    按其计算依据重算结果目录 OUT,与其中每张表、工作簿和记录逐一核对。

    改动、替换、增加或做了链接的文件都会指出;有任何不同时,退出码为 7。结果目录中的签名也一并核对;给出 --office 时,与所认可的
    单位密钥核对。

    \b
    Example:
      payout verify out/county --source county.xlsx
    """
    from payout.archive.approvals import require_page, require_sound
    from payout.batch import reopen
    from payout.office.approved import revocations_of
    from payout.sides import require_correction

    with stages(lang) as progress:
        batch = reopen(out, policy, progress=progress, workbook=True)
        require_correction(out, batch)
        if source is not None:
            _require_sources(out, source)
        pinned = office_of(office)
        approval = require_sound(out, pinned, revocations_of(approvers, pinned))
        require_page(out, approval)
    rows = {file.name: len(batch.result.frames[file.level].table) for file in batch.result.files}
    if as_json:
        print_json(
            {
                "run": str(out),
                "intact": True,
                "policy": batch.result.stamp.id,
                "rows": rows,
                "approval": approval_record(approval, lang),
            }
        )
    else:
        told = ", ".join(f"{name} {count:,}" for name, count in rows.items())
        words = Text(
            f"{out} 完好:文件未改动,按其计算依据重算,结果逐字节一致({told})",
            f"{out} is intact: no file was changed, and computed again from its evidence it is the same byte for byte ({told})",
        )
        click.echo(words(lang))
        if approval.signed:
            print_approval(approval, lang)
    return OK


def _require_sources(out: Path, source: Path) -> None:
    """Raise RunChanged where the files that are given are not those that the provenance names."""
    from payout.archive import RunChanged

    then = json.loads((out / "provenance.json").read_text(encoding="utf-8")).get("sources", [])
    named = {str(one.get("name")): str(one.get("sha256")) for one in then if isinstance(one, dict)}
    files = (
        [source] if not source.is_dir() else [*source.glob("*"), *source.glob("*/*")]
    )  # parts of a data set
    home = source if source.is_dir() else source.parent
    now = {
        path.relative_to(home).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
        if path.is_file()
    }
    differ = sorted(name for name, digest in named.items() if now.get(name) != digest)
    if differ:
        zh, en = "、".join(differ), ", ".join(differ)
        raise RunChanged(
            Text(
                f"{source} 不是此次运行所读的文件:{zh} 不同或不在其中。",
                f"{source} is not what the run was made of: {en} differ or are not there.",
            )
        )
