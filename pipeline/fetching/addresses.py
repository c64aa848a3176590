"""Which addresses may be connected to: public ones, and those that the settings allow."""

from collections.abc import Sequence
from functools import cache
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from pathlib import Path

from models.vocabulary import read_rows

_FILE = Path(__file__).with_name("addresses.tsv")
# IPv4 inside IPv6: translation by the well-known and the local prefix (RFC 6052, RFC 8215).
_TRANSLATED = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


@cache
def _refused() -> tuple[tuple[Network, str], ...]:
    rows = read_rows(_FILE, ("network", "reason"))
    return tuple((ip_network(row["network"]), row["reason"]) for row in rows)


def refusal(address: str, allowed: Sequence[Network] = ()) -> str | None:
    """Why an address must not be connected to, or None where it may.

    An IPv4 address inside an IPv6 one counts as itself. Raises ValueError for what is no address.
    """
    parsed = _plain(ip_address(address.partition("%")[0]))
    if any(_within(parsed, network) for network in allowed):
        return None
    for network, reason in _refused():
        if _within(parsed, network):
            return reason
    return None if parsed.is_global else "not public"


def _plain(address: Address) -> Address:
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return address.ipv4_mapped
        if address.sixtofour:
            return address.sixtofour
        if any(address in network for network in _TRANSLATED):
            return IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def _within(address: Address, network: Network) -> bool:
    return address.version == network.version and address in network
