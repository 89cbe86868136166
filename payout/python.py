"""What `import payout` offers to scripts and notebooks: load a policy, set values, read, compute, explain, publish.

The same stages as `payout run` (`payout/batch.py`), with pandas frames at both ends if one likes.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from payout import batch as stages
from payout import sides
from payout.archive import Changes
from payout.evidence.comparing import compared
from payout.evidence.explain import Explainer
from payout.evidence.folding import folded
from payout.evidence.rereading.report import read_back as read_back_traces
from payout.evidence.slips.build import Slips
from payout.evidence.slips.text import page
from payout.evidence.steps import render
from payout.exact import ExactArray
from payout.findings import errors
from payout.intake import Frames, read_mapping
from payout.office.notice import NoticeOrder
from payout.office.notice import notice as office_notice
from payout.office.papers import papers as office_papers
from payout.office.payment import PaymentOrder
from payout.office.payment import pay as office_pay
from payout.office.slips import SlipsOrder
from payout.office.slips import slips as office_slips
from payout.rules.compiled.lint import lint as findings_of_policy
from payout.rules.policy.loading import find_policy, known_policies, load_policy
from payout.rules.policy.overlays import Overlay
from payout.rules.tree import LanguageError
from payout.settle import Settlement
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from fractions import Fraction

    import pandas as pd

    from payout.evidence.comparing import Comparison
    from payout.evidence.comparing.attribution import Method
    from payout.evidence.comparing.differing import Differing
    from payout.evidence.rereading.report import ReadBack
    from payout.evidence.slips.slip import Slip
    from payout.evidence.steps import Step
    from payout.findings import Finding
    from payout.intake import SourceMap
    from payout.office.notice import PutUp
    from payout.office.payment import PaymentMade
    from payout.office.slips import HandedOut
    from payout.rules.compiled.look import Look
    from payout.rules.compiled.result import OpenPoint
    from payout.rules.policy.policy import Policy
    from payout.settle import Leaving, RoundingMode, RoundingUnit
    from payout.text import Language

__all__ = ["Batch", "Compared", "Explanation", "Loaded", "Refused", "SlipPage"]


class Refused(Exception):  # noqa: N818 - it says what happened to a batch
    """A batch has errors or open points, and is not published. `findings` and `open_points` say which."""

    def __init__(self, batch: Batch) -> None:
        self.findings, self.open_points = batch.errors, batch.open_points
        told = [finding.line("en") for finding in self.findings]
        told += [f"to be decided: {point.question} {point.subject}" for point in self.open_points]
        super().__init__("\n".join(told))


@dataclass(frozen=True)
class Loaded:
    """A policy with the values that are in force: those of its own files, or those that were set over them."""

    policy: Policy
    sets: tuple[str, ...] = ()
    overlays: tuple[Overlay, ...] = ()

    @property
    def id(self) -> str:
        """The policy's name."""
        return self.policy.card.id

    @property
    def values(self) -> dict[str, str]:
        """The value in force of every parameter and choice, as text."""
        return {name: parameter.shown for name, parameter in self.policy.parameters.items()}


@dataclass(frozen=True)
class Batch:
    """A computed batch: frames with exact columns, findings, open points, totals."""

    loaded: Loaded
    computed: stages.ComputedBatch
    expects: tuple[str, ...] = ()
    mapping: SourceMap | None = None
    source: Path | Frames | None = None  # what it was read from; a published run keeps its tables alone

    def frame(self, level: str) -> pd.DataFrame:
        """The rows of a level: its inputs, then its rules; numbers are exact (`payout.ExactArray`), missing is missing."""
        frames = self.computed.result.frames
        if level not in frames:
            raise KeyError(f"no level is named {level}; there are {', '.join(frames)}")
        return frames[level].table.copy()

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels that there are frames of."""
        return tuple(self.computed.result.frames)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All that is wrong or doubtful, each with its place and fix."""
        return self.computed.result.findings

    @property
    def not_provided(self) -> dict[str, str]:
        """The Chinese names of the tables that were not given, by identifier."""
        return dict(self.computed.result.not_provided)

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that forbid to publish."""
        return tuple(errors(self.findings))

    @property
    def open_points(self) -> tuple[OpenPoint, ...]:
        """What people must decide first."""
        return self.computed.result.open_points

    @property
    def refused(self) -> bool:
        """Whether errors or open points forbid to publish it."""
        return self.computed.refused

    @property
    def look(self) -> Look | None:
        """What to look at before paying; None where the batch has errors."""
        return self.computed.looked.result.look

    @property
    def totals(self) -> dict[str, Fraction]:
        """The sum of what is paid, by output file; exact."""
        from payout.outputs import batch_total  # noqa: PLC0415 - the writers are not needed to compute

        found = ((file.name, batch_total(self.computed.result, file)) for file in self.computed.result.files)
        return {name: total.value for name, total in found if total is not None}


@dataclass(frozen=True)
class Compared:
    """What differs between two batches, A and B: frames with exact columns, totals, both explanations of a row."""

    found: Comparison

    @property
    def people(self) -> pd.DataFrame:
        """Everybody: key, name (masked), what he belongs to, `a`, `b`, `difference`, and how much of it each change makes."""
        import pandas as pd  # noqa: PLC0415 - as in `attribution`

        from payout.outputs.comparison.people import people  # noqa: PLC0415 - the writers are not needed to compare

        columns = {column.name: column.values for column in people(self.found, "en")}  # noqa: PD011 - a field of ours
        texts = pd.Series(list(self.found.pairing.names), dtype="string")
        return pd.DataFrame({**columns, "key": texts})

    @property
    def attribution(self) -> pd.DataFrame:
        """The changes from A to B in their order, and how much of the whole difference each makes (`amount`)."""
        import pandas as pd  # noqa: PLC0415 - a script that wants no frame does not wait for it

        changes = self.found.changes
        texts = {
            "change": [change.name for change in changes],
            "kind": [change.kind for change in changes],
            "label": [change.label.en for change in changes],
            "clause": [change.clause for change in changes],
            "a": [change.before.en for change in changes],
            "b": [change.after.en for change in changes],
        }
        return pd.DataFrame({**texts, "amount": ExactArray.from_fractions(self.found.total_parts)})

    @property
    def groups(self) -> dict[str, pd.DataFrame]:
        """By each column that parts the rows, as A has it: rows, `a`, `b`, `difference`, gains, losses, unchanged."""
        import pandas as pd  # noqa: PLC0415 - as in `attribution`

        return {
            one.column: pd.DataFrame(
                {
                    "group": [group.name for group in one.groups],
                    "rows": [group.rows for group in one.groups],
                    "a": ExactArray.from_fractions([group.first for group in one.groups]),
                    "b": ExactArray.from_fractions([group.second for group in one.groups]),
                    "difference": ExactArray.from_fractions([group.difference for group in one.groups]),
                    "gains": [group.counts.gains for group in one.groups],
                    "losses": [group.counts.losses for group in one.groups],
                    "unchanged": [group.counts.unchanged for group in one.groups],
                }
            )
            for one in self.found.groups
        }

    @property
    def total_a(self) -> Fraction:
        """The sum of A, exact."""
        return self.found.total_first

    @property
    def total_b(self) -> Fraction:
        """The sum of B, exact."""
        return self.found.total_second

    @property
    def difference(self) -> Fraction:
        """How much more B is in all, exact."""
        return self.found.total_second - self.found.total_first

    @property
    def counts(self) -> dict[str, int]:
        """How many rows get more, less and the same, and how many one side has alone."""
        return {
            **vars(self.found.counts),
            "only_a": len(self.found.only_first),
            "only_b": len(self.found.only_second),
        }

    def why(self, key: str, *, lang: Language = "zh") -> tuple[Differing, ...]:
        """What differs in both explanations of a row, the amount first. Raises KeyError where there is no such row."""
        names = self.found.pairing.names
        if key not in names:
            raise KeyError("no row is named so")
        return self.found.why(names.index(key), lang)

    def record(self, *, lang: Language = "zh") -> dict[str, Any]:
        """All of it as plain values, amounts as exact text: what `payout compare --json` prints."""
        from payout.outputs.comparison import record_of  # noqa: PLC0415 - as in `people`

        return record_of(self.found, (), lang)

    def save(self, out: str | Path, *, lang: Language = "zh") -> Path:
        """Write compare.xlsx, compare.html, people.csv and compare.json to a new directory, whole or not at all."""
        return sides.save(self.found, Path(out), lang=lang)


@dataclass(frozen=True)
class Explanation:
    """How values of one row came about. Printed, it is what `payout explain` shows; `steps` are all of it."""

    steps: tuple[Step, ...]
    lang: Language

    def lines(self, depth: int | None = None, *, all_: bool = False) -> list[str]:
        """The explanation as lines of text, at most `depth` steps deep; `all_`: what is no or changed nothing too."""
        if not all_:
            return list(folded(self.steps).lines(self.lang, depth))
        return [line for step in self.steps for line in render(step, self.lang, deepest=depth)]

    def __str__(self) -> str:
        return "\n".join(self.lines())


@dataclass(frozen=True)
class SlipPage:
    """The page for a payee. Printed, it is what `payout explain --slip` shows; `slip` has what it says as records."""

    slip: Slip
    lang: Language

    def lines(self) -> list[str]:
        """The page as lines of text: at most 45, of 80 columns."""
        return page(self.slip, self.lang)

    def __str__(self) -> str:
        return "\n".join(self.lines())


def policies() -> tuple[str, ...]:
    """The names of the policies that are installed."""
    return tuple(known_policies())


def load(policy: str | Path) -> Loaded:
    """A policy by name, or by the path of its folder. Loading runs the folder's Python: a policy is code.

    Raises LanguageError where there is none, or where it cannot be read.
    """
    return Loaded(load_policy(find_policy(str(policy))))


def changed(
    policy: Loaded, values: Mapping[str, object] | None = None, *, overlay: str | Path | None = None
) -> Loaded:
    """The policy with other values in force; the one that is given stays as it is.

    `values`: a value by name, as `--set` takes it: 8000, "1/3", "headcount", or `{"a": {"b": 1}}` for entries of a table.
    `overlay`: a file of changed values (TOML). Raises LanguageError for an unknown name or a value of another kind; a float
    is one, since no float may decide an amount.
    """
    sets = [text for name, value in (values or {}).items() for text in _assignments(name, value)]
    overlays = () if overlay is None else (Overlay.read(Path(overlay)),)
    found = policy.policy.changed(overlays=overlays, sets=tuple(sets))
    return Loaded(found, (*policy.sets, *sets), (*policy.overlays, *overlays))


def _assignments(name: str, value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for key, below in value.items() for text in _assignments(f"{name}.{key}", below)]
    if isinstance(value, float):
        raise LanguageError(
            f"{name} = {value!r} is a float, and no float may decide an amount: write it as text"
        )
    return [f"{name}={value}"]


def lint(policy: Loaded) -> tuple[Finding, ...]:
    """All that is wrong with a policy, before any data is read."""
    return tuple(findings_of_policy(policy.policy))


def compute(
    policy: Loaded,
    source: str | Path | Mapping[str, pd.DataFrame],
    *,
    expects: Sequence[str] = (),
    mapping: str | Path | None = None,
) -> Batch:
    """Read and compute a batch: a workbook, a folder of CSV or Parquet files, or frames by table name.

    Nothing that the data hold raises: it is among the findings, and the batch is then refused. In frames numbers are exact
    (integers, Decimal, Fraction, `payout.ExactArray`); a column of floats is a finding. `expects`: tables, by identifier or
    Chinese name, whose absence is an error, though the policy could do without; raises LanguageError for what names none.
    `mapping`: a file that says how a source of another form becomes the policy's tables; raises LanguageError where it is
    wrong, or does not fit the source.
    """
    given: Any = Path(source) if isinstance(source, (str, Path)) else Frames(source)
    wanted = policy.policy.tables_named(expects)
    how = None if mapping is None else read_mapping(Path(mapping), policy.id, policy.policy.tables)
    computed = stages.compute(given, policy.policy, expects=wanted, mapping=how)
    return Batch(policy, computed, wanted, how, given)


def check(
    policy: Loaded,
    source: str | Path | Mapping[str, pd.DataFrame],
    *,
    expects: Sequence[str] = (),
    mapping: str | Path | None = None,
) -> tuple[Finding, ...]:
    """All that is wrong or doubtful with the input of a batch; `expects` and `mapping` as for `compute`."""
    return compute(policy, source, expects=expects, mapping=mapping).findings


def explain(
    batch: Batch, key: str, *, level: str = "", columns: tuple[str, ...] = (), lang: Language = "zh"
) -> Explanation:
    """How the values of a row came about, clause by clause; without `columns`, what it is paid, or all of its rules.

    `key` is what tells the row apart; `level` its level, where several have such a row. Raises KeyError where none has.
    """
    explainer = Explainer(batch.computed.run, lang)
    at, row = _row(batch, explainer, key, level)
    paid = tuple(file.total for file in batch.computed.result.files if file.level == at and file.total)
    rules = tuple(rule.name for rule in batch.loaded.policy.rules if rule.level == at)
    return Explanation(explainer.explain(at, row, columns or paid or rules), lang)


def slip(batch: Batch, key: str, *, level: str = "", lang: Language = "zh") -> SlipPage:
    """The one page that who is paid can read; `key` and `level` as for `explain`. It bears the payee's own name."""
    at, row = _row(batch, Explainer(batch.computed.run, lang), key, level)
    return SlipPage(Slips(batch.computed.run, batch.computed.result.files, lang).of(at, row), lang)


def read_back(batch: Batch, *, lang: Language = "zh") -> ReadBack:
    """The traces of every row that is paid, computed again from what they print: `differs`, `found`, `lines(lang)`."""
    return read_back_traces(batch.computed.run, batch.computed.result.files, lang)


def _row(batch: Batch, explainer: Explainer, key: str, level: str) -> tuple[str, int]:
    frames = batch.computed.result.frames
    places = [name for name in ([level] if level else frames) if name in frames]
    found = [(name, row) for name in places if (row := explainer.row_of(name, key)) is not None]
    if len(found) != 1:
        raise KeyError(f"{'no row is' if not found else 'rows of several levels are'} named so; say level=")
    return found[0]


def compare(  # noqa: PLR0913 -- what, with what, and how, by keyword only
    batch: Batch,
    against: Batch | Loaded,
    *,
    keys: Mapping[str, str] | None = None,
    level: str = "",
    column: str = "",
    attribution: Method = "ordered",
) -> Compared:
    """What differs between a batch (A) and another, or the same input under another policy (B), for whom, and by which change.

    `keys`: the key in A by the key in B, of rows that bear another one there. `level`, `column`: what is compared; by default
    what is paid. `attribution`: change by change in their order ("ordered"), or on the average of all orders ("shapley").
    Raises Refused where a side has errors or open points, LanguageError for a level, a column or a way there is not.
    """
    _require_whole(batch)
    trial = sides.Trial(batch.source, batch.computed, _name(batch.loaded), batch.expects, batch.mapping)
    other = against if isinstance(against, Batch) else _under(trial, against)
    _require_whole(other)
    one = sides.side(trial.name, batch.computed)
    two = sides.side(_name(other.loaded), other.computed, keys or {})
    return Compared(compared(one, two, trial.runs, level=level, column=column, method=attribution))


def _under(trial: sides.Trial, policy: Loaded) -> Batch:
    return Batch(policy, trial.under(policy.policy), trial.expects, trial.mapping, trial.source)


def _require_whole(batch: Batch) -> None:
    if batch.refused:
        raise Refused(batch)


def _name(policy: Loaded) -> Text:
    name = " + ".join((policy.id, *(overlay.name for overlay in policy.overlays), *policy.sets))
    return Text(name, name)


def publish(  # noqa: PLR0913 -- what, where, and how, by keyword only
    batch: Batch,
    out: str | Path,
    *,
    lang: Language = "zh",
    force: bool = False,
    workbook: bool = True,
    formulas: bool = False,
) -> Path:
    """Write a batch to its output directory, whole or not at all; with `formulas` also as a workbook of live formulas.

    Not `workbook`: no payout.xlsx, only CSV, Parquet and the record. Raises Refused where it has errors or open points.
    """
    if batch.refused:
        raise Refused(batch)
    changes = Changes(batch.loaded.overlays, batch.loaded.sets, batch.expects, batch.mapping)
    return stages.publish(
        batch.computed, Path(out), changes, lang=lang, force=force, workbook=workbook, formulas=formulas
    )


def reopen(out: str | Path, *, policy: str = "") -> Batch:
    """A published run, computed again from its evidence. Raises RunChanged where it is not what it was."""
    computed = stages.reopen(Path(out), policy)
    return Batch(Loaded(computed.run.compiled.policy), computed, computed.result.expected)


def slips(  # noqa: PLR0913 -- whose, where, and what they say, by keyword only
    run: str | Path,
    out: str | Path,
    *,
    units: Sequence[str] = (),
    people: Sequence[str] = (),
    level: str = "",
    masked: bool = False,
    ask: str = "",
    day: date | None = None,
    pdf: bool = True,
    everybody: bool = False,
    policy: str = "",
    lang: Language = "zh",
) -> HandedOut:
    """Write slips of a published run to a new directory: a page for everybody, or for units and people that are named.

    `pdf`: where a browser is installed. Of a correction those get one whose amounts it changes, or `everybody`. Raises NotPossible for
    whom the run does not know, RunChanged where it is not what it was.
    """
    order = SlipsOrder(Path(out), tuple(units), tuple(people), level, masked, ask, day, pdf, everybody)
    return office_slips(Path(run), order, policy=policy, lang=lang)


def notice(  # noqa: PLR0913 -- as `slips`
    run: str | Path,
    out: str | Path,
    *,
    start: date,
    objections_to: str,
    days: int | None = None,
    until: date | None = None,
    show: Sequence[str] = (),
    level: str = "",
    masked: bool = True,
    office: str = "",
    approvers: str | Path | None = None,
    draft: bool = False,
    pdf: bool = True,
    policy: str = "",
    lang: Language = "zh",
) -> PutUp:
    """Write the public notice of an approved run to a new directory; of any run as a `draft`.

    `office`: the fingerprint that is trusted, or a file of it; `approvers`: the office's list of now, whose revocations count. Raises
    NotPossible for what the policy does not let be shown, or days that no calendar knows; ApprovalRefused.
    """
    order = NoticeOrder(
        start,
        Path(out),
        days,
        until,
        tuple(show),
        level,
        masked,
        objections_to,
        office,
        None if approvers is None else Path(approvers),
        draft,
        pdf,
    )
    return office_notice(Path(run), order, policy=policy, lang=lang)


def papers(
    run: str | Path, out: str | Path, *, pdf: bool = False, policy: str = "", lang: Language = "zh"
) -> int:
    """Write the lists that units sign to a new directory, a workbook a unit; how many units there are.

    Raises NotPossible where the policy has none, or the run is a correction, which is signed by its correction.xlsx.
    """
    return office_papers(Path(run), Path(out), pdf=pdf, policy=policy, lang=lang)


def pay(  # noqa: PLR0913 -- as `slips`
    run: str | Path,
    payees: str | Path,
    out: str | Path,
    *,
    form: str,
    name: str = "",
    mapping: str | Path | None = None,
    purpose: str = "",
    unit: RoundingUnit = "fen",
    rounding: RoundingMode = "half_up",
    residual: Leaving = "carried",
    carried: str | Path | None = None,
    rest: str | Path | None = None,
    office: str = "",
    approvers: str | Path | None = None,
    archive: str = "",
    draft: bool = False,
    policy: str = "",
) -> PaymentMade:
    """Write payment files of an approved run to a new directory, once; of any run as a `draft`. `name`: which list of the run.

    `archive`: its place; run and payment are kept there, and what it knows as paid is refused. Raises NotPossible or ArchiveRefused
    where it is paid already, AccountsRefused with the findings of the accounts, ApprovalRefused.
    """
    carrying, resting, listed, how = (
        None if one is None else Path(one) for one in (carried, rest, approvers, mapping)
    )
    order = PaymentOrder(
        Path(payees),
        form,
        Path(out),
        name,
        how,
        purpose,
        Settlement(unit, rounding, residual),
        carrying,
        resting,
        office,
        listed,
        archive,
        draft,
    )
    return office_pay(Path(run), order, policy)
