"""Make the guides of the site from the pages of the repository. This module does no IO."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count

from markdown_it.token import Token

from generator.diagnostic import Diagnostic, suggest
from generator.site import addresses as to
from generator.site.content.guide import Guide, Topic
from generator.site.guides.config import Config, Part, Plan, Step
from generator.site.guides.html import render, with_anchors
from generator.site.guides.links import Links
from generator.site.guides.markdown import Block, Section, parse, sections, slug

_FIRST_LEVEL = 2
_CODE_WORD = re.compile(r"[\w-]{4,}")


@dataclass(frozen=True, slots=True)
class _Placed:
    """A block of a page in a guide. ``anchor`` is unique there."""

    page: str
    block: Block
    level: int
    anchor: str


def assemble(
    config: Config, file: str, texts: Mapping[str, str], pages: Collection[str], exists: Callable[[str], bool]
) -> tuple[list[Guide], list[Diagnostic]]:
    """Return the guides, and diagnostics of unknown sections and of links without a target.

    ``file`` is the name of the config in diagnostics. ``texts`` has the Markdown of the pages by their path in the repository,
    ``pages`` are the other pages of the site. ``exists`` returns whether the repository has a file or a folder.
    """
    read = {page: sections(text) for page, text in texts.items()}
    diagnostics = list(_unknown(config, file, read))
    if diagnostics:
        return [], diagnostics
    placed = {plan.name: list(_unique(_blocks(plan, config, file, read))) for plan in config.guides}
    links = Links(_anchors(config, placed), config.elsewhere, pages, exists)
    guides = []
    for plan in config.guides:
        captions: Counter[str] = Counter()
        topics = []
        for one in placed[plan.name]:
            tokens, dead = _linked(one, links)
            diagnostics += dead
            topics.append(_topic(one, tokens, one.block.title or plan.title, captions))
        guides.append(Guide(plan.name, plan.title, plan.summary, plan.reader, tuple(topics), plan.next))
    return guides, diagnostics


def _unknown(config: Config, file: str, read: Mapping[str, list[Section]]) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each section and each code block that a page does not have."""
    for index, plan in enumerate(config.guides):
        for number, part in enumerate(plan.parts):
            titles = [section.title for section in read[part.page]]
            for name in part.sections or ():
                if name not in titles:
                    yield _no_section(file, f"/guides/{index}/parts/{number}", part.page, name, titles)
        for number, step in enumerate(plan.steps):
            pointer = f"/guides/{index}/steps/{number}/code"
            section = next((one for one in read[step.page] if one.title == step.section), None)
            if section is None:
                yield _no_section(file, pointer, step.page, step.section, [one.title for one in read[step.page]])
            elif step.number > len(section.code()):
                message = f"`{step.section}` of `{step.page}` has {len(section.code())} code blocks."
                yield Diagnostic(file, pointer, message, "Correct the number.")


def _no_section(file: str, pointer: str, page: str, name: str, titles: list[str]) -> Diagnostic:
    message = f"`{page}` has no section `{name}`."
    return Diagnostic(file, pointer, message, suggest(name, titles, "Use the title of one of its sections."))


def _blocks(plan: Plan, config: Config, file: str, read: Mapping[str, list[Section]]) -> Iterator[_Placed]:
    """Yield the blocks of a guide in their order."""
    for step in plan.steps:
        yield _step(step, file, read)
    for part in plan.parts:
        deeper = 0
        if part.heading:
            deeper = 1
            yield _Placed(part.page, Block(_FIRST_LEVEL, part.heading, "", ()), _FIRST_LEVEL, slug(part.heading))
        for section in _chosen(part, config, read[part.page]):
            for block in section.blocks:
                if block.anchor or block.tokens:
                    level = max(block.level, _FIRST_LEVEL) + deeper
                    yield _Placed(part.page, block, level, block.anchor)


def _step(step: Step, file: str, read: Mapping[str, list[Section]]) -> _Placed:
    section = next(one for one in read[step.page] if one.title == step.section)
    tokens = (*parse(step.text), section.code()[step.number - 1])
    return _Placed(file, Block(_FIRST_LEVEL, step.title, "", tokens), _FIRST_LEVEL, slug(step.title))


def _chosen(part: Part, config: Config, found: list[Section]) -> list[Section]:
    """Return the sections of a part: the named ones in their order, or all that no other part of the page names."""
    if part.sections is not None:
        return [section for name in part.sections for section in found if section.title == name]
    parts = [one for plan in config.guides for one in plan.parts if one.page == part.page]
    named = {name for one in parts for name in one.sections or ()}
    return [section for section in found if section.title not in named]


def _unique(placed: Iterator[_Placed]) -> Iterator[_Placed]:
    """Yield the blocks with anchors that are unique in the guide."""
    used: set[str] = set()
    for one in placed:
        names = (f"{one.anchor}-{number}" if number else one.anchor for number in count())
        anchor = next(name for name in names if not name or name not in used)
        used.add(anchor)
        yield replace(one, anchor=anchor)


def _anchors(config: Config, placed: Mapping[str, list[_Placed]]) -> dict[tuple[str, str], str]:
    """Return the address of each section of each page, and of each page: the guide with its rest, or else the first one."""
    found: dict[tuple[str, str], str] = {}
    for plan in config.guides:
        address = to.guide(plan.name)
        for part in plan.parts:
            if part.sections is None:
                found[part.page, ""] = address
        for one in placed[plan.name]:
            if one.block.anchor:
                found[one.page, one.block.anchor] = f"{address}#{one.anchor}"
    for plan in config.guides:
        for part in plan.parts:
            found.setdefault((part.page, ""), to.guide(plan.name))
    return found


def _linked(placed: _Placed, links: Links) -> tuple[list[Token], list[Diagnostic]]:
    """Return the tokens of a block with the links of the site, and a diagnostic for each link without a target."""
    tokens: list[Token] = []
    diagnostics: list[Diagnostic] = []
    for token in placed.block.tokens:
        if token.type == "inline" and token.children:
            children, missing = links.rewritten(token.children, placed.page, "../")
            diagnostics += [_dead(placed, one) for one in missing]
            tokens.append(token.copy(children=children))
        else:
            tokens.append(token)
    return tokens, diagnostics


def _topic(placed: _Placed, tokens: list[Token], title: str, captions: Counter[str]) -> Topic:
    """Return a block as HTML and as text for the search. ``title`` names its tables, ``captions`` counts those of the guide."""
    tokens, terms, text = with_anchors(tokens, placed.anchor)
    if placed.block.anchor:  # else a step, whose code stands in another guide too
        text = " ".join([text, *_code_words(tokens, text)]).strip()
    html = render(tokens, title, captions)
    return Topic(placed.level, placed.block.title, placed.anchor, text, tuple(terms), html)


def _code_words(tokens: list[Token], text: str) -> list[str]:
    """Return the words of code blocks that a text does not have, each once: the rest of the code would only be repeated."""
    code = "\n".join(token.content for token in tokens if token.type == "fence")
    return list(dict.fromkeys(word for word in _CODE_WORD.findall(code) if word not in text))


def _dead(placed: _Placed, link: str) -> Diagnostic:
    message = f"the link `{link}` in `{placed.block.title or 'the lead'}` leads nowhere."
    return Diagnostic(placed.page, "", message, "Correct the path or the anchor.")
