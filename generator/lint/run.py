"""The table of all rules, and the function that runs them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from generator.diagnostic import Diagnostic
from generator.document import Document
from generator.lint import (
    actions,
    days,
    directions,
    enums,
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
    plain,
    problems,
    resource,
    responses,
    schemas,
    served,
    texts,
    unsupported,
    version,
    vocabulary,
)

Rule = Callable[[Document], Iterator[Diagnostic]]

PREREQUISITES: tuple[Rule, ...] = (
    *vocabulary.RULES,
    *keywords.RULES,
    actions.operations_have_an_action,
    layout.every_file_is_used,
    layout.every_definition_is_used,
)
"""Rules that the others rely on. One misspelt keyword or missing line of the root would break a dozen other rules."""

RULES: tuple[Rule, ...] = (
    *PREREQUISITES,
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
    *enums.RULES,
    *resource.RULES,
    *lists.RULES,
    *filters.RULES,
    *plain.RULES,
    *days.RULES,
    *generated.RULES,
    *expiry.RULES,
    *links.RULES,
    *examples.RULES,
    *served.RULES,
    *directions.RULES,
)


def lint(document: Document) -> list[Diagnostic]:
    """Check a valid OpenAPI 3.1 document and return the diagnostics, sorted by file and pointer.

    If a rule of ``PREREQUISITES`` fails, only their diagnostics are returned, since they cause others.
    """
    return _run(PREREQUISITES, document) or _run(RULES, document)


def _run(rules: tuple[Rule, ...], document: Document) -> list[Diagnostic]:
    return sorted({diagnostic for rule in rules for diagnostic in rule(document)})
