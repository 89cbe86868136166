"""`payout pay`: files for a bank out of a run, to the fen; what cannot be paid is told with its place and masked."""

import csv
import json
import re
import shutil
from fractions import Fraction

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from payout.cli.main import code_of
from payout.outputs.workbook.cells import text_width
from tests.archive.test_approvals import Office
from tests.cli.conftest import County

HEADER = ("人员编号", "户名", "账号", "开户行", "证件号码", "已核实")
NAMES = ["赵一一", "钱二二", "孙三三", "李四四", "周五五", "吴六六", "郑七七", "王八八", "冯九九"]
KEYS = [f"P{at}" for at in range(1, 10)]


def card(at):
    """A card number that holds: its last digit brings Luhn's sum to a multiple of ten."""
    body = f"620000{314159000000 + at}"
    return next(body + last for last in "0123456789" if luhn(body + last))


def luhn(text):
    digits = [int(digit) for digit in reversed(text)]
    return (
        sum(one if at % 2 == 0 else (2 * one - 9 if one > 4 else 2 * one) for at, one in enumerate(digits))
        % 10
        == 0
    )


def payees(**changed):
    """The accounts of the small county by key; `P4={"account": …}` changes cells of a row, `P9=None` leaves it out."""
    rows = {}
    for at, (key, name) in enumerate(zip(KEYS, NAMES, strict=True)):
        row = {"account_name": name, "account": card(at), "bank": "县支行", "identity": "", "verified": ""}
        if changed.get(key, row) is not None:
            rows[key] = {**row, **changed.get(key, {})}
    return rows


def write(path, rows):
    lines = [HEADER, *((key, *row.values()) for key, row in rows.items())]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(lines)
    return path


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    place = tmp_path_factory.mktemp("run")
    source = County().csv(place / "in")
    assert code_of(["run", str(source), "-p", "county_target_bonus", "-o", str(place / "out")]) == 0
    return place / "out"


@pytest.fixture
def give(run, tell, tmp_path):
    """Pay the small county by these accounts; a draft unless told otherwise."""

    def pay(rows=None, *more, form="csv", source=None, draft=True):
        source = source or write(tmp_path / "payees.csv", payees() if rows is None else rows)
        options = ["--draft"] * draft
        return tell(
            "pay", run, "--payees", source, "--format", form, "--out", tmp_path / "bank", *options, *more
        )

    return pay


def amounts(run):
    """What the run pays, by key, read from its own file."""
    with (run / "people.csv").open(encoding="utf-8", newline="") as file:
        return {row["person_id"]: Fraction(row["payable"]) for row in csv.DictReader(file)}


def said(out):
    return json.loads((out / "payment.json").read_text(encoding="utf-8"))


# ---- what comes out


def test_files_and_list_sum_to_the_run(run, give, tmp_path):
    done = give(payees(P4={"account": ""}, P9=None), "--purpose", "考核奖")
    assert done.code == 0, done.err
    owed = amounts(run)
    with (tmp_path / "bank" / "DRAFT-csv-001.csv").open(encoding="utf-8-sig", newline="") as file:
        draft, header, *rows = csv.reader(file)
    assert "DRAFT" in "".join(draft)
    assert header == ["序号", "户名", "账号", "开户行", "金额", "用途"]
    wanted = {key: amount for key, amount in owed.items() if amount > 0 and key not in {"P4", "P9"}}
    assert [row[1] for row in rows] == [NAMES[KEYS.index(key)] for key in wanted]
    assert [row[2] for row in rows] == [card(KEYS.index(key)) for key in wanted]
    assert [Fraction(row[4]) for row in rows] == list(wanted.values())
    record = said(tmp_path / "bank")
    assert Fraction(record["paid"]) == sum(wanted.values())
    assert Fraction(record["paid"]) + Fraction(record["not_paid"]["yuan"]) == sum(owed.values())
    with (tmp_path / "bank" / "not_paid.csv").open(encoding="utf-8-sig", newline="") as file:
        listed = {row["key"]: row["reason"] for row in csv.DictReader(file)}
    assert listed["P4"] == "no account"
    assert listed["P9"] == "not in the table of accounts"
    assert "李四四" not in done.both
    assert not any(card(at) in done.both for at in range(9))


@pytest.mark.parametrize("form", ["csv", "fixed", "bars", "upload"])
def test_the_same_run_gives_the_same_bytes(give, form, tmp_path):
    bytes_of = []
    for folder in ("one", "two"):
        assert give(None, "--purpose", "奖金", form=form).code == 0
        (tmp_path / "bank").rename(tmp_path / folder)
        bytes_of.append({path.name: path.read_bytes() for path in (tmp_path / folder).iterdir()})
    assert bytes_of[0] == bytes_of[1]


def test_fixed_widths_are_bytes_and_amounts_fen(run, give, tmp_path):
    give(None, form="fixed")
    draft, head, first, *_ = (tmp_path / "bank" / "DRAFT-fixed-001.txt").read_bytes().split(b"\r\n")
    paid = [amount for amount in amounts(run).values() if amount > 0]
    assert "草稿" in draft.decode("gb18030")
    assert head == b"H%08d%015d" % (len(paid), sum(paid) * 100)
    assert len(first) == 1 + 8 + 34 + 60 + 15 + 30
    assert first[9:43].decode() == card(0).ljust(34)
    assert first[43:103].decode("gb18030").rstrip() == "赵一一"
    assert int(first[103:118]) == paid[0] * 100


def test_the_upload_form_is_a_workbook_with_accounts_as_texts(give, tmp_path):
    give(None, form="upload")
    sheet = openpyxl.load_workbook(tmp_path / "bank" / "DRAFT-upload-001.xlsx").active
    assert sheet.title == "代发明细"
    assert sheet["C3"].value == card(0)
    assert sheet["C3"].data_type == "s"
    assert sheet["F3"].data_type == "n"
    assert sheet["F3"].number_format == "0.00"


def test_the_upload_form_is_read_on_paper(give, tmp_path):
    """A4 across, each column as wide as what it holds, its heads on every page, heads of amounts over the amounts."""
    give(None, form="upload")
    sheet = openpyxl.load_workbook(tmp_path / "bank" / "DRAFT-upload-001.xlsx").active
    heads = {cell.value: cell for cell in sheet[2]}
    widths = {name: sheet.column_dimensions[cell.column_letter].width for name, cell in heads.items()}
    assert widths["序号"] < widths["收款人姓名"] < widths["收款人账号"]
    for name, cell in heads.items():
        texts = [str(row[cell.column - 1].value or "") for row in sheet.iter_rows(min_row=2)]
        assert widths[name] > max(text_width(text) for text in texts)
        assert cell.font.bold
    assert heads["金额"].alignment.horizontal == "right"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.print_title_rows, sheet.oddFooter.center.text) == ("$1:$2", "&P / &N")
    assert sheet.print_options.gridLines


OWN = """
label = "本行格式 | Our bank's"
shape = "delimited"
suffix = "txt"
encoding = "gb18030"
separator = "|"
{more}
[[column]]
gives = "account"
[[column]]
gives = "account_name"
[[column]]
gives = "amount"
"""


@pytest.mark.parametrize(("more", "sizes"), [("most_rows = 4", [4, 4]), ("most_yuan = 20000", None)])
def test_a_file_takes_so_many_rows_or_yuan(run, give, tmp_path, more, sizes):
    (tmp_path / "own.toml").write_text(OWN.format(more=more), encoding="utf-8")
    assert give(None, form=tmp_path / "own.toml").code == 0
    files = sorted((tmp_path / "bank").glob("DRAFT-own-*.txt"))
    rows = [path.read_bytes().decode("gb18030").splitlines()[1:] for path in files]
    paid = [amount for amount in amounts(run).values() if amount > 0]
    if sizes:
        assert [len(lines) for lines in rows][:1] == sizes[:1]
        assert all(len(lines) <= 4 for lines in rows)
    sums = [sum(Fraction(line.split("|")[2]) for line in lines) for lines in rows]
    assert sum(sums) == sum(paid)
    if not sizes:
        assert all(one <= 20000 for one in sums)
        assert all(
            one + Fraction(lines[0].split("|")[2]) > 20000 for one, lines in zip(sums, rows[1:], strict=False)
        )


def test_one_amount_above_what_a_file_takes_is_told(give, tmp_path):
    (tmp_path / "own.toml").write_text(OWN.format(more="most_yuan = 100"), encoding="utf-8")
    done = give(None, form=tmp_path / "own.toml")
    assert done.code == 3
    assert "E423" in done.err
    assert not (tmp_path / "bank").exists()


@pytest.mark.parametrize("kind", ["xlsx", "parquet", "titled"])
def test_accounts_may_stand_in_any_sheet_or_file(give, tmp_path, kind):
    rows = [HEADER[:3], *((key, row["account_name"], row["account"]) for key, row in payees().items())]
    if kind == "parquet":
        path = tmp_path / "cards.parquet"
        pq.write_table(
            pa.table({name: [row[at] for row in rows[1:]] for at, name in enumerate(HEADER[:3])}), path
        )
    else:
        path, book = tmp_path / "cards.xlsx", openpyxl.Workbook()
        sheet = book.active
        book.create_sheet("说明").append(["请勿外传"])
        more = [["工资卡登记"], []] if kind == "titled" else []
        total = [["合计", "", ""]] if kind == "titled" else []
        for row in (*more, *rows, *total):
            sheet.append(list(row))
        book.save(path)
    done = give(source=path)
    assert done.code == 0, done.err
    assert Fraction(said(tmp_path / "bank")["not_paid"]["yuan"]) == 0


# ---- what is not paid


def test_a_run_that_nobody_approved_is_not_paid(give, tmp_path):
    done = give(draft=False)
    assert done.code == 5
    assert "制表" in done.err
    assert not (tmp_path / "bank").exists()


def test_an_approved_run_is_paid_and_the_files_are_no_drafts(run, tell, tmp_path):
    office, out = Office(tmp_path / "office"), tmp_path / "out"
    shutil.copytree(run, out)
    for role in ("prepared", "reviewed", "approved"):
        office.sign(out, role)
    source = write(tmp_path / "payees.csv", payees())
    arguments = ("pay", out, "--payees", source, "--format", "bars", "--out", tmp_path / "bank")
    assert tell(*arguments).code == 5  # whose key is not said
    done = tell(*arguments, "--office", office.fingerprint)
    assert done.code == 0, done.err
    text = (tmp_path / "bank" / "bars-001.txt").read_bytes().decode("gb18030")
    assert "DRAFT" not in text
    assert [one["role"] for one in said(tmp_path / "bank")["approval"]] == [
        "prepared",
        "reviewed",
        "approved",
    ]


def test_a_payment_is_never_replaced(give):
    assert give().code == 0
    assert give().code == 2


def test_a_run_that_was_changed_is_not_paid(run, tell, tmp_path):
    out = tmp_path / "out"
    shutil.copytree(run, out)
    (out / "people.csv").write_text(
        (out / "people.csv").read_text().replace("0.00", "9.00"), encoding="utf-8"
    )
    source = write(tmp_path / "payees.csv", payees())
    done = tell("pay", out, "--payees", source, "--format", "csv", "--out", tmp_path / "bank", "--draft")
    assert done.code == 7


# ---- whole yuan, and what is left


def residuals(out):
    with (out / "residuals.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["key"]: Fraction(row["residual"]) for row in csv.DictReader(file)}


def in_files(out):
    with (out / "DRAFT-csv-001.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row[1]: Fraction(row[4]) for row in list(csv.reader(file))[2:]}


def whole(amount, unit, mode):
    """So many units as go in; half up adds one where at least half of one is left."""
    units, rest = divmod(amount, unit)
    return (units + (mode == "half_up" and 2 * rest >= unit)) * unit


@pytest.mark.parametrize("mode", ["half_up", "down"])
@pytest.mark.parametrize(("name", "unit"), [("yuan", Fraction(1)), ("jiao", Fraction(1, 10))])
def test_whole_units_are_paid_and_the_rest_is_kept_in_sight(run, give, tmp_path, name, unit, mode):
    done = give(payees(P4={"account": ""}), "--round", name, "--rounding", mode)
    assert done.code == 0, done.err
    out, owed = tmp_path / "bank", amounts(run)
    paid = {key: whole(amount, unit, mode) for key, amount in owed.items() if amount > 0 and key != "P4"}
    assert in_files(out) == {NAMES[KEYS.index(key)]: amount for key, amount in paid.items()}
    assert residuals(out) == {key: owed[key] - amount for key, amount in paid.items() if owed[key] != amount}
    record = said(out)
    left = Fraction(record["residuals"]["yuan"])
    assert Fraction(record["paid"]) + left + Fraction(record["not_paid"]["yuan"]) == sum(owed.values())
    assert record["residuals"]["yuan"] in done.out


def test_residuals_are_carried_until_they_make_a_yuan(run, give, tmp_path):
    owed, due, earlier = amounts(run), {}, ()
    for number in range(4):
        done = give(None, "--round", "yuan", "--rounding", "down", *earlier)
        assert done.code == 0, done.err
        out = (tmp_path / "bank").rename(tmp_path / f"bank-{number}")
        for key, amount in owed.items():
            due[key] = due.get(key, Fraction(0)) + amount
        paid = {
            name: amount.__floor__() for name, amount in zip(NAMES, due.values(), strict=True) if amount >= 1
        }
        assert in_files(out) == paid
        due = {key: amount - amount.__floor__() for key, amount in due.items()}
        assert residuals(out) == {key: amount for key, amount in due.items() if amount}
        earlier = ("--carried", out)


def test_what_an_earlier_payment_left_stays_due_to_those_who_are_not_paid_now(give, tmp_path):
    give(None, "--round", "yuan", "--rounding", "down")
    before = (tmp_path / "bank").rename(tmp_path / "before")
    first = residuals(before)
    key = next(iter(first))
    assert give(payees(**{key: None}), "--round", "yuan", "--rounding", "down", "--carried", before).code == 0
    assert residuals(tmp_path / "bank")[key] == first[key]


def test_residuals_that_are_kept_or_changed_are_not_carried(give, tmp_path):
    give(None, "--round", "yuan", "--residual", "kept")
    kept = (tmp_path / "bank").rename(tmp_path / "kept")
    assert give(None, "--carried", kept).code == 2
    give(None, "--round", "yuan")
    changed = (tmp_path / "bank").rename(tmp_path / "changed")
    path = changed / "residuals.csv"
    path.write_text(path.read_text(encoding="utf-8") + "P1,x,9.00,0.00,9.00\n", encoding="utf-8")
    assert give(None, "--carried", changed).code == 7
    assert give(None, "--carried", tmp_path).code == 7
    assert not (tmp_path / "bank").exists()


BAD = [
    ("E404", {"account": card(3)[:-1] + str(9 - int(card(3)[-1]))}, "verified"),
    ("E403", {"account": "6222021234567890000"}, "verified"),
    ("E406", {"account_name": "李四"}, "verified"),
    ("E407", {"account": card(4)}, ""),
    ("E405", {"identity": "11010119900307775X"}, "verified"),
    ("E405", {"identity": "110101199002307750"}, "verified"),
    ("E401", {"account": "6.22E+18"}, ""),
    ("E402", {"account": "见附件"}, ""),
]


@pytest.mark.parametrize(("code", "cells", "way_out"), BAD)
def test_what_is_doubtful_is_told_with_its_cell_and_masked(give, tmp_path, code, cells, way_out):
    done = give(payees(P4=cells))
    assert done.code == 3
    assert re.search(rf"{code} payees.csv [BCE]5 收款人 P4", done.err)
    assert "改法" in done.err
    assert not [text for text in cells.values() if text in done.both]
    assert not (tmp_path / "bank").exists()
    if way_out:
        done = give(payees(P4={**cells, "verified": "是"}))
        assert done.code == 0, done.err
        assert code.replace("E", "W") in done.err


def test_an_account_of_two_is_paid_only_where_both_say_so(give):
    shared = {"account": card(0), "verified": "是"}
    assert give(payees(P4=shared)).code == 3
    done = give(payees(P1={"verified": "是"}, P4=shared))
    assert done.code == 0
    assert "W407" in done.err
    assert "赵**" in done.err


def test_numbers_in_groups_and_full_width_are_taken_as_what_they_are(give, tmp_path):
    wide = card(3).translate({ord(str(digit)): 0xFF10 + digit for digit in range(10)})
    parts = " ".join([card(4)[:4], card(4)[4:8], card(4)[8:12], card(4)[12:]])
    done = give(payees(P4={"account": wide, "account_name": "李 四四"}, P5={"account": parts}))
    assert done.code == 0, done.err
    assert "W409" in done.err
    text = (tmp_path / "bank" / "DRAFT-csv-001.csv").read_text(encoding="utf-8-sig")
    assert card(3) in text
    assert card(4) in text
    assert "李四四" in text


def test_a_number_cell_may_have_lost_its_end(give, tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["人员编号", "户名", "账号"])
    for key, row in payees().items():
        book.active.append([key, row["account_name"], int(row["account"])])
    book.save(tmp_path / "cards.xlsx")
    done = give(source=tmp_path / "cards.xlsx")
    assert done.code == 3
    assert "E214 cards.xlsx [Sheet] C2" in done.err


@pytest.mark.parametrize(
    ("form", "cells", "code"),
    [
        ("bars", {"account_name": "李四四|", "verified": "是"}, "E421"),
        ("fixed", {"account_name": "李" * 31, "verified": "是"}, "E421"),
        ("csv", {"account_name": "=1+1", "verified": "是"}, "E421"),
        ("upload", {"account_name": "李四\u0007四", "verified": "是"}, "E217"),
    ],
)
def test_what_a_form_cannot_take_is_told_and_not_cut(give, tmp_path, form, cells, code):
    done = give(payees(P4=cells), form=form)
    assert done.code == 3
    assert f"{code} payees.csv B5" in done.err
    assert not (tmp_path / "bank").exists()


def test_a_rare_name_needs_more_than_gbk(give, tmp_path):
    (tmp_path / "own.toml").write_text(OWN.format(more="").replace("gb18030", "gbk"), encoding="utf-8")
    rare = payees(P4={"account_name": "李䶮", "verified": "是"})
    done = give(rare, form=tmp_path / "own.toml")
    assert done.code == 3
    assert "U+4DAE" in done.err
    assert give(rare, form="bars").code == 0


WRONG = [
    ('shape = "delimited"', 'shape = "csv"', "shape"),
    ('separator = "|"', 'separator = ""', "separator"),
    ('encoding = "gb18030"', 'encoding = "big5"', "encoding"),
    ('suffix = "txt"', 'suffix = "xlsx"', "suffix"),
    ('gives = "account"', 'gives = "card"', "gives"),
    ('gives = "amount"', 'gives = "amount"\nwidth = 5', "width"),
    ('gives = "amount"', 'gives = "bank"', "amount"),
    ('suffix = "txt"', 'suffix = "txt"\nlimit = 3', "limit"),
    ('gives = "amount"', 'gives = "amount"\npad = "空"', "pad"),
]


@pytest.mark.parametrize(("old", "new", "word"), WRONG)
def test_a_form_that_is_wrong_is_refused_with_what_is_wrong(give, tmp_path, old, new, word):
    path = tmp_path / "own.toml"
    path.write_text(OWN.format(more="").replace(old, new, 1), encoding="utf-8")
    done = give(None, form=path)
    assert done.code == 2
    assert "own.toml:" in done.err
    assert word in done.err


def test_no_form_and_no_header(give, tmp_path):
    done = give(None, form="icbc")
    assert done.code == 2
    assert "bars, csv, fixed, upload" in done.err
    (tmp_path / "cards.csv").write_text("编号,卡号\n1,2\n", encoding="utf-8")
    done = give(source=tmp_path / "cards.csv")
    assert done.code == 2
    assert "户名" in done.err


def test_json_names_the_files_and_no_account(give):
    done = give(None, "--json")
    record = json.loads(done.out)
    assert record["files"]["DRAFT-csv-001.csv"]["yuan"] == record["paid"]
    assert not any(card(at) in done.both for at in range(9))


def test_a_list_of_a_run_goes_to_a_file(run, tell, tmp_path):
    out = tmp_path / "paid.csv"
    assert tell("list", run, "--out", out).code == 0
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["person_id"]: Fraction(row["amount"]) for row in rows} == amounts(run)
    assert [row["name"] for row in rows] == NAMES
    assert tell("list", run, "--out", out).code == 2
    assert tell("list", run, "--list", "units", "--out", tmp_path / "units.csv").code == 2
