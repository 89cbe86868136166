"""What a policy's author did that the language does not allow."""

from __future__ import annotations


class LanguageError(Exception):
    """A policy says something that the language does not allow. The message names the fix; `zh`: in Chinese, where officers meet it."""

    def __init__(self, message: str, zh: str = "") -> None:
        super().__init__(message)
        self.zh = zh


def told(error: Exception, *, names_of_type: bool = True) -> str:
    """What Python says of an error in a policy's own lines."""
    said = str(error.msg if isinstance(error, SyntaxError) else error)
    return f"{type(error).__name__}: {said}" if names_of_type else said
