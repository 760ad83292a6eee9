"""Where a `next` link may lead, and what a walk makes of it."""

from __future__ import annotations

from typing import Any, Final

import httpx2

from apivideo_admin.errors import AdminError, PagingError
from apivideo_admin_contract.document.document import Collection
from apivideo_admin_contract.document.subjects import lists
from apivideo_admin_contract.rules.expect import equal, holds, shown
from apivideo_admin_contract.rules.verdict import Violation
from apivideo_admin_contract.session.check import check
from apivideo_admin_contract.session.session import Session
from contract_tests import rules_sdk as rules
from contract_tests.sdk_checks.paging import empty_page
from contract_tests.sdk_checks.subjects import faced
from contract_tests.sdk_checks.tryout import all_arguments_of, ids_of, made_up, raises

#: In a circle of fewer pages than this none is read twice, for a walk remembers them all.
_SHORT: Final = 10


def _walk(
    session: Session, face: str, collection: Collection, base: str, href: str
) -> tuple[list[str], AdminError | None]:
    """Walk a list whose first page has this link: give the URLs that were asked for, and what was raised."""
    operation = collection.operations["list"]
    asked: list[str] = []

    def response(request: httpx2.Request) -> httpx2.Response:
        asked.append(str(request.url))
        links = [{"rel": "next", "href": href}] if len(asked) == 1 else []
        return httpx2.Response(200, json=empty_page(operation, links))

    client = made_up(session, face, response, base_url=base)
    try:
        client.items(operation, ids_of(operation), {})
    except AdminError as error:
        return asked, error
    except Violation:
        raise
    except Exception as error:
        raise Violation(f"the link {href}: expected an AdminError, got {type(error).__name__}: {error}") from error
    return asked, None


@check(rules.LINKS, faced(lists))
def a_link_to_another_server_is_never_followed(session: Session, face: str, collection: Collection) -> None:
    """Another host, port or scheme, one that begins alike, one with credentials; and what is no URL at all."""
    path = collection.operations["list"].path_for(ids_of(collection.operations["list"]))
    for href in (
        f"http://evil.test{path}",
        f"//evil.test{path}",
        f"https://admin.test{path}?page=2",
        f"http://admin.test:81{path}",
        f"http://admin.test.evil.test{path}",
        f"http://admin.test@evil.test{path}",
        f"http://u:p@admin.test{path}?page=2",
        "http://[",
        "http://admin.test:99999/",
        "ftp://admin.test/",
    ):
        asked, error = _walk(session, face, collection, "http://admin.test", href)
        equal(len(asked), 1, f"the link {href}: the requests, {shown(asked)}")
        raised = type(error).__name__ if error else "nothing"
        holds(isinstance(error, PagingError), f"the link {href}: expected PagingError, it raised {raised}")


@check(rules.LINKS, faced(lists))
def a_link_on_the_same_server_is_followed(session: Session, face: str, collection: Collection) -> None:
    """Absolute or relative (RFC 3986, section 5); a path counts from the base URL, with what that has before the API's own paths."""
    path = collection.operations["list"].path_for(ids_of(collection.operations["list"]))
    for base, href, wanted in (
        ("http://admin.test", f"http://admin.test{path}?page=2", f"http://admin.test{path}?page=2"),
        ("http://admin.test", "?page=2", f"http://admin.test{path}?page=2"),
        ("http://admin.test:81/v1", f"{path}?page=2", f"http://admin.test:81/v1{path}?page=2"),
        ("http://admin.test:81/v1", f"/v1{path}?page=2", f"http://admin.test:81/v1{path}?page=2"),
        (f"http://admin.test{path[:2]}", f"{path}?page=2", f"http://admin.test{path[:2]}{path}?page=2"),
    ):
        asked, error = _walk(session, face, collection, base, href)
        holds(error is None, f"{base}: the link {href} raised {error!r}")
        equal(asked, [f"{base}{path}", wanted], f"{base}: what was asked for, with the link {href}")


@check(rules.WALK, faced(lists))
def a_next_link_is_asked_for_as_it_stands(session: Session, face: str, collection: Collection) -> None:
    """It keeps the filters and the sort (facts document, Pages): no parameter is dropped, none is changed."""
    operation = collection.operations["list"]
    query, _ = all_arguments_of(operation)
    target = f"{operation.path_for(ids_of(operation))}?{httpx2.QueryParams({**query, 'page': 2})}"
    asked, error = _walk(session, face, collection, "http://admin.test", target)
    holds(error is None, f"the link {target} raised {error!r}")
    equal(asked[1:], [f"http://admin.test{target}"], "what was asked for after the first page")


@check(rules.LINKS, faced(lists))
def a_walk_ends_though_the_server_leads_in_a_circle(session: Session, face: str, collection: Collection) -> None:
    """A circle of one page, of three, and of a hundred; from the first page on, and behind some pages that are in none."""
    operation = collection.operations["list"]
    path = operation.path_for(ids_of(operation))
    for before, length in ((0, 1), (0, 3), (0, 100), (2, 1), (2, 3), (10, 100)):
        what = f"a circle of {length} pages behind {before} others"
        end = before + length
        asked: list[str] = []

        def response(request: httpx2.Request, turn: tuple[int, int] = (before, end), asked: list[str] = asked) -> Any:
            asked.append(str(request.url))
            if len(asked) > 5 * turn[1]:
                raise Violation(
                    f"pages {turn[0]} to {turn[1] - 1} are a circle: no end of it after {len(asked)} requests"
                )
            following = int(request.url.params.get("page", "0")) + 1
            href = f"{path}?page={turn[0] if following == turn[1] else following}"
            return httpx2.Response(200, json=empty_page(operation, [{"rel": "next", "href": href}]))

        client = made_up(session, face, response)
        raises(PagingError, what, client.items, operation, ids_of(operation), {"page": 0})
        if end < _SHORT and len(set(asked)) < len(asked):
            raise Violation(f"{what}: a page was read twice: {shown(asked)}", rules.LAZY)
