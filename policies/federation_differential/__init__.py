"""Differential appraisal of a women's federation's office: scores, ranks, excellent places and two prizes."""
