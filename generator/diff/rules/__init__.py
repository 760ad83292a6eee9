"""The table of comparison rules by kind of object.

A rule is a function. Its name is the id of the rule, and its docstring says why a change breaks clients, or why not.
A change is breaking if a request that follows the old document is rejected or has another meaning, if a response can contain
what the old document did not define, or if code that uses the SDK of the old document fails with the new one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from generator.diff.pair import Finding, Kind, Pair
from generator.diff.rules import (
    access,
    alternatives,
    bodies,
    defaults,
    enums,
    extensions,
    limits,
    operations,
    pagination,
    parameters,
    properties,
    responses,
    texts,
    types,
)

Rule = Callable[[Pair], Iterator[Finding]]

RULES: Mapping[Kind, tuple[Rule, ...]] = {
    "document": (extensions.rate_limit_changed, extensions.extension_changed, texts.text_changed),
    "info": (texts.text_changed, extensions.extension_changed),
    "tag": (texts.text_changed, extensions.extension_changed),
    "path": (operations.path_removed,),
    "path item": (texts.text_changed, extensions.extension_changed),
    "operation": (
        operations.operation_removed,
        operations.operation_added,
        operations.operation_id_changed,
        operations.tags_changed,
        extensions.action_changed,
        extensions.sunset_changed,
        extensions.extension_changed,
        texts.deprecated,
        texts.text_changed,
    ),
    "move": (operations.operation_moved,),
    "hook": (operations.hook_removed, operations.hook_added),
    "paging": (pagination.paging_added, pagination.paging_removed),
    "servers": (access.server_removed, access.server_added),
    "server": (access.server_variable_changed, texts.text_changed, extensions.extension_changed),
    "security": (access.security_changed,),
    "security scheme": (
        access.security_scheme_changed,
        extensions.extension_changed,
        texts.deprecated,
        texts.text_changed,
    ),
    "override": (texts.text_changed,),
    "undeclared parameter": (parameters.parameter_declared,),
    "list": (parameters.parameter_became_list,),
    "parameter": (
        parameters.parameter_removed,
        parameters.parameter_added,
        parameters.parameter_became_required,
        parameters.parameter_became_optional,
        parameters.parameter_renamed,
        parameters.parameter_serialization_changed,
        extensions.filter_changed,
        extensions.days_changed,
        extensions.sunset_changed,
        extensions.extension_changed,
        texts.deprecated,
        texts.text_changed,
    ),
    "request body": (
        bodies.request_body_added,
        bodies.request_body_removed,
        bodies.request_body_became_required,
        bodies.request_body_became_optional,
        extensions.extension_changed,
        texts.text_changed,
    ),
    "response": (
        responses.status_removed,
        responses.status_added,
        responses.links_changed,
        extensions.extension_changed,
        texts.text_changed,
    ),
    "header": (
        responses.header_removed,
        responses.header_added,
        responses.header_became_optional,
        responses.header_became_required,
        parameters.parameter_serialization_changed,
        extensions.extension_changed,
        texts.deprecated,
        texts.text_changed,
    ),
    "media type": (
        bodies.media_type_removed,
        bodies.media_type_added,
        bodies.encoding_changed,
        extensions.extension_changed,
        texts.text_changed,
    ),
    "reference": (alternatives.schema_renamed,),
    "property": (
        properties.property_removed,
        properties.property_added,
        properties.property_renamed,
        properties.property_became_required,
        properties.property_became_optional,
    ),
    "schema": (
        types.type_changed,
        types.nullable_changed,
        types.format_changed,
        enums.enum_value_removed,
        enums.enum_value_added,
        enums.enum_added,
        enums.enum_removed,
        defaults.default_changed,
        limits.range_changed,
        limits.length_changed,
        limits.pattern_changed,
        limits.constraint_changed,
        alternatives.alternatives_changed,
        properties.additional_properties_changed,
        extensions.set_changed,
        extensions.generate_changed,
        extensions.expire_changed,
        extensions.unique_changed,
        extensions.sunset_changed,
        extensions.extension_changed,
        texts.deprecated,
        texts.access_changed,
        texts.text_changed,
    ),
}
