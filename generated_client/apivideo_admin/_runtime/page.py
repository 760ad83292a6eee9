"""One page of a list, with the way to the next one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from .errors import REQUEST_ID
from .links import Link, PageModel
from .redact import printable, redact

if TYPE_CHECKING:
    import httpx2

PageT_co = TypeVar("PageT_co", bound=PageModel[Any], covariant=True)
ItemT_co = TypeVar("ItemT_co", covariant=True)
PaginationT = TypeVar("PaginationT")
PaginationT_co = TypeVar("PaginationT_co", covariant=True)


class _Paginated(PageModel[Any], Protocol[PaginationT_co]):
    @property
    def pagination(self) -> PaginationT_co: ...


class _AnyPage(Generic[PageT_co, ItemT_co]):
    """What pages of both clients have.

    Attributes:
        parsed: The page as the API returned it.
        items: The items of this page.
        pagination: The number and the size of this page.
        links: The links of this page.
        has_next_page: Whether there is a page after this one, within the ``limit`` of the list.
        request_id: The server's id of the request, or None.

    """

    def __init__(self, parsed: PageT_co, response: httpx2.Response, *, is_last: bool) -> None:
        self.parsed = parsed
        self.has_next_page = not is_last
        self._response = response

    @property
    def items(self) -> Sequence[ItemT_co]:
        """The items of this page."""
        return self.parsed.items

    @property
    def pagination(self: _AnyPage[_Paginated[PaginationT], Any]) -> PaginationT:
        """The number and the size of this page."""
        return self.parsed.pagination

    @property
    def links(self) -> Sequence[Link]:
        """The links of this page."""
        return self.parsed.links

    @property
    def request_id(self) -> str | None:
        """The server's id of the request, or None."""
        found: str | None = self._response.headers.get(REQUEST_ID)
        return None if found is None else printable(redact(found, self._response.request))

    if not TYPE_CHECKING:  # type checkers report these by themselves

        def __iter__(self) -> None:
            _refuse(self, "is not iterable", "iterate its items, or the list for the items of all pages")

        def __getitem__(self, _: object) -> None:
            _refuse(self, "has no positions", "use page.items[0]")

        def __len__(self) -> int:  # noqa: PLE0303 (it raises)
            _refuse(self, "has no length", "use len(page.items)")

        def __bool__(self) -> bool:
            return True

    def __repr__(self) -> str:
        return f"<{type(self).__name__} with {len(self.items)} items>"


class Page(_AnyPage[PageT_co, ItemT_co]):
    """A page of a list of the blocking client."""

    def __init__(
        self,
        parsed: PageT_co,
        response: httpx2.Response,
        read_next: Callable[[], Page[PageT_co, ItemT_co]],
        *,
        is_last: bool,
    ) -> None:
        super().__init__(parsed, response, is_last=is_last)
        self._read_next = read_next

    def get_next_page(self) -> Page[PageT_co, ItemT_co]:
        """Request the page after this one. Raise PagingError if there is none, or if its link cannot be followed."""
        return self._read_next()


class AsyncPage(_AnyPage[PageT_co, ItemT_co]):
    """A page of a list of the asynchronous client."""

    def __init__(
        self,
        parsed: PageT_co,
        response: httpx2.Response,
        read_next: Callable[[], Awaitable[AsyncPage[PageT_co, ItemT_co]]],
        *,
        is_last: bool,
    ) -> None:
        super().__init__(parsed, response, is_last=is_last)
        self._read_next = read_next

    async def get_next_page(self) -> AsyncPage[PageT_co, ItemT_co]:
        """Request the page after this one. Raise PagingError if there is none, or if its link cannot be followed."""
        return await self._read_next()


def _refuse(page: object, what: str, hint: str) -> None:
    raise TypeError(f"A {type(page).__name__} {what}. hint: {hint}.")
