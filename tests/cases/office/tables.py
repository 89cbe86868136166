"""An office whose tables name their rows in every way that there is."""

from payout.rules.policy.tables import Table, count, decisions_table, enumeration, identifier, money, reference, text

cities = Table(
    "cities",
    level="city",
    zh="市",
    key="city_id",
    single=True,
    columns=(
        identifier("city_id", zh="市"),
        money("budget", zh="预算", clause="1"),
        count("heads", zh="人数", clause="1"),
    ),
)
people = Table(
    "people",
    level="person",
    zh="人员",
    key="person_id",
    columns=(identifier("person_id", zh="编号"), text("nickname", zh="小名", blank=True)),
)
duties = Table(
    "duties",
    level="duty",
    zh="值班",
    unique=("person_id", "duty_id"),
    columns=(
        reference("person_id", "person", zh="编号", parent=True),
        text("duty_id", zh="班次"),
        count("leave_days", zh="请假天数", blank=True, clause="1"),
    ),
)
marks = Table(
    "marks",
    level="mark",
    zh="评分",
    required=False,
    unique=("person_id", "season", "month"),
    columns=(
        reference("person_id", "person", zh="编号", parent=True),
        enumeration("season", {"spring": "春季", "autumn": "秋季"}, zh="季"),
        count("month", zh="月份"),
        count("mark", zh="分", clause="1"),
    ),
)
notes = Table(
    "notes",
    level="note",
    zh="记事",
    required=False,
    columns=(text("about", zh="关于"), text("words", zh="内容", blank=True)),
)
decisions = decisions_table()
