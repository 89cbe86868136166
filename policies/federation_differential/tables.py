"""The federation's input tables: the office, its people, their ballots, rewards and penalties, and objections."""

from payout.rules import DerivedColumn
from payout.rules.tables import (
    Table,
    count,
    date,
    decisions_table,
    enumeration,
    flag,
    identifier,
    money,
    number,
    points,
    reference,
    text,
)

offices = Table(
    "offices",
    level="office",
    zh="单位",
    key="office_id",
    columns=(
        identifier("office_id", zh="单位编码"),
        text("office_name", zh="单位名称"),
        count("year", zh="考核年度", clause="四"),
        flag("outstanding", zh="先进单位", default=False, clause="六1"),
        count("first_prizes", zh="一等奖个数", clause="六2"),
        money("award_received", zh="收到的考核奖励", blank=True, clause="六2"),
        date("notice_began", zh="公示开始日期", blank=True, clause="五4"),
        date("settled_on", zh="结果确定日期", blank=True, clause="五5"),
    ),
)

people = Table(
    "people",
    level="person",
    zh="人员",
    key="person_id",
    columns=(
        identifier("person_id", zh="人员编号"),
        text("name", zh="姓名", personal=True),
        reference("office_id", "office", zh="单位编码", parent=True, clause="二"),
        enumeration(
            "kind",
            {"member": "班子成员", "staff": "一般干部职工", "trainee": "见习人员", "seconded": "挂职干部"},
            zh="人员类别",
            default="staff",
            clause="二",
        ),
        points("city_score", zh="市管干部测评得分", blank=True, clause="四"),
        enumeration(
            "city_grade",
            {
                "excellent": "优秀",
                "competent": "称职",
                "basically_competent": "基本称职",
                "unfit": "不称职",
                "undetermined": "不定等次",
            },
            zh="全市考核等次",
            blank=True,
            clause="六3",
        ),
        flag("excellent_barred", zh="按规定不得评优", default=False, clause="六1"),
    ),
)

ballots = Table(
    "ballots",
    level="ballot",
    zh="民主评议票",
    required=False,
    columns=(
        reference("person_id", "person", zh="人员编号", parent=True, clause="五2"),
        enumeration(
            "voter",
            {"principal": "主要负责同志", "deputy": "单位副职", "staff": "干部职工"},
            zh="评议人",
            clause="四",
        ),
        points("points", zh="评分", clause="四"),
    ),
)

events = Table(
    "events",
    level="event",
    zh="奖惩登记",
    required=False,
    columns=(
        reference("person_id", "person", zh="人员编号", parent=True, clause="五3"),
        enumeration(
            "kind",
            {
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
            },
            zh="奖惩情形",
            clause="四1, 四2, 四3, 四4, 四5",
        ),
        count("count", zh="次数", at_least=1, clause="四"),
        date("date", zh="日期", blank=True, clause="四"),
        text("evidence", zh="凭据", blank=True, clause="五3"),
    ),
)

objections = Table(
    "objections",
    level="objection",
    zh="公示异议",
    required=False,
    columns=(
        reference("person_id", "person", zh="人员编号", parent=True, clause="五5"),
        date("raised_on", zh="提出日期", clause="五5"),
        text("subject", zh="内容", blank=True, clause="五5"),
        flag("resolved", zh="复核清楚", clause="五5"),
    ),
)

decisions = decisions_table()

notice_days = DerivedColumn(
    "office", number("notice_days", zh="已满公示天数", measure="days", places=0, clause="五4")
)
