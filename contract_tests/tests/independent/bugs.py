"""Bugs of the server: each is a class with another method."""

from __future__ import annotations

import time
from typing import Any, Final

from contract_tests.tests.independent.requests import ProblemError
from contract_tests.tests.independent.server import Api
from contract_tests.tests.independent.store import Account, Item


class ThePreviousLinkIsMissing(Api):
    def page(self, path: str, items: list[Item], query: dict[str, Any]) -> Item:
        page = super().page(path, items, query)
        return {**page, "links": [one for one in page["links"] if one["rel"] != "previous"]}


class TheItemCountIsThePageSize(Api):
    def page(self, path: str, items: list[Item], query: dict[str, Any]) -> Item:
        page = super().page(path, items, query)
        return {**page, "pagination": {**page["pagination"], "item_count": page["pagination"]["page_size"]}}


class TheDefaultSizeIsTen(Api):
    def page(self, path: str, items: list[Item], query: dict[str, Any]) -> Item:
        return super().page(path, items, {"page_size": 10, **query})


class APagePastTheEndIsNotFound(Api):
    def page(self, path: str, items: list[Item], query: dict[str, Any]) -> Item:
        page = super().page(path, items, query)
        if not page["items"] and query.get("page", 1) > 1:
            raise ProblemError(404, "The requested resource could not be found.", "resource-not-found")
        return page


class TheLinksLoseTheFilters(Api):
    def page(self, path: str, items: list[Item], query: dict[str, Any]) -> Item:
        page = super().page(path, items, query)
        bare = super().page(path, items, {name: one for name, one in query.items() if name not in {"name", "value"}})
        links = [*page["links"]]
        for link in links:
            other = next((one for one in bare["links"] if one["rel"] == link["rel"]), link)
            link["href"] = other["href"]
        return page


class FiltersIgnoreCase(Api):
    def filtered(self, items: list[Item], query: dict[str, Any]) -> list[Item]:
        return [
            one
            for one in items
            if query.get("name", "").lower() in one["name"].lower()
            and query.get("value", one.get("value")) == one.get("value")
        ]


class AFilterByValueIsIgnored(Api):
    def filtered(self, items: list[Item], query: dict[str, Any]) -> list[Item]:
        return super().filtered(items, {name: one for name, one in query.items() if name != "value"})


class ACountIgnoresTheFilters(Api):
    def count_keys(self, account: Account, ids: tuple[str, ...], query: dict[str, Any], _: Any) -> Any:
        return super().count_keys(account, ids, {name: query[name] for name in query if name == "value"}, _)


class ADescendingSortReversesEqualItems(Api):
    def ordered(self, items: list[Item], query: dict[str, Any]) -> list[Item]:
        ascending = super().ordered(items, {**query, "sort_order": "asc"})
        return ascending[::-1] if query.get("sort_order") == "desc" and "sort_by" in query else ascending


class ASortIgnoresCase(Api):
    def ordered(self, items: list[Item], query: dict[str, Any]) -> list[Item]:
        if query.get("sort_by") != "name":
            return super().ordered(items, query)
        return sorted(items, key=lambda one: one["name"].lower(), reverse=query.get("sort_order") == "desc")


class AnUpdateIsNotStored(Api):
    def update_key(self, account: Account, ids: tuple[str, ...], _: Any, payload: Item) -> Any:
        return {**self.key(account, ids), **payload}


class AScheduledDeletionIsForgotten(Api):
    def update_project(self, account: Account, ids: tuple[str, ...], query: Any, payload: Item) -> Any:
        return super().update_project(account, ids, query, {"name": payload["name"]})


class ADeleteDoesNothing(Api):
    def delete_key(self, account: Account, ids: tuple[str, ...], *_: Any) -> None:
        self.key(account, ids)


class AKeyIsFoundUnderEveryProject(Api):
    def key(self, account: Account, ids: tuple[str, ...]) -> Item:
        self.project(account, ids)
        found = [keys[ids[1]] for keys in account.keys.values() if ids[1] in keys]
        return found[0] if found else super().key(account, ids)


class AccountsShareTheirData(Api):
    def authenticate(self, header: str | None) -> Account:
        account = super().authenticate(header)
        first = next(iter(self.accounts.values()))
        account.projects, account.keys = first.projects, first.keys
        return account


class ASuspendedAccountIsAccepted(Api):
    def authenticate(self, header: str | None) -> Account:
        try:
            return super().authenticate(header)
        except ProblemError as problem:
            if problem.status == 403:
                return next(iter(self.accounts.values()))
            raise


class AnUnknownKeyIsForbidden(Api):
    def authenticate(self, header: str | None) -> Account:
        try:
            return super().authenticate(header)
        except ProblemError as problem:
            if problem.body["title"] == "The API key is invalid.":
                raise ProblemError(403, "Suspended account", "authorization-suspended-account") from None
            raise


class TimesHaveNoOffset(Api):
    def create_key(self, account: Account, ids: tuple[str, ...], query: Any, payload: Item) -> Any:
        made = super().create_key(account, ids, query, payload)
        made["created_at"] = made["created_at"].partition("+")[0]
        return made


class EverySecretIsTheSame(Api):
    def create_key(self, account: Account, ids: tuple[str, ...], query: Any, payload: Item) -> Any:
        made = super().create_key(account, ids, query, payload)
        made["value"] = "SameSecret1" * 4
        return made


class AWeekHasEightDays(Api):
    def delivery(self, account: Account, ids: tuple[str, ...], query: dict[str, Any], payload: Any) -> Any:
        found = super().delivery(account, ids, {"interval": "month"}, payload)
        return {"items": found["items"][-8:]} if query["interval"] == "week" else found


class HostedMinutesDecrease(Api):
    def hosting(self, account: Account, ids: tuple[str, ...], query: dict[str, Any], payload: Any) -> Any:
        found = super().hosting(account, ids, query, payload)
        found["items"][-1]["video_duration_minutes"] -= 5
        return found


class TheLimitIsEleven(Api):
    def authenticate(self, header: str | None) -> Account:
        account = super().authenticate(header)
        now = time.monotonic()
        if (
            len(account.requests) == 10
            and account.requests[0] > now - 1
            and account.requests[-1] != account.requests[-2]
        ):
            account.requests.popleft()
        return account


BUGS: Final = tuple(one for one in Api.__subclasses__())
