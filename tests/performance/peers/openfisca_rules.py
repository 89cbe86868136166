"""OpenFisca-core: a variable a step, people and their units as entities; its floats are float32, as its variables store them.

It knows no table beside people and their groups: what a person's stints give is summed by NumPy inside a variable.
"""

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from tests.performance.references import County

NEEDS = "openfisca-core"
YEAR = "2012"
Person = build_entity("person", "people", "a payee", is_person=True)
Unit = build_entity(
    "unit", "units", "a unit", roles=[{"key": "member", "plural": "members", "label": "its people"}]
)


def variable(name, entity, kind=float, formula=None):
    """A yearly variable."""
    fields = {"value_type": kind, "entity": entity, "definition_period": DateUnit.YEAR, "label": name}
    return type(name, (Variable,), fields if formula is None else {**fields, "formula": formula})


INPUTS = [
    *(variable(name, Unit) for name in ("score", "gap")),
    *(
        variable(name, Unit, bool)
        for name in ("in_spread", "assessed", "failed", "lacks_targets", "staff_targets", "scored")
    ),
    *(variable(name, Unit, int) for name in ("review", "source")),
    *(variable(name, Person) for name in ("own_score", "leader_yearly", "months")),
    *(variable(name, Person, bool) for name in ("has_score", "staff", "disciplined")),
]


def own_bonus(unit, period):
    score, counts = unit("score", period), unit("in_spread", period)
    ranked = score[counts]
    formula = 7000 + 800 / (ranked.max() - ranked.min()) * (score - ranked.mean())
    own = np.where(unit("assessed", period), np.where(counts, formula, np.inf), 1.1 * 7000)
    review = unit("review", period)
    rated = np.select([review == 2, review == 1], [0.8 * 7000, 0.9 * 7000], np.inf)
    bonus = np.minimum(np.minimum(own, rated), np.where(unit("failed", period), 0.6 * 7000, np.inf))
    bonus = np.where(unit("lacks_targets", period), 0, bonus)
    return bonus * np.where(unit("staff_targets", period), 1, 0.8)


def mean_bonus(unit, period):
    return unit("own_bonus", period)[unit("source", period)]


def failed_in_all(unit, period):
    return unit("failed", period)[unit("source", period)]


def without_targets(unit, period):
    return unit("lacks_targets", period)[unit("source", period)]


def mean_of_people(unit, period):
    known = unit.members("has_score", period)
    return unit.sum(unit.members("own_score", period) * known) / np.maximum(unit.sum(known * 1), 1)


def width_of_people(unit, period):
    score, known = unit.members("own_score", period), unit.members("has_score", period)
    return unit.max(np.where(known, score, -np.inf)) - unit.min(np.where(known, score, np.inf))


def deviation(person, period):
    width = person.unit("width_of_people", period)
    slope = person.unit("gap", period) / np.where(width > 0, width, np.inf)
    own = slope * (person("own_score", period) - person.unit("mean_of_people", period))
    return np.where(person("has_score", period), own, 0)


def kept(person, period):
    return np.where(person("disciplined", period), 2 / 3, 1)


def target(person, period):
    whole = person.unit("mean_bonus", period) * person("months", period) / 12
    unit_part = np.where(person("mixed", period), person("part", period), whole)
    gross = unit_part + person("deviation", period) * person("months", period) / 12
    gross = np.where(person.unit("without_targets", period), 0, gross) * person("kept", period)
    return np.floor(np.maximum(gross, 0) * 100 + 0.5) / 100


def leader(person, period):
    paid = person("leader_yearly", period) * person("months", period) / 12 * person("kept", period)
    nothing = person("staff", period) | person.unit("without_targets", period)
    return np.floor(np.where(nothing, 0, paid) * 100 + 0.5) / 100


def of_stints(county):
    """What a person's stints give."""

    def part(person, period):
        bonus = person.simulation.calculate("mean_bonus", period)
        amounts = bonus[county.stint_unit] * county.months / 12
        return np.bincount(county.stint_person, amounts, person.count)

    def mixed(person, period):
        failed = person.simulation.calculate("failed_in_all", period)
        bad = np.bincount(county.stint_person, failed[county.stint_unit], person.count) > 0
        good = np.bincount(county.stint_person, ~failed[county.stint_unit], person.count) > 0
        own = person.unit("failed_in_all", period)
        return (bad | own) & (good | ~own)

    return [variable("part", Person, formula=part), variable("mixed", Person, bool, mixed)]


STEPS = [
    *(
        variable(step.__name__, Unit, formula=step)
        for step in (own_bonus, mean_bonus, mean_of_people, width_of_people)
    ),
    *(variable(step.__name__, Unit, bool, step) for step in (failed_in_all, without_targets)),
    *(variable(step.__name__, Person, formula=step) for step in (deviation, kept, target, leader)),
]


def prepare(folder):
    """The tables as plain arrays, and the system of variables."""
    county = County.load(folder)
    system = TaxBenefitSystem([Person, Unit])
    for one in [*INPUTS, *STEPS, *of_stints(county)]:
        system.add_variable(one)
    return county, system


def begun(county, system):
    """A simulation that holds the inputs."""
    builder = SimulationBuilder()
    builder.create_entities(system)
    people, units = np.arange(len(county.unit)), np.arange(len(county.score))
    builder.declare_person_entity("person", people)
    group = builder.declare_entity("unit", units)
    group.members_entity_id = county.unit
    group.members_role = np.full(len(people), Unit.flattened_roles[0])
    found = builder.build(system)
    months = np.bincount(county.stint_person, county.months, len(people))
    source = np.where(county.follows >= 0, county.follows, units)
    known = ~np.isnan(county.own_score)
    inputs = {
        **{
            name: getattr(county, name)
            for name in ("score", "gap", "in_spread", "assessed", "failed", "lacks_targets")
        },
        **{
            name: getattr(county, name)
            for name in ("staff_targets", "review", "leader_yearly", "staff", "disciplined")
        },
        "months": months,
        "source": source,
        "own_score": np.nan_to_num(county.own_score),
        "has_score": known,
    }
    for name, values in inputs.items():
        found.set_input(name, YEAR, values)
    return found


def compute(prepared):
    """Both amounts of everybody."""
    simulation = begun(*prepared)
    return tuple(simulation.calculate(name, YEAR).astype(float) for name in ("target", "leader"))
