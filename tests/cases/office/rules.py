"""What the office pays."""

from payout.rules import Policy, total

policy = Policy.load(__file__)
city, person = policy.level("city"), policy.level("person")


@city.rule(clause="1", zh="人均", measure="yuan")
def share(budget, heads, shares):
    """A head's share of the budget."""
    return budget / heads * shares


@person.rule(clause="1", zh="请假天数合计", measure="days")
def leave_total(duties):
    """All days of leave."""
    return total(duties.leave_days)
