"""Whole batches read back, and what is said of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from payout.evidence.explain import Explainer, columns_told
from payout.evidence.lists import Lists
from payout.evidence.rereading.checking import Checker
from payout.evidence.values import Values
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from payout.engines.reference.run import Run
    from payout.evidence.rereading.checking import Checked
    from payout.rules.policy.card import OutputFile
    from payout.text import Language

KINDS = {
    "total": Text("合计", "totals"),
    "mean": Text("平均", "means"),
    "highest": Text("最高", "highest values"),
    "lowest": Text("最低", "lowest values"),
    "count": Text("个数", "counts"),
    "count_distinct": Text("不同个数", "counts of different ones"),
    "exists": Text("有无", "whether there is one"),
    "rank": Text("名次", "ranks"),
    "share": Text("按权重分配", "shares by weight"),
    "table": Text("查表", "entries of tables"),
    "decision": Text("人的决定", "decisions"),
    "condition": Text("对选项、对有无的判断", "answers about options and blanks"),
    "branch": Text("取自分支的值", "values of branches"),
}


@dataclass(frozen=True)
class ReadBack:
    """A batch read back: how many rows of each level, and what was found."""

    rows: Mapping[str, int]
    labels: Mapping[str, Text]  # of the levels
    found: Checked

    @property
    def differs(self) -> bool:
        """Whether anything is not what its printed numbers give."""
        return bool(self.found.differences)

    def record(self, lang: Language) -> dict[str, object]:
        """The report for JSON."""
        found = self.found
        return {
            "rows": dict(self.rows),
            "amounts": found.amounts,
            "steps": found.steps,
            "as_printed": dict(sorted(found.given.items())),
            "lists_recomputed": dict(sorted(found.lists.items())),
            "differences": [one.record(lang) for one in found.differences],
        }

    def lines(self, lang: Language) -> Iterator[str]:
        """The report as text: what was read back, what was taken as printed, what differs."""
        found = self.found
        zh = "、".join(f"{self.labels[level].zh} {count:,} 行" for level, count in self.rows.items())
        en = ", ".join(f"{self.labels[level].en} {count:,}" for level, count in self.rows.items())
        yield Text(
            f"读回 {zh};{found.amounts:,} 个结果,{found.steps:,} 步",
            f"read back {en}: {found.amounts:,} results, {found.steps:,} steps",
        )(lang)
        if found.given:
            told = _counts(found.given, lang)
            yield Text(
                f"按印出的值取用(一步之内重算不出):{told}",
                f"taken as printed (no step alone can give them): {told}",
            )(lang)
        if found.lists:
            told = _counts(found.lists, lang)
            yield Text(
                f"其中按全批各行印出的值另行重算的名册:{told}",
                f"of these, lists computed again from what all rows print: {told}",
            )(lang)
        yield from (
            f"✗ {one.subject}  {one.label} ({one.column}) = {one.printed}: {one.why(lang)}"
            for one in found.differences
        )
        yield Text(
            f"{len(found.differences)} 处不符" if self.differs else "全部相符,不差一分",
            f"{len(found.differences)} differ" if self.differs else "all agree, to the fen",
        )(lang)


def _counts(counts: Mapping[str, int], lang: Language) -> str:
    return Text("、", ", ")(lang).join(
        f"{KINDS[kind](lang)} {counts[kind]:,}" for kind in KINDS if counts.get(kind)
    )


def read_back(
    run: Run,
    files: Sequence[OutputFile],
    lang: Language,
    only: tuple[str, int] | None = None,
    columns: tuple[str, ...] = (),
) -> ReadBack:
    """Print the trace of every row of the files, or of one row, and compute it again from what is printed."""
    lists = Lists(Values(run, lang))
    explainer, checker = Explainer(run, lang, lists=lists), Checker(lists.found)
    rows: dict[str, int] = {}
    every = [(file.level, row) for file in files for row in range(run.data[file.level].size)]
    for level, row in dict.fromkeys(every if only is None else [only]):
        checker.trace(explainer.explain(level, row, columns or columns_told(run.compiled, files, level)))
        rows[level] = rows.get(level, 0) + 1
    return ReadBack(rows, {level: run.compiled.levels[level].label for level in rows}, checker.found)
