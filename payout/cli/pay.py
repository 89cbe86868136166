"""`payout pay`: the payment files of a published run."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from payout.archive import PublishedNonetheless, intact, published, require_new
from payout.batch import reopen
from payout.cli.approved import PAID, require_approved
from payout.cli.common import json_option, lang_option, print_findings, print_json, run_policy_option, stages
from payout.cli.exits import INPUT, OK
from payout.cli.paying import carried_of, digest_of_payment, print_payment, require_unpaid, rest_of, said_of
from payout.cli.signing import office_option
from payout.cli.speaking import Existing, Misused, Spoken
from payout.findings import errors
from payout.intake import UnclearList, Unreadable, payees_table, read_payees
from payout.outputs.bank import chosen_list, payables_of, payment_of, read_form, write_payment
from payout.settle import Settlement
from payout.sides import owed_by
from payout.text import Text

if TYPE_CHECKING:
    from payout.intake import Payees
    from payout.rules.compiled.result import Result
    from payout.rules.policy.card import OutputFile
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
@office_option
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
    office: str,
    policy: str,
    lang: Language,
    as_json: bool,
) -> int:
    """Write what the run RUN pays as files for a bank: a line a payee, with account and amount.

    The run is computed again from its evidence first. What the files sum to is read back from their bytes, and with the list of those
    who are not paid it is the total of the run. The directory appears whole or not at all. A correction is paid by its differences:
    back pay goes to the bank, what is to be reclaimed is listed in clawbacks.csv.

    ----
    把结果目录 RUN 的发放数写成银行代发文件:每人一行,写明账号和金额。

    先按计算依据重算核对。写出后从文件读回合计,加上未发放名单,等于本次运行的合计。目录要么完整出现,要么不出现。
    更正只付差额:补发写入银行文件,追扣列在 clawbacks.csv,不进银行文件。

    \b
    Example:
      payout pay out/county --payees fixtures/county_target_bonus/payees.csv --format csv --out bank --draft
    """
    require_new(out)
    chosen = read_form(form, purpose)
    settlement = Settlement(unit, rounding, residual)
    carried = {} if earlier is None else carried_of(earlier, draft=draft)
    approval = require_approved(run, office, PAID, draft=draft)
    with stages(lang) as progress:
        batch = reopen(run, policy, progress=progress)
        result = batch.result
        listed = chosen_list(result, name)
        owed = owed_by(run, batch, listed)
        places = (one.parent for one in (out, earlier, rest) if one is not None)
        owed = owed if rest is None else rest_of(rest, run, listed.name, owed, draft=draft)
        if not draft:
            require_unpaid(run, listed.name, places, rest)
        accounts = _accounts(source, result, listed, mapping)
        findings = accounts.findings
        if not errors(findings):
            progress(Text("编制付款文件", "making the payment files"))
            payment, faults = payment_of(owed, accounts, chosen, settlement, carried)
            findings = (*findings, *faults)
        if not errors(findings):
            said = {**said_of(intact(run), result, listed, approval), "settlement": asdict(settlement)}
            said |= {} if rest is None else {"rest_of": digest_of_payment(rest)}
            with published(out) as folder:
                record = write_payment(payment, chosen, folder, said, draft=draft)
    print_findings(findings, lang)
    if errors(findings):
        return INPUT
    try:
        print_json(record) if as_json else print_payment(payment, record, out, lang)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:  # the screen is full, not the disk: what was published stands
        raise PublishedNonetheless(out, error) from error
    return OK


def _accounts(source: Path, result: Result, listed: OutputFile, mapping: Path | None) -> Payees:
    """The accounts of the payees of a list."""
    frame = result.frames[listed.level]
    table = payees_table(frame.key, frame.field(frame.key).label.zh)
    names = {one.key: one.name for one in payables_of(result, listed)}
    try:
        return read_payees(source, table, names, policy=result.stamp.id, mapping=mapping)
    except UnclearList as unclear:
        problem = unclear.problem
        raise Misused(Text(f"{source.name}:{problem.zh}", f"{source.name}: {problem.en}")) from unclear
    except Unreadable as refused:
        problem, fix = refused.finding.problem, refused.finding.fix
        zh, en = f"{source.name}:{problem.zh},{fix.zh}。", f"{source.name}: {problem.en}; {fix.en}."
        raise Misused(Text(zh, en)) from refused
