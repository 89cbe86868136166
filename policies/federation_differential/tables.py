"""The federation's input tables: the office, its people, their ballots, rewards and penalties, and objections."""

from payout.rules.tables import *

from . import notice

KINDS = {"member": "班子成员", "staff": "一般干部职工", "trainee": "见习人员", "seconded": "挂职干部"}
GRADES = {
    "excellent": "优秀",
    "competent": "称职",
    "basically_competent": "基本称职",
    "unfit": "不称职",
    "undetermined": "不定等次",
}
EVENTS = {
    "commended_national": "国家级部门或省委省政府表彰",
    "commended_provincial": "省级部门或州委州政府表彰",
    "commended_prefecture": "州级部门表彰",
    "information_national": "信息被国家级采用",
    "information_provincial": "信息被省级采用",
    "information_prefecture": "信息被州级采用",
    "publicity": "网宣文章被采用",
    "praised": "中心工作通报表扬",
    "missed_task": "信息网宣未完成任务被通报",
    "criticised": "中心工作通报批评",
    "disciplined": "违规或误工受处分、批评",
    "absent": "无故不参加会议学习活动",
    "leisure": "上班做无关的事被单位督查",
    "leisure_notified": "上班做无关的事被全市通报",
}

offices = Table("offices", "office", "单位", key="office_id").of(
    identifier("office_id", "单位编码"),
    text("office_name", "单位名称"),
    count("year", "考核年度", at_least=1949, at_most=2100, clause="四"),
    flag("outstanding", "先进单位", default=False, clause="六1"),
    count("first_prizes", "一等奖个数", at_most=100_000, clause="六2"),
    money(
        "award_received",
        "收到的考核奖励",
        usual("award_unusual", 1_000, 10_000_000),
        blank="尚未收到,不兑现 | not received yet: nothing is paid",
        clause="六2",
    ),
    date("notice_began", "公示开始日期", blank="尚未公示 | no notice yet", clause="五4"),
    date(
        "settled_on",
        "结果确定日期",
        at_least(
            "settled_before_notice",
            row.notice_began,
            "结果确定日期早于公示开始日期 | settled before the notice went up",
            clause="五4, 五5",
        ),
        blank="结果没有确定 | nothing is settled yet",
        clause="五5",
    ),
)
notice_days = DerivedColumn(
    "office", number("notice_days", "已满公示天数", measure="days", places=0, clause="五4"), by=notice.whole_days
)

people = Table("people", "person", "人员", key="person_id").of(
    identifier("person_id", "人员编号"),
    text("name", "姓名", personal=True),
    reference("office_id", "office", "单位编码", parent=True, clause="二"),
    enumeration("kind", KINDS, "人员类别", clause="二"),
    points(
        "city_score",
        "市管干部测评得分",
        at_most("city_score_above_full_marks", p.full_marks),
        blank="不由全市测评 | the city does not score this one",
        clause="四",
    ),
    enumeration(
        "city_grade", GRADES, "全市考核等次", blank="不由全市考核 | the city does not grade this one", clause="六3"
    ),
    flag("excellent_barred", "按规定不得评优", default=False, clause="六1"),
    enumeration(
        "staff_kind",
        {"civil": "公务员", "institution": "事业人员"},
        "身份",
        required(
            "staff_kind_missing",
            "名额分别计算,而没有填身份 | the kinds are apart, and this one's is not stated",
            where=(p.quota_kinds == "apart") & row.counts_in_quota,
            fix="填公务员或事业人员 | say which",
        ),
        blank="名额合并计算,不看身份 | the places are counted together: it is not read",
        clause="六1",
    ),
)

ballots = Table("ballots", "ballot", "民主评议票", required=False, clause="四", repeats=True).of(
    reference("person_id", "person", "人员编号", parent=True, clause="五2"),
    enumeration("voter", {"principal": "主要负责同志", "deputy": "单位副职", "staff": "干部职工"}, "评议人"),
    points("points", "评分", at_most("ballot_above_full_marks", p.full_marks)),
)

events = Table("events", "event", "奖惩登记", required=False, clause="五3").of(
    reference("person_id", "person", "人员编号", parent=True),
    enumeration("kind", EVENTS, "奖惩情形", clause="四1, 四2, 四3, 四4, 四5"),
    count("count", "次数", at_least=1, at_most=1000, clause="四"),
    date(
        "date",
        "日期",
        unique_with(
            "event_entered_twice",
            "person_id date kind",
            "同一人同一天同一情形登记了几行 | one kind on one day for one person, twice",
            expected="一事一行,次数填在次数列 | one row for a matter, how often under count",
            fix="是同一件事的,只留一行 | keep one row if it is one matter",
            clause="五3",
            severity="warning",
        ),
        clause="四",
    ),
    text("evidence", "凭据", blank=True),
)

monthly_tasks = Table(
    "monthly_tasks", "task", "每月信息网宣任务", required=False, unique=("person_id", "month", "kind"), clause="四, 四2"
).of(
    reference("person_id", "person", "人员编号", parent=True),
    count("month", "月份", at_least=1, at_most=12),
    enumeration("kind", {"information": "信息写作", "publicity": "网络宣传"}, "任务"),
    count("assigned", "任务篇数", at_most=1000),
    count("done", "完成篇数", at_most=1000),
    flag("published", "已通报", default=False),
)

objections = Table("objections", "objection", "公示异议", required=False, clause="五5").of(
    reference("person_id", "person", "人员编号", parent=True),
    date(
        "raised_on",
        "提出日期",
        at_least(
            "objection_before_notice",
            row.person.office.notice_began,
            "异议的日期在公示开始之前 | raised before the notice went up",
            clause="五4, 五5",
            severity="warning",
        ),
    ),
    text("subject", "内容", blank=True),
    flag("resolved", "复核清楚"),
)

decisions = decisions_table()

person_month = Grouped("person_month", "person_months", "人员各月", of="task", by=("person_id", "month"))

task_month = Grouped("task_month", "task_months", "各月任务", of="task", by=("month",))
