"""What `kedro track serve` is asked for."""

from __future__ import annotations

import ipaddress
import platform
import secrets
from dataclasses import dataclass, field

PORT = 4142
LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """How to serve.

    Attributes:
        port: 0 for any that is free.
        names: Further names that the host is called by, such as that of a proxy.
        edit: Whether pages may edit; None for yes on loopback and no elsewhere.
        token: Pages of this server know it and nothing else does.
    """

    host: str = LOOPBACK
    port: int = PORT
    names: tuple[str, ...] = ()
    edit: bool | None = None
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine reaches it."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def edits(self) -> bool:
        """Whether pages may edit."""
        return self.is_loopback if self.edit is None else self.edit

    @property
    def known_names(self) -> frozenset[str]:
        """The names by which a browser may call it, in lower case, without a port."""
        own = {self.host, *self.names}
        if self.is_loopback:
            own |= {"localhost", "127.0.0.1", "[::1]"}
        else:
            own |= {platform.node(), platform.node().partition(".")[0]}
        return frozenset(name.lower() for name in own if name)
