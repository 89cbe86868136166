"""Exit codes, and which failure ends with which."""

from __future__ import annotations

from payout.interrupts import Terminated
from payout.text import Text

OK, INTERNAL, USAGE, INPUT, POLICY, CONTROL, DISK, INTEGRITY = 0, 1, 2, 3, 4, 5, 6, 7
INTERRUPTED, PIPE_CLOSED, TERMINATED = 130, 141, 143
UNWRITTEN = Text("未写出任何文件。", "Nothing was written.")


def known_failure(error: Exception) -> tuple[int, Text] | None:  # noqa: C901, PLR0911, PLR0912 - one a kind of failure
    """The exit code and message of a failure that users can mend; None for a fault of the program."""
    if isinstance(
        error, (MemoryError, OSError)
    ):  # first: where these are, what is not imported yet may not be either
        return DISK, _unwritten(_of_system(error))
    from xlsxwriter.exceptions import FileCreateError

    from payout.archive import (
        ApprovalRefused,
        ArchiveRefused,
        ArchiveUnreachable,
        KeyFault,
        LibraryMissing,
        PublishedNonetheless,
        RunChanged,
    )
    from payout.cases import CaseFaultError
    from payout.engines.parts.fault import PartsFault
    from payout.engines.reference.engine import RuleFault
    from payout.intake import SourceChanged
    from payout.intake.mapping.fault import MappingFault
    from payout.office.errors import NotPossible
    from payout.outputs import CellTooLong, OutputError
    from payout.rules.compiled.compiled import PolicyFault
    from payout.rules.tree import LanguageError

    match error:
        case PolicyFault(findings=findings):
            zh, en = ("\n".join(one.line(lang) for one in findings) for lang in ("zh", "en"))
            return POLICY, _unwritten(Text(f"办法有误,不能计算:\n{zh}", f"The policy cannot be run:\n{en}"))
        case CaseFaultError(findings=findings):
            zh, en = ("\n".join(one.line(lang) for one in findings) for lang in ("zh", "en"))
            return POLICY, Text(f"案例写法有误:\n{zh}", f"The cases cannot be read:\n{en}")
        case RuleFault():
            return POLICY, _unwritten(
                Text(
                    f"办法的规则遇到这些数据算不下去:{error}",
                    f"A rule of the policy breaks on this data: {error}",
                )
            )
        case MappingFault() as error:
            return POLICY, _unwritten(Text(f"对照文件有误:{error.zh or error}", f"mapping: {error}"))
        case LanguageError() as error:
            return POLICY, _unwritten(Text(f"办法或参数有误:{error.zh or error}", f"policy: {error}"))
        case CellTooLong(problem=problem, fix=fix):
            return INPUT, _unwritten(Text(f"{problem.zh}\n{fix.zh}", f"{problem.en}\n{fix.en}"))
        case OutputError(problem=problem, fix=fix):
            return USAGE, _unwritten(Text(f"{problem.zh}\n{fix.zh}", f"{problem.en}\n{fix.en}"))
        case PartsFault(problem=problem):
            return DISK, _unwritten(problem)
        case SourceChanged(problem=problem):
            return INPUT, problem
        case RunChanged(problem=problem):
            return INTEGRITY, problem
        case ApprovalRefused(problem=problem):
            return CONTROL, _unwritten(problem)
        case KeyFault() | LibraryMissing() | ArchiveRefused() | NotPossible():
            return USAGE, _unwritten(error.problem)
        case ArchiveUnreachable(problem=problem):
            return DISK, _unwritten(problem)
        case PublishedNonetheless(out=out, cause=KeyboardInterrupt() as cause):
            return interrupted_by(cause), Text(
                f"已中断,但结果已发布到 {out}。", f"Interrupted, but {out} is published."
            )
        case PublishedNonetheless(out=out, cause=cause) if isinstance(cause, Exception):
            why = _of_system(cause)
            return DISK, Text(
                f"结果已发布到 {out}。其后出错:{why.zh}", f"{out} is published. After that: {why.en}"
            )
        case FileCreateError():
            return DISK, _unwritten(_of_system(error))
        case _:
            return None


def interrupted_by(cause: BaseException) -> int:
    """The exit code of an interrupt: that of SIGTERM where it is one."""
    return TERMINATED if isinstance(cause, Terminated) else INTERRUPTED


def _of_system(error: Exception) -> Text:
    """Say what the system refused, in its own words, and for which file."""
    inner = error.args[0] if error.args and isinstance(error.args[0], OSError) else error
    if isinstance(inner, MemoryError):
        return Text("内存不足。", "Out of memory.")
    words, name = getattr(inner, "strerror", None) or str(inner), getattr(inner, "filename", None) or ""
    return Text(f"系统拒绝读写:{name} {words}。", f"The system refused: {name} {words}.")


def _unwritten(text: Text) -> Text:
    return Text(f"{text.zh}\n{UNWRITTEN.zh}", f"{text.en}\n{UNWRITTEN.en}")
