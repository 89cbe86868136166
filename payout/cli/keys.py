"""`payout keys`: keys to sign runs with, and the list of those who may."""

from __future__ import annotations

import json
import os
import tomllib
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from payout.archive.approvals import ROLES
from payout.cli.common import lang_option
from payout.cli.exits import OK
from payout.cli.speaking import Existing, Misused, Spoken, SpokenGroup, harmless
from payout.text import NOTHING, Text

if TYPE_CHECKING:
    from payout.text import Language

ASKED = Text("口令", "Passphrase")


@click.group(name="keys", cls=SpokenGroup)
@lang_option
def command(*, lang: Language) -> None:
    """Make keys to sign runs with, and sign the list of those who may.

    Each officer makes a key on a machine of his own and hands over its public half; the office lists name, roles and key in a file
    and signs that by the office's key. Whoever pays or checks pins the fingerprint of the office's key.

    ----
    制作签批用的密钥,由单位签署签名人名单。

    每人在自己的机器上做密钥,只交出公钥;单位把姓名、职责、公钥列成名单,用单位密钥签名。付款和核对的人只认单位密钥的指纹。

    \b
    Example:
      payout keys make office.pem --no-passphrase
      payout keys make zhang.pem --name Zhang --role prepared --list approvers.toml --no-passphrase
      payout keys sign approvers.toml --key office.pem --pin office.pin
    """
    del lang


@command.command(name="make", cls=Spoken)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--name", default="", help="签名人的姓名。 | The name of who signs by it.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    type=click.Choice(ROLES),
    metavar="ROLE",
    help="职责:prepared 制表、reviewed 复核、approved 审批,可写几次。 | A role: prepared, reviewed, approved; may be said again.",
)
@click.option(
    "--list",
    "listed",
    type=click.Path(path_type=Path, dir_okay=False),
    help="把姓名、职责、公钥加到这份名单末尾。 | Add name, roles and public key to the end of this list.",
)
@click.option(
    "--no-passphrase",
    is_flag=True,
    help="不设口令(密钥放在加密的盘上时)。 | Without a passphrase, for a key that is kept on an encrypted disk.",
)
@lang_option
def make(
    *, file: Path, name: str, roles: tuple[str, ...], listed: Path | None, no_passphrase: bool, lang: Language
) -> int:
    """Make a key: its private half to the new FILE, which its owner alone may read, its public half to the screen.

    ----
    做一把密钥:私钥写入新文件 FILE,只有本人可读;公钥打印出来。

    \b
    Example:
      payout keys make zhang.pem --name Zhang --role prepared --no-passphrase
    """
    from payout.archive import whole_file
    from payout.archive.approvals import make_key

    if file.exists():
        raise Misused(
            Text(
                f"{file.name} 已存在;密钥不覆盖,换一个文件名。",
                f"{file.name} exists already; no key is overwritten: name another file.",
            )
        )
    if bool(name) is not bool(roles) or (listed is not None and not name):
        raise Misused(Text("--name 和 --role 要一起写。", "Give --name and --role together."))
    before = _list_of(listed)
    passphrase = "" if no_passphrase else _new_passphrase(lang)
    public = make_key(file, passphrase)
    said = [f"name = {_toml(name)}", f"roles = {_toml(list(roles))}"] if name else []
    block = "\n".join(["[[approver]]", *said, f"key = {_toml(public)}"])
    if listed is not None:
        with whole_file(listed) as aside:
            aside.write_text(f"{before}{block}\n\n", encoding="utf-8")
    click.echo(block if name else public)
    return OK


@command.command(name="sign", cls=Spoken)
@click.argument("approvers", type=Existing(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--key",
    required=True,
    type=Existing(exists=True, dir_okay=False, path_type=Path),
    help="单位密钥的私钥文件。 | The file of the office's private key.",
)
@click.option(
    "--pin",
    type=click.Path(path_type=Path, dir_okay=False),
    help="把指纹写入此文件,供 --office 使用;单位换了密钥的,原来的指纹注明今天停用。 | Write the fingerprint to this file too, for "
    "--office; where it holds that of another key, that one is said to end today.",
)
@lang_option
def sign(*, approvers: Path, key: Path, pin: Path | None, lang: Language) -> int:
    """Sign the list APPROVERS by the office's key, and print the fingerprint to pin.

    ----
    用单位密钥签署名单 APPROVERS,打印要认可的指纹。

    \b
    Example:
      payout keys make office.pem --no-passphrase
      payout keys make zhang.pem --name Zhang --role prepared --list approvers.toml --no-passphrase
      payout keys sign approvers.toml --key office.pem
    """
    from payout.archive import whole_file
    from payout.archive.approvals import sign_approvers
    from payout.archive.approvals.trust import current, succeeded, today
    from payout.office.approved import fingerprint_of

    before = fingerprint_of(str(pin)) if pin is not None and pin.exists() else ""
    fingerprint = sign_approvers(approvers, key, passphrase_of(key, lang))
    if pin is not None:
        with whole_file(pin) as aside:
            aside.write_text(succeeded(before, fingerprint, today()) + "\n", encoding="ascii")
    click.echo(Text(f"单位密钥指纹  {fingerprint}", f"office's key  {fingerprint}")(lang))
    if before and current(before) != fingerprint:
        click.secho(_changed_hands(current(before))(lang), fg="yellow", err=True)
    return OK


def _changed_hands(before: str) -> Text:
    """What is said where another key is the office's now."""
    from payout.archive.approvals.trust import today

    day = today()
    return Text(
        f"单位密钥已更换:原来的 {before[:12]}… 自 {day} 起停用,此前的签名仍有效。把新的指纹文件交给付款和核对的人;"
        "原来的密钥失窃的,从文件中删去它那一行。",
        f"The office's key is another now: {before[:12]}… ended on {day}, and signatures made before hold. Hand the new file of "
        "fingerprints to whoever pays and checks; if the key was stolen, take its line out.",
    )


@command.command(name="revoke", cls=Spoken)
@click.argument("approvers", type=Existing(exists=True, dir_okay=False, path_type=Path))
@click.option("--name", required=True, help="谁的密钥。 | Whose key.")
@click.option(
    "--from",
    "day",
    required=True,
    metavar="DATE",
    help="自哪一天起注销。 | The day since which it counts no more.",
)
@click.option("--reason", default="", help="原因:遗失、调离。 | Why: lost, left.")
@click.option(
    "--key",
    required=True,
    type=Existing(exists=True, dir_okay=False, path_type=Path),
    help="单位密钥的私钥文件。 | The file of the office's private key.",
)
@lang_option
def revoke_command(*, approvers: Path, name: str, day: str, reason: str, key: Path, lang: Language) -> int:
    """Revoke somebody's key in the list APPROVERS since a day, and sign the list by the office's key.

    What was signed by that key before the day holds, and says so; what is signed since does not. Hand the list to whoever signs, pays
    and checks (--approvers): a run that was signed by an older list is judged by it.

    ----
    在名单 APPROVERS 中注销某人的密钥,并用单位密钥重新签署。

    注销日期以前的签名仍有效,并注明;以后的不成立。把新的名单交给签批、付款、核对的人(--approvers):用旧名单签的,也按它判断。

    \b
    Example:
      payout keys make office.pem --no-passphrase
      payout keys make zhang.pem --name Zhang --role prepared --list approvers.toml --no-passphrase
      payout keys revoke approvers.toml --name Zhang --from 2026-03-01 --reason lost --key office.pem
    """
    from payout.archive.approvals import revoke, sign_approvers
    from payout.archive.approvals.keys import private_key

    try:
        since = date.fromisoformat(day)
    except ValueError:
        raise Misused(
            Text("--from 要写成 2026-03-01 这样的日期。", "--from takes a day such as 2026-03-01.")
        ) from None
    passphrase = passphrase_of(key, lang)
    private_key(key, passphrase)
    new = revoke(approvers, name, since, reason.strip())
    fingerprint = sign_approvers(approvers, key, passphrase)
    already = NOTHING if new else Text("(早已注销)", " (it was already)")
    click.echo(
        harmless(
            Text(
                f"{name} 的密钥自 {day} 起注销{already.zh},名单已重新签署。单位密钥指纹  {fingerprint}",
                f"The key of {name} is revoked since {day}{already.en}, and the list is signed anew. office's key  {fingerprint}",
            )(lang)
        )
    )
    return OK


def _list_of(listed: Path | None) -> str:
    """What a list of approvers says so far. Raises Misused where it is no text to add to."""
    if listed is None or not listed.exists():
        return ""
    try:
        text = listed.read_text(encoding="utf-8")
        tomllib.loads(text)
    except ValueError:
        raise Misused(
            Text(
                f"{listed.name} 不是 UTF-8 的 TOML 名单:改正,或另写一个文件。",
                f"{listed.name} is no list in TOML and UTF-8: correct it, or name another file.",
            )
        ) from None
    return text


def passphrase_of(path: Path, lang: Language) -> str:
    """The passphrase of a key that has one: that of PAYOUT_PASSPHRASE, else asked for on the terminal."""
    from payout.archive.approvals import passphrase_needed

    given = os.environ.get("PAYOUT_PASSPHRASE")
    if not passphrase_needed(path) or given:
        return given or ""
    asked: str = click.prompt(ASKED(lang), hide_input=True, err=True)
    return asked


def _new_passphrase(lang: Language) -> str:
    given = os.environ.get("PAYOUT_PASSPHRASE")
    asked: str = given or click.prompt(ASKED(lang), hide_input=True, confirmation_prompt=True, err=True)
    return asked


def _toml(value: str | list[str]) -> str:
    return json.dumps(value, ensure_ascii=False)
