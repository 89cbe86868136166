"""Worked cases: tables that people can read, run through the engine. What `payout test POLICY` does.

A policy's `cases/` folder holds `base/`, a tiny batch as CSV files with English headers, and tables of cases
beside it, with the columns `case, clause, given, expect, working, why`.

`given` is a list of changes to the base, separated by semicolons:

    people P1: grade=unfit, score=90     set cells of the row that is named P1
    duties P3/D1-01: leave_days=10       the same where several columns name a row (`Table.unique`)
    city: budget=200000                  the same of the one row of a table that is `single`
    +spells: person_id=P1, unit_id=U1    add a row; cells that are left out are blank
    +units: unit_id=D{04..12}            add a row for each number, written with as many digits
    -people P4                           remove that row
    set month_rule=by_day                put another value of a parameter in force

A row has the name that findings and explanations give it: its key, or the columns of `Table.unique` joined by
"/". Where a table has neither, and where no row has that name, the first column of its CSV counts. A declared
table without a CSV in the base is empty.

`expect` is a list of what must come out, separated by semicolons:

    person P1 target_bonus=388.89, months_served=1
    batch pool=5000                      a level of one row needs no name
    finding without-score unit U1        a finding by its code, here of one subject
    no finding quota-exceeded            that a finding does not appear
    open best_place_tie unit:U3          a point that people must decide
    no findings                          neither errors nor warnings

Errors and open points that a case does not name make it fail. A number of a column that is rounded must be
equal; one of a column that is not rounded is compared at the decimals that are written, exactly if there are
none (7000, 22000/3). `working` is arithmetic that must come to the first number expected, once rounded as its
column is. A case whose changes do not fit the tables, or on which a rule breaks, fails; the others still run.
"""

from typing import TYPE_CHECKING

from payout.deferred import deferred

if TYPE_CHECKING:
    from payout.cases.case import Case, CaseFaultError, CaseResult
    from payout.cases.reading import examples_of, load_cases
    from payout.cases.running import run_case, run_cases
else:
    __getattr__ = deferred(__name__)

__all__ = ["Case", "CaseFaultError", "CaseResult", "examples_of", "load_cases", "run_case", "run_cases"]
