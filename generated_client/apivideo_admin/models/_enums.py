# DO NOT EDIT. Generated from openapi/ by `python -m nox -s generate`.
"""The documented values of each enum, for editors and type checkers. At run time every value of the base type is valid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from typing import TypeAlias

    LinkRel: TypeAlias = Literal["next", "previous", "self"] | str
    """The target of the link. The first page has no `previous`, the last no `next`.

    The server may return other values.
    """

    Region: TypeAlias = Literal["eu-central-1"] | str
    """The region where the media of a project are hosted.

    The server may return other values.
    """

else:
    LinkRel = str
    Region = str
