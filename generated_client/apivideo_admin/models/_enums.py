# DO NOT EDIT. Generated from openapi/ by `python -m nox -s generate`.
"""The values that the document knows, for completion and type checkers. At run time any value of the type passes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from typing import TypeAlias

    LinkRel: TypeAlias = Literal["next", "previous", "self"] | str
    """What the link leads to. `previous` is missing on the first page, `next` on the last.

    The server may answer others than are listed here.
    """

    Region: TypeAlias = Literal["eu-central-1"] | str
    """Where the media of a project are hosted.

    The server may answer others than are listed here.
    """

else:
    LinkRel = str
    Region = str
