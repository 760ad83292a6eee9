"""Write what passes the proxy as an HTTP Archive (HAR 1.2), without secrets."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl

import harfile

from apivideo_admin_mock.errors import MockError
from apivideo_admin_mock.http.masking import MASK, SECRET_FIELDS, SecretValues, secrets_in, secrets_in_query
from apivideo_admin_mock.http.payload import parse
from apivideo_admin_mock.http.problems import Problem
from apivideo_admin_mock.http.responses import encode
from apivideo_admin_mock.proxy.exchange import Observed
from apivideo_admin_mock.spec import Api

_VERSION: Final = "HTTP/1.1"
# The secrets that are masked wherever they occur are those of the last requests.
_MAX_SECRETS: Final = 1000


class HarWriter:
    """Writes a HAR file, one request at a time. ``origin`` is the URL of the upstream server without a path."""

    def __init__(self, path: Path, api: Api, origin: str, version: str) -> None:
        self._api, self._origin = api, origin
        self._secrets: dict[str, None] = {}
        self._known = SecretValues(())
        try:
            self._stream = path.open("w", encoding="utf-8")
        except OSError as error:
            raise MockError(f"--har {path}: cannot be written: {error.strerror or error}") from None
        path.chmod(0o600)
        self._file = harfile.HarFile.open(self._stream, creator=harfile.Creator("apivideo-admin-mock", version))

    def add(self, observed: Observed) -> None:
        """Write a request and its response."""
        request, response, secrets = observed.request, observed.response, self._api.secrets
        sent, received = _json(request.body), _json(response.body)
        found = [*secrets_in(sent, secrets), *secrets_in(received, secrets), *secrets_in_query(request.query, secrets)]
        self._remember(found)
        known = self._known
        query = known.masked_query(request.query, secrets)
        path = known.masked_text(request.path)
        milliseconds = round(observed.duration * 1000, 3)
        self._file.add_entry(
            startedDateTime=datetime.fromtimestamp(observed.at - observed.duration, UTC),
            time=milliseconds,
            request=harfile.Request(
                method=request.method,
                url=f"{self._origin}{path}{'?' if query else ''}{query}",
                httpVersion=_VERSION,
                headers=_records(request.headers.values.items(), known),
                queryString=[harfile.Record(name, value) for name, value in parse_qsl(query, keep_blank_values=True)],
                postData=harfile.PostData(request.content_type or "", text=_text(sent, known, secrets))
                if request.body
                else None,
                bodySize=len(request.body),
            ),
            response=harfile.Response(
                status=response.status,
                statusText="",
                httpVersion=_VERSION,
                redirectURL=response.fields.get("location", ""),
                headers=_records(response.headers, known),
                content=harfile.Content(
                    len(response.body),
                    mimeType=response.fields.get("content-type", ""),
                    text=_text(received, known, secrets),
                ),
                bodySize=len(response.body),
            ),
            timings=harfile.Timings(send=0, wait=milliseconds, receive=0),
            comment="; ".join(f"{one.part} {one.rule} {one.at}" for one in observed.violations) or None,
        )

    def close(self) -> None:
        """Complete the file."""
        self._file.close()
        self._stream.close()

    def _remember(self, found: Iterable[str]) -> None:
        new = [one for one in found if one not in self._secrets]
        if not new:
            return
        self._secrets.update(dict.fromkeys(new))
        while len(self._secrets) > _MAX_SECRETS:
            del self._secrets[next(iter(self._secrets))]
        self._known = SecretValues(self._secrets)


def _json(body: bytes) -> Any:
    value = parse(body) if body else None
    return None if isinstance(value, Problem) else value


def _text(value: Any, known: SecretValues, secrets: frozenset[str]) -> str | None:
    """Return JSON as text, without secrets. Another body, which could contain a secret anywhere, is left out."""
    return None if value is None else encode(known.masked(value, secrets)).decode()


def _records(fields: Iterable[tuple[str, str]], known: SecretValues) -> list[harfile.Record]:
    return [
        harfile.Record(name, MASK if name.lower() in SECRET_FIELDS else known.masked_text(value))
        for name, value in fields
    ]
