"""A construction project's goals: taken apart level by level, watched month by month, answered for by letters."""
