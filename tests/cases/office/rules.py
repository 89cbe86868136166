"""What the office pays."""

from payout.rules import *

policy = Policy.load(__file__)
clause, p = policy.clause, policy.p
city, person, duty = policy.symbols("city", "person", "duty")

with clause("1", "人人一份,请假另计 | A share for each head; leave is added up"):
    city.share = yuan("人均 | A head's share of the budget", city.budget / city.heads * p.shares)
    person.leave_total = days("请假天数合计 | All days of leave", total(duty.leave_days))
