"""Keeps keys and secrets out of reports."""

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

#: Secrets of this length are known by their form as well, also where nothing says that they are secrets.
_LONG: Final = 20


class SecretMasker:
    """Replaces the keys, which are given by the names of the variables that hold them, and the secrets in what a server answered.

    What stands in the document, or in one of the ``public`` texts, is no secret.
    """

    def __init__(self, document: Document, keys: Mapping[str, str], public: Iterable[str] = ()) -> None:
        made = [
            (name, schema["x-generate"])
            for collection in document.collections
            for name, schema in collection.properties.items()
            if schema.get("x-generate", {}).get("kind") == "secret"
        ]
        self._names = {name for name, _ in made}
        self._form = _form({rule.get("length", 0) for _, rule in made})
        # An answer that is no JSON, one that was cut off for one, may hold them all the same.
        names = "|".join(map(re.escape, self._names))
        self._pair = re.compile(rf'"(?:{names})"\s*:\s*"((?:[^"\\]|\\.)*)') if names else None
        # Shorter keys are of tests: hiding them everywhere would tear words apart.
        self._keys = {name: key for name, key in keys.items() if len(key) >= SHORTEST}
        self._public = (json.dumps(document.node, ensure_ascii=False), *keys, *public)
        self._secrets: set[str] = set()

    def learn(self, events: Iterable[Event]) -> None:
        """Take notice of the secrets that a server answered with."""
        for event in events:
            if isinstance(event, Exchange):
                self._secrets |= {one for one in self._secrets_in(event.body) if len(one) >= SHORTEST}

    def eraser(self) -> Callable[[str], str]:
        """Give what gives a text without any key, and without the secrets that are known by now."""
        whole = {Excerpt(form).of(key): f"${name}" for name, key in self._keys.items() for form in ("base64", "")}
        pattern = re.compile("|".join(re.escape(one) for one in sorted(whole, key=len, reverse=True)) or "(?!)")
        # What checks send of keys is in other letters as well, which base64 makes another text of.
        cased = {FORMS[form](key) for key in self._keys.values() for form in FORMS if form != "base64"}
        blotter = Masker([*cased, *self._secrets], self._public)

        def erased(text: str) -> str:
            named = pattern.sub(lambda found: whole[found[0]], text)
            return self._form.sub(self._unless_public, blotter.mask(named))

        return erased

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


def without_secrets(summary: Summary, redaction: SecretMasker) -> Summary:
    """Give a run without any key or secret in what its reports say of it."""
    erased = redaction.eraser()
    return replace(
        summary,
        server=erased(summary.server),
        outcomes=tuple(_outcome(one, erased) for one in summary.outcomes),
        remaining=tuple(map(erased, summary.remaining)),
        notes=tuple(map(erased, summary.notes)),
    )


def _outcome(outcome: Outcome, erased: Callable[[str], str]) -> Outcome:
    result, reproduction = outcome.result, outcome.reproduction
    if result.finding is not None:
        result = replace(result, finding=replace(result.finding, message=erased(result.finding.message)))
    if result.skipped is not None:
        result = replace(result, skipped=erased(result.skipped))
    if reproduction is not None:
        case = None if reproduction.pytest is None else erased(reproduction.pytest)
        reproduction = replace(
            reproduction, curl=erased(reproduction.curl), pytest=case, note=erased(reproduction.note)
        )
    return replace(outcome, result=result, reproduction=reproduction, command=erased(outcome.command))


def _form(lengths: set[int]) -> re.Pattern[str]:
    """Match what is a secret by its form: letters and digits of every kind, as many as a secret has."""
    kinds = "".join(f"(?=[A-Za-z0-9]*{kind})" for kind in ("[0-9]", "[a-z]", "[A-Z]"))
    found = "|".join(f"[A-Za-z0-9]{{{length}}}" for length in sorted(lengths) if length >= _LONG)
    return re.compile(rf"(?<![A-Za-z0-9]){kinds}(?:{found})(?![A-Za-z0-9])" if found else "(?!)")
