"""Render the tokens of a guide as HTML: code with its colours, and tables with a caption."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup, escape

from generator.site.content.guide import Term
from generator.site.guides.markdown import slug, words
from generator.site.highlight import highlighted

_SHORTEST_ROW = 5  # tokens: the row, a cell, its text


def render(tokens: Sequence[Token], title: str, captions: Counter[str]) -> Markup:
    """Return tokens as HTML. ``title`` is the heading above them, which names their tables and code blocks.

    ``captions`` counts the tables with each name, so that each has a name of its own.
    """
    return Markup(_WRITER.renderer.render(tokens, _WRITER.options, {"title": title, "captions": captions}))  # noqa: S704 - the renderer escapes all text


def with_anchors(tokens: Sequence[Token], anchor: str) -> tuple[list[Token], list[Term], str]:
    """Give each row of a table whose first cell starts with code an anchor. Return the tokens, these rows, and the other text without code blocks.

    ``anchor`` is that of the heading above the tokens.
    """
    result: list[Token] = []
    terms: dict[str, Term] = {}
    text: list[str] = []
    columns: list[str] = []
    for group in _rows(tokens):
        if len(group) > 1 and group[1].type == "th_open":
            columns = [words([one]) for one in group if one.type == "inline"]
        term = _term(group, anchor, columns)
        if term is None or term.anchor in terms:
            text.append(words([token for token in group if token.type != "fence"]))
            result += group
        else:
            terms[term.anchor] = term
            result += [group[0].copy(attrs={"id": term.anchor}), *group[1:]]
    return result, list(terms.values()), " ".join(" ".join(text).split())


def _rows(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """Yield the rows of tables, and each other token alone."""
    start = None
    for index, token in enumerate(tokens):
        if token.type == "tr_open":
            start = index
        elif token.type == "tr_close" and start is not None:
            yield tokens[start : index + 1]
            start = None
        elif start is None:
            yield [token]


def _term(row: Sequence[Token], anchor: str, columns: Sequence[str]) -> Term | None:
    """Return the term of a row of a table with these columns, or None for other tokens and rows.

    The text has the names of the columns if there are more than two.
    """
    if len(row) < _SHORTEST_ROW or row[1].type != "td_open" or not (first := row[2].children):
        return None
    name, *cells = [words([one]) for one in row if one.type == "inline"]
    if len(cells) > 1:
        cells = [f"{column}: {cell}" for column, cell in zip(columns[1:], cells, strict=True) if cell]
    key = f"{anchor}-{slug(name)}".strip("-")
    return Term(name, key, ", ".join(cells)) if first[0].type == "code_inline" else None


def _fence(_: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, env: EnvType) -> str:
    """Render a code block with the elements of the templates."""
    token = tokens[index]
    language = token.info.split(maxsplit=1)[0] if token.info.strip() else "text"
    code = highlighted(token.content, language)
    label, name = escape(f"{env['title']}: {language}"), escape(language)
    return (
        f'<div class="code">\n<pre tabindex="0" aria-label="{label}"><code class="{name}" data-language="{name}">'
        f"{code}</code></pre>\n</div>\n"
    )


def _table(_: RendererHTML, _tokens: Sequence[Token], _index: int, _options: OptionsDict, env: EnvType) -> str:
    title, captions = env["title"], env["captions"]
    captions[title] += 1
    number = f" ({captions[title]})" if captions[title] > 1 else ""
    return f"<table>\n<caption>{escape(title)}{number}</caption>\n"


def _column(_: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType) -> str:
    """Render the start of the heading of a column. One without a text is a plain cell."""
    return '<th scope="col">' if tokens[index + 1].content else "<td>"


def _column_end(_: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType) -> str:
    return "</th>\n" if tokens[index - 1].content else "</td>\n"


def _writer() -> MarkdownIt:
    writer = MarkdownIt("commonmark")
    rules = {"fence": _fence, "code_block": _fence, "table_open": _table, "th_open": _column, "th_close": _column_end}
    for rule, function in rules.items():
        writer.add_render_rule(rule, function)
    return writer


_WRITER = _writer()
