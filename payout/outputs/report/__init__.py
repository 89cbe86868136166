"""report.html of a run: one file to read, to search and to print, that asks for nothing and in which nothing of the input acts."""

from payout.outputs.report.page import REPORT, write_report

__all__ = ["REPORT", "write_report"]
