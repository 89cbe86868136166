"""What a policy is written in. A policy's files import from here, its tables from `payout.rules.tables`, and nothing else."""

from typing import TYPE_CHECKING

from payout.deferred import deferred

if TYPE_CHECKING:
    from payout.rules.language.library import (
        MONTHS_OF_A_YEAR,
        after_deductions,
        among_best,
        best_of,
        by_distribution,
        by_schedule,
        by_voters,
        completion,
        grade_places,
        inherited,
        lowered,
        net_rewards,
        places_by_remainder,
        points_value,
        prizes,
        prorate,
        spread,
        weighted,
        weighted_mean,
    )
    from payout.rules.language.statements import (
        amount,
        coefficient,
        counted,
        day,
        days,
        doubtful,
        flag,
        hours,
        lacking,
        months,
        name,
        number,
        option,
        people,
        place,
        points,
        quantity,
        ratio,
        refused,
        twice,
        year,
        yuan,
    )
    from payout.rules.language.words import (
        allocate,
        band,
        choose,
        clip,
        count,
        count_distinct,
        decide,
        exists,
        first_known,
        first_match,
        greatest,
        highest,
        is_in,
        known,
        least,
        lookup,
        lowest,
        mean,
        rank,
        rounded,
        to_fen,
        to_whole,
        total,
        via,
        when,
        year_of,
    )
    from payout.rules.policy.loading import variant
    from payout.rules.policy.policy import Policy
    from payout.rules.tree import LanguageError
else:
    __getattr__ = deferred(__name__)

__all__ = [
    "MONTHS_OF_A_YEAR", "LanguageError", "Policy", "after_deductions", "allocate", "among_best", "amount", "band",
    "best_of", "by_distribution", "by_schedule", "by_voters", "choose", "clip", "coefficient", "completion", "count", "count_distinct",
    "counted", "day", "days", "decide", "doubtful", "exists", "first_known", "first_match", "flag", "grade_places",
    "greatest", "highest", "hours", "inherited", "is_in", "known", "lacking", "least", "lookup", "lowered", "lowest",
    "mean", "months", "name", "net_rewards", "number", "option", "people", "place", "places_by_remainder", "points",
    "points_value", "prizes", "prorate", "quantity", "rank", "ratio", "refused", "rounded", "spread",
    "to_fen", "to_whole", "total", "twice", "variant", "via",
    "weighted", "weighted_mean", "when", "year", "year_of", "yuan",
]  # fmt: skip
