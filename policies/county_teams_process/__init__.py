"""Process appraisal of county leading teams: two pre-appraisals, the year-end result, feedback and change over the years."""
