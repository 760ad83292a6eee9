"""The names that the templates use, by scope. Names from the document must not shadow them."""

from __future__ import annotations

import unicodedata
from keyword import iskeyword

ARGUMENTS = frozenset(
    {
        "timeout",
        "max_retries",
        "extra_headers",
        "extra_query",
        "extra_body",
        "limit",
        "CallOptions",
        "Pager",
        "AsyncPager",
        "models",
        "omit",
        "warn_deprecated",
    }
)
"""In a method. An argument with such a name gets an underscore."""

METHODS = frozenset(
    {
        *("bool", "builtins", "datetime", "dict", "float", "int", "property", "str"),  # ``list`` is handled separately
        *("Any", "Api", "AsyncApi", "AsyncPager", "AwareDatetime", "Literal", "Mapping", "Pager", "Sequence", "UUID"),
        *("Omit", "deprecated", "httpx2", "models", "omit", "with_raw_response"),
    }
)
"""In the class of a namespace, where annotations and defaults are evaluated."""

NAMESPACES = frozenset({"close", "aclose", "request", "with_options"})
"""On a client."""

NAMESPACE_CLASSES = frozenset(
    {
        *("Any", "Api", "AsyncApi", "AsyncPager", "AwareDatetime", "CallOptions", "Literal", "Mapping", "Operation"),
        *(
            "Pager",
            "Reader",
            "Sequence",
            "UUID",
        ),  # the names above are in the module of the namespace, those below in the module of the clients
        *("AdminClient", "AsyncAdminClient", "AsyncBaseClient", "BaseClient", "ClientOptions", "ClientSettings"),
        *("RateLimit", "Service", "hide", "Namespace", "Omit", "TYPECHECKING"),
        *("ASYNCUNBOUND", "AsyncEventHooks", "EventHooks", "RATELIMIT", "SERVER", "UNBOUND"),
    }
)
"""In the module of a namespace, and in that of the clients."""

CONSTANTS = frozenset({"TYPE_CHECKING", "UUID"})
"""In the module of a namespace, among the constants that are named after operations."""

MODELS = frozenset(
    {
        *("Annotated", "Any", "AwareDatetime", "ClassVar", "Literal", "Model", "TYPE_CHECKING", "TypeAlias", "UUID"),
        *("from_dict", "secret_fields", "to_dict", "to_json", "unknown_fields"),
        *("NotRequired", "Required", "Sequence", "TypedDict"),  # in the module of the types of arguments
    }
)
"""In the modules of the models, for classes and for fields."""


RUNTIME_ERRORS = frozenset(
    {
        "APIConnectionError",
        "APIResponseValidationError",
        "APIStatusError",
        "APITimeoutError",
        "AdminError",
        "ClientClosedError",
        "ConfigurationError",
        "PagingError",
        "Problem",
        "ServerError",
    }
)
"""The names that the errors module always has."""

EXPORTS = frozenset(
    {
        *("AdminClient", "AsyncAdminClient", "AsyncPage", "AsyncPager", "Omit", "Page", "Pager", "RawResponse"),
        *("API_VERSION", "API_VERSIONS", "__version__", "errors", "models", "omit", "types"),
    }
)
"""The names of the package beside those of errors and models."""


def is_name(name: str) -> bool:
    """Return whether Python accepts this as a name without changing it.

    Python normalizes names to NFKC, so that other characters could silently become another name.
    """
    return name.isidentifier() and not iskeyword(name) and unicodedata.normalize("NFKC", name) == name
