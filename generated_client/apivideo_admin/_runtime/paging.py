"""Lists that walk their pages as they are iterated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from .links import Page, Trail
from .operation import target_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping

    import httpx2

    from .api import Api, AsyncApi
    from .operation import Operation

PageT = TypeVar("PageT", bound=Page[Any])
ItemT = TypeVar("ItemT")


class Pager(Generic[PageT, ItemT]):
    """A list. Iterate it for the items of all pages; nothing is sent before. Each iteration starts anew.

    Iterating raises as the list method says, and PagingError if the server's links cannot be followed.
    """

    def __init__(
        self,
        api: Api,
        operation: Operation[PageT],
        *,
        ids: Mapping[str, object] | None = None,
        query: Mapping[str, object] | None = None,
        timeout: float | httpx2.Timeout | None = None,
    ) -> None:
        self._api = api
        self._operation = operation
        self._url = api.settings.base_url + target_of(operation.path, ids, query)
        self._timeout = timeout

    def __iter__(self) -> Iterator[ItemT]:
        for page in self.pages():
            yield from page.items

    def pages(self) -> Iterator[PageT]:
        """Walk page by page, along their ``next`` links."""
        trail = Trail(self._api.settings)
        url: str | None = self._url
        while url is not None:
            page = self._api.execute(self._operation, url, None, self._timeout)
            yield page
            url = trail.next_url(page, url)

    def first_page(self) -> PageT:
        """Read one page only: the first, or the one that the list was asked to start at."""
        return self._api.execute(self._operation, self._url, None, self._timeout)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._operation.id}>"


class AsyncPager(Generic[PageT, ItemT]):
    """A list. Iterate it with ``async for`` for the items of all pages; nothing is sent before. Each iteration starts anew.

    Iterating raises as the list method says, and PagingError if the server's links cannot be followed.
    """

    def __init__(
        self,
        api: AsyncApi,
        operation: Operation[PageT],
        *,
        ids: Mapping[str, object] | None = None,
        query: Mapping[str, object] | None = None,
        timeout: float | httpx2.Timeout | None = None,
    ) -> None:
        self._api = api
        self._operation = operation
        self._url = api.settings.base_url + target_of(operation.path, ids, query)
        self._timeout = timeout

    async def __aiter__(self) -> AsyncIterator[ItemT]:
        async for page in self.pages():
            for item in page.items:
                yield item

    async def pages(self) -> AsyncIterator[PageT]:
        """Walk page by page, along their ``next`` links."""
        trail = Trail(self._api.settings)
        url: str | None = self._url
        while url is not None:
            page = await self._api.execute(self._operation, url, None, self._timeout)
            yield page
            url = trail.next_url(page, url)

    async def first_page(self) -> PageT:
        """Read one page only: the first, or the one that the list was asked to start at."""
        return await self._api.execute(self._operation, self._url, None, self._timeout)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._operation.id}>"
