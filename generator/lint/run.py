"""The table of all rules, and the run over it."""

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
"""What every other rule relies on. A misspelt keyword or a forgotten line of the root breaks a dozen of them, and their fixes mislead."""

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
    """Check a valid OpenAPI 3.1 document against every rule; each fault is told once, sorted by file and pointer.

    Faults of ``WORDS`` are told alone, since they are the cause of others.
    """
    return _run(PREREQUISITES, document) or _run(RULES, document)


def _run(rules: tuple[Rule, ...], document: Document) -> list[Diagnostic]:
    return sorted({diagnostic for rule in rules for diagnostic in rule(document)})
