"""`payout explain`: folded unless all is asked for, as a page for the payee, and read back from its printed numbers."""

import json
from dataclasses import replace

import pytest

from payout.evidence.explain import Explainer


@pytest.fixture
def out(county, tmp_path, pay):
    assert pay(county.csv(tmp_path / "in")).code == 0
    return tmp_path / "out"


def test_what_changed_nothing_is_folded_unless_all_is_asked_for(out, tell):
    short, whole = tell("explain", out, "P1"), tell("explain", out, "P1", "--all")
    assert "--all 列出" in short.out
    assert "✗" not in short.out
    assert "✗" in whole.out
    assert len(short.out.splitlines()) < len(whole.out.splitlines()) / 2


def test_json_has_the_whole_tree_with_the_values_of_each_formula(out, tell):
    (top,) = json.loads(tell("explain", out, "P1", "--json").out)
    assert {"column", "label", "subject", "value", "clause", "words", "numbers", "rests_on"} <= set(top)
    below = top["rests_on"][0]
    assert top["terms"][0]["of"] == 0
    assert below["value"] == top["terms"][0]["text"]
    assert below["not_taken"]


def test_the_slip_is_one_page_with_the_payees_own_name(out, tell):
    for lang in ("zh", "en"):
        told = tell("explain", out, "P1", "--slip", "--lang", lang)
        assert told.code == 0, told.err
        assert len(told.out.splitlines()) <= 45
    made = json.loads(tell("explain", out, "P1", "--slip", "--json").out)
    assert dict(made["who"])["人员编号"] == "P1"
    assert made["results"][0][0] == "应发合计"


def test_a_batch_is_read_back(out, tell):
    told = tell("explain", out, "--verify", "--lang", "en")
    assert told.code == 0, told.out
    assert "all agree, to the fen" in told.out
    made = json.loads(tell("explain", out, "--verify", "--json").out)
    assert made["differences"] == []
    assert made["steps"] > 100
    assert made["rows"]["person"] > 1
    one = json.loads(tell("explain", out, "P1", "--verify", "--json").out)
    assert one["rows"] == {"person": 1}


def test_a_trace_that_differs_ends_with_5(out, tell, monkeypatch):
    explain = Explainer.explain

    def wrong(self, *row):
        (top, *rest) = explain(self, *row)
        return (replace(top, value="9999.99", exact=""), *rest)

    monkeypatch.setattr(Explainer, "explain", wrong)
    told = tell("explain", out, "P1", "--verify")
    assert told.code == 5
    assert "9999.99" in told.out
    assert "1 处不符" in told.out
    assert (
        json.loads(tell("explain", out, "P1", "--verify", "--json").out)["differences"][0]["column"]
        == "payable"
    )


@pytest.mark.parametrize(
    "more", [(), ("--slip",), ("--all",), ("--verify", "--column", "payable"), ("P1", "--unit", "U1")]
)
def test_a_row_must_be_named_but_to_read_back_all(out, tell, more):
    told = tell("explain", out, *more)
    assert told.code == 2
    assert "请写编号或名称" in told.err
