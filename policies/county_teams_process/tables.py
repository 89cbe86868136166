"""The city's input tables: counties, indicators, year-end scores, the two pre-appraisals, earlier years."""

from payout.rules.tables import *

from . import years

counties = Table("counties", "county", "县区", key="county_id", clause="1").of(
    identifier("county_id", "县区编码"),
    text("county_name", "县区名称"),
)

indicators = Table("indicators", "indicator", "考核指标", key="indicator_id", clause="3.1.1").of(
    identifier("indicator_id", "指标编码"),
    text("indicator_name", "指标名称"),
    text("body", "考核责任单位"),
    points(
        "weight",
        "权重分值",
        above("weightless", 0, "指标没有权重 | an indicator without weight"),
        at_most("weight_above_total", p.weights_total),
    ),
)

scores = Table("scores", "rating", "年度得分", required=False, clause="3.1.3").of(
    reference("county_id", "county", "县区编码", parent=True),
    reference(
        "indicator_id",
        "indicator",
        "指标编码",
        unique_with("scored_twice", "county_id indicator_id", "同一县区同一指标评分两次 | scored twice"),
        parent=True,
    ),
    points(
        "score",
        "百分制得分",
        at_most("above_full_marks", p.full_marks),
        blank="没有评分,不按零分 | not scored: never zero",
    ),
)

progress = Table("progress", "checkpoint", "预考核进度", required=False, clause="4.1").of(
    reference("county_id", "county", "县区编码", parent=True),
    reference(
        "indicator_id",
        "indicator",
        "指标编码",
        unique_with(
            "reported_twice",
            "county_id indicator_id stage",
            "同一县区同一指标同一阶段填报两次 | one stage reported twice",
        ),
        parent=True,
    ),
    enumeration("stage", {"april": "4月预考核", "august": "8月预考核"}, "阶段"),
    number("target", "全年目标数", above("target_not_positive", 0), measure="amount", places=4),
    number(
        "done",
        "累计完成数",
        required(
            "not_reported",
            "没有填累计完成数,不参加进度排名 | not reported, and not ranked in progress",
            fix="向考核责任单位催报;没有报不按零 | ask the responsible body; what is not reported is not zero",
            severity="warning",
        ),
        measure="amount",
        places=4,
        blank="没有上报,不参加进度排名 | not reported, and not ranked in progress",
    ),
)

earlier_scores = Table("earlier_scores", "earlier_score", "历年总分", required=False, clause="4.6").of(
    reference("county_id", "county", "县区编码", parent=True),
    count(
        "year",
        "年度",
        below(
            "year_not_earlier",
            p.appraisal_year,
            "年度不早于考核年度 | not before the year of the appraisal",
            fix="改正年度;本年总分由程序计算 | correct the year; this year's total is computed",
        ),
        unique_with("year_twice", "county_id year", "同一县区同一年度填了两次 | a county's year stated twice"),
        at_least=1949,
    ),
    points(
        "score",
        "考核总分",
        at_most(
            "earlier_above_full",
            p.full_marks,
            "以前年度总分超过满分 | an earlier total above full marks",
            fix="核对该年总分;满分不同的,折成百分制 | check it; where full marks differed, put it out of a hundred",
            severity="warning",
        ),
        places=6,
    ),
)

earlier_ratings = Table("earlier_ratings", "earlier_rating", "历年指标得分", required=False, clause="4.6").of(
    reference("county_id", "county", "县区编码", parent=True),
    reference("indicator_id", "indicator", "指标编码", parent=True),
    count(
        "year",
        "年度",
        below(
            "rating_not_earlier",
            p.appraisal_year,
            "年度不早于考核年度 | not before the year of the appraisal",
            fix="改正年度;本年得分填在“年度得分”表 | correct the year; this year's scores stand in their own table",
        ),
        unique_with(
            "rating_year_twice",
            "county_id indicator_id year",
            "同一县区同一指标同一年度填了两次 | one year of an indicator stated twice",
        ),
        at_least=1949,
    ),
    points(
        "score",
        "百分制得分",
        at_most("earlier_rating_above_full", p.full_marks, "得分超过满分 | above full marks"),
    ),
)

decisions = decisions_table()

system = Grouped("system", "systems", "指标体系", of="indicator", by=())

county_year = Derived("county_year", "county_years", "县区历年", by=years.county_years, clause="4.6").of(
    reference("county_id", "county", "县区编码", parent=True, clause="4.6"),
    count("year", "年度", clause="4.6"),
    points("earlier_score", "以前年度总分", places=6, blank=True, clause="4.6"),
)

rating_year = Derived("rating_year", "rating_years", "指标历年", by=years.rating_years, clause="4.6").of(
    reference("county_id", "county", "县区编码", parent=True, clause="4.6"),
    reference("indicator_id", "indicator", "指标编码", parent=True, clause="4.6"),
    count("year", "年度", clause="4.6"),
    points("year_score", "得分", places=6, blank=True, clause="4.6"),
)

indicator_year = Grouped(
    "indicator_year", "indicator_years", "各指标各年", of="rating_year", by=("indicator_id", "year")
)
