"""Exit codes, and which failure ends with which."""

from __future__ import annotations

OK, INTERNAL, USAGE, INPUT, POLICY, CONTROL, DISK, INTEGRITY, INTERRUPTED = 0, 1, 2, 3, 4, 5, 6, 7, 130


def known_failure(error: Exception) -> tuple[int, str] | None:
    """Give the exit code and the message of a failure that users can mend; None for a fault of the program."""
    from payout.batch import RunChanged  # noqa: PLC0415 - imported only when something failed
    from payout.outputs import OutputError  # noqa: PLC0415
    from payout.rules.build import PolicyFault  # noqa: PLC0415
    from payout.rules.evaluate import RuleFault  # noqa: PLC0415
    from payout.rules.expressions import LanguageError  # noqa: PLC0415

    match error:
        case PolicyFault(findings=findings):
            return POLICY, "\n".join(finding.line("en") for finding in findings)
        case LanguageError() | RuleFault():
            return POLICY, f"policy: {error}"
        case OutputError(problem=problem, fix=fix):
            return USAGE, f"{problem.zh}\n{problem.en}\n{fix.zh} / {fix.en}"
        case RunChanged():
            return INTEGRITY, str(error)
        case OSError():
            return DISK, f"{error.strerror or error}: {error.filename or ''} (nothing was written / 未写出任何文件)"
        case _:
            return None
