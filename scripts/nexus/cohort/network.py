"""Whether a server is one of the whole Internet, or of the network that this machine is in."""

import socket
from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit


def leads_inside(place: str, target: str) -> bool:
    """Tell whether a server out there sends to one that only this machine, or its network, can reach.

    That is not for a stranger to ask, whoever answers. A server inside may send on inside.
    """
    hosts = (urlsplit(place).hostname or "", urlsplit(target).hostname or "")
    return hosts[0] != hosts[1] and is_public(hosts[0]) and not is_public(hosts[1])


def is_public(host: str) -> bool:
    """Tell whether all addresses of a host are of the Internet; of one that has none, nobody knows."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):  # who asks it is told so
        return True
    return all(_is_global(str(place[0])) for *_, place in found)


def _is_global(address: str) -> bool:
    known = ip_address(address)
    mapped = known.ipv4_mapped if isinstance(known, IPv6Address) else None
    return (mapped or known).is_global
