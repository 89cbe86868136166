"""`payout approve`: sign a run as who prepared, reviewed or approved it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from payout.archive.approvals import ROLES
from payout.archive.roles import PAGE
from payout.cli.common import (
    after_publishing,
    json_option,
    lang_option,
    print_json,
    run_policy_option,
    stages,
)
from payout.cli.exits import OK
from payout.cli.keys import passphrase_of
from payout.cli.signing import approval_record, office_of, office_option, print_approval
from payout.cli.speaking import Existing, Misused, Spoken
from payout.text import Text

if TYPE_CHECKING:
    from payout.text import Language

RENEWED = Text(
    "签名已在,上次中断时签批单没有写完,现已补写。",
    "The signature stands already; the page, which an interruption had left behind, is written anew.",
)


@click.command(name="approve", cls=Spoken)
@click.argument("run", type=Existing(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--as", "name", required=True, help="签名人的姓名,与名单相同。 | Who signs, as the list names him."
)
@click.option(
    "--role",
    type=click.Choice(ROLES),
    metavar="ROLE",
    help="职责:prepared 制表、reviewed 复核、approved 审批;不写时为轮到的职责。 | The role: prepared, reviewed, approved; the one whose "
    "turn it is by default.",
)
@click.option(
    "--key",
    required=True,
    envvar="PAYOUT_KEY",
    type=Existing(exists=True, dir_okay=False, path_type=Path),
    help="签名人的私钥文件。 | The file of his private key.",
)
@click.option(
    "--approvers",
    required=True,
    envvar="PAYOUT_APPROVERS",
    type=Existing(exists=True, dir_okay=False, path_type=Path),
    help="单位签署的签名人名单。 | The list of approvers that the office signed.",
)
@office_option
@run_policy_option
@lang_option
@json_option
def command(
    *,
    run: Path,
    name: str,
    role: str | None,
    key: Path,
    approvers: Path,
    office: str,
    policy: str,
    lang: Language,
    as_json: bool,
) -> int:
    """Sign the run in the directory RUN: first who prepared it, then who reviewed it, then who approves it, three people.

    The run is computed again first, as payout verify does: nobody signs what does not hold. Signatures stand beside the seal of the
    run; approval.html is the page to print. An approved run is never replaced, and corrected by payout correct.

    ----
    为结果目录 RUN 签名:先制表,再复核,后审批,须是三个人。

    签名前先按 payout verify 重算一遍,不符的不签。签名放在结果目录中封存之外;approval.html 供打印。审批后的结果不能替换,只能用
    payout correct 更正。

    \b
    Example:
      payout keys make office.pem --no-passphrase
      payout keys make zhang.pem --name Zhang --role prepared --list approvers.toml --no-passphrase
      payout keys sign approvers.toml --key office.pem --pin office.pin
      payout run county.xlsx --policy county_target_bonus --out out/signed
      payout approve out/signed --as Zhang --key zhang.pem --approvers approvers.toml --office office.pin
    """
    from payout.archive.approvals import (
        LABELS,
        ApprovalRefused,
        Signer,
        approval_of,
        renew_page,
        require_page,
        require_sound,
        revocations,
        sign,
    )
    from payout.batch import reopen
    from payout.sides import require_correction

    pinned = office_of(office)
    if not pinned:
        raise Misused(
            Text(
                "缺少 --office:所认可的单位密钥的指纹。",
                "--office is missing: the fingerprint that is trusted.",
            )
        )
    before = require_sound(run, pinned, revocations(approvers, pinned))
    if renew_page(run, name, pinned):
        click.echo(RENEWED(lang))
        return OK
    if not before.missing:
        raise ApprovalRefused(Text("三人已签齐。", "All three have signed."))
    with stages(lang) as progress:
        require_correction(run, reopen(run, policy, progress=progress, workbook=True))
    require_page(run, approval_of(run, pinned))
    in_role = role or before.missing[0]
    signer = Signer(name, key, approvers, pinned, passphrase_of(key, lang))
    approval = sign(run, in_role, signer)
    with after_publishing(run):
        if as_json:
            print_json({"run": str(run), "role": in_role, "approval": approval_record(approval, lang)})
        else:
            label = LABELS[in_role]
            click.echo(Text(f"{name} 已签:{label.zh}", f"{name} has signed: {label.en}")(lang))
            print_approval(approval, lang)
            click.echo(Text(f"打印用签批单:{run / PAGE}", f"page to print: {run / PAGE}")(lang))
    return OK
