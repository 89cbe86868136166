"""Bounds of every number of every scheme: what is inside them loads and ends in a verdict, what is outside is refused."""

import functools
import random
import tempfile
from fractions import Fraction
from pathlib import Path

import pytest

from payout.batch import compute
from payout.cli.main import code_of
from payout.rules import LanguageError
from payout.rules.compiled.compiled import PolicyFault
from payout.rules.policy.loading import load_policy
from payout.rules.policy.overlays import Overlay
from payout.rules.policy.parameters import BandRow, numbers_of, read_parameters
from payout.text import show_number
from scripts.fixtures import book
from tests.oracle import random_county
from tests.policies.test_schemes import ORACLES

ROOT = Path(__file__).parents[2]
SCHEMES = sorted(path.parent.name for path in ROOT.glob("policies/*/policy.toml"))


@functools.cache
def policy(scheme):
    return load_policy(ROOT / "policies" / scheme)


NUMERIC = [
    (scheme, name) for scheme in SCHEMES for name, one in policy(scheme).parameters.items() if one.is_numeric
]
LEAST = {"count": Fraction(1), "money": Fraction(1, 100)}  # what a value of the kind can differ by


def step(parameter):
    return LEAST.get(parameter.kind, Fraction(1, 1000))


def toml(number):
    return f'"{show_number(number)}"' if "/" in show_number(number) else show_number(number)


def with_number(parameter, number):
    """The value of a parameter in TOML, one of its numbers replaced."""
    match parameter.value:
        case Fraction():
            return toml(number)
        case tuple() as rows:
            return f"[{', '.join(band(row, number if place == 0 else row.gives) for place, row in enumerate(rows))}]"
        case entries:
            first = next(keys for keys, one in entries.items() if isinstance(one, Fraction))
            return nested({**entries, first: number})


def band(row: BandRow, gives):
    said = [f"{'above' if row.open else 'from'} = {toml(row.floor)}"] if row.floor is not None else []
    said += [f"{'to' if row.closed else 'below'} = {toml(row.ceiling)}"] if row.ceiling is not None else []
    return f"{{ {', '.join([*said, f'gives = {toml(gives)}'])} }}"


def nested(entries):
    below = {}
    for (key, *rest), one in entries.items():
        below.setdefault(key, {})[tuple(rest)] = one
    said = (
        f"{key} = {nested(inner) if () not in inner else toml(inner[()])}" for key, inner in below.items()
    )
    return f"{{ {', '.join(said)} }}"


def from_overlay(scheme, parameter, number):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "overlay.toml"
        path.write_text(
            f'baseline = "{scheme}"\n[{parameter.name}]\nvalue = {with_number(parameter, number)}\n'
        )
        return policy(scheme).changed(overlays=(Overlay.read(path),))


def from_set(scheme, parameter, number):
    entry = ()
    if not isinstance(parameter.value, Fraction):
        entry = next(keys for keys, one in parameter.value.items() if isinstance(one, Fraction))
    return policy(scheme).changed(sets=(f"{'.'.join((parameter.name, *entry))}={show_number(number)}",))


def from_baseline(scheme, parameter, number):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "parameters.toml"
        low, high = parameter.bounds
        keys = f"keys = {list(parameter.keys)}\n" if parameter.keys else ""
        path.write_text(
            f'since = 1949-01-01\n["1".{parameter.name}]\nlabel = "名 | name"\nmeasure = "{parameter.measure}"\n{keys}'
            f"{parameter.kind} = {with_number(parameter, number)}\nbounds = [{toml(low)}, {toml(high)}]\n"
        )
        return read_parameters(path, policy(scheme).card.as_of)


SOURCES = (from_overlay, from_set, from_baseline)


def test_every_number_of_every_scheme_has_bounds():
    assert [
        (scheme, name) for scheme, name in NUMERIC if policy(scheme).parameters[name].bounds is None
    ] == []
    assert len(NUMERIC) > 120


@pytest.mark.parametrize(
    ("scheme", "name", "source"),
    [
        pytest.param(scheme, name, source, id=f"{scheme}-{name}-{source.__name__}")
        for scheme, name in NUMERIC
        for source in SOURCES
        # bands are no text of a command line
        if source is not from_set or policy(scheme).parameters[name].kind != "bands"
    ],
)
def test_inside_both_bounds_loads_and_outside_is_refused(scheme, name, source):
    parameter = policy(scheme).parameters[name]
    for number in parameter.bounds:
        assert source(scheme, parameter, number)
    low, high = parameter.bounds
    for number in (low - step(parameter), high + step(parameter)):
        with pytest.raises(LanguageError) as refused:
            source(scheme, parameter, number)
        said = str(refused.value)
        assert name in said
        assert (
            f"{show_number(number)} is not within its bounds, {show_number(low)} to {show_number(high)}"
            in said
        )
        assert (
            f"{show_number(number)} 超出范围,应在 {show_number(low)} 至 {show_number(high)} 之间"
            in refused.value.zh
        )


SHARES = ("ratio", "weight", "weight_points", "coefficient")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_bounds_are_those_of_a_careful_officer(scheme):
    for name, one in policy(scheme).parameters.items():
        if not one.is_numeric:
            continue
        low, high = one.bounds
        inside = [
            number for value in one.values for number in numbers_of(value) if isinstance(number, Fraction)
        ]
        assert low < high, name
        assert low <= min(inside), name
        assert max(inside) <= high, name
        if one.measure == "year":
            assert (low, high) == (1949, 2100), name
        elif "excellent" in name or "outstanding" in name:
            assert (low, high) == (0, Fraction(1, 2)), name
        elif one.measure == "weight":
            assert (low, high) == (0, 1), name
        elif one.measure in SHARES or one.measure == "yuan":
            assert low >= 0, name
        if one.kind == "count":
            assert low.denominator == high.denominator == 1, name


MEANT = [
    ("discipline_share=33", "33% 写作 0.33", "33 % is written 0.33"),
    ("discipline_share=-0.5", "写 0.5,不带负号", "write 0.5, without a sign"),
    ("unassessed_rate=110", "110% 写作 1.1", "110 % is written 1.1"),
    ("excellent_ratio=15", "15% 写作 0.15", "15 % is written 0.15"),
    ("discipline_share=1.5", "应在 0 至 1 之间", "its bounds, 0 to 1"),
    ("year=0", "年度写四位数", "a year is written with four digits"),
    ("year=12", "年度写四位数", "a year is written with four digits"),
    ("award_points.overall.county=500", "award_points.overall.county", "award_points.overall.county"),
]


@pytest.mark.parametrize(("assignment", "zh", "en"), MEANT, ids=[case[0] for case in MEANT])
def test_what_was_meant_is_said(assignment, zh, en):
    with pytest.raises(LanguageError) as refused:
        policy("county_target_bonus").changed(sets=(assignment,))
    assert en in str(refused.value)
    assert zh in refused.value.zh


RUNS = [
    ("county_target_bonus", "discipline_share=33"),
    ("county_target_bonus", "discipline_share=1.5"),
    ("county_target_bonus", "discipline_share=-0.5"),
    ("county_target_bonus", "unassessed_rate=110"),
    ("county_target_bonus", "excellent_ratio=15"),
    ("county_target_bonus", "year=0"),
    ("county_target_bonus", "year=12"),
    ("county_target_bonus", "component_limits.common=9381"),
    ("district_nsx", "one_fen=0"),
    ("district_nsx", "one_fen=0.005"),
    ("federation_differential", "prize_ratios.second=0"),
]


@pytest.mark.parametrize(("scheme", "assignment"), RUNS)
def test_a_run_with_a_value_beyond_its_bounds_ends_before_it_reads(scheme, assignment, tmp_path, capsys):
    source = ROOT / "fixtures" / scheme / "csv"
    code = code_of(["run", str(source), "-p", scheme, "-o", str(tmp_path / "out"), "--set", assignment])
    assert code == 4
    assert assignment.partition("=")[0].partition(".")[0] in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_an_overlay_is_named_with_what_it_says_beyond_bounds(tmp_path, capsys):
    path = tmp_path / "rates.toml"
    path.write_text('baseline = "county_target_bonus"\n[failed_rate]\nvalue = 5\n')
    source = ROOT / "fixtures" / "county_target_bonus" / "csv"
    code = code_of(
        ["run", str(source), "-p", "county_target_bonus", "-o", str(tmp_path / "out"), "--overlay", str(path)]
    )
    said = capsys.readouterr().err
    assert code == 4
    assert "rates.toml:failed_rate" in said
    assert "5% 写作 0.05" in said


# ---- whatever is inside the bounds ends in a verdict --------------------------------------------------


def write_batch(scheme, seed, folder):
    if scheme == "county_target_bonus":
        random_county.write(random_county.make(seed), folder)
    else:
        book.write_csv(ORACLES[scheme].random_tables(seed), folder)


def drawn(draw, parameter):
    """A number inside the bounds, often at an end, as exact as the kind allows."""
    low, high = parameter.bounds
    places = {"count": 1, "money": 100}.get(parameter.kind, 1000)
    if draw.random() < 0.5:
        return draw.choice([low, high])
    return Fraction(draw.randint(int(low * places), int(high * places)), places)


def changes(draw, parameter):
    """Texts of --set: some numbers inside the bounds; weights keep their sum."""
    value = parameter.value
    if isinstance(value, Fraction):
        return [f"{parameter.name}={show_number(drawn(draw, parameter))}"]
    if isinstance(value, tuple):
        return []
    entries = [keys for keys, one in value.items() if isinstance(one, Fraction)]
    numbers = {keys: drawn(draw, parameter) for keys in entries}
    if parameter.measure in {"weight", "weight_points"} and not parameter.answered_by:
        numbers = weights(draw, entries, sum(one for one in value.values() if isinstance(one, Fraction)))
    return [f"{'.'.join((parameter.name, *keys))}={show_number(one)}" for keys, one in numbers.items()]


def weights(draw, entries, whole):
    """Shares of a whole, some of them nothing."""
    cuts = sorted(draw.choice([0, 0, 10, draw.randint(0, 10), 10]) for _ in entries[1:])
    parts = [after - before for before, after in zip([0, *cuts], [*cuts, 10], strict=True)]
    return {keys: whole * Fraction(part, 10) for keys, part in zip(entries, parts, strict=True)}


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("scheme", SCHEMES)
def test_values_inside_their_bounds_end_in_a_verdict(scheme, seed):
    draw = random.Random(f"{scheme} {seed}")
    own = policy(scheme)
    sets = []
    for parameter in own.parameters.values():
        if parameter.kind == "choice" and draw.random() < 0.3:
            sets.append(f"{parameter.name}={draw.choice(list(parameter.options))}")
        elif parameter.is_numeric and draw.random() < draw.choice([0.05, 0.3, 1]):
            sets += changes(draw, parameter)
    with tempfile.TemporaryDirectory() as folder:
        write_batch(scheme, seed, Path(folder))
        print(f"{scheme} seed {seed}: {' '.join(f'--set {one}' for one in sets)}")  # noqa: T201 - to run it again
        changed = own.changed(sets=tuple(sets))
        try:
            compute(Path(folder), changed)
        except PolicyFault as fault:  # a verdict on the values: weights that do not sum, bands with holes
            assert {one.code for one in fault.findings} <= {"L411", "L412"}  # noqa: PT017 - any other would be a fault
