"""The exchanges of the findings as an HTTP Archive (HAR 1.2), which browsers and HTTP tools open."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qsl

import harfile

from apivideo_admin_contract._version import __version__
from apivideo_admin_contract.document.exchange import Exchange
from apivideo_admin_contract.environment import PROGRAM
from apivideo_admin_contract.report.summary import Summary

_VERSION: Final = "HTTP/1.1"


def as_har(summary: Summary) -> str:
    """Return the archive: every exchange of each check with a finding.

    The comment of an entry names the rule and the check; that of the log is the verdict and a line for each finding.
    """
    findings = [one.result.finding for one in summary.outcomes if one.result.finding is not None]
    comment = "\n".join([summary.verdict, *(f"{one.rule.id}: {one.check}: {one.message}" for one in findings)])
    text = io.StringIO()
    with harfile.open(text, creator=harfile.Creator(PROGRAM, __version__), comment=comment) as archive:
        for outcome in summary.outcomes:
            finding = outcome.result.finding
            if finding is not None:
                for exchange in outcome.exchanges:
                    archive.add_entry(
                        **entry(exchange, summary.base_url), comment=f"{finding.rule.id}: {finding.check}"
                    )
    return text.getvalue() + "\n"


def entry(exchange: Exchange, base_url: str) -> dict[str, Any]:
    """Return the arguments of `harfile.HarFile.add_entry` for an exchange. Times are in milliseconds there."""
    milliseconds = round(1000 * exchange.seconds, 3)
    return {
        "startedDateTime": datetime.fromtimestamp(exchange.started, UTC),
        "time": milliseconds,
        "request": _request(exchange, base_url),
        "response": _response(exchange),
        # Only the whole duration is known.
        "timings": harfile.Timings(send=0, wait=milliseconds, receive=0),
    }


def _request(exchange: Exchange, base_url: str) -> harfile.Request:
    headers = [harfile.Record(name, value) for name, value in exchange.headers.items()]
    if exchange.authorization is not None:
        headers.append(harfile.Record("authorization", exchange.authorization))
    query = parse_qsl(exchange.query, keep_blank_values=True, errors="replace")
    return harfile.Request(
        method=exchange.method,
        url=f"{base_url.rstrip('/')}{exchange.target}",
        httpVersion=_VERSION,
        headers=headers,
        queryString=[harfile.Record(name, value) for name, value in query],
        postData=None
        if exchange.content is None
        else harfile.PostData(exchange.headers.get("content-type", ""), text=_text(exchange.content)),
        bodySize=len(exchange.content or b""),
    )


def _response(exchange: Exchange) -> harfile.Response:
    headers = exchange.response_headers
    return harfile.Response(
        status=exchange.status,
        statusText=next(_phrases(exchange.status), ""),
        httpVersion=_VERSION,
        headers=[harfile.Record(name, value) for name, value in headers.items()],
        content=harfile.Content(
            size=len(exchange.body), mimeType=headers.get("content-type", ""), text=_text(exchange.body)
        ),
        redirectURL=headers.get("location", ""),
        bodySize=len(exchange.body),
    )


def _phrases(status: int) -> Iterator[str]:
    return (one.phrase for one in HTTPStatus if one == status)


def _text(content: bytes) -> str:
    return content.decode("utf-8", "backslashreplace")
