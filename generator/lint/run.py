"""The table of all rules, and the run over it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from generator.diagnostic import Diagnostic
from generator.document import Document
from generator.lint import (
    actions,
    days,
    directions,
    examples,
    expiry,
    filters,
    generated,
    keywords,
    layout,
    links,
    lists,
    names,
    operation,
    parameter,
    problems,
    resource,
    responses,
    schemas,
    served,
    texts,
    unsupported,
    version,
)

Rule = Callable[[Document], Iterator[Diagnostic]]

RULES: tuple[Rule, ...] = (
    *version.RULES,
    *layout.RULES,
    *names.RULES,
    *texts.RULES,
    *unsupported.RULES,
    *operation.RULES,
    *actions.RULES,
    *parameter.RULES,
    *responses.RULES,
    *problems.RULES,
    *schemas.RULES,
    *resource.RULES,
    *lists.RULES,
    *filters.RULES,
    *days.RULES,
    *keywords.RULES,
    *generated.RULES,
    *expiry.RULES,
    *links.RULES,
    *examples.RULES,
    *served.RULES,
    *directions.RULES,
)


def lint(document: Document) -> list[Diagnostic]:
    """Check a valid OpenAPI 3.1 document against every rule; each fault is told once, sorted by file and pointer."""
    return sorted({fault for rule in RULES for fault in rule(document)})
