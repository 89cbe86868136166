"""The prefecture's leading teams and leaders: scores from an indicator tree, graded by class."""
