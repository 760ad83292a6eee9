"""Rewrite the links of a page of the repository for the site."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from markdown_it.token import Token

from generator.site import addresses as to

_DECISIONS = PurePosixPath("openapi/decisions")


@dataclass(frozen=True, slots=True)
class Links:
    """Where the pages of the repository are on the site.

    ``anchors`` maps a page and an anchor on it to an address, and a page with an empty anchor to its guide. ``pages`` are the
    pages of the site. ``exists`` returns whether the repository has a file or a folder.
    """

    anchors: Mapping[tuple[str, str], str]
    elsewhere: Mapping[str, str]
    pages: Collection[str]
    exists: Callable[[str], bool]

    def rewritten(self, tokens: list[Token], page: str, up: str) -> tuple[list[Token], list[str]]:
        """Return the inline tokens of a page with the links of the site, and the links without a target.

        ``up`` is the path from the page of the guide to the root of the site. A link to a file that the site does not have
        becomes its text and its path.
        """
        result: list[Token] = []
        missing: list[str] = []
        file: PurePosixPath | None = None
        start = 0
        for token in tokens:
            if token.type == "link_open":
                written = str(token.attrGet("href") or "")
                target = self.target(written, page)
                file, start = (target if isinstance(target, PurePosixPath) else None), len(result)
                missing += [written] * (target is None)
                if isinstance(target, str):
                    result.append(_to(token, target, up))
            elif token.type == "link_close" and file:
                text = "".join(one.content for one in result[start:])
                result += [] if str(file) in text else _mention(file)
            else:
                result.append(token)
        return result, missing

    def target(self, written: str, page: str) -> str | PurePosixPath | None:
        """Return the address of a link on a page, the path of a file that the site does not have, or None without a target."""
        if urlsplit(written).scheme:
            return written
        path, _, anchor = written.partition("#")
        target = posixpath.normpath(posixpath.join(posixpath.dirname(page), path)) if path else page
        if found := self.anchors.get((target, anchor)):
            return found
        is_guide = (target, "") in self.anchors
        if is_guide or target.startswith("..") or not self.exists(target):
            return None
        address = self.elsewhere.get(target) or _decision(PurePosixPath(target))
        return address if address.partition("#")[0] in self.pages else PurePosixPath(target)


def _decision(path: PurePosixPath) -> str:
    return to.decision(path.stem) if path.parent == _DECISIONS else ""


def _to(token: Token, target: str, up: str) -> Token:
    """Return a copy of the start of a link with another target: the tokens of a page can be used by several guides."""
    copy = token.copy(attrs=dict(token.attrs))
    copy.attrSet("href", target if urlsplit(target).scheme else up + target)
    return copy


def _mention(path: PurePosixPath) -> list[Token]:
    """Return the path of a file in parentheses, as it stands behind the text of its link."""
    return [
        Token("text", "", 0, content=" ("),
        Token("code_inline", "code", 0, content=str(path)),
        Token("text", "", 0, content=" in the repository)"),
    ]
