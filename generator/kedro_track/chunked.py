"""A sequence in chunks: loaded when looked at, and known by their digests without being loaded.

Standard library only, and no idea of what is in it. What has looked at one member keeps
meeting the same object as long as it holds it, however often its chunk is loaded anew.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from typing import Any, Generic, Protocol, TypeVar, overload
from weakref import WeakValueDictionary

T = TypeVar("T")

S = TypeVar("S")

_LOADED = 4


class Memory(Protocol):
    """Keeps what was worked out of chunks, such as from one build to the next."""

    def facts(self, key: str) -> Any | None:
        """What was kept under a key; None if there is nothing."""
        ...

    def put(self, key: str, facts: Any, content: Any) -> None:
        """Keep something."""
        ...


@dataclass(frozen=True, slots=True)
class Chunk(Generic[T]):
    """Some members.

    Attributes:
        load: Gives them; it may be called often.
        digest: Of all that they say; None if it is not known, then nothing is concluded from it.
    """

    count: int
    load: Callable[[], Sequence[T]]
    digest: str | None = None


class Chunked(Sequence[T]):
    """The members of all chunks, in their order; so many chunks at a time are in memory."""

    def __init__(self, chunks: Sequence[Chunk[T]], memory: Memory | None = None) -> None:
        self.chunks = tuple(chunks)
        self.memory = memory
        self.starts = [0, *accumulate(chunk.count for chunk in chunks)]
        self._loaded: OrderedDict[int, Sequence[T]] = OrderedDict()
        self._alive: WeakValueDictionary[int, T] = WeakValueDictionary()
        self._alone: dict[int, T] = {}
        self._together: tuple[Callable[[Sequence[T]], Any], ...] = ()
        self._told: dict[tuple[int, Callable[[Sequence[T]], Any]], Any] = {}

    def __len__(self) -> int:
        """How many there are in all chunks."""
        return self.starts[-1]

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[T, ...]: ...
    def __getitem__(self, at: int | slice) -> T | tuple[T, ...]:
        """One member, or some of them as a tuple."""
        places = range(len(self))[at]
        if isinstance(places, range):
            return tuple(self.at(places))
        return self._member(places)

    def __iter__(self) -> Iterator[T]:
        """All members, a chunk at a time."""
        for number in range(len(self.chunks)):
            yield from self.of_chunk(number)

    def __reversed__(self) -> Iterator[T]:
        """The last first."""
        for number in reversed(range(len(self.chunks))):
            yield from reversed(self.of_chunk(number))

    def __getstate__(self) -> object:
        """Nothing that is pickled may hold all of what comes in chunks.

        Raises:
            TypeError: Always.
        """
        raise TypeError("What comes in chunks can't be pickled; take the members that you need.")

    def of_chunk(self, number: int) -> Sequence[T]:
        """The members of one chunk."""
        found = self._loaded.get(number)
        if found is None:
            start = self.starts[number]
            loaded = self.chunks[number].load()
            found = [self._alive.setdefault(start + i, one) for i, one in enumerate(loaded)]
            self._loaded[number] = found
            if len(self._loaded) > _LOADED:
                self._loaded.popitem(last=False)
        self._loaded.move_to_end(number)
        return found

    def each(self, change: Callable[[T], T], digest: str | None) -> Chunked[T]:
        """All members changed one by one, when they are looked at.

        Args:
            digest: Of all that the change depends on beside the member.
        """

        def loaded(number: int) -> tuple[T, ...]:
            return tuple(map(change, self.of_chunk(number)))

        return Chunked(
            [
                Chunk(
                    chunk.count,
                    partial(loaded, number),
                    chunk.digest and digest and f"{chunk.digest}+{digest}",
                )
                for number, chunk in enumerate(self.chunks)
            ],
            self.memory,
        )

    def tell_together(self, *functions: Callable[[Sequence[T]], Any]) -> None:
        """Ask and remember all of these of a chunk that is loaded because one of them was."""
        self._together = functions

    def told(self, number: int, of: Callable[[Sequence[T]], S]) -> S:
        """What a function says of one chunk, as for `summaries`."""
        if (number, of) not in self._told:
            found = self._recalled(number, of)
            if found is None:
                self._tell(number, of)
            else:
                self._told[number, of] = found
        said: S = self._told[number, of]
        return said

    def _tell(self, number: int, of: Callable[[Sequence[T]], Any]) -> None:
        members, digest = self.of_chunk(number), self.chunks[number].digest
        self._told[number, of] = of(members)
        if self.memory is None or digest is None:
            return
        self.memory.put(_key(of, digest), self._told[number, of], None)
        for other in self._together:
            if other is not of and self._recalled(number, other) is None:
                self.memory.put(_key(other, digest), other(members), None)

    def _recalled(self, number: int, of: Callable[[Sequence[T]], Any]) -> Any | None:
        """What the function said in an earlier build, or in this one."""
        digest = self.chunks[number].digest
        if self.memory is None or digest is None:
            return self._told.get((number, of))
        return self.memory.facts(_key(of, digest))

    def number_at(self, place: int) -> int:
        """The number of the chunk that a member is in."""
        return bisect_right(self.starts, place) - 1

    def at(self, places: Iterable[int]) -> Iterator[T]:
        """The members at some places, of which many are in one chunk."""
        for place in places:
            number = self.number_at(place)
            yield self.of_chunk(number)[place - self.starts[number]]

    def _member(self, place: int) -> T:
        """One member, which is remembered by itself: its chunk need not be loaded again.

        But of the last chunk, which grows, and which is looked at anyway.
        """
        if place in self._alone:
            return self._alone[place]
        known = self._alive.get(place)
        number = self.number_at(place)
        offset, chunk = place - self.starts[number], self.chunks[number]
        is_last = number == len(self.chunks) - 1
        if self.memory is None or chunk.digest is None or is_last:
            return self.of_chunk(number)[offset] if known is None else known
        key = f"{offset} of {chunk.digest}"
        found: T | None = self.memory.facts(key)
        if found is None:
            found = self.of_chunk(number)[offset] if known is None else known
            self.memory.put(key, found, None)
        self._alone[place] = self._alive.setdefault(place, found)
        return self._alone[place]


class Picked(Sequence[T]):
    """Some members of a sequence by their places, looked up when they are looked at.

    Args:
        first: What the place of the first member of all is called.
    """

    def __init__(self, members: Sequence[T], places: Sequence[int], first: int = 0) -> None:
        self._members = members
        self._places = places
        self._first = first

    def __len__(self) -> int:
        """How many there are."""
        return len(self._places)

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> Picked[T]: ...
    def __getitem__(self, at: int | slice) -> T | Picked[T]:
        """One member, or some of them."""
        if isinstance(at, slice):
            return Picked(self._members, self._places[at], self._first)
        return self._members[self._places[at] - self._first]

    def __iter__(self) -> Iterator[T]:
        """All of them, a chunk at a time where there are chunks."""
        places = (place - self._first for place in self._places)
        if isinstance(self._members, Chunked):
            return self._members.at(places)
        return (self._members[place] for place in places)


def in_chunks(
    members: Sequence[T], size: int, digest: Callable[[Sequence[T]], str | None]
) -> Chunked[T]:
    """Members that are in memory, as chunks of one size."""
    parts = [members[start : start + size] for start in range(0, len(members), size)]
    return Chunked([Chunk(len(part), partial(tuple, part), digest(part)) for part in parts])


def summaries(members: Sequence[T], of: Callable[[Sequence[T]], S]) -> Iterator[S]:
    """What a function says of each chunk; of a plain sequence, what it says of all.

    Where there is a memory, the function is asked only of chunks that are new to it.

    Args:
        of: A function of a module, which looks at nothing but its argument; not None.
    """
    for number in range(len(starts_of(members)) - 1):
        yield summary(members, number, of)


def summary(members: Sequence[T], number: int, of: Callable[[Sequence[T]], S]) -> S:
    """What a function says of one chunk, as for `summaries`; a plain sequence is the chunk 0."""
    return members.told(number, of) if isinstance(members, Chunked) else of(members)


def starts_of(members: Sequence[Any]) -> list[int]:
    """Where each part of `summaries` starts, and where the last one ends."""
    return members.starts if isinstance(members, Chunked) else [0, len(members)]


def _key(of: Callable[..., Any], digest: str) -> str:
    return f"{of.__module__}.{of.__qualname__} {digest}"
