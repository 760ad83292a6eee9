"""The names that the templates use themselves, by the scope in which a name of the document would hide them."""

from __future__ import annotations

import unicodedata
from keyword import iskeyword

ARGUMENTS = frozenset(
    {"timeout", "max_retries", "extra_headers", "limit", "CallOptions", "Pager", "AsyncPager", "msgspec", "models"}
)
"""In a method. An argument of that name gets an underscore."""

METHODS = frozenset(
    {
        *("bool", "builtins", "datetime", "dict", "float", "int", "property", "str"),  # ``list`` is dealt with
        *("Any", "Api", "AsyncApi", "AsyncPager", "AwareDatetime", "Literal", "Mapping", "Pager", "Sequence", "UUID"),
        *("httpx2", "models", "msgspec", "with_raw_response"),
    }
)
"""In the class of a namespace, where annotations and defaults are read."""

NAMESPACES = frozenset({"close", "aclose", "with_options"})
"""On a client."""

NAMESPACE_CLASSES = frozenset(
    {
        *("Any", "Api", "AsyncApi", "AsyncPager", "AwareDatetime", "CallOptions", "Literal", "Mapping", "Operation"),
        *(
            "Pager",
            "Reader",
            "Sequence",
            "UUID",
        ),  # these in the module of the namespace, the rest in that of the clients
        *("AdminClient", "AsyncAdminClient", "AsyncBaseClient", "BaseClient", "ClientOptions", "RateLimit", "Service"),
        *("AsyncEventHooks", "EventHooks", "RATELIMIT", "SERVER"),
    }
)
"""In the module of a namespace, and in that of the clients."""

CONSTANTS = frozenset({"TYPE_CHECKING", "UUID"})
"""In the module of a namespace, among the constants that are named after operations."""

MODELS = frozenset(
    {
        *("Annotated", "Any", "AwareDatetime", "ClassVar", "Literal", "Model", "TYPE_CHECKING", "TypeAlias", "UUID"),
        *("secret_fields", "unknown_fields"),
    }
)
"""In the modules of the models, for classes and for fields."""


def is_name(name: str) -> bool:
    """Return whether Python takes this for a name, and reads it as it is written.

    It reads every name in its NFKC form, so that the letters of another width would silently be those of another name.
    """
    return name.isidentifier() and not iskeyword(name) and unicodedata.normalize("NFKC", name) == name
