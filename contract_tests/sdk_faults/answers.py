"""Faults in what becomes of an answer."""

from __future__ import annotations

from typing import Any

import httpx2

from contract_tests.rules_sdk import ANSWER, ERRORS, RETRIES, WALK
from contract_tests.sdk_faults.planting import Around, Send, answer_with, around


def _page(change: Any) -> Around:
    def changed(request: httpx2.Request, send: Send) -> httpx2.Response:
        response = send(request)
        page = response.json() if response.is_success and response.content else None
        if not isinstance(page, dict) or "links" not in page:
            return response
        return answer_with(response, json=change(page))

    return changed


def _without(page: dict[str, Any], rel: str) -> dict[str, Any]:
    return {**page, "links": [link for link in page["links"] if link["rel"] != rel]}


@around(WALK)
def it_reads_the_first_page_only() -> Around:
    return _page(lambda page: _without(page, "next"))


@around(WALK)
def it_skips_the_last_page() -> Around:

    def changed(request: httpx2.Request, send: Send) -> httpx2.Response:
        response = send(request)
        page = response.json() if response.is_success and response.content else {}
        following = next((one["href"] for one in page.get("links", ()) if one["rel"] == "next"), None)
        if following is None:
            return response
        after = send(httpx2.Request("GET", request.url.join(following), headers=request.headers)).json()
        is_last = not any(one["rel"] == "next" for one in after.get("links", ()))
        return answer_with(response, json=_without(page, "next")) if is_last else response

    return changed


@around(WALK)
def it_drops_the_first_item_of_each_page() -> Around:
    return _page(lambda page: {**page, "items": page["items"][1:]})


@around(WALK)
def it_gives_the_last_item_of_a_page_twice() -> Around:
    return _page(lambda page: {**page, "items": page["items"] + page["items"][-1:]})


@around(WALK)
def it_turns_a_page_around() -> Around:
    return _page(lambda page: {**page, "items": page["items"][::-1]})


@around(WALK)
def it_counts_pages_instead_of_following_links() -> Around:
    def counted(request: httpx2.Request, send: Send) -> httpx2.Response:
        response = send(request)
        page = response.json() if response.is_success and response.content else {}
        if not any(one["rel"] == "next" for one in page.get("links", ())):
            return response
        number = int(request.url.params.get("page", 1)) + 1
        href = request.url.copy_set_param("page", number).raw_path.decode("ascii")
        links = [one for one in page["links"] if one["rel"] != "next"] + [{"rel": "next", "href": href}]
        return answer_with(response, json={**page, "links": links})

    return counted


@around(WALK)
def it_asks_for_one_page_more_than_there_is() -> Around:
    def more(request: httpx2.Request, send: Send) -> httpx2.Response:
        response = send(request)
        page = response.json() if response.is_success and response.content else {}
        if not page.get("items") or any(one["rel"] == "next" for one in page.get("links", ())):
            return response
        number = int(request.url.params.get("page", 1)) + 1
        href = request.url.copy_set_param("page", number).raw_path.decode("ascii")
        return answer_with(response, json={**page, "links": [*page["links"], {"rel": "next", "href": href}]})

    return more


@around(ERRORS)
def it_swallows_errors() -> Around:
    def swallowed(request: httpx2.Request, send: Send) -> httpx2.Response:
        response = send(request)
        return response if response.status_code < 400 else httpx2.Response(200, json={"items": [], "links": []})

    return swallowed


@around(ERRORS)
def it_takes_what_is_not_found_for_nothing() -> Around:
    def nothing(request: httpx2.Request, send: Send) -> httpx2.Response:
        response = send(request)
        return httpx2.Response(204) if response.status_code == 404 else response

    return nothing


@around(ERRORS)
def it_takes_every_error_for_one_of_the_server() -> Around:
    def changed(request: httpx2.Request, send: Send) -> httpx2.Response:
        response = send(request)
        return answer_with(response, status=500) if response.status_code >= 400 else response

    return changed


@around(ERRORS)
def it_loses_the_problem() -> Around:
    def lost(request: httpx2.Request, send: Send) -> httpx2.Response:
        response = send(request)
        return (
            httpx2.Response(response.status_code, headers=response.headers) if response.status_code >= 400 else response
        )

    return lost


@around(ERRORS)
def it_keeps_the_first_of_several_problems() -> Around:
    def first(request: httpx2.Request, send: Send) -> httpx2.Response:
        response = send(request)
        try:
            problem = response.json()
        except ValueError:
            return response
        if not isinstance(problem, dict) or len(problem.get("problems") or ()) < 2:
            return response
        return answer_with(response, json={**problem, "problems": problem["problems"][:1]})

    return first


@around(ERRORS, RETRIES)
def it_does_not_hear_how_long_to_wait() -> Around:
    def deaf(request: httpx2.Request, send: Send) -> httpx2.Response:
        response = send(request)
        response.headers.pop("Retry-After", None)
        return response

    return deaf


@around(ANSWER)
def it_takes_every_moment_for_utc() -> Around:
    def without_offsets(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: without_offsets(one) for name, one in value.items()}
        if isinstance(value, list):
            return [without_offsets(one) for one in value]
        is_moment = isinstance(value, str) and len(value) > 19 and value[10:11] == "T" and value[4:5] == "-"
        return f"{value[:19]}Z" if is_moment else value

    def changed(request: httpx2.Request, send: Send) -> httpx2.Response:
        response = send(request)
        return (
            answer_with(response, json=without_offsets(response.json()))
            if response.is_success and response.content
            else response
        )

    return changed


@around(ANSWER)
def it_shows_no_number_above_a_hundred() -> Around:
    def capped(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: capped(one) for name, one in value.items()}
        if isinstance(value, list):
            return [capped(one) for one in value]
        return min(value, 100) if isinstance(value, int) and not isinstance(value, bool) else value

    def changed(request: httpx2.Request, send: Send) -> httpx2.Response:
        response = send(request)
        return (
            answer_with(response, json=capped(response.json()))
            if response.is_success and response.content
            else response
        )

    return changed
