"""Wrap methods so that they return the HTTP response too: ``admin.<namespace>.with_raw_response``."""

from __future__ import annotations

import functools
from collections.abc import Callable, Coroutine
from types import MethodType
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from .api import Api, AsyncApi
from .links import PageModel
from .recording import AsyncRecordingApi, RawResponse, RecordingApi

if TYPE_CHECKING:
    from .paging import AsyncPager, Pager

NamespaceT = TypeVar("NamespaceT")
ResultT = TypeVar("ResultT")
PageT = TypeVar("PageT", bound=PageModel[Any])
ItemT = TypeVar("ItemT")
P = ParamSpec("P")


def raw_method(
    api: Api, namespace: Callable[[Api], NamespaceT], method: Callable[Concatenate[NamespaceT, P], ResultT]
) -> Callable[P, RawResponse[ResultT]]:
    """Wrap a method of a namespace so that it returns a RawResponse."""

    @functools.wraps(MethodType(method, namespace(api)))  # bound, so that its signature has no `self`
    def call(*args: P.args, **kwargs: P.kwargs) -> RawResponse[ResultT]:
        recorder = RecordingApi(api)
        parsed = method(namespace(recorder), *args, **kwargs)
        return recorder.recorded(parsed)

    return call


def raw_list_method(
    api: Api, namespace: Callable[[Api], NamespaceT], method: Callable[Concatenate[NamespaceT, P], Pager[PageT, ItemT]]
) -> Callable[P, RawResponse[PageT]]:
    """Wrap a list method so that it returns its first page in a RawResponse."""

    @functools.wraps(MethodType(method, namespace(api)))  # bound, so that its signature has no `self`
    def call(*args: P.args, **kwargs: P.kwargs) -> RawResponse[PageT]:
        recorder = RecordingApi(api)
        parsed = method(namespace(recorder), *args, **kwargs).first_page().parsed
        return recorder.recorded(parsed)

    return call


def async_raw_method(
    api: AsyncApi,
    namespace: Callable[[AsyncApi], NamespaceT],
    method: Callable[Concatenate[NamespaceT, P], Coroutine[Any, Any, ResultT]],
) -> Callable[P, Coroutine[Any, Any, RawResponse[ResultT]]]:
    """Wrap a method of an asynchronous namespace so that it returns a RawResponse."""

    @functools.wraps(MethodType(method, namespace(api)))  # bound, so that its signature has no `self`
    async def call(*args: P.args, **kwargs: P.kwargs) -> RawResponse[ResultT]:
        recorder = AsyncRecordingApi(api)
        parsed = await method(namespace(recorder), *args, **kwargs)
        return recorder.recorded(parsed)

    return call


def async_raw_list_method(
    api: AsyncApi,
    namespace: Callable[[AsyncApi], NamespaceT],
    method: Callable[Concatenate[NamespaceT, P], AsyncPager[PageT, ItemT]],
) -> Callable[P, Coroutine[Any, Any, RawResponse[PageT]]]:
    """Wrap an asynchronous list method so that it returns its first page in a RawResponse."""

    @functools.wraps(MethodType(method, namespace(api)))  # bound, so that its signature has no `self`
    async def call(*args: P.args, **kwargs: P.kwargs) -> RawResponse[PageT]:
        recorder = AsyncRecordingApi(api)
        parsed = (await method(namespace(recorder), *args, **kwargs).first_page()).parsed
        return recorder.recorded(parsed)

    return call
