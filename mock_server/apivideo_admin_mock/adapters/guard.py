"""Refuse WSGI requests that the access policy of a mock does not accept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from apivideo_admin_mock.http.access import OWN_VIA, AccessPolicy, Refusal, Source
from apivideo_admin_mock.http.cors import Cors
from apivideo_admin_mock.http.responses import problem_body
from apivideo_admin_mock.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

# RFC 7239, RFC 9110 section 7.6.3, and a header of nginx, besides all that start with X-Forwarded.
_FORWARDED: Final = {name.lower(): name for name in ("Forwarded", "Via", "X-Real-IP")}
_FORWARDED_VARIABLES: Final = {f"HTTP_{name.upper().replace('-', '_')}": name for name in _FORWARDED.values()}
_FORWARDED_PREFIX: Final = "HTTP_X_FORWARDED"


class Guard:
    """Decides whether a request may reach the mock, before its body is read. ``is_api``: not the control plane."""

    def __init__(self, settings: Settings) -> None:
        self._api = AccessPolicy(settings.allowed_hosts, settings.control_token, Cors(settings.cors))
        self._control = AccessPolicy(settings.allowed_hosts, settings.control_token, Cors(frozenset()))

    def refusal(self, environ: WSGIEnvironment, *, is_api: bool) -> Refusal | None:
        """Return why a request is refused, or None."""
        get = environ.get
        return self._policy(is_api).refusal(
            Source(
                get("HTTP_HOST"),
                get("HTTP_ORIGIN"),
                get("HTTP_SEC_FETCH_SITE"),
                _forwarded(environ),
                get("HTTP_X_MOCK_CONTROL_TOKEN"),
            )
        )

    def refusal_of_fields(self, fields: Mapping[str, str], *, is_api: bool) -> Refusal | None:
        """Return why a request with these header fields is refused, or None. Their names are in lowercase."""
        get = fields.get
        forwarded = next(
            (
                _FORWARDED.get(name) or name.title()
                for name, value in fields.items()
                if name.startswith("x-forwarded") or (name in _FORWARDED and value != OWN_VIA)
            ),
            None,
        )
        return self._policy(is_api).refusal(
            Source(get("host"), get("origin"), get("sec-fetch-site"), forwarded, get("x-mock-control-token"))
        )

    def _policy(self, is_api: bool) -> AccessPolicy:  # noqa: FBT001 - of the two methods above
        return self._api if is_api else self._control


def refuse(refusal: Refusal, start_response: StartResponse) -> Iterable[bytes]:
    """Send a 403 with the reason."""
    body = problem_body(403, refusal.detail, refusal.title)
    headers = [("Content-Type", "application/problem+json"), ("Content-Length", str(len(body)))]
    start_response("403 Forbidden", headers)
    return [body]


def _forwarded(environ: WSGIEnvironment) -> str | None:
    """Return the name of a header that a proxy added, or None."""
    # Nearly all requests have none of them: one search in all names is several times as fast as a loop over the names.
    if _FORWARDED_PREFIX not in " ".join(environ) and _FORWARDED_VARIABLES.keys().isdisjoint(environ):
        return None
    for name, value in environ.items():
        if name.startswith(_FORWARDED_PREFIX) or (name in _FORWARDED_VARIABLES and value != OWN_VIA):
            return _FORWARDED_VARIABLES.get(name) or name.removeprefix("HTTP_").replace("_", "-").title()
    return None
