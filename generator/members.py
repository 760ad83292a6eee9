"""Check the member names of OpenAPI objects. An unknown name is an error, with a suggestion if it looks like a known one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from generator.diagnostic import Diagnostic
from generator.document import Document
from generator.suggest import suggest
from generator.walk import METHODS, walk

_STATUS = re.compile(r"[1-5]([0-9]{2}|XX)|default")

# OpenAPI 3.1.0, 4.8. The keys are the kinds of `walk`.
_MEMBERS: Mapping[str, frozenset[str]] = {
    kind: frozenset(names.split())
    for kind, names in {
        "root": "openapi info jsonSchemaDialect servers paths webhooks components security tags externalDocs",
        "info": "title summary description termsOfService contact license version",
        "contact": "name url email",
        "license": "name identifier url",
        "server": "url description variables",
        "server variable": "enum default description",
        "path item": f"$ref summary description servers parameters {' '.join(METHODS)}",
        "operation": "tags summary description externalDocs operationId parameters requestBody responses callbacks "
        "deprecated security servers",
        "external docs": "description url",
        "parameter": "name in description required deprecated allowEmptyValue style explode allowReserved schema "
        "example examples content",
        "header": "description required deprecated style explode schema example examples content",
        "request body": "description content required",
        "media type": "schema example examples encoding",
        "response": "description headers content links",
        "example": "summary description value externalValue",
        "link": "operationRef operationId parameters requestBody description server",
        "components": "schemas responses parameters examples requestBodies headers securitySchemes links callbacks pathItems",
        "tag": "name description externalDocs",
        "security scheme": "type description name in scheme bearerFormat flows openIdConnectUrl",
    }.items()
}


_REFERABLE = frozenset(
    {"parameter", "header", "response", "request body", "example", "link", "security scheme"}
)  # schemas are left out: they may have other keywords beside `$ref`
_OF_A_REFERENCE = frozenset({"$ref", "summary", "description"})

# Members with a fixed set of values.
_WORDS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("parameter", "in"): ("path", "query", "header", "cookie"),
    ("parameter", "style"): ("simple", "form", "label", "matrix", "spaceDelimited", "pipeDelimited", "deepObject"),
    ("security scheme", "type"): ("http", "apiKey", "mutualTLS", "oauth2", "openIdConnect"),
}


def unknown_members(document: Document) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each member that OpenAPI 3.1 does not define, and for each response without a valid status."""
    for kind, node in walk(document.root):
        known = _OF_A_REFERENCE if kind in _REFERABLE and node.get("$ref") else _MEMBERS.get(kind)
        for name, child in node.items():
            if name.startswith("x-"):
                continue
            if kind == "responses" and not _STATUS.fullmatch(name):
                fix = 'Write three digits in quotes, for example "404".'
                yield document.diagnostic(child, f"`{name}` is not a status code.", fix)
            elif kind == "paths" and not name.startswith("/"):
                yield document.diagnostic(child, f"the path `{name}` does not start with a slash.", f"Write `/{name}`.")
            elif known is not None and name not in known:
                fix = suggest(name, known, f"Use one of: {', '.join(sorted(known))}.")
                yield document.diagnostic(child, f"`{name}` is not allowed here ({kind}).", fix)
            elif (words := _WORDS.get((kind, name))) and child.value not in words:
                fix = suggest(str(child.value), words, f"Use one of: {', '.join(words)}.")
                yield document.diagnostic(child, f"`{name}` cannot be `{child.value}`.", fix)
