"""A district's bonus by points value: units' totals times what a point is worth."""
