"""Records as many as rows, of which few are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar, overload

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

T = TypeVar("T")
U = TypeVar("U")
AT_ONCE = 4096  # records that stand at one time while all are gone through


@dataclass(frozen=True, eq=False)
class Made(Sequence[T], Generic[T]):
    """`size` records that stand in columns: `make` gives those at some positions, when they are read."""

    size: int
    make: Callable[[NDArray[np.int64]], list[T]]

    def __len__(self) -> int:
        """How many there are."""
        return self.size

    @overload
    def __getitem__(self, at: int) -> T: ...

    @overload
    def __getitem__(self, at: slice) -> list[T]: ...

    def __getitem__(self, at: int | slice) -> T | list[T]:
        """One, or some of them."""
        if isinstance(at, slice):
            return self.make(np.arange(self.size)[at])
        return self.make(np.array([range(self.size)[at]]))[0]

    def __iter__(self) -> Iterator[T]:
        """All, some at a time."""
        for start in range(0, self.size, AT_ONCE):
            yield from self[start : start + AT_ONCE]

    def at(self, positions: NDArray[np.int64]) -> Made[T]:
        """Those at some positions, in that order."""
        return Made(len(positions), lambda some: self.make(positions[some]))

    def beginning_with(self, positions: NDArray[np.int64]) -> Made[T]:
        """All, those at some positions before the others."""
        others = np.setdiff1d(np.arange(self.size), positions, assume_unique=True)
        return self.at(np.append(positions, others))

    def each(self, write: Callable[[T], U]) -> Made[U]:
        """What is made of each."""
        return Made(self.size, lambda some: [write(one) for one in self.make(some)])
