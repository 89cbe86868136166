"""The city's input tables: counties, indicators, year-end scores, the two pre-appraisals, earlier years."""

from payout.rules import Derived, Grouped
from payout.rules.tables import (
    Table,
    count,
    decisions_table,
    enumeration,
    identifier,
    number,
    points,
    reference,
    text,
)

counties = Table(
    "counties",
    level="county",
    zh="县区",
    key="county_id",
    columns=(
        identifier("county_id", zh="县区编码", clause="1"),
        text("county_name", zh="县区名称", clause="1"),
    ),
)

indicators = Table(
    "indicators",
    level="indicator",
    zh="考核指标",
    key="indicator_id",
    columns=(
        identifier("indicator_id", zh="指标编码", clause="3.1.1"),
        text("indicator_name", zh="指标名称", clause="3.1.1"),
        text("body", zh="考核责任单位", clause="3.1.1"),
        number("weight", zh="权重分值", measure="points", places=2, clause="3.1.1"),
    ),
)

scores = Table(
    "scores",
    level="rating",
    zh="年度得分",
    required=False,
    columns=(
        reference("county_id", "county", zh="县区编码", parent=True, clause="3.1.3"),
        reference("indicator_id", "indicator", zh="指标编码", parent=True, clause="3.1.3"),
        points("score", zh="百分制得分", blank=True, clause="3.1.3"),
    ),
)

progress = Table(
    "progress",
    level="checkpoint",
    zh="预考核进度",
    required=False,
    columns=(
        reference("county_id", "county", zh="县区编码", parent=True, clause="4.1"),
        reference("indicator_id", "indicator", zh="指标编码", parent=True, clause="4.1"),
        enumeration("stage", {"april": "4月预考核", "august": "8月预考核"}, zh="阶段", clause="4.1"),
        number("target", zh="全年目标数", measure="amount", places=4, clause="4.1"),
        number("done", zh="累计完成数", measure="amount", places=4, blank=True, clause="4.1"),
    ),
)

earlier_scores = Table(
    "earlier_scores",
    level="earlier_score",
    zh="历年总分",
    required=False,
    columns=(
        reference("county_id", "county", zh="县区编码", parent=True, clause="4.6"),
        count("year", zh="年度", clause="4.6"),
        points("score", zh="考核总分", places=6, clause="4.6"),
    ),
)

decisions = decisions_table()

system = Grouped("system", "systems", "指标体系", of="indicator", by=())

county_year = Derived(
    "county_year",
    "county_years",
    "县区历年",
    columns=(
        reference("county_id", "county", zh="县区编码", parent=True, clause="4.6"),
        count("year", zh="年度", clause="4.6"),
        points("earlier_score", zh="以前年度总分", places=6, blank=True, clause="4.6"),
    ),
)
