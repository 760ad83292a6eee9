"""Keep keys and secrets out of reports."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from apivideo_admin_contract.document.document import Document
from apivideo_admin_contract.document.exchange import Event, Exchange
from apivideo_admin_contract.report.masking import MASK, SHORTEST, Masker
from apivideo_admin_contract.report.summary import Outcome, Summary
from apivideo_admin_contract.reproduction.excerpt import FORMS, Excerpt
from apivideo_admin_contract.reproduction.placeholders import parse_json
from apivideo_admin_contract.reproduction.steps import Step

#: Secrets of at least this length are recognized by their form as well, wherever they appear.
_LONG: Final = 20
#: The length to which the contents of exchanges are cut, in bytes.
_MOST: Final = 20_000


class SecretMasker:
    """Replaces keys by the names of their environment variables, and masks the secrets that the server returned.

    Texts that appear in the document, or in one of the ``public`` texts, are not secret.
    """

    def __init__(self, document: Document, keys: Mapping[str, str], public: Iterable[str] = ()) -> None:
        made = [
            (name, schema["x-generate"])
            for collection in (*document.collections, *document.singles)
            for name, schema in collection.properties.items()
            if schema.get("x-generate", {}).get("kind") == "secret"
        ]
        self._names = {name for name, _ in made}
        self._form = _form({rule.get("length", 0) for _, rule in made})
        # A response that is not JSON, such as a truncated one, may contain them too.
        names = "|".join(map(re.escape, self._names))
        self._pair = re.compile(rf'"(?:{names})"\s*:\s*"((?:[^"\\]|\\.)*)') if names else None
        # Shorter keys belong to tests: masking them would break words.
        self._keys = {name: key for name, key in keys.items() if len(key) >= SHORTEST}
        self._public = (json.dumps(document.node, ensure_ascii=False), *keys, *public)
        self._secrets: set[str] = set()

    def learn(self, events: Iterable[Event]) -> None:
        """Record the secrets in responses."""
        for event in events:
            if isinstance(event, Exchange):
                self._secrets |= {one for one in self._secrets_in(event.body) if len(one) >= SHORTEST}

    def replacer(self) -> Callable[[str], str]:
        """Return a function that masks the keys, and the secrets recorded so far, in a text."""
        whole = {Excerpt(form).of(key): f"${name}" for name, key in self._keys.items() for form in ("base64", "")}
        pattern = re.compile("|".join(re.escape(one) for one in sorted(whole, key=len, reverse=True)) or "(?!)")
        # Checks also send keys in other letter case, which base64 turns into another text.
        cased = {FORMS[form](key) for key in self._keys.values() for form in FORMS if form != "base64"}
        masker = Masker([*cased, *self._secrets], self._public)

        def masked(text: str) -> str:
            named = pattern.sub(lambda found: whole[found[0]], text)
            return self._form.sub(self._unless_public, masker.mask(named))

        return masked

    def _unless_public(self, found: re.Match[str]) -> str:
        return found[0] if any(found[0] in text for text in self._public) else MASK

    def _secrets_in(self, body: bytes) -> Iterator[str]:
        value = parse_json(body)
        if value is not None:
            yield from self._at_names(value)
        elif self._pair is not None:
            yield from self._pair.findall(body.decode("utf-8", "replace"))

    def _at_names(self, value: Any) -> Iterator[str]:
        match value:
            case dict():
                for name, one in value.items():
                    yield from [one] if name in self._names and isinstance(one, str) else self._at_names(one)
            case list():
                for one in value:
                    yield from self._at_names(one)


def mask_secrets(summary: Summary, secrets: SecretMasker) -> Summary:
    """Return a run with all keys and secrets masked."""
    masked = secrets.replacer()
    return replace(
        summary,
        server=masked(summary.server),
        outcomes=tuple(_outcome(one, masked) for one in summary.outcomes),
        remaining=tuple(map(masked, summary.remaining)),
        notes=tuple(map(masked, summary.notes)),
    )


def shorten_exchange(exchange: Exchange) -> Exchange:
    """Return an exchange with its contents cut to a length that can be masked: checks send megabytes to test the limit of a payload."""
    content = None if exchange.content is None else exchange.content[:_MOST]
    return replace(exchange, content=content, body=exchange.body[:_MOST])


def mask_exchange(exchange: Exchange, masked: Callable[[str], str]) -> Exchange:
    """Return an exchange with all keys and secrets masked. Its contents become UTF-8."""

    def content(body: bytes) -> bytes:
        return masked(body.decode("utf-8", "backslashreplace")).encode()

    return replace(
        exchange,
        target=masked(exchange.target),
        authorization=None if exchange.authorization is None else masked(exchange.authorization),
        headers={name: masked(value) for name, value in exchange.headers.items()},
        content=None if exchange.content is None else content(exchange.content),
        response_headers={name: masked(value) for name, value in exchange.response_headers.items()},
        body=content(exchange.body),
    )


def _outcome(outcome: Outcome, masked: Callable[[str], str]) -> Outcome:
    result, reproduction = outcome.result, outcome.reproduction
    if result.finding is not None:
        result = replace(result, finding=replace(result.finding, message=masked(result.finding.message)))
        exchanges = tuple(mask_exchange(one, masked) for one in outcome.exchanges)
        outcome = replace(outcome, exchanges=exchanges)
    if result.error is not None:
        result = replace(result, error=masked(result.error))
    if result.skipped is not None:
        result = replace(result, skipped=masked(result.skipped))
    if reproduction is not None:
        case = None if reproduction.pytest is None else masked(reproduction.pytest)
        reproduction = replace(
            reproduction,
            curl=masked(reproduction.curl),
            pytest=case,
            note=masked(reproduction.note),
            steps=tuple(_step(one, masked) for one in reproduction.steps),
        )
    return replace(outcome, result=result, reproduction=reproduction, command=masked(outcome.command))


def _step(step: Step, masked: Callable[[str], str]) -> Step:
    return replace(step, heading=masked(step.heading), request=masked(step.request), response=masked(step.response))


def _form(lengths: set[int]) -> re.Pattern[str]:
    """Return a pattern for secrets by their form: letters of both cases and digits, in the length of a secret."""
    kinds = "".join(f"(?=[A-Za-z0-9]*{kind})" for kind in ("[0-9]", "[a-z]", "[A-Z]"))
    found = "|".join(f"[A-Za-z0-9]{{{length}}}" for length in sorted(lengths) if length >= _LONG)
    return re.compile(rf"(?<![A-Za-z0-9]){kinds}(?:{found})(?![A-Za-z0-9])" if found else "(?!)")
