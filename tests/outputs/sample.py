"""A batch made by hand: every kind of column, a level above, texts like formulas, endless numbers."""

from fractions import Fraction

import numpy as np
import pandas as pd

from payout.exact import ExactArray
from payout.findings import Finding, Place
from payout.rules.compiled.result import Field, Frame, OpenPoint, Result, Setting, SourceFile, Stamp
from payout.rules.policy.card import OutputFile, SheetPlan
from payout.text import Text

GRADES = {
    "excellent": "优秀",
    "competent": "称职",
    "basically_competent": "基本称职",
    "unfit": "不称职",
    "undetermined": "不定等次",
}
POSITIONS = {"chief": "正职", "leader": "领导", "staff": "工作人员"}


def field(name, level, zh, en, kind, origin="input", **more):
    return Field(name, level, Text(zh, en), kind, origin, **more)


UNIT_FIELDS = (
    field("unit_id", "unit", "单位编码", "unit", "identifier"),
    field("unit_name", "unit", "单位名称", "name", "text"),
    field("assessed", "unit", "列入考核", "assessed", "flag"),
    field(
        "score_total", "unit", "考核总分", "score", "number", "rule", measure="points", places=2, clause="5.6"
    ),
    field("rank", "unit", "名次", "rank", "number", "rule", measure="rank", clause="5.6"),
    field("failed", "unit", "一票否决", "failed", "flag", "rule", clause="6.3"),
    field(
        "mean_bonus", "unit", "单位人均奖金", "bonus per head", "number", "rule", measure="yuan", clause="6.2"
    ),
    field(
        "excellent_ratio",
        "unit",
        "优秀比例",
        "excellent ratio",
        "number",
        "rule",
        measure="ratio",
        clause="6.8",
    ),
    field(
        "excellent_places",
        "unit",
        "优秀名额",
        "places",
        "number",
        "rule",
        measure="count",
        places=0,
        clause="6.8",
    ),
)
PERSON_FIELDS = (
    field("person_id", "person", "人员编号", "person", "identifier", personal=True),
    field("name", "person", "姓名", "name", "text", personal=True),
    field("unit_id", "person", "单位编码", "unit", "reference"),
    field("position", "person", "职务", "position", "enumeration", options=POSITIONS),
    field("grade", "person", "考核等次", "grade", "enumeration", options=GRADES),
    field("joined", "person", "到岗日期", "joined", "date", "derived"),
    field("months_served", "person", "实际月数", "months", "number", "rule", measure="months", clause="6.6"),
    field("unit_part", "person", "单位部分", "unit part", "number", "rule", measure="yuan", clause="6.6"),
    field(
        "target_bonus",
        "person",
        "目标考核奖",
        "target bonus",
        "number",
        "rule",
        measure="yuan",
        places=2,
        clause="6.4",
    ),
    field(
        "leader_bonus",
        "person",
        "领导奖",
        "leader bonus",
        "number",
        "rule",
        measure="yuan",
        places=2,
        clause="6.7",
    ),
    field(
        "payable", "person", "应发奖金", "payable", "number", "rule", measure="yuan", places=2, clause="6.1"
    ),
    field("in_service", "person", "年末在职", "in service", "flag", "rule", clause="6.8"),
)


def strings(values):
    return pd.array(values, dtype=pd.StringDtype(na_value=pd.NA))


def exact(values):
    return ExactArray.from_fractions([None if v is None else Fraction(v) for v in values])


def units():
    table = pd.DataFrame(
        {
            "unit_id": strings(["U0003", "U0001", "U0002"]),
            "unit_name": strings(["某某乡人民政府", "县财政局", '=cmd|"/c calc"!A1']),
            "assessed": pd.array([True, True, False], dtype="boolean"),
            "score_total": exact(["912", "905.35", None]),
            "rank": exact([1, 2, None]),
            "failed": pd.array([False, False, True], dtype="boolean"),
            "mean_bonus": exact(["7400", "20000/3", "4200"]),
            "excellent_ratio": exact(["1/5", "3/20", "3/20"]),
            "excellent_places": exact([1, 0, 0]),
        }
    )
    return Frame("unit", "unit_id", UNIT_FIELDS, table, {}, identity=("unit_id",))


ROWS = (  # person_id, name, unit position, position, grade, joined, months, unit_part, target, leader
    ("10003", "欧阳雪芹", 1, "staff", "competent", "2012-03-01", "10", "50000/9", "5555.56", "0"),
    ("10001", "张伟", 1, "chief", "excellent", None, "12", "20000/3", "6966.67", "12000"),
    ("00007", "+1 李娜", 0, "staff", None, None, "12", "7400", "7400", "0"),
    ("10002", "@王芳", 1, "leader", "competent", None, "12", "20000/3", "6666.67", "8000"),
    ("410101199001011234", "买买提·吐尔逊", 0, "chief", "excellent", None, "7.5", "4625", "4625", "6666.67"),
    ("20001", "http://example.com", 2, "staff", "unfit", "2012-12-01", "1", "700/3", "233.33", "0"),
    ("20002", '赵,"六"\n二行', 2, "staff", "undetermined", None, "0", "0", "0", None),
)


def people():
    column = list(zip(*ROWS, strict=True))
    target, leader = exact(column[8]), exact(column[9])
    payable = [
        (t or 0) + (v or 0) for t, v in zip(target, [None if v is pd.NA else v for v in leader], strict=True)
    ]
    table = pd.DataFrame(
        {
            "person_id": strings(column[0]),
            "name": strings(column[1]),
            "unit_id": strings([("U0003", "U0001", "U0002")[at] for at in column[2]]),
            "position": pd.Categorical(column[3], categories=list(POSITIONS)),
            "grade": pd.Categorical(column[4], categories=list(GRADES)),
            "joined": pd.array(pd.to_datetime(list(column[5])).astype("datetime64[s]")),
            "months_served": exact(column[6]),
            "unit_part": exact(column[7]),
            "target_bonus": target,
            "leader_bonus": leader,
            "payable": ExactArray.from_fractions(payable),
            "in_service": pd.array([True, True, True, True, True, False, True], dtype="boolean"),
        }
    )
    links = {"unit": np.array(column[2], dtype=np.int64)}
    return Frame("person", "person_id", PERSON_FIELDS, table, links, identity=("person_id",))


SETTINGS = (
    Setting(
        "county_average",
        Text("全县平均奖", "county average"),
        "money",
        "7000",
        "yuan",
        "6.1",
        Text("按 2012 年标准", "note"),
        "baseline",
    ),
    Setting(
        "excellent_ratio",
        Text("优秀比例", "excellent ratio"),
        "ratio",
        "0.15",
        "",
        "6.8",
        Text("当时的规定", "note"),
        "--set",
    ),
    Setting(
        "award_points",
        Text("荣誉加分", "award points"),
        "table",
        '{"county": 5, "city": 10}',
        "points",
        "5.5",
        Text("", ""),
        "baseline",
    ),
    Setting(
        "mean_weight",
        Text("平均分口径", "mean weight"),
        "choice",
        "headcount",
        "",
        "6.1",
        Text("文件未写明按单位还是按人数平均。", "note"),
        "--set",
        {"unit": Text("按单位平均", "each unit alike"), "headcount": Text("按人数加权", "weighted by heads")},
        "unit",
    ),
)
FINDINGS = (
    Finding(
        "W311",
        "warning",
        Text("领导奖标准为空,按 0 计。", "leader bonus is blank and counts as 0."),
        Place("roster.xlsx", "人员", 8, "H"),
        "person 20002",
        "leader_bonus_yearly",
        clause="6.7",
        fix=Text("填写全年标准。", "fill in the yearly amount."),
    ),
)
OPEN = (
    OpenPoint(
        "excellent_tie",
        "unit:U0002",
        Text("并列,谁得最后一个优秀名额?", "who takes the last place?"),
        {"10001": "张伟"},
        "6.8",
    ),
)
PLANS = (
    SheetPlan(
        Text("人员发放表", "payout list"),
        "person",
        (
            "person_id",
            "name",
            "unit_id",
            "unit.unit_name",
            "position",
            "grade",
            "months_served",
            "unit_part",
            "target_bonus",
            "leader_bonus",
            "payable",
        ),
        group="unit_id",
        order=("unit_id", "person_id"),
        totals=("target_bonus", "leader_bonus", "payable"),
        signature=True,
        note=Text("应发奖金 = 目标考核奖 + 领导奖。", "payable = target bonus + leader bonus."),
    ),
    SheetPlan(
        Text("单位结果", "units"),
        "unit",
        (
            "unit_id",
            "unit_name",
            "assessed",
            "score_total",
            "rank",
            "failed",
            "mean_bonus",
            "excellent_ratio",
            "excellent_places",
        ),
        order=("rank",),
        totals=("excellent_places",),
        signature=False,
    ),
    SheetPlan(
        Text("年末在职人员/名单[2012]", "in service"),
        "person",
        ("person_id", "name", "grade", "joined", "in_service", "payable"),
        where="in_service",
        order=(),
        totals=("payable",),
        signature=False,
    ),
)


def county(*, people_frame=None, **changes):
    parts = {
        "stamp": Stamp(
            "county_target_bonus",
            "2012.1",
            Text("某县目标考核奖", "County target bonus"),
            Text(
                "某县 2012 年度目标考核奖励办法(试行)",
                "Measures for target appraisal and reward of a county, 2012",
            ),
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        ),
        "frames": {"unit": units(), "person": people_frame or people()},
        "settings": SETTINGS,
        "findings": FINDINGS,
        "open_points": OPEN,
        "sheets": PLANS,
        "files": (
            OutputFile(
                "people",
                "person",
                ("person_id", "unit_id", "months_served", "target_bonus", "leader_bonus", "payable"),
                "payable",
            ),
            OutputFile("units", "unit", ("unit_id", "score_total", "rank", "failed", "mean_bonus")),
        ),
        "sources": (SourceFile("/home/somebody/roster.xlsx", "00" * 32, 12345),),
        "table_digests": {"units": "11" * 32, "people": "22" * 32},
    }
    return Result(**{**parts, **changes})
