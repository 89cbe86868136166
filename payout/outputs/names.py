"""What files that are written beside the tables are called."""

FORMULAS, REPORT = "formulas.xlsx", "report.html"
CORRECTION = "correction"  # .csv, .parquet, .xlsx
