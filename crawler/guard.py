"""The address guard: a name resolver that gives no private address, whatever the spelling or the hop."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Sequence
from typing import Any, Self

from twisted.internet.interfaces import IAddress, IHostnameResolver, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped]

# IPv6 networks that hold an IPv4 address in their last 32 bits: NAT64, the translated and the old
# compatible form.
_EMBEDDING = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "::ffff:0:0:0/96", "::/96")))
# All unicast addresses the IANA has given out; what lies outside is reserved, whatever a router makes of it.
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
# Neither of these is ever admitted: link-local has the clouds' metadata services.
_LINK_LOCAL = (ipaddress.ip_network("169.254.0.0/16"), ipaddress.ip_network("fe80::/10"))


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet: global unicast, also inside its IPv6 forms."""
    ip = _innermost(address)
    if ip.version == 6 and ip not in _GLOBAL_UNICAST:
        return False
    return ip.is_global and not ip.is_multicast


def is_link_local(address: str) -> bool:
    """Whether an IP address is link-local, also inside its IPv6 forms."""
    ip = _innermost(address)
    return any(ip in network for network in _LINK_LOCAL)


def _innermost(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if any(ip in network for network in _EMBEDDING):
            return ipaddress.IPv4Address(ip.packed[-4:])
        return ip.ipv4_mapped or ip.sixtofour or ip
    return ip


@implementer(IHostnameResolver)
class AddressGuard:
    """Scrapy's `TWISTED_DNS_RESOLVER`: Twisted connects to the very addresses this passes on."""

    def __init__(self, reactor: Any) -> None:
        self._reactor = reactor
        self._resolver: Any = reactor.nameResolver
        self._admitted: set[tuple[str, int]] = set()
        self.refused: set[tuple[str, int]] = set()

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> Self:
        """As Scrapy builds its resolvers."""
        return cls(reactor)

    def install_on_reactor(self) -> None:
        """As Scrapy installs its resolvers."""
        self._reactor.installNameResolver(self)

    def admit(self, hosts: Iterable[tuple[str, int]]) -> None:
        """Let these host and port pairs be at private addresses; link-local ones never."""
        self._admitted.update(hosts)

    def resolveHostName(
        self,
        resolutionReceiver: Any,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Sequence[type[IAddress]] | None = None,
        transportSemantics: str = "TCP",
    ) -> Any:
        """Resolve as the reactor would, and pass on only what may be connected to."""
        host = (hostName, portNumber)

        @implementer(IResolutionReceiver)
        class Filter:
            """Stands between the resolver and the endpoint that asked."""

            resolutionBegan = staticmethod(resolutionReceiver.resolutionBegan)
            resolutionComplete = staticmethod(resolutionReceiver.resolutionComplete)

            @staticmethod
            def addressResolved(address: Any) -> None:
                if self._may_connect(host, address.host):
                    self.refused.discard(host)
                    resolutionReceiver.addressResolved(address)
                else:
                    self.refused.add(host)

        return self._resolver.resolveHostName(
            Filter(), hostName, portNumber, addressTypes, transportSemantics
        )

    def _may_connect(self, host: tuple[str, int], address: str) -> bool:
        return is_public(address) or (host in self._admitted and not is_link_local(address))
