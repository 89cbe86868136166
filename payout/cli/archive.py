"""`payout archive`: runs kept in a database, in a chain that nothing can be taken out of unseen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from payout.cli.common import after_publishing, json_option, lang_option, print_json, stages
from payout.cli.exits import INTEGRITY, OK
from payout.cli.keys import passphrase_of
from payout.cli.signing import approvers_option, office_of, office_option
from payout.cli.speaking import Existing, Misused, Spoken, SpokenGroup
from payout.text import Text

if TYPE_CHECKING:
    from payout.archive.approvals import Signer
    from payout.text import Language

db_option = click.option(
    "--db",
    required=True,
    envvar="PAYOUT_ARCHIVE",
    metavar="PLACE",
    help="存档:SQLite 文件的路径,或 postgresql://用户@主机/库名;也可设环境变量 PAYOUT_ARCHIVE。 | The archive: a file (SQLite), or "
    "postgresql://USER@HOST/NAME; PAYOUT_ARCHIVE in the environment says it too.",
)


@click.group(name="archive", cls=SpokenGroup)
@lang_option
def command(*, lang: Language) -> None:
    """Keep runs in a database: whole, each file once, in a chain that shows what was changed after the fact.

    The database is a file (SQLite) or one of PostgreSQL. Nothing in it is changed or taken away.

    ----
    把运行结果存入数据库:完整保存,每个文件只存一份,记录首尾相连,事后改动可以查出。

    数据库可以是一个文件(SQLite),也可以是 PostgreSQL。存入的不改、不删。

    \b
    Example:
      payout archive init --db kept.db
      payout archive add out/county --db kept.db
      payout archive verify --db kept.db
    """
    del lang


@command.command(name="init", cls=Spoken)
@db_option
@click.option(
    "--upgrade",
    is_flag=True,
    help="把旧版存档升级到本程序的版本(先备份)。 | Bring an older archive to this program's version (back it up first).",
)
@lang_option
def init(*, db: str, upgrade: bool, lang: Language) -> int:
    """Make an archive, or with --upgrade bring an older one to this version.

    ----
    建立存档;加 --upgrade 时把旧版存档升级。

    \b
    Example:
      payout archive init --db kept.db
    """
    from payout.archive.kept import make, place_of
    from payout.cli.printed.archive import print_made

    place = place_of(db)
    print_made(place.shown, make(place, upgrade=upgrade), lang)
    return OK


@command.command(name="add", cls=Spoken)
@click.argument("run", type=Existing(exists=True, file_okay=False, path_type=Path))
@db_option
@lang_option
@json_option
def add_command(*, run: Path, db: str, lang: Language, as_json: bool) -> int:
    """Keep the run in the directory RUN, and print the receipt: the digest of its record, by which a cut-off tail is found.

    A run that is kept already is kept once; signatures that came since are added.

    ----
    存入结果目录 RUN,打印回执:记录的摘要。保存好回执,日后可查出存档末尾是否被截去。

    已存入的不重复存;其后新增的签名会补存。

    \b
    Example:
      payout archive init --db kept.db
      payout archive add out/county --db kept.db
    """
    from payout.archive.kept import add, open_archive, place_of
    from payout.cli.printed.archive import print_receipt, receipt_record

    with open_archive(place_of(db)) as archive:
        receipt = add(archive, run)
    with after_publishing(Path(archive.shown)):
        if as_json:
            print_json(receipt_record(receipt))
        else:
            print_receipt(receipt, run, lang)
    return OK


@command.command(name="list", cls=Spoken)
@db_option
@click.option("--policy", "-p", default="", help="只列此办法的。 | Those of this policy only.")
@click.option("--year", default="", help="只列此年度的。 | Those of this year only.")
@lang_option
@json_option
def list_command(*, db: str, policy: str, year: str, lang: Language, as_json: bool) -> int:
    """List the runs that are kept, and what was paid by each.

    ----
    列出存档中的运行结果,和各次已付的数额。

    \b
    Example:
      payout archive init --db kept.db
      payout archive add out/county --db kept.db
      payout archive list --db kept.db --policy county_target_bonus --year 2012
    """
    from payout.archive.kept import open_archive, place_of, runs
    from payout.cli.printed.archive import print_runs, run_record

    with open_archive(place_of(db)) as archive, archive.reading() as connection:
        every = runs(connection)
    found = [one for one in every if policy in {"", one.policy} and year in {"", one.year}]
    if as_json:
        print_json([run_record(one, lang) for one in found])
    else:
        print_runs(found, lang)
    return OK


@command.command(name="show", cls=Spoken)
@click.argument("run")
@db_option
@office_option
@approvers_option
@lang_option
@json_option
def show(*, run: str, db: str, office: str, approvers: Path | None, lang: Language, as_json: bool) -> int:
    """Show a run that is kept: totals, policy, choices, signatures, corrections, payments, receipts.

    RUN is the number of its record, or eight digits of its digest or more.

    ----
    显示存档中的一次运行:合计、办法、口径、签批、更正、付款、回执。

    RUN 写记录号,或摘要的前八位以上。

    \b
    Example:
      payout archive init --db kept.db
      payout archive add out/county --db kept.db
      payout archive show 1 --db kept.db
    """
    from payout.archive.kept import find, open_archive, place_of
    from payout.cli.printed.archive import print_kept, shown_record
    from payout.office.approved import revocations_of

    pinned = office_of(office)
    revoked = revocations_of(approvers, pinned)
    with open_archive(place_of(db)) as archive, archive.reading() as connection:
        record = shown_record(connection, find(connection, run), pinned, revoked, lang)
    if as_json:
        print_json(record)
    else:
        print_kept(record, lang)
    return OK


@command.command(name="verify", cls=Spoken)
@db_option
@click.option(
    "--head",
    default="",
    metavar="DIGEST",
    help="回执上的摘要:那号记录必须还在。 | The digest of a receipt: its record must still be there.",
)
@office_option
@approvers_option
@lang_option
@json_option
def verify_command(
    *, db: str, head: str, office: str, approvers: Path | None, lang: Language, as_json: bool
) -> int:
    """Read all of an archive: the chain of its records, every file, the seal and the signatures of every run.

    Names the record of whatever was changed, and ends with 7 then. Whether the last records were cut off only --head can tell.

    ----
    通读存档:记录是否首尾相连,每个文件、每次运行的封存和签名是否如初。

    有改动时指出是哪一号记录,退出码为 7。末尾几号记录是否被截去,要用 --head 才能查出。

    \b
    Example:
      payout archive init --db kept.db
      payout archive add out/county --db kept.db
      payout archive verify --db kept.db
    """
    from payout.archive.kept import open_archive, place_of, verify
    from payout.cli.printed.archive import print_report, report_record
    from payout.office.approved import revocations_of

    with open_archive(place_of(db)) as archive, stages(lang) as progress:
        pinned = office_of(office)
        revoked = revocations_of(approvers, pinned)
        report = verify(archive, head=head, office=pinned, revoked=revoked, progress=progress)
    if as_json:
        print_json(report_record(report, lang))
    else:
        print_report(report, lang)
    return INTEGRITY if report.faults else OK


@command.command(name="diff", cls=Spoken)
@click.argument("a")
@click.argument("b")
@db_option
@lang_option
@json_option
def diff(*, a: str, b: str, db: str, lang: Language, as_json: bool) -> int:
    """Tell what differs between two runs that are kept: inputs, policy, values, choices, totals, amounts.

    ----
    比较存档中的两次运行:输入、办法、参数、口径、合计和每人的数额有何不同。

    \b
    Example:
      payout run county.xlsx --policy county_target_bonus --set county_average=7500 --out out/other
      payout archive init --db kept.db
      payout archive add out/county --db kept.db
      payout archive add out/other --db kept.db
      payout archive diff 1 2 --db kept.db
    """
    from payout.archive.kept import differences, find, open_archive, place_of
    from payout.cli.printed.archive import difference_record, print_differences

    with open_archive(place_of(db)) as archive, archive.reading() as connection:
        found = differences(connection, find(connection, a), find(connection, b))
    if as_json:
        print_json(difference_record(found))
    else:
        print_differences(found, lang)
    return OK


@command.command(name="export", cls=Spoken)
@click.argument("run")
@click.argument("out", type=click.Path(path_type=Path))
@db_option
@lang_option
def export_command(*, run: str, out: Path, db: str, lang: Language) -> int:
    """Write a run that is kept to the new directory OUT, byte for byte as it was.

    ----
    把存档中的一次运行写入新目录 OUT,与存入时逐字节相同。

    \b
    Example:
      payout archive init --db kept.db
      payout archive add out/county --db kept.db
      payout archive export 1 out/again --db kept.db
    """
    from payout.archive import require_new
    from payout.archive.kept import export, find, open_archive, place_of
    from payout.cli.printed.archive import written

    require_new(out)
    with open_archive(place_of(db)) as archive:
        with archive.reading() as connection:
            kept = find(connection, run)
        export(archive, kept, out)
    with after_publishing(out):
        click.echo(written(kept, out)(lang))
    return OK


@command.command(name="void", cls=Spoken)
@click.argument("number", type=click.IntRange(1))
@db_option
@click.option("--reason", required=True, help="为什么作废,留在存档中。 | Why, which stays in the archive.")
@click.option(
    "--as", "name", default="", help="签名人的姓名,与名单相同。 | Who signs, as the list names him."
)
@click.option(
    "--key",
    envvar="PAYOUT_KEY",
    type=Existing(exists=True, dir_okay=False, path_type=Path),
    help="签名人的私钥文件。 | The file of his private key.",
)
@approvers_option
@office_option
@lang_option
@json_option
def void_command(
    *,
    number: int,
    db: str,
    reason: str,
    name: str,
    key: Path | None,
    approvers: Path | None,
    office: str,
    lang: Language,
    as_json: bool,
) -> int:
    """Say that the payment of record NUMBER is void: its files never went to the bank. Its run may be paid anew then.

    The record of the payment stays; behind it stand the reason and who said it, the user of this machine. Where the run was approved,
    one of those whom its office lists signs that too. Only what never left is void: money that was paid comes back by payout correct.

    ----
    声明第 NUMBER 号记录的付款作废:文件没有送到银行。此后可以重新付款。

    付款的记录仍在,作废的原因和作废的人(本机用户)写在其后;运行经签批的,还要由单位名单中的一人签名。只有没有送出的才能作废;已经
    发放的,用 payout correct 更正。

    \b
    Example:
      payout archive void 5 --reason "银行未收" --db year.db --as Wang --key wang.pem --approvers approvers.toml --office office.pin
    """
    from payout.archive.approvals import Voider, system_user
    from payout.archive.kept import open_archive, place_of, void
    from payout.cli.printed.archive import print_void, void_record

    if not reason.strip():
        raise Misused(Text("--reason 要写明原因。", "--reason says why."))
    with open_archive(place_of(db)) as archive:
        signer = _signer(name, key, approvers, office, lang)
        entry = void(archive, number, reason.strip(), Voider(system_user(), signer))
    with after_publishing(Path(archive.shown)):
        if as_json:
            print_json(void_record(entry, number))
        else:
            print_void(entry, number, lang)
    return OK


def _signer(
    name: str, key: Path | None, approvers: Path | None, office: str, lang: Language
) -> Signer | None:
    """Who signs; nobody where neither a name nor a key is given. Raises Misused where only a part of what it needs is."""
    from payout.archive.approvals import Signer

    if not name and key is None:
        return None
    pinned = office_of(office)
    if not name or key is None or approvers is None or not pinned:
        given = {"--as": name, "--key": key, "--approvers": approvers, "--office": pinned}
        lacking = [option for option, value in given.items() if not value]
        zh, en = "、".join(lacking), ", ".join(lacking)
        raise Misused(Text(f"签名还缺 {zh}。", f"To sign, give {en} too."))
    return Signer(name, key, approvers, pinned, passphrase_of(key, lang))
