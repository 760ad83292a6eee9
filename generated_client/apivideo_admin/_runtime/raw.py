"""Wrap methods so that they return the HTTP response too: ``admin.<namespace>.with_raw_response``."""

from __future__ import annotations

import functools
from collections.abc import Callable, Coroutine
from types import MethodType
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, TypeVar

import httpx2
import msgspec

from .api import Api, AsyncApi
from .errors import published
from .links import Page

if TYPE_CHECKING:
    from .paging import AsyncPager, Pager
    from .retry import Attempts

NamespaceT = TypeVar("NamespaceT")
ResultT = TypeVar("ResultT")
ResultT_co = TypeVar("ResultT_co", covariant=True)
PageT = TypeVar("PageT", bound=Page[Any])
ItemT = TypeVar("ItemT")
P = ParamSpec("P")


class RawResponse(msgspec.Struct, Generic[ResultT_co], frozen=True):
    """An HTTP response together with its decoded value.

    Attributes:
        response: The HTTP response: status, headers, content, and the request without its credentials.
        parsed: The value that the method returns without ``with_raw_response``.
        retries: The number of failed attempts before this response.

    """

    response: httpx2.Response
    parsed: ResultT_co
    retries: int

    def __repr__(self) -> str:
        return f"<RawResponse {self.response.status_code}, {len(self.response.content)} bytes>"


class _RecordingApi(Api):
    def __init__(self, api: Api) -> None:
        super().__init__(api.settings, api.sender, api.error_classes)
        self.response: httpx2.Response
        self.retries = 0

    def send(self, request: httpx2.Request, attempts: Attempts) -> httpx2.Response:
        self.response = super().send(request, attempts)
        self.retries = attempts.retries
        return self.response


class _AsyncRecordingApi(AsyncApi):
    def __init__(self, api: AsyncApi) -> None:
        super().__init__(api.settings, api.sender, api.error_classes)
        self.response: httpx2.Response
        self.retries = 0

    async def send(self, request: httpx2.Request, attempts: Attempts) -> httpx2.Response:
        self.response = await super().send(request, attempts)
        self.retries = attempts.retries
        return self.response


def raw_method(
    api: Api, namespace: Callable[[Api], NamespaceT], method: Callable[Concatenate[NamespaceT, P], ResultT]
) -> Callable[P, RawResponse[ResultT]]:
    """Wrap a method of a namespace so that it returns a RawResponse."""

    @functools.wraps(MethodType(method, namespace(api)))  # bound, so that its signature has no `self`
    def call(*args: P.args, **kwargs: P.kwargs) -> RawResponse[ResultT]:
        recorder = _RecordingApi(api)
        parsed = method(namespace(recorder), *args, **kwargs)
        return RawResponse(published(recorder.response), parsed, recorder.retries)

    return call


def raw_list_method(
    api: Api, namespace: Callable[[Api], NamespaceT], method: Callable[Concatenate[NamespaceT, P], Pager[PageT, ItemT]]
) -> Callable[P, RawResponse[PageT]]:
    """Wrap a list method so that it returns its first page in a RawResponse."""

    @functools.wraps(MethodType(method, namespace(api)))  # bound, so that its signature has no `self`
    def call(*args: P.args, **kwargs: P.kwargs) -> RawResponse[PageT]:
        recorder = _RecordingApi(api)
        parsed = method(namespace(recorder), *args, **kwargs).first_page()
        return RawResponse(published(recorder.response), parsed, recorder.retries)

    return call


def async_raw_method(
    api: AsyncApi,
    namespace: Callable[[AsyncApi], NamespaceT],
    method: Callable[Concatenate[NamespaceT, P], Coroutine[Any, Any, ResultT]],
) -> Callable[P, Coroutine[Any, Any, RawResponse[ResultT]]]:
    """Wrap a method of an asynchronous namespace so that it returns a RawResponse."""

    @functools.wraps(MethodType(method, namespace(api)))  # bound, so that its signature has no `self`
    async def call(*args: P.args, **kwargs: P.kwargs) -> RawResponse[ResultT]:
        recorder = _AsyncRecordingApi(api)
        parsed = await method(namespace(recorder), *args, **kwargs)
        return RawResponse(published(recorder.response), parsed, recorder.retries)

    return call


def async_raw_list_method(
    api: AsyncApi,
    namespace: Callable[[AsyncApi], NamespaceT],
    method: Callable[Concatenate[NamespaceT, P], AsyncPager[PageT, ItemT]],
) -> Callable[P, Coroutine[Any, Any, RawResponse[PageT]]]:
    """Wrap an asynchronous list method so that it returns its first page in a RawResponse."""

    @functools.wraps(MethodType(method, namespace(api)))  # bound, so that its signature has no `self`
    async def call(*args: P.args, **kwargs: P.kwargs) -> RawResponse[PageT]:
        recorder = _AsyncRecordingApi(api)
        parsed = await method(namespace(recorder), *args, **kwargs).first_page()
        return RawResponse(published(recorder.response), parsed, recorder.retries)

    return call
