"""A district's Z = N + S + X appraisal: classes, winners, the last, statistics."""
