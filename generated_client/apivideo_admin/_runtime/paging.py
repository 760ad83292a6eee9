"""Lists that request their pages while they are iterated."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Coroutine, Iterator, Mapping
from contextlib import aclosing
from itertools import islice
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from .api import Api, AsyncApi
from .hidden import HiddenAddress
from .links import CycleGuard, Page
from .operation import Operation, build_url
from .options import NO_OPTIONS, CallOptions
from .progress import ProgressGuard
from .settings import Settings

if TYPE_CHECKING:
    import asyncio

PageT = TypeVar("PageT", bound=Page[Any])
ItemT = TypeVar("ItemT")
ResultT = TypeVar("ResultT")


class Pager(Generic[PageT, ItemT]):
    """A list of items on one or more pages. Iterate it to get every item.

    No request is sent before the iteration starts. Each iteration starts at the first page again. Iterating raises the
    errors of the list method, and PagingError if a link cannot be followed or the iteration would not end. If items are
    created or deleted during an iteration, pages shift: an item can be missing or occur twice. To delete items of a list, collect
    them first.
    """

    def __init__(
        self,
        api: Api,
        operation: Operation[PageT],
        *,
        ids: Mapping[str, object] | None = None,
        query: Mapping[str, object] | None = None,
        limit: int | None = None,
        options: CallOptions = NO_OPTIONS,
    ) -> None:
        self._api = api
        self._operation = operation
        self._url = build_url(api.settings.base_url, operation, ids, query)
        self._limit = check_limit(limit)
        self._options = options

    def __iter__(self) -> Iterator[ItemT]:
        items = self._items()
        return items if self._limit is None else islice(items, self._limit)

    def _items(self) -> Iterator[ItemT]:
        for page in self.pages():
            yield from page.items

    def pages(self) -> Iterator[PageT]:
        """Iterate over complete pages along their ``next`` links. The page that reaches ``limit`` is the last."""
        cursor = PageCursor(self._api.settings, self._url, self._limit)
        while (url := cursor.url) is not None:
            page = self._api.execute(self._operation, url, None, self._options)
            cursor.check(page)
            yield page
            cursor.advance(page)

    def first_page(self) -> PageT:
        """Return the first page, or the page that the ``page`` argument of the list names."""
        return self._api.execute(self._operation, self._url, None, self._options)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._operation.id}>"


class AsyncPager(Generic[PageT, ItemT]):
    """A list of items on one or more pages. Iterate it with ``async for`` to get every item.

    No request is sent before the iteration starts. Each iteration starts at the first page again. Iterating raises the
    errors of the list method, and PagingError if a link cannot be followed or the iteration would not end. If items are
    created or deleted during an iteration, pages shift: an item can be missing or occur twice. To delete items of a list, collect
    them first.
    """

    def __init__(
        self,
        api: AsyncApi,
        operation: Operation[PageT],
        *,
        ids: Mapping[str, object] | None = None,
        query: Mapping[str, object] | None = None,
        limit: int | None = None,
        options: CallOptions = NO_OPTIONS,
    ) -> None:
        self._api = api
        self._operation = operation
        self._url = build_url(api.settings.base_url, operation, ids, query)
        self._limit = check_limit(limit)
        self._options = options
        self._reads_ahead = False

    def prefetch(self) -> AsyncPager[PageT, ItemT]:
        """Return a copy of this list that requests the next page while the items of one page are processed."""
        other: AsyncPager[PageT, ItemT] = object.__new__(type(self))
        other.__dict__.update(self.__dict__)
        other._reads_ahead = True
        return other

    async def __aiter__(self) -> AsyncIterator[ItemT]:
        left = self._limit
        async with aclosing(self.pages()) as pages:
            async for page in pages:
                for item in islice(page.items, left):
                    yield item
                left = None if left is None else left - len(page.items)

    async def pages(self) -> AsyncGenerator[PageT, None]:
        """Iterate over complete pages along their ``next`` links. The page that reaches ``limit`` is the last."""
        cursor = PageCursor(self._api.settings, self._url, self._limit)
        page = await self._next(cursor, None)
        while page is not None:
            following = _create_task(self._next(cursor, page)) if self._reads_ahead else None
            try:
                yield page
                page = await (following or self._next(cursor, page))
            finally:
                if following is not None:
                    await _cancel(following)

    async def _next(self, cursor: PageCursor, page: PageT | None) -> PageT | None:
        if page is not None:
            cursor.advance(page)
        if cursor.url is None:
            return None
        following = await self._read(cursor.url)
        cursor.check(following)
        return following

    async def _read(self, url: str) -> PageT:
        return await self._api.execute(self._operation, url, None, self._options)

    async def first_page(self) -> PageT:
        """Return the first page, or the page that the ``page`` argument of the list names."""
        return await self._read(self._url)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._operation.id}>"


class PageCursor:
    """The position of an iteration: ``url`` is the next page to read, None at the end."""

    def __init__(self, settings: Settings, url: str, limit: int | None) -> None:
        self.url: str | None = None if limit == 0 else url
        self._cycle_guard = CycleGuard(settings)
        self._progress_guard = ProgressGuard()
        self._remaining = limit

    def check(self, page: Page[Any]) -> None:
        """Raise PagingError if a page that was read shows that the iteration will not end."""
        self._progress_guard.check(page)

    def advance(self, page: Page[Any]) -> None:
        """Move past a page that was read. Raise PagingError if its ``next`` link cannot be followed."""
        if self._remaining is not None:
            self._remaining -= len(page.items)
        if self.url is not None:
            is_complete = self._remaining is not None and self._remaining <= 0
            following = None if is_complete else self._cycle_guard.next_url(page, self.url)
            if following is not None and isinstance(self.url, HiddenAddress):  # the link repeats the query
                following = HiddenAddress(following, self.url.secrets)
            self.url = following


def check_limit(limit: int | None) -> int | None:
    """Return the limit unchanged. Raise ValueError if it is negative."""
    if limit is not None and limit < 0:
        raise ValueError(f"limit is {limit}; pass 0 or more, or None for all items.")
    return limit


def _create_task(work: Coroutine[Any, Any, ResultT]) -> asyncio.Task[ResultT]:
    import asyncio  # imported late: it is slow to load, and a blocking program does not need it

    return asyncio.create_task(work)


async def _cancel(task: asyncio.Task[Any]) -> None:
    """Cancel the request of a page that is no longer needed, and ignore its result."""
    import asyncio  # imported late, as above

    task.cancel()
    await asyncio.wait([task])
    if not task.cancelled():
        task.exception()
