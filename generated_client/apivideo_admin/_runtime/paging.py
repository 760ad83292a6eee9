"""Lists that request their pages while they are iterated."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Coroutine, Generator, Iterator, Mapping, Sequence
from contextlib import aclosing
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from .api import Api, AsyncApi
from .cursor import PageCursor, check_limit, sized
from .errors import PagingError
from .links import PageModel
from .operation import Operation, build_url, encode_body
from .options import NO_OPTIONS, CallOptions
from .page import AsyncPage, Page
from .recording import AsyncRecordingApi, RecordingApi

if TYPE_CHECKING:
    import asyncio

PageT = TypeVar("PageT", bound=PageModel[Any])
ItemT = TypeVar("ItemT")
ResultT = TypeVar("ResultT")


class _Hints:
    """Explains what to write instead of what only a sequence or an iterator can do. Type checkers report it by themselves."""

    if not TYPE_CHECKING:

        def __getitem__(self, _: object) -> None:
            self._refuse("has no positions", "use first_page().items[0], or collect all items first")

        def __len__(self) -> int:  # noqa: PLE0303 (it raises)
            self._refuse("has no length before all of its pages are read", "use count(), or collect all items first")

        def __bool__(self) -> bool:  # noqa: PLE0304 (it raises)
            self._refuse("is neither true nor false before a page is read", "use first_page().items")

        def _refuse(self, what: str, hint: str) -> None:
            raise TypeError(f"A {type(self).__name__} {what}. hint: {hint}.")


class Pager(_Hints, Generic[PageT, ItemT]):
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
        self._limit = check_limit(limit)
        query = sized(query, self._limit, operation.max_page_size, options)
        self._url = build_url(api.settings.base_url, operation, ids, query, options)
        self._options = options
        self._body = encode_body(operation, None, options)

    def __iter__(self) -> Iterator[ItemT]:
        items = chain.from_iterable(self._items())
        return items if self._limit is None else islice(items, self._limit)

    if not TYPE_CHECKING:

        def __next__(self) -> None:
            self._refuse("is not an iterator", "use next(iter(...))")

    def _items(self) -> Iterator[Sequence[ItemT]]:
        """Yield the items of each page. Lighter than ``pages``, which records the responses."""
        cursor = PageCursor(self._api.settings, self._url, self._limit)
        while (url := cursor.url) is not None:
            page = self._api.execute(self._operation, url, self._body, self._options)
            cursor.check(page)
            yield page.items
            cursor.advance(page)

    def pages(self) -> Iterator[Page[PageT, ItemT]]:
        """Iterate over complete pages along their ``next`` links. The page that reaches ``limit`` is the last."""
        cursor = PageCursor(self._api.settings, self._url, self._limit)
        while (url := cursor.url) is not None:
            page = self._read(url, cursor)
            yield page
            cursor.advance(page.parsed)

    def first_page(self) -> Page[PageT, ItemT]:
        """Return the first page, or the page that the ``page`` argument of the list names."""
        return self._read(self._url, PageCursor(self._api.settings, self._url, self._limit))

    def _read(self, url: str, cursor: PageCursor) -> Page[PageT, ItemT]:
        recorder = self._api if isinstance(self._api, RecordingApi) else RecordingApi(self._api)
        parsed = recorder.execute(self._operation, url, self._body, self._options)
        cursor.check(parsed)
        read_next = partial(self._read_next, cursor.copy(), parsed)
        return Page(parsed, recorder.response, read_next, is_last=cursor.is_last(parsed))

    def _read_next(self, cursor: PageCursor, parsed: PageT) -> Page[PageT, ItemT]:
        following = cursor.copy()  # the same page can be asked for its next one again
        return self._read(_next_url(following, parsed), following)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._operation.id}>"


class AsyncPager(_Hints, Generic[PageT, ItemT]):
    """A list of items on one or more pages. Iterate it with ``async for`` to get every item, or await it for its first page.

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
        self._limit = check_limit(limit)
        query = sized(query, self._limit, operation.max_page_size, options)
        self._url = build_url(api.settings.base_url, operation, ids, query, options)
        self._options = options
        self._body = encode_body(operation, None, options)
        self._reads_ahead = False

    def prefetch(self) -> AsyncPager[PageT, ItemT]:
        """Return a copy of this list that requests the next page while the items of one page are processed."""
        other: AsyncPager[PageT, ItemT] = object.__new__(type(self))
        other.__dict__.update(self.__dict__)
        other._reads_ahead = True
        return other

    def __await__(self) -> Generator[Any, None, AsyncPage[PageT, ItemT]]:
        return self.first_page().__await__()

    async def __aiter__(self) -> AsyncIterator[ItemT]:
        left = self._limit
        async with aclosing(self.pages()) as pages:
            async for page in pages:
                for item in islice(page.items, left):
                    yield item
                left = None if left is None else left - len(page.items)

    if not TYPE_CHECKING:

        def __iter__(self) -> None:
            self._refuse("is not iterable", "use `async for`")

        def __anext__(self) -> None:
            self._refuse("is not an iterator", "use anext(aiter(...))")

    async def pages(self) -> AsyncGenerator[AsyncPage[PageT, ItemT], None]:
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

    async def _next(self, cursor: PageCursor, page: AsyncPage[PageT, ItemT] | None) -> AsyncPage[PageT, ItemT] | None:
        if page is not None:
            cursor.advance(page.parsed)
        return None if cursor.url is None else await self._read(cursor.url, cursor)

    async def first_page(self) -> AsyncPage[PageT, ItemT]:
        """Return the first page, or the page that the ``page`` argument of the list names."""
        return await self._read(self._url, PageCursor(self._api.settings, self._url, self._limit))

    async def _read(self, url: str, cursor: PageCursor) -> AsyncPage[PageT, ItemT]:
        recorder = self._api if isinstance(self._api, AsyncRecordingApi) else AsyncRecordingApi(self._api)
        parsed = await recorder.execute(self._operation, url, self._body, self._options)
        cursor.check(parsed)
        read_next = partial(self._read_next, cursor.copy(), parsed)
        return AsyncPage(parsed, recorder.response, read_next, is_last=cursor.is_last(parsed))

    async def _read_next(self, cursor: PageCursor, parsed: PageT) -> AsyncPage[PageT, ItemT]:
        following = cursor.copy()  # the same page can be asked for its next one again
        return await self._read(_next_url(following, parsed), following)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._operation.id}>"


def _next_url(cursor: PageCursor, parsed: PageModel[Any]) -> str:
    """Move past a page, and return the URL of the next one. Raise PagingError if there is none."""
    cursor.advance(parsed)
    if cursor.url is None:
        raise PagingError("This is the last page of the list. Check has_next_page before get_next_page.")
    return cursor.url


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
