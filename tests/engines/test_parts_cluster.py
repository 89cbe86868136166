"""A Dask cluster of real processes: the same bytes, also with a worker killed on the way; what is not fit is refused by name."""

from __future__ import annotations

import os
import pickle
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import dask
import distributed
import pytest

from payout.cli.main import code_of
from payout.engines.cluster import client as clients
from payout.engines.cluster import faults
from payout.engines.cluster.client import Cluster, opened
from payout.engines.cluster.terms import Remote, Terms
from payout.engines.parts import driver
from payout.engines.parts.driver import finish_in_parts
from payout.engines.parts.fault import PartsFault
from payout.engines.parts.here import Here
from payout.engines.parts.step import stepped
from payout.engines.reference.engine import begun, computed
from payout.engines.reference.run import FILTER_FROM
from payout.rules.compiled.compiled import compiled
from payout.rules.policy.loading import load_policy
from tests.engines.deadly import deadly
from tests.engines.test_parts import assert_alike, policy_named, tables_of

ROOT = Path(__file__).parents[2]
APART = {"provenance.json"}  # when it was made
NOBODY = "tcp://127.0.0.1:9"  # the port that drops what it is sent


@pytest.fixture(scope="module")
def address():
    """A scheduler and two workers, each a process that is started anew where it ends."""
    yield from _addresses()


@pytest.fixture
def doomed():
    """A cluster for one test: a worker that ends while it starts is not started again."""
    yield from _addresses()


def _addresses():
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 1}),
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=":0", silence_logs=50
        ) as cluster,
    ):
        yield cluster.scheduler_address


@pytest.fixture(autouse=True)
def _never_whole(monkeypatch):
    def refused(_run):
        raise AssertionError("the whole was computed")

    monkeypatch.setattr(driver, "finish", refused)


@pytest.fixture
def tell(capsys):
    def told(*arguments):
        code = code_of([str(one) for one in arguments])
        out = capsys.readouterr()
        return SimpleNamespace(code=code, out=out.out, err=out.err)

    return told


def terms_of(scheme):
    return Terms.of(policy_named(scheme), ROOT / "policies" / scheme)


# ---- the same bytes --------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["county_target_bonus", "mining_five_in_one", "city_leaders"])
def test_a_cluster_writes_the_same_bytes(scheme, address, tell, tmp_path):
    source = ROOT / "fixtures" / scheme / "csv"
    for name, engine in (("one", "local"), ("many", f"dask={address}")):
        done = tell("run", source, "-p", scheme, "-o", tmp_path / name, "--engine", engine, "--lang", "en")
        assert done.code == 0, done.err
    assert "parts" in done.err
    names = sorted(
        path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*") if path.is_file()
    )
    for name in names:
        if name.name not in APART:
            assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "many" / name).read_bytes(), name


def test_other_values_are_in_force_on_workers_too(address):
    policy = policy_named("county_target_bonus").changed(sets=("county_average=6500",))
    tables = tables_of("county_target_bonus")
    with opened(address, Terms.of(policy, ROOT / "policies" / "county_target_bonus")) as cluster:
        found = finish_in_parts(begun(compiled(policy), tables, "fast"), cluster)
    assert_alike(found, computed(compiled(policy), tables))


class Travelling(Here):
    """Parts that go to a worker and come back before they are computed, and so does what they give."""

    def step(self, parts):
        remote = Remote(terms_of(self.plan.compiled.policy.card.id), self.plan.layout)
        for part in parts:
            packed = clients.worked(pickle.loads(pickle.dumps(remote)), clients.Packed.of(part))  # noqa: S301 - our own
            yield part.number, packed.opened()


@pytest.mark.parametrize("scheme", ["county_target_bonus", "city_leaders"])
def test_all_that_a_round_needs_is_in_what_is_sent(scheme, monkeypatch):
    monkeypatch.setitem(FILTER_FROM, "fast", 1)
    ready, tables = compiled(policy_named(scheme)), tables_of(scheme)
    found = finish_in_parts(begun(ready, tables, "fast"), Travelling(3))
    assert_alike(found, computed(ready, tables))


def test_no_more_is_on_its_way_than_workers_can_begin_with(address):
    ready, tables = compiled(policy_named("county_target_bonus")), tables_of("county_target_bonus")
    made, taken, most = [], [], []

    class Counting(Cluster):
        def parts_of(self, rows):
            del rows
            return 12

        def step(self, parts):
            for number, outcome in super().step(self.counted(parts)):
                taken.append(number)
                yield number, outcome

        def counted(self, parts):
            for part in parts:
                made.append(part.number)
                most.append(len(made) - len(taken))
                yield part

    with opened(address, terms_of("county_target_bonus")) as cluster:
        found = finish_in_parts(begun(ready, tables, "fast"), Counting(cluster.client, cluster.terms))
    assert_alike(found, computed(ready, tables))
    assert len(taken) == len(made) > 12
    assert max(most) <= clients.AHEAD * 2 + 1  # two workers of a thread


# ---- workers that are lost -------------------------------------------------------------------------------


class Killing(Cluster):
    """A cluster that loses a worker in the middle of a round, with the parts that it was given, and all in the middle of the next."""

    turn = killed = 0

    def step(self, parts):
        for done, (number, outcome) in enumerate(super().step(parts)):
            if done == 1 and Killing.turn < 2:
                pids = sorted(self.client.run(os.getpid).values())
                for pid in pids[: 2 if Killing.turn else 1]:
                    os.kill(pid, signal.SIGKILL)
                    Killing.killed += 1
            yield number, outcome
        Killing.turn += 1


def test_killed_workers_change_nothing(address, monkeypatch):
    monkeypatch.setattr(clients, "Cluster", Killing)
    monkeypatch.setattr(clients, "LOOK_SECONDS", 0.2)
    ready, tables = compiled(policy_named("county_target_bonus")), tables_of("county_target_bonus")
    said = []
    with opened(address, terms_of("county_target_bonus"), lambda text: said.append(text.en)) as cluster:
        found = finish_in_parts(begun(ready, tables, "fast"), cluster)
    assert Killing.killed >= 2
    assert_alike(found, computed(ready, tables))


def test_a_part_that_ends_every_worker_is_named(doomed, tell, tmp_path, monkeypatch):
    monkeypatch.setattr(clients, "worked", deadly)
    source = ROOT / "fixtures" / "county_target_bonus" / "csv"
    out, engine = tmp_path / "out", f"dask={doomed}"
    done = tell("run", source, "-p", "county_target_bonus", "-o", out, "--engine", engine)
    assert done.code == 6, done.err
    assert "分片(单位 U0" in done.err
    assert "未写出任何文件" in done.err
    assert not (tmp_path / "out").exists()


def test_a_part_that_is_lost_with_the_last_worker_is_not_waited_for_without_end(monkeypatch):
    """The part is computed, and the worker that holds it ends before it is fetched: no other comes."""
    ready, tables = compiled(policy_named("city_leaders")), tables_of("city_leaders")
    with distributed.LocalCluster(n_workers=0, dashboard_address=":0", silence_logs=50) as cluster:
        alone = [sys.executable, "-m", "distributed.cli.dask_worker", cluster.scheduler_address, "--no-nanny"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        with subprocess.Popen([*alone, "--no-dashboard"], cwd=ROOT, **quiet) as worker:

            class Ending(Cluster):
                def _got(self, future, number):
                    monkeypatch.setattr(faults, "PATIENCE_SECONDS", 2)
                    worker.kill()
                    worker.wait()
                    return super()._got(future, number)

            monkeypatch.setattr(clients, "Cluster", Ending)
            with (
                pytest.raises(PartsFault, match="no worker"),
                opened(cluster.scheduler_address, terms_of("city_leaders")) as pool,
            ):
                finish_in_parts(begun(ready, tables, "fast"), pool)


def test_a_scheduler_that_is_lost_is_told(monkeypatch):
    ready, tables = compiled(policy_named("city_leaders")), tables_of("city_leaders")
    cluster = distributed.LocalCluster(n_workers=1, dashboard_address=":0", silence_logs=50)

    class Ending(Cluster):
        def step(self, parts):
            for number, outcome in super().step(parts):
                yield number, outcome
                cluster.close()

    monkeypatch.setattr(clients, "Cluster", Ending)
    with (
        pytest.raises(PartsFault, match="scheduler is lost"),
        opened(cluster.scheduler_address, terms_of("city_leaders")) as pool,
    ):
        finish_in_parts(begun(ready, tables, "fast"), pool)


def test_what_a_log_may_show_holds_nothing_of_the_data():
    ready, tables = compiled(policy_named("city_leaders")), tables_of("city_leaders")
    seen = []

    class Seeing(Here):
        def step(self, parts):
            for part in parts:
                outcome = stepped(self.plan, part)
                seen.extend(repr(one) for one in (part, clients.Packed.of(part), outcome))
                yield part.number, outcome

    finish_in_parts(begun(ready, tables, "fast"), Seeing(3))
    assert seen[0] == "part 0"
    assert not any(word in text for text in seen for word in ("L0", "leader"))


def test_nothing_of_dask_is_imported_where_nobody_asks():
    code = "import sys, payout, payout.batch, payout.cli.run; sys.exit('dask' in sys.modules or 'distributed' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


# ---- what is not fit -------------------------------------------------------------------------------------


def test_workers_with_another_program_are_refused_by_name(address):
    terms = terms_of("county_target_bonus")
    own = dict(terms.programs)
    strange = Terms(**vars(terms) | {"programs": tuple((own | {"pyarrow": "0.0"}).items())})
    with pytest.raises(PartsFault) as fault, opened(address, strange):
        pass
    assert f"pyarrow is {own['pyarrow']}, not 0.0" in fault.value.problem.en
    assert fault.value.problem.zh.count("tcp://127.0.0.1:") == 2  # both workers


def test_every_program_that_a_result_rests_on_is_compared():
    terms = terms_of("county_target_bonus")
    own = dict(terms.programs)
    assert terms.differences() == ()
    for program in ("payout", "python", "numpy", "pandas", "pyarrow", "distributed"):
        strange = Terms(**vars(terms) | {"programs": tuple((own | {program: "0.0"}).items())})
        assert [one.what for one in strange.differences()] == [program]


def test_workers_with_other_code_of_the_same_version_are_told_apart(tmp_path):
    shutil.copytree(ROOT / "payout", tmp_path / "payout", ignore=shutil.ignore_patterns("__pycache__"))
    same = "from payout.engines.cluster.terms import programs; print(dict(programs())['payout'])"

    def said():
        call = [sys.executable, "-c", same]
        return subprocess.run(call, cwd=tmp_path, check=True, capture_output=True, text=True).stdout.strip()

    own = dict(terms_of("city_leaders").programs)["payout"]
    assert said() == own
    with (tmp_path / "payout" / "version.py").open("a", encoding="utf-8") as file:
        file.write("# another\n")
    assert said() != own
    assert said().split()[0] == own.split()[0]


def test_workers_with_another_policy_are_refused_before_anything_is_sent(address, tmp_path):
    place = tmp_path / "county_target_bonus"
    shutil.copytree(ROOT / "policies" / "county_target_bonus", place)
    terms = Terms.of(load_policy(place), place)
    with (place / "rules.py").open("a", encoding="utf-8") as file:
        file.write("# another\n")
    with (
        pytest.raises(PartsFault, match=f"county_target_bonus is .*, not {terms.digest[:12]}"),
        opened(address, terms),
    ):
        pass


def test_a_worker_that_joins_later_is_checked_by_its_first_part(address, monkeypatch):
    monkeypatch.setattr(clients, "expect_fit", lambda *_: None)
    terms = terms_of("county_target_bonus")
    strange = Terms(**vars(terms) | {"programs": (*terms.programs[1:], ("payout", "0.0"))})
    ready, tables = compiled(policy_named("county_target_bonus")), tables_of("county_target_bonus")
    with opened(address, strange) as cluster, pytest.raises(PartsFault, match=r"payout is .*, not 0\.0"):
        finish_in_parts(begun(ready, tables, "fast"), cluster)


@pytest.mark.parametrize(("lang", "words"), [("en", "No scheduler can be reached"), ("zh", "连不上调度器")])
def test_a_scheduler_that_is_not_there(lang, words, tell, tmp_path, monkeypatch):
    monkeypatch.setattr(faults, "CONNECT_SECONDS", 0.5)
    source = ROOT / "fixtures" / "county_target_bonus" / "csv"
    for engine in (f"dask={NOBODY}", "dask=nowhere"):
        done = tell(
            "run",
            source,
            "-p",
            "county_target_bonus",
            "-o",
            tmp_path / "out",
            "--engine",
            engine,
            "--lang",
            lang,
        )
        assert done.code == 6
        assert words in done.err
        assert not (tmp_path / "out").exists()


def test_a_scheduler_without_workers(monkeypatch):
    monkeypatch.setattr(faults, "PATIENCE_SECONDS", 0.2)
    with (
        distributed.LocalCluster(n_workers=0, dashboard_address=":0", silence_logs=50) as cluster,
        pytest.raises(PartsFault, match="no worker"),
        opened(cluster.scheduler_address, terms_of("city_leaders")),
    ):
        pass


@pytest.mark.parametrize("engine", ["slow", "dask=", "fast=tcp://127.0.0.1:9", ""])
def test_an_engine_that_there_is_not(engine, tell, tmp_path):
    done = tell(
        "run", ROOT, "-p", "county_target_bonus", "-o", tmp_path / "out", "--engine", engine, "--lang", "en"
    )
    assert done.code == 2
    assert "write fast, reference, local, dask or dask=ADDRESS" in done.err


def test_without_dask_it_is_said_how_to_have_it(tell, tmp_path, monkeypatch):
    monkeypatch.setattr("payout.cli.engines.find_spec", lambda _: None)
    done = tell(
        "run", ROOT, "-p", "county_target_bonus", "-o", tmp_path / "out", "--engine", "dask", "--lang", "en"
    )
    assert done.code == 2
    assert "pip install 'payout[dask]'" in done.err
