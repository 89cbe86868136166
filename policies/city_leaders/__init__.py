"""The city's leading teams and leaders, graded by forced distribution."""
