"""What `--mutate` says of a mutant is what running every case on the changed policy says; no shortcut changes an answer."""

import json
import random
from pathlib import Path

import pytest

from payout.batch import compute, concluded
from payout.cases import load_cases, run_cases
from payout.cases.accepted import read_accepted, settled
from payout.cases.mutants import mutants_of
from payout.cases.mutating import BROKEN, Sample, mutated, watching
from payout.cases.running import judged, with_sets
from payout.cli.main import code_of
from payout.engines.reference.engine import begun, finish
from payout.rules.compiled.compiled import compiled
from payout.rules.policy.loading import find_policy, load_policy
from payout.rules.tree import LanguageError
from tests.cases import small_policy

ROOT = Path(__file__).parents[2]
TIE = "person.bonus: “rounded half up to the fen(least(share, Most))” becomes rounded half to even"

# What stands in a file, what is planted there, and the mutant that is the same change.
PLANTED = [
    (
        "rules.py",
        "person.score >= p.least_score",
        "person.score > p.least_score",
        "score ≥ Least score” becomes >",
    ),
    (
        "rules.py",
        "(person.passes, person.wage * p.rate), otherwise",
        "(True, person.wage * p.rate), otherwise",
        "whatever its condition",
    ),
    ("rules.py", "(person.passes, person.wage", "(False, person.wage", "never takes its case 1"),
    ("rules.py", "paid=least(", "paid=greatest(", "becomes greatest"),
    ("rules.py", "(person.equals > 1, 0)", "(person.equals >= 1, 0)", "equals > 1” becomes >="),
    ("rules.py", "paid=least(person.share, p.most)", "paid=least(person.share)", "without its member 2"),
    ("rules.py", "to_fen(", "rounded(", None),
    ("parameters.toml", "points = 60", "points = 60.6", "least_score: 60 -> 60.6"),
    ("parameters.toml", "points = 60", "points = 59.4", "least_score: 60 -> 59.4"),
    ("parameters.toml", "money = 500", "money = 505", "most: 500 -> 505"),
    ("parameters.toml", 'ratio = "1/3"', 'ratio = "103/300"', "rate: 1/3 -> 103/300"),
    ("parameters.toml", 'choice = "paid"', 'choice = "unpaid"', "tied: paid -> unpaid"),
]


@pytest.fixture
def small(tmp_path):
    return small_policy.write(tmp_path / "small")


def tried(folder, **sample):
    policy = load_policy(folder)
    return mutated(policy, watching(policy, load_cases(folder / "cases"), concluded), sample=Sample(**sample))


@pytest.mark.parametrize("cases", ["THOROUGH", "POOR"])
def test_a_mutant_is_noticed_where_a_policy_that_is_written_so_fails(tmp_path, cases):
    text = getattr(small_policy, cases)
    folder = small_policy.write(tmp_path / "small", cases_some_csv=text)
    noticed = tried(folder)
    unnoticed = {one.key for one in noticed.unnoticed}
    every = [one.key for one in mutants_of(compiled(load_policy(folder))).made]
    for number, (file, old, new, said) in enumerate(PLANTED):
        if said is None:
            continue
        own = small_policy.FILES[file]
        assert own.count(old) >= 1, old
        changed = small_policy.write(
            tmp_path / f"planted{number}",
            cases_some_csv=text,
            **{file.replace(".", "_"): own.replace(old, new, 1)},
        )
        fails = not all(one.passed for one in run_cases(load_policy(changed), changed / "cases", compute))
        keys = [key for key in every if said in key]
        assert keys, (said, every)
        assert (keys[0] not in unnoticed) == fails, (old, new, keys)


def test_what_no_case_can_notice_is_listed(small):
    noticed = tried(small)
    assert [one.key for one in noticed.unnoticed] == [TIE]  # a third of whole fen is never half a fen
    assert noticed.whole
    assert noticed.tried == len(mutants_of(compiled(load_policy(small))).made)
    assert sum(noticed.by.values()) == noticed.tried - 1


def test_poor_cases_notice_little(tmp_path):
    folder = small_policy.write(tmp_path / "small", cases_some_csv=small_policy.POOR)
    keys = [one.key for one in tried(folder).unnoticed]
    assert "least_score: 60 -> 60.6" in keys
    assert "most: 500 -> 505" in keys


def slowly(case, policy, ready, watch, mutant):
    """Whether a case notices a mutant, all of it computed anew."""
    own = mutant.compiled(ready)
    try:
        if mutant.varied is not None:
            own = compiled(with_sets(mutant.varied.applied(policy), case))
        run = finish(begun(own, watch.replay.intake.tables))
        return not judged(case, concluded(run, watch.replay.intake, whole=False).result).passed
    except BROKEN:
        return True


@pytest.mark.parametrize(
    ("scheme", "seed"), [("district_points", 1), ("city_reward_fund", 2), ("federation_differential", 3)]
)
def test_shortcuts_say_what_computing_it_all_again_says(scheme, seed):
    print("seed", seed)  # noqa: T201 - of a test that fails
    policy = load_policy(find_policy(scheme))
    chance = random.Random(seed)
    cases = chance.sample(load_cases(policy.folder / "cases"), 3)
    watches = watching(policy, cases, concluded)
    mutants = mutants_of(compiled(policy)).made
    for watch in watches:
        ready = watch.replay.ready
        for mutant in chance.sample(mutants, 15):
            assert watch.notices(mutant) == slowly(watch.case, policy, ready, watch, mutant), (
                watch.name,
                mutant.key,
            )


def test_names_of_mutants_are_one_each_and_the_same_in_every_run(small):
    first, second = ([one.key for one in mutants_of(compiled(load_policy(small))).made] for _ in range(2))
    assert first == second
    assert len(set(first)) == len(first)


def test_a_sample_is_the_same_for_a_seed(small):
    def keys(seed):
        return [one.key for one in Sample(5, seed).of(mutants_of(compiled(load_policy(small))).made)]

    assert keys(1) == keys(1)
    assert keys(1) != keys(2)
    assert len(keys(1)) == 5


def test_one_rule_alone(small):
    assert tried(small, subjects=frozenset({"rate"})).tried == 2


# ---- the list of what is left unnoticed ----------------------------------------------------------


LIST = '[[unnoticed]]\nwhy = "三分之一不会恰为半分 | a third is never half a fen"\nmutants = ["person.bonus: *half to even"]\n'


def test_what_is_listed_with_a_reason_is_let_pass(small):
    (small / "cases" / "unnoticed.toml").write_text(LIST, encoding="utf-8")
    found = settled(tried(small), read_accepted(small / "cases"))
    assert found.open == ()
    assert [count for _, count in found.listed] == [1]
    assert found.stale == ()


def test_what_is_listed_and_noticed_is_told(small):
    (small / "cases" / "unnoticed.toml").write_text(
        LIST.replace('"]', '", "most: 500 -> 505", "gone: *"]'), encoding="utf-8"
    )
    found = settled(tried(small), read_accepted(small / "cases"))
    assert found.stale == ("most: 500 -> 505", "gone: *")
    sample = settled(tried(small, size=3), read_accepted(small / "cases"))
    assert sample.stale == ()


@pytest.mark.parametrize(
    "text",
    [
        "[[unnoticed]]\nwhy = 1\nmutants = []\n",
        '[[unnoticed]]\nwhy = "x"\nmutants = []\n',
        '[[unnoticed]]\nwhy = "x"\n',
        '[[noticed]]\nwhy = "x"\nmutants = ["y"]\n',
        '[[unnoticed]]\nwhy = " | x"\nmutants = ["y"]\n',
        "unnoticed = 3\n",
    ],
)
def test_a_list_that_makes_no_sense_is_refused(small, text):
    (small / "cases" / "unnoticed.toml").write_text(text, encoding="utf-8")
    with pytest.raises(LanguageError, match=r"unnoticed\.toml"):
        read_accepted(small / "cases")


# ---- the command ---------------------------------------------------------------------------------


def run(capsys, *arguments):
    code = code_of([str(one) for one in arguments])
    return code, capsys.readouterr()


def test_the_command_fails_for_what_is_not_listed_and_says_it_in_words(small, capsys):
    code, shown = run(capsys, "test", small, "--mutate", "--lang", "en")
    assert code == 4
    assert TIE in shown.err
    assert "1 unnoticed;" in shown.err
    (small / "cases" / "unnoticed.toml").write_text(LIST, encoding="utf-8")
    code, shown = run(capsys, "test", small, "--mutate", "--json", "--lang", "en")
    record = json.loads(shown.out)["mutants"]
    assert code == 0
    assert record["unnoticed"] == []
    assert record["listed"] == [{"why": "a third is never half a fen", "mutants": 1}]
    assert record["noticed"] + 1 == record["tried"]


def test_nothing_is_mutated_while_a_case_fails(tmp_path, capsys):
    wrong = small_policy.POOR.replace("bonus=300", "bonus=301").replace("900/3", "903/3")
    folder = small_policy.write(tmp_path / "small", cases_some_csv=wrong)
    code, shown = run(capsys, "test", folder, "--mutate", "--lang", "en")
    assert code == 4
    assert "nothing was mutated" in shown.err


@pytest.mark.parametrize(
    "more", [("--sample", "3"), ("--only", "rate"), ("--approve", "--mutate"), ("--approve", "--json")]
)
def test_options_that_do_not_go_together_are_told(small, capsys, more):
    assert run(capsys, "test", small, *more)[0] == 2


# ---- the shipped schemes -------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["district_points"])
def test_a_sample_of_a_small_scheme_is_noticed_or_listed(scheme):
    seed = 20
    print("seed", seed)  # noqa: T201 - of a test that fails
    policy = load_policy(find_policy(scheme))
    watches = watching(policy, load_cases(policy.folder / "cases"), concluded)
    noticed = mutated(policy, watches, sample=Sample(30, seed))
    found = settled(noticed, read_accepted(policy.folder / "cases"))
    assert [one.key for one in found.open] == []


SCHEMES = sorted(path.parent.name for path in (ROOT / "policies").glob("*/policy.toml"))


@pytest.mark.parametrize("scheme", SCHEMES)
def test_each_scheme_says_what_it_leaves_and_each_name_is_a_mutant_s(scheme):
    policy = load_policy(find_policy(scheme))
    keys = [one.key for one in mutants_of(compiled(policy)).made]
    for group in read_accepted(policy.folder / "cases"):
        assert group.why.en != group.why.zh
        for name in group.names:
            assert any(group.takes(name, key) for key in keys), name
