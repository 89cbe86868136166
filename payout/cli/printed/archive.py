"""What `payout archive` prints: receipts, runs, what is wrong, what differs; on the screen and as JSON."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import click

from payout.archive.approvals import LABELS
from payout.archive.approvals.judging import judged
from payout.archive.kept.contents import Unlike, whole
from payout.archive.kept.differences import shown
from payout.archive.kept.runs import runs
from payout.archive.reopening import RunChanged
from payout.archive.roles import file_of
from payout.cli.printed.columns import aligned
from payout.cli.signing import approval_lines, approval_record, print_lines
from payout.cli.speaking import harmless
from payout.masking import veil, veil_key
from payout.text import NOTHING, Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from sqlalchemy import Connection

    from payout.archive.kept import Kept, KeptPayment, Receipt, Report, RunDifferences
    from payout.archive.kept.chain import ChainRecord
    from payout.archive.kept.runs import Voided
    from payout.text import Language

MOST_SHOWN = 20  # rows of a difference on the screen; --json has all
SHORT = 12  # digits of a digest where it only tells runs apart
WHATS = {
    "policy": Text("办法", "policy"),
    "run": Text("运行", "run"),
    "settings": Text("参数", "value"),
    "choices": Text("口径", "choice"),
    "totals": Text("合计", "total"),
    "tables": Text("输入", "input"),
}


def print_made(place: str, before: str, lang: Language) -> None:
    """Say that an archive was made, or upgraded."""
    if before:
        click.echo(
            Text(f"存档 {place} 已从版本 {before} 升级", f"{place} was upgraded from version {before}")(lang)
        )
    else:
        click.echo(Text(f"已建立存档 {place}", f"made the archive {place}")(lang))


def receipt_record(receipt: Receipt) -> dict[str, object]:
    """A receipt as plain values."""
    entry = receipt.entry
    return {
        "record": entry.number,
        "digest": entry.digest,
        "at": entry.at,
        "run": receipt.run,
        "new": receipt.new,
        "files": receipt.files,
        "contents": receipt.contents,
    }


def print_receipt(receipt: Receipt, run: Path, lang: Language) -> None:
    """Print a receipt: what to keep, so that a cut-off tail is found."""
    entry = receipt.entry
    if receipt.new:
        words = Text(
            f"已存入 {run}:文件 {receipt.files} 个,其中新内容 {receipt.contents} 个",
            f"kept {run}: {receipt.files} files, {receipt.contents} of them new",
        )
    else:
        words = Text(f"{run} 早已存入", f"{run} is kept already")
    click.echo(harmless(words(lang)))
    print_lines(
        [
            (Text("记录", "record"), str(entry.number)),
            (Text("时间", "at"), entry.at),
            (Text("运行", "run"), receipt.run),
            (Text("回执", "receipt"), entry.digest),
        ],
        lang,
    )


def run_record(kept: Kept, lang: Language) -> dict[str, object]:
    """A run of the list as plain values."""
    return {
        "record": kept.number,
        "run": kept.run,
        "policy": kept.policy,
        "version": kept.version,
        "title": kept.title(lang),
        "year": kept.year,
        "totals": dict(kept.totals),
        "signed": list(kept.signed),
        "corrects": kept.corrects,
        "payments": [payment_record(one) for one in kept.payments],
        "at": kept.entries[0].at,
    }


def payment_record(payment: KeptPayment) -> dict[str, object]:
    """A payment as plain values."""
    return {
        "record": payment.number,
        "at": payment.at,
        "list": payment.listed,
        "rows": payment.rows,
        "paid": payment.paid,
        "not_paid": payment.not_paid,
        "reclaimed": payment.reclaimed,
        "digest": payment.digest,
        "rest_of": payment.rest_of,
        "void": None if payment.void is None else _void_record(payment.void),
    }


def _void_record(void: Voided) -> dict[str, object]:
    return {
        "at": void.at,
        "reason": veil(void.reason),
        "user": veil(void.user),
        "name": veil(void.name),
        "who": veil(void.who),
    }


def print_runs(found: Sequence[Kept], lang: Language) -> None:
    """Print runs, a line each."""
    head = (
        Text("记录", "record"),
        Text("运行", "run"),
        Text("办法", "policy"),
        Text("年度", "year"),
        Text("合计", "totals"),
        Text("签批", "signed"),
        Text("已付", "paid"),
        Text("存入时间", "kept at"),
    )
    rows = [
        (
            str(one.number),
            one.run[:SHORT],
            f"{one.policy} {one.version}",
            one.year or "-",
            " ".join(f"{name} {total}" for name, total in one.totals.items()) or "-",
            "/".join(LABELS[role](lang) for role in one.signed) or "-",
            "; ".join(_paid(pay)(lang) for pay in one.payments) or "-",
            one.entries[0].at,
        )
        for one in found
    ]
    for line in aligned([tuple(label(lang) for label in head), *rows]):
        click.echo(harmless(line))


def _paid(payment: KeptPayment) -> Text:
    """A payment in a word, with who made it void where somebody did."""
    told = f"{payment.listed} {payment.yuan} {payment.day}"
    if payment.void is None:
        return Text(told, told)
    who = veil(payment.void.who)
    return Text(f"{told}(作废{' ' if who else ''}{who})", f"{told} (void{', ' if who else ''}{who})")


def shown_record(
    connection: Connection, kept: Kept, office: str, revoked: Mapping[str, str], lang: Language
) -> dict[str, Any]:
    """All that is said of a run as plain values. Raises RunChanged where its manifest or a signature cannot be read."""
    try:
        manifest = json.loads(whole(connection, kept.files["manifest.json"][0]))
        held = {role: whole(connection, kept.files[file_of(role)][0]) for role in kept.signed}
        choices = {name: one["value"] for name, one in manifest["choices"].items()}
        changed = {
            name: {"value": one["value"], "policy": one["baseline"]}
            for name, one in manifest["settings"].items()
            if one["value"] != one["baseline"]
        }
    except (Unlike, KeyError, ValueError, TypeError):
        raise RunChanged(
            Text(f"第 {kept.number} 号记录已缺损。", f"Record {kept.number} is damaged.")
        ) from None
    approval = judged(held, kept.run, office, revoked)
    return {
        **run_record(kept, lang),
        "document": manifest["policy"]["document"][lang],
        "choices": choices,
        "changed": changed,
        "approval": approval_record(approval, lang),
        "corrected_by": [one.run for one in runs(connection) if one.corrects == kept.run],
        "receipts": [{"record": one.number, "digest": one.digest, "at": one.at} for one in kept.entries],
        "files": len(kept.files),
        "size": sum(size for _, size in kept.files.values()),
    }


def print_kept(record: dict[str, Any], lang: Language) -> None:
    """Print all that is said of a run, a line each."""
    lines: list[tuple[Text, str]] = [
        (Text("记录", "record"), str(record["record"])),
        (Text("运行", "run"), record["run"]),
        (Text("办法", "policy"), f"{record['policy']} {record['version']} {record['title']}"),
        (Text("文件", "document"), record["document"]),
        *([(Text("年度", "year"), record["year"])] if record["year"] else []),
        *((Text(f"合计 {name}", f"total {name}"), total) for name, total in record["totals"].items()),
        *((Text("口径", "choice"), f"{name} = {value}") for name, value in record["choices"].items()),
        *((Text("改动", "changed"), _changed(name, one)(lang)) for name, one in record["changed"].items()),
        *approval_lines(record["approval"], lang),
        *([(Text("更正", "corrects"), record["corrects"])] if record["corrects"] else []),
        *((Text("更正为", "corrected by"), one) for one in record["corrected_by"]),
        *((Text("付款", "payment"), _payment(one)(lang)) for one in record["payments"]),
        *(
            (Text("回执", "receipt"), f"{one['record']} {one['digest']} {one['at']}")
            for one in record["receipts"]
        ),
        (
            Text("文件数", "files"),
            Text(
                f"{record['files']} 个,{record['size']:,} 字节",
                f"{record['files']}, {record['size']:,} bytes",
            )(lang),
        ),
    ]
    print_lines(lines, lang)


def _payment(one: dict[str, Any]) -> Text:
    """A payment in words: when, how much, what was not paid and what is reclaimed; whether it is void."""
    paid, left = (f"{Decimal(one[name]):,}" for name in ("paid", "not_paid"))
    zh = f"第 {one['record']} 号记录 {one['at']} {one['list']} {one['rows']:,} 笔 {paid} 元,未发放 {left} 元"
    en = f"record {one['record']} {one['at']} {one['list']}: {one['rows']:,} payments, {paid} yuan; not paid {left} yuan"
    if one["reclaimed"]:
        back = f"{Decimal(one['reclaimed']):,}"
        zh, en = f"{zh},追扣 {back} 元", f"{en}; to be reclaimed {back} yuan"
    if one["rest_of"]:
        zh, en = f"{zh}(补付上次的未发放名单)", f"{en} (of those an earlier one did not pay)"
    if one["void"]:
        at, reason, who = (one["void"][name] for name in ("at", "reason", "who"))
        by = Text(f"由 {who} ", f" by {who}") if who else NOTHING
        zh, en = f"{zh};已于 {at} {by.zh}作废:{reason}", f"{en}; void since {at}{by.en}: {reason}"
    return Text(zh, en)


def void_record(entry: ChainRecord, number: int) -> dict[str, object]:
    """What was made void, as plain values."""
    return {"record": entry.number, "digest": entry.digest, "at": entry.at, "payment": number}


def print_void(entry: ChainRecord, number: int, lang: Language) -> None:
    """Say that a payment is void now."""
    words = Text(
        f"第 {number} 号记录的付款已作废,可以重新付款;原来的文件不要送出。",
        f"The payment of record {number} is void, and may be made anew; do not send its files.",
    )
    click.echo(words(lang))
    print_lines(
        [
            (Text("记录", "record"), str(entry.number)),
            (Text("时间", "at"), entry.at),
            (Text("回执", "receipt"), entry.digest),
        ],
        lang,
    )


def _changed(name: str, one: dict[str, Any]) -> Text:
    return Text(
        f"{name} = {one['value']},办法为 {one['policy']}",
        f"{name} = {one['value']}; the policy has {one['policy']}",
    )


def report_record(report: Report, lang: Language) -> dict[str, object]:
    """What an archive's verification found, as plain values."""
    return {
        "intact": not report.faults,
        "records": report.records,
        "runs": report.runs,
        "payments": report.payments,
        "contents": report.contents,
        "size": report.size,
        "head": report.head,
        "faults": [{"record": one.number or None, "problem": one.problem(lang)} for one in report.faults],
    }


def print_report(report: Report, lang: Language) -> None:
    """Print what an archive's verification found."""
    for fault in report.faults:
        where = (
            Text(f"第 {fault.number} 号记录:", f"record {fault.number}: ") if fault.number else Text("", "")
        )
        click.secho(harmless(where(lang) + fault.problem(lang)), fg="red", err=True)
    held = Text(
        f"记录 {report.records} 号,运行 {report.runs} 次,付款 {report.payments} 次,内容 {report.contents} 个,{report.size:,} 字节",
        f"{report.records} records, {report.runs} runs, {report.payments} payments, {report.contents} contents, {report.size:,} bytes",
    )
    state = (
        Text(f"不符 {len(report.faults)} 处", f"{len(report.faults)} faults")
        if report.faults
        else Text("完好", "intact")
    )
    click.echo(Text(f"{state.zh}:{held.zh}", f"{state.en}: {held.en}")(lang))
    click.echo(Text(f"末号摘要  {report.head}", f"head  {report.head}")(lang))


def difference_record(found: RunDifferences) -> dict[str, object]:
    """What differs between two runs, as plain values; keys that look like numbers of people are masked."""
    return {
        "differs": [{"what": one.what, "name": one.name, "a": one.a, "b": one.b} for one in found.pairs],
        "amounts": [
            {
                "file": one.file,
                "column": one.column,
                "compared": one.compared,
                "difference": shown(one.difference),
                "rows": [{"key": veil_key(key), "a": shown(a), "b": shown(b)} for key, a, b in one.rows],
            }
            for one in found.amounts
        ],
        "not_compared": list(found.apart),
    }


def print_differences(found: RunDifferences, lang: Language) -> None:
    """Print what differs between two runs, amounts of as many rows as fit."""
    if not found.pairs and not any(one.rows for one in found.amounts):
        click.echo(Text("没有不同", "nothing differs")(lang))
    rows = [(WHATS[one.what](lang), one.name, one.a or "-", one.b or "-") for one in found.pairs]
    for line in aligned([("", "", "A", "B"), *rows] if rows else []):
        click.echo(harmless(line))
    for amounts in found.amounts:
        many, total = len(amounts.rows), shown(amounts.difference)
        words = Text(
            f"{amounts.file}.{amounts.column}:{amounts.compared} 行中 {many} 行不同,B 共多 {total}",
            f"{amounts.file}.{amounts.column}: {many} of {amounts.compared} rows differ, B has {total} more in all",
        )
        click.echo(words(lang))
        told = [
            ("", veil_key(key), shown(a) or "-", shown(b) or "-") for key, a, b in amounts.rows[:MOST_SHOWN]
        ]
        for line in aligned(told):
            click.echo(harmless(line))
        if many > MOST_SHOWN:
            click.echo(Text(f"  另有 {many - MOST_SHOWN} 行", f"  and {many - MOST_SHOWN} more")(lang))
    for file in found.apart:
        click.echo(
            Text(f"{file}:两次所发的不是同一列,未比较", f"{file}: not the same column is paid; not compared")(
                lang
            )
        )


def written(kept: Kept, out: Path) -> Text:
    """Say that a run was given back."""
    return Text(
        f"第 {kept.number} 号记录的运行已写入 {out}", f"the run of record {kept.number} is written to {out}"
    )
