"""`payout pay`: the payment files of a published run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from payout.cli.common import (
    after_publishing,
    archive_option,
    json_option,
    lang_option,
    print_findings,
    print_json,
    run_policy_option,
    stages,
)
from payout.cli.exits import INPUT, OK
from payout.cli.signing import approvers_option, office_of, office_option
from payout.cli.speaking import Existing, Spoken

if TYPE_CHECKING:
    from payout.settle import Leaving, RoundingMode, RoundingUnit
    from payout.text import Language


@click.command(name="pay", cls=Spoken)
@click.argument("run", type=Existing(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--payees",
    "source",
    required=True,
    type=Existing(exists=True, path_type=Path),
    metavar="FILE",
    help="收款账户(.xlsx、.csv、.parquet):编号、户名、账号,可有开户行、证件号码、已核实。 | The payees' accounts: key, "
    "account_name, account; bank, identity and verified may stand beside.",
)
@click.option(
    "--mapping",
    type=Existing(exists=True, dir_okay=False, path_type=Path),
    help="收款账户的对照文件(TOML),表名 payees。 | A mapping (TOML) of the accounts, table payees.",
)
@click.option(
    "--format",
    "form",
    required=True,
    metavar="NAME",
    help="格式:csv、fixed、bars、upload,或格式文件(TOML)。 | The form: csv, fixed, bars, upload, or a file (TOML) that declares one.",
)
@click.option(
    "--list",
    "name",
    default="",
    help="发放哪一张表,默认为人员的一张。 | Which list of the run is paid; by default that of people.",
)
@click.option(
    "--round",
    "unit",
    type=click.Choice(["fen", "jiao", "yuan"]),
    metavar="UNIT",
    default="fen",
    help="发到分、角或元,默认分。 | Pay whole fen, jiao or yuan; fen by default.",
)
@click.option(
    "--rounding",
    type=click.Choice(["half_up", "down"]),
    metavar="WAY",
    default="half_up",
    help="half_up:四舍五入;down:舍去。 | half_up, or down.",
)
@click.option(
    "--residual",
    type=click.Choice(["carried", "kept"]),
    metavar="WAY",
    default="carried",
    help="尾差:carried 结转下次,kept 留单位。 | What rounding leaves: carried to the next payment, or kept by the unit.",
)
@click.option(
    "--carried",
    "earlier",
    type=Existing(exists=True, file_okay=False, path_type=Path),
    help="上次付款的目录,其尾差并入这次。 | The directory of an earlier payment, whose residuals are added.",
)
@click.option("--purpose", default="", help="用途。 | What the payment is for.")
@click.option(
    "--out",
    "-o",
    required=True,
    type=click.Path(path_type=Path),
    help="要建立的目录;已有的不替换,以免覆盖已送出的文件。 | The directory to make; one that is there is never replaced.",
)
@click.option(
    "--draft",
    is_flag=True,
    help="未经审批的运行只出草稿:文件名和首行都写明,银行不会接受。 | A draft, of a run that nobody approved: said in its files.",
)
@click.option(
    "--rest",
    type=Existing(exists=True, file_okay=False, path_type=Path),
    help="上次付款的目录:只补付它的未发放名单(not_paid.csv)。 | The directory of an earlier payment of this run: those alone are paid "
    "whom it listed as not paid.",
)
@archive_option
@office_option
@approvers_option
@run_policy_option
@lang_option
@json_option
def command(
    *,
    run: Path,
    source: Path,
    mapping: Path | None,
    form: str,
    name: str,
    unit: RoundingUnit,
    rounding: RoundingMode,
    residual: Leaving,
    earlier: Path | None,
    purpose: str,
    out: Path,
    draft: bool,
    rest: Path | None,
    db: str,
    office: str,
    approvers: Path | None,
    policy: str,
    lang: Language,
    as_json: bool,
) -> int:
    """Write what the run RUN pays as files for a bank: a line a payee, with account and amount.

    The run is computed again from its evidence first. What the files sum to is read back from their bytes, and with the list of those
    who are not paid it is the total of the run. The directory appears whole or not at all. A correction is paid by its differences:
    back pay goes to the bank, what is to be reclaimed is listed in clawbacks.csv. With --db the run and the payment are kept in the
    archive, and what that says is paid already is not paid again.

    ----
    把结果目录 RUN 的发放数写成银行代发文件:每人一行,写明账号和金额。

    先按计算依据重算核对。写出后从文件读回合计,加上未发放名单,等于本次运行的合计。目录要么完整出现,要么不出现。
    更正只付差额:补发写入银行文件,追扣列在 clawbacks.csv,不进银行文件。给出 --db 时,运行和付款都存入存档;存档中已付的不再付。

    \b
    Example:
      payout pay out/county --payees fixtures/county_target_bonus/payees.csv --format csv --out bank --draft
    """
    from payout.cli.printed.pay import paid_record, print_paid
    from payout.office.errors import AccountsRefused
    from payout.office.payment import PaymentOrder, pay
    from payout.settle import Settlement

    order = PaymentOrder(
        source,
        form,
        out,
        name,
        mapping,
        purpose,
        Settlement(unit, rounding, residual),
        carried=earlier,
        rest=rest,
        office=office_of(office),
        approvers=approvers,
        archive=db,
        draft=draft,
    )
    try:
        with stages(lang) as progress:
            paid = pay(run, order, policy, progress)
    except AccountsRefused as refused:
        print_findings(refused.findings, lang)
        return INPUT
    with after_publishing(out):
        print_findings(paid.findings, lang)
        print_json(paid_record(paid)) if as_json else print_paid(paid, lang)
    return OK
