"""The address of the upstream server."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from apivideo_admin_mock.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Address:
    """The upstream server: where to connect, what to send as ``Host``, and what to put before each path."""

    is_secure: bool
    host: str
    port: int
    authority: str
    prefix: str

    @classmethod
    def parse(cls, url: str) -> Address:
        """Return the address in a URL. Raises SettingsError if it is not ``http(s)://HOST[:PORT][/PATH]``."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            parts, port = urlsplit(""), None
        is_plain = (
            parts.query == parts.fragment == "" and parts.username is None and url.isascii() and url.isprintable()
        )
        if parts.scheme not in {"http", "https"} or not parts.hostname or not is_plain or " " in url:
            raise SettingsError(
                "--upstream is not the URL of a server. fix: write it like https://admin.api.video, without a user, a query and a fragment"
            )
        is_secure = parts.scheme == "https"
        default = 443 if is_secure else 80
        return cls(is_secure, parts.hostname, port or default, parts.netloc, parts.path.rstrip("/"))

    @property
    def origin(self) -> str:
        """The URL without a path."""
        return f"{'https' if self.is_secure else 'http'}://{self.authority}"
