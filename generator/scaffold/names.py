"""The names of a resource in all the forms in which its files need them."""

from __future__ import annotations

from dataclasses import dataclass

from generator.lint.names import to_snake_case


@dataclass(frozen=True, slots=True)
class Names:
    """The tag of a resource (``upload_tokens``) and the name of one item in snake_case (``upload_token``).

    ``key`` is the name of the key of an item that clients choose, or empty.
    """

    tag: str
    singular: str
    key: str = ""

    @property
    def schema(self) -> str:
        """The name of the schema of an item: ``UploadToken``."""
        return pascal(self.singular)

    @property
    def segment(self) -> str:
        """The segment of the path: ``upload-tokens``."""
        return self.tag.replace("_", "-")

    @property
    def id(self) -> str:
        """The name of the id: ``upload_token_id``, or that of the key."""
        return self.key or f"{self.singular}_id"

    @property
    def words(self) -> str:
        """The name of several items in a text: ``upload tokens``."""
        return self.tag.replace("_", " ")

    @property
    def word(self) -> str:
        """The name of an item in a text: ``upload token``."""
        return self.singular.replace("_", " ")

    @property
    def one(self) -> str:
        """The name of an item with its article: ``an upload token``."""
        return f"{'an' if self.word[0] in 'aeiou' else 'a'} {self.word}"


def singular_of(plural: str) -> str:
    """Return the singular of an English plural in snake_case, by its ending: ``entries`` becomes ``entry``."""
    for ending, other in (
        ("ies", "y"),
        ("sses", "ss"),
        ("xes", "x"),
        ("ches", "ch"),
        ("shes", "sh"),
        ("ss", "ss"),
        ("s", ""),
    ):
        if plural.endswith(ending) and len(plural) > len(ending) + 1:
            return plural.removesuffix(ending) + other
    return plural


def pascal(name: str) -> str:
    """Return a name in PascalCase: ``webhook_event`` and ``webhook-event`` become ``WebhookEvent``."""
    return "".join(word[:1].upper() + word[1:] for word in to_snake_case(name).split("_"))
