"""The city's input tables: counties, indicators, year-end scores, the two pre-appraisals, earlier years."""

from fractions import Fraction

from payout.rules.tables import *

from . import years


def county_years(counties, earlier_scores, appraisal_year: Fraction):
    """The earlier years that are stated, and the year of the appraisal."""
    return years.county_years(counties, earlier_scores, int(appraisal_year))


counties = Table("counties", "county", "县区", key="county_id", clause="1").of(
    identifier("county_id", "县区编码"),
    text("county_name", "县区名称"),
)

indicators = Table("indicators", "indicator", "考核指标", key="indicator_id", clause="3.1.1").of(
    identifier("indicator_id", "指标编码"),
    text("indicator_name", "指标名称"),
    text("body", "考核责任单位"),
    points("weight", "权重分值"),
)

scores = Table("scores", "rating", "年度得分", required=False, clause="3.1.3").of(
    reference("county_id", "county", "县区编码", parent=True),
    reference("indicator_id", "indicator", "指标编码", parent=True),
    points("score", "百分制得分", blank=True),
)

progress = Table("progress", "checkpoint", "预考核进度", required=False, clause="4.1").of(
    reference("county_id", "county", "县区编码", parent=True),
    reference("indicator_id", "indicator", "指标编码", parent=True),
    enumeration("stage", {"april": "4月预考核", "august": "8月预考核"}, "阶段"),
    number("target", "全年目标数", measure="amount", places=4),
    number("done", "累计完成数", measure="amount", places=4, blank=True),
)

earlier_scores = Table("earlier_scores", "earlier_score", "历年总分", required=False, clause="4.6").of(
    reference("county_id", "county", "县区编码", parent=True),
    count("year", "年度"),
    points("score", "考核总分", places=6),
)

decisions = decisions_table()

system = Grouped("system", "systems", "指标体系", of="indicator", by=())

county_year = Derived("county_year", "county_years", "县区历年", by=county_years, clause="4.6").of(
    reference("county_id", "county", "县区编码", parent=True, clause="4.6"),
    count("year", "年度", clause="4.6"),
    points("earlier_score", "以前年度总分", places=6, blank=True, clause="4.6"),
)
