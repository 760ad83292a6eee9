"""The table of all rules, and the function that runs them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from generator.diagnostic import Diagnostic
from generator.document import Document
from generator.lint import (
    directions,
    layout,
    links,
    lists,
    names,
    operations,
    plain,
    problems,
    resource,
    responses,
    schemas,
    supported,
    texts,
    values,
    version,
    vocabulary,
)
from generator.lint.extensions import (
    actions,
    days,
    effects,
    enums,
    expiry,
    filters,
    generated,
    keywords,
    moments,
    sunset,
    unique,
)

Rule = Callable[[Document], Iterator[Diagnostic]]

PREREQUISITES: tuple[Rule, ...] = (
    *vocabulary.RULES,
    *keywords.RULES,
    actions.operations_have_an_action,
    resource.collections_return_their_items,
    layout.every_file_is_used,
    layout.every_definition_is_used,
)
"""Rules that the others rely on. One misspelt keyword, missing resource or missing line of the root would break a dozen other rules."""

_OTHERS: tuple[Rule, ...] = (
    *version.RULES,
    *layout.RULES,
    *names.RULES,
    *texts.RULES,
    *operations.RULES,
    *actions.RULES,
    *responses.RULES,
    *problems.RULES,
    *schemas.RULES,
    *values.RULES,
    *resource.RULES,
    *lists.RULES,
    *filters.RULES,
    *plain.RULES,
    *days.RULES,
    *generated.RULES,
    *moments.RULES,
    *effects.RULES,
    *enums.RULES,
    *sunset.RULES,
    *unique.RULES,
    *expiry.RULES,
    *links.RULES,
    *supported.RULES,
    *directions.RULES,
)
RULES: tuple[Rule, ...] = (*PREREQUISITES, *_OTHERS)


def lint(document: Document) -> list[Diagnostic]:
    """Check a valid OpenAPI 3.1 document and return the diagnostics, sorted by file and pointer.

    If a rule of ``PREREQUISITES`` fails, only their diagnostics are returned, since they cause others.
    """
    return _run(PREREQUISITES, document) or _run(_OTHERS, document)


def _run(rules: tuple[Rule, ...], document: Document) -> list[Diagnostic]:
    return sorted({diagnostic for rule in rules for diagnostic in rule(document)})
