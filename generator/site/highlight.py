"""Highlight code with Pygments: a span for what has a colour, and nothing for the rest, which keeps the pages small."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby

from markupsafe import Markup, escape
from pygments.lexers import (  # type: ignore[import-untyped]  # it has no types
    BashLexer,
    JavascriptLexer,
    JsonLexer,
    PythonLexer,
    TextLexer,
    TOMLLexer,
    YamlLexer,
)
from pygments.token import Comment, Keyword, Name, Number, Operator, String, _TokenType  # type: ignore[import-untyped]  # as above

from generator.site.content.snippets import BASE, Sample

# Lexers must not change the text, so that readers copy exactly what was written.
_EXACT = {"stripnl": False, "ensurenl": False}
_LEXERS = {
    "python": PythonLexer(**_EXACT),
    "sh": BashLexer(**_EXACT),
    "json": JsonLexer(**_EXACT),
    "javascript": JavascriptLexer(**_EXACT),
    "toml": TOMLLexer(**_EXACT),
    "yaml": YamlLexer(**_EXACT),
    "yml": YamlLexer(**_EXACT),
}
_PLAIN = TextLexer(**_EXACT)
#: The classes of ``code.css``, each with the tokens that it colours.
CLASSES = {
    "n": (Name.Tag, Name.Attribute, Name.Variable, Name.Namespace),
    "s": (String,),
    "m": (Number,),
    "k": (Keyword, Operator.Word),
    "c": (Comment,),
}


@cache
def highlighted(code: str, language: str) -> Markup:
    """Return code as HTML. ``language`` is its name in Markdown; code in an unknown one has no colours."""
    tokens: Iterable[tuple[_TokenType, str]] = _LEXERS.get(language, _PLAIN).get_tokens(code)
    return Markup("").join(_spans(tokens))


def sample(one: Sample) -> Markup:
    """Return the code of an example as HTML. The place of the server is an element, in which a script can show a mock."""
    base = Markup('<span class="base" data-production="{0}" data-mock="{1}">{0}</span>').format(
        one.production, one.mock
    )
    return base.join(highlighted(one.code, one.lexer).split(BASE))


def _spans(tokens: Iterable[tuple[_TokenType, str]]) -> Iterator[Markup]:
    for name, group in groupby(tokens, lambda token: _class(token[0])):
        text = escape("".join(text for _, text in group))
        yield Markup('<span class="{}">{}</span>').format(name, text) if name else text


def _class(token: _TokenType) -> str:
    """Return the class of a token, or an empty text if it has the colour of plain code."""
    return next((name for name, types in CLASSES.items() if any(token in one for one in types)), "")
