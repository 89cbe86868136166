"""`payout pay` with an archive: a run is paid once from whatever folder, what is paid is told, and what is killed is made whole."""

import csv
import json
import shutil
from fractions import Fraction

import pytest

from payout.archive.roles import ROLES
from tests.archive.test_approvals import Office
from tests.cli.test_a_year import forked, paid_in, reclaimed_in
from tests.cli.test_pay import payees, write


class Desk:
    """An approved run of the small county, its archive, and how it is paid."""

    def __init__(self, folder, tell, county):
        self.folder, self.tell, self.county = folder, tell, county
        self.office, self.db, self.run = Office(folder / "office"), folder / "kept.db", folder / "out"
        self.accounts = write(folder / "payees.csv", payees())
        tell("archive", "init", "--db", self.db)
        self.computes(self.run)

    def computes(self, out):
        done = self.tell("run", self.county.csv(self.folder / "in"), "-p", "county_target_bonus", "-o", out)
        assert done.code == 0, done.err
        self.signs(out)

    def signs(self, out):
        for role in ROLES:
            self.office.sign(out, role)

    def paying(self, where, *more, run=None):
        said = (
            "--payees",
            self.accounts,
            "--format",
            "csv",
            "--office",
            self.office.fingerprint,
            "--db",
            self.db,
        )
        return ("pay", run or self.run, *said, "--out", self.folder / where / "bank", *more)

    def pays(self, where, *more, run=None):
        return self.tell(*self.paying(where, *more, run=run))

    def voids(self, number, reason):
        who = ("--as", "李二", "--key", self.office.folder / "reviewed.pem", "--approvers", self.office.list)
        said = ("archive", "void", number, "--reason", reason, "--db", self.db)
        return self.tell(*said, *who, "--office", self.office.fingerprint)

    def corrects(self, *more):
        out = self.folder / "corrected"
        source = self.county.cell("people", "P3", "score", "80").csv(self.folder / "mended")
        return out, self.tell("correct", self.run, source, "--db", self.db, "-o", out, *more)

    def shown(self):
        return json.loads(self.tell("archive", "list", "--db", self.db, "--json").out)


@pytest.fixture
def desk(tmp_path, tell, county, monkeypatch):
    for name in ("PAYOUT_OFFICE", "PAYOUT_ARCHIVE"):
        monkeypatch.delenv(name, raising=False)
    return Desk(tmp_path, tell, county)


def total(out):
    with (out / "people.csv").open(encoding="utf-8", newline="") as file:
        return sum(Fraction(row["payable"]) for row in csv.DictReader(file))


def grouped(yuan):
    """Whole fen with their thousands apart."""
    assert (100 * yuan).denominator == 1
    whole, fen = divmod(int(100 * yuan), 100)
    return f"{whole:,}.{fen:02}"


def test_a_run_is_paid_once_also_from_another_folder(desk, tmp_path, tell):
    done = desk.pays("january")
    assert done.code == 0, done.err
    assert "存入存档,第 2 号记录" in done.out
    elsewhere = shutil.copytree(desk.run, tmp_path / "usb" / "out")
    again = desk.pays("february", run=elsewhere)
    assert again.code == 2
    assert all(
        part in again.err for part in ("第 2 号记录", f"{grouped(total(desk.run))} 元", "archive void 2")
    )
    assert not (tmp_path / "february").exists() or not list((tmp_path / "february").iterdir())
    (one,) = desk.shown()
    (payment,) = one["payments"]
    assert Fraction(payment["paid"]) == sum(paid_in(tmp_path / "january/bank").values()) == total(desk.run)
    listed = tell("archive", "list", "--db", desk.db).out
    assert f"people {grouped(Fraction(payment['paid']))} " in listed
    shown = tell("archive", "show", "1", "--db", desk.db, "--lang", "en").out
    assert f"{grouped(Fraction(payment['paid']))} yuan" in shown
    verified = tell("archive", "verify", "--db", desk.db)
    assert verified.code == 0
    assert "付款 1 次" in verified.out


def test_a_payment_of_nobody_is_none(desk, tmp_path):
    """The rest is paid once: not by a file of nobody, before the accounts are known."""
    desk.accounts = write(tmp_path / "few.csv", payees(P3={"account": ""}))
    assert desk.pays("january").code == 0
    told = desk.pays("february", "--rest", tmp_path / "january/bank")
    assert told.code == 2
    assert "没有可付的人" in told.err
    desk.accounts = write(tmp_path / "all.csv", payees())
    assert desk.pays("march", "--rest", tmp_path / "january/bank").code == 0
    both = [sum(paid_in(tmp_path / name / "bank").values()) for name in ("january", "march")]
    assert sum(both) == total(desk.run)


def test_a_draft_is_kept_nowhere(desk):
    assert desk.pays("draft", "--draft").code == 0
    assert desk.shown() == []


def test_what_never_left_is_void_with_its_reason_and_paid_anew(desk, tell):
    assert desk.pays("january").code == 0
    assert tell("archive", "void", "2", "--reason", " ", "--db", desk.db).code == 2
    unsigned = tell("archive", "void", "2", "--reason", "银行未收", "--db", desk.db)
    assert unsigned.code == 2
    assert "--as、--key、--approvers、--office" in unsigned.err
    partly = tell("archive", "void", "2", "--reason", "银行未收", "--db", desk.db, "--as", "李二")
    assert partly.code == 2
    assert "还缺 --key、--approvers、--office" in partly.err
    told = desk.voids("2", "银行未收 62000123456789012")
    assert told.code == 0
    assert "第 2 号记录的付款已作废" in told.out
    assert desk.voids("2", "again").code == 2
    assert desk.pays("february").code == 0
    shown = tell("archive", "show", "1", "--db", desk.db).out
    assert "作废:银行未收" in shown
    assert "由 李二 / " in shown
    assert "(作废 李二 / " in tell("archive", "list", "--db", desk.db).out
    assert (
        tell("archive", "verify", "--db", desk.db, "--office", desk.office.fingerprint, "--lang", "en").code
        == 0
    )
    assert "62000123456789012" not in shown
    assert [one["void"] is None for one in desk.shown()[0]["payments"]] == [False, True]


def test_a_correction_is_paid_once_and_what_it_corrects_no_more(desk, tmp_path):
    assert desk.pays("january").code == 0
    out, told = desk.corrects()
    assert told.code == 0, told.err
    assert "存档:people 已付" in told.out
    desk.signs(out)
    assert desk.tell("archive", "add", out, "--db", desk.db).code == 0
    voided = desk.voids("2", "试")
    assert voided.code == 0
    refused = desk.pays("march")
    assert refused.code == 2
    assert "已由第 3 号记录" in refused.err
    assert desk.pays("april", run=out).code == 0
    assert desk.pays("may", run=out).code == 2
    now = sum(paid_in(tmp_path / "april/bank").values()) - sum(reclaimed_in(tmp_path / "april/bank").values())
    assert now == total(out) - total(desk.run)
    assert desk.corrects()[1].code == 2  # it stands; and is corrected already


def test_what_a_correction_takes_for_paid_and_was_not_is_told(desk, tmp_path):
    out, told = desk.corrects("--json", "--lang", "en")
    assert "knows no payment of people" in told.err
    assert json.loads(told.out)["payments"] == []
    shutil.rmtree(out)
    desk.accounts = write(tmp_path / "few.csv", payees(P3={"account": ""}))
    assert desk.pays("january").code == 0
    _, told = desk.corrects()
    assert "P3 上次的" in told.err
    assert "--rest" in told.err
    assert "孙三三" not in told.both


def test_the_same_bonus_computed_anew_and_paid_again_is_told(desk, tmp_path):
    assert desk.pays("january").code == 0
    desk.county.cell("people", "P3", "score", "80")
    desk.computes(tmp_path / "anew")
    told = desk.pays("february", run=tmp_path / "anew")
    assert told.code == 0
    assert "同一办法、同一年度的另一次运行" in told.err


def test_residuals_are_carried_once(desk, tmp_path):
    assert desk.pays("january", "--round", "yuan", "--rounding", "down").code == 0
    desk.county.cell("people", "P3", "score", "80")
    for name in ("two", "three"):
        desk.county.cell("people", "P3", "score", {"two": "80", "three": "81"}[name])
        desk.computes(tmp_path / name)
    assert desk.pays("february", "--carried", tmp_path / "january/bank", run=tmp_path / "two").code == 0
    told = desk.pays("march", "--carried", tmp_path / "january/bank", run=tmp_path / "three")
    assert told.code == 2
    assert "这些尾差已并入" in told.err


def test_who_is_killed_while_he_pays_pays_once(desk, tmp_path):
    """At whichever call: neither the archive nor the folder knows of it, until both do by the same command."""
    bank, nth = tmp_path / "january" / "bank", 2
    while (code := forked(desk.paying("january"), nth)) is None and not desk.shown():
        assert not bank.exists()
        nth += max(1, nth // 2)
    again = desk.pays("january")
    assert bank.exists()
    assert code == 0 or again.code == (2 if "已存在" in again.err else 0)
    assert len(desk.shown()[0]["payments"]) == 1
    assert Fraction(desk.shown()[0]["payments"][0]["paid"]) == sum(paid_in(bank).values())
    assert [path.name for path in bank.parent.iterdir()] == ["bank"]
    assert desk.pays("february").code == 2


def test_between_the_archive_and_the_folder_nothing_is_lost(desk, tmp_path, monkeypatch):
    """The last rename fails: the payment is known, stands aside, and takes its place by the same command alone."""
    import payout.archive.publish as module  # noqa: PLC0415

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "_move", full)
    assert desk.pays("january").code == 6
    monkeypatch.undo()
    assert not (tmp_path / "january/bank").exists()
    assert desk.pays("february").code == 2
    told = desk.pays("january")
    assert told.code == 0
    assert "现已放到原处" in told.out
    assert sum(paid_in(tmp_path / "january/bank").values()) == total(desk.run)
    assert len(desk.shown()[0]["payments"]) == 1
    assert desk.pays("january").code == 2


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_archive_that_is_not_there_pays_nobody(desk, tmp_path, lang):
    desk.db = tmp_path / "none.db"
    told = desk.pays("january", "--lang", lang)
    assert told.code == 2
    assert "payout archive init" in told.err
    assert not (tmp_path / "january/bank").exists()
