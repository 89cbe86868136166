"""An office whose tables name their rows in every way that there is."""

from payout.rules.tables import *

cities = Table("cities", "city", "市", key="city_id", single=True, clause="1").of(
    identifier("city_id", "市"),
    money("budget", "预算"),
    count("heads", "人数"),
)
people = Table("people", "person", "人员", key="person_id").of(
    identifier("person_id", "编号"), text("nickname", "小名", blank=True)
)
duties = Table("duties", "duty", "值班", unique=("person_id", "duty_id")).of(
    reference("person_id", "person", "编号", parent=True),
    text("duty_id", "班次"),
    count("leave_days", "请假天数", blank=True, clause="1"),
)
marks = Table("marks", "mark", "评分", required=False, unique=("person_id", "season", "month")).of(
    reference("person_id", "person", "编号", parent=True),
    enumeration("season", {"spring": "春季", "autumn": "秋季"}, "季"),
    count("month", "月份"),
    count("mark", "分", clause="1"),
)
notes = Table("notes", "note", "记事", required=False).of(
    text("about", "关于"), text("words", "内容", blank=True)
)
decisions = decisions_table()
