"""Resolving host names to addresses that may be connected to.

The connection is made to the very addresses that were checked, so that a name which changes its
answer in between gains nothing.
"""

import asyncio
import socket
from collections.abc import Mapping, Sequence
from ipaddress import ip_address

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from pipeline.fetching.addresses import Network, refusal


class RefusedAddress(Exception):
    """A host that only has addresses which must not be connected to."""


class GuardedResolver(AbstractResolver):
    """``hosts`` are addresses of names, asked before the system; they are checked all the same."""

    def __init__(self, allowed: Sequence[Network], hosts: Mapping[str, str]) -> None:
        self._allowed, self._hosts = tuple(allowed), dict(hosts)
        self._system: ThreadedResolver | None = None

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The addresses of a host that may be connected to. Raises RefusedAddress, OSError."""
        found = await self._found(host, port, family)
        good = [result for result in found if refusal(result["host"], self._allowed) is None]
        if not good:
            first = found[0]["host"]
            raise RefusedAddress(f"{host} is {first}: {refusal(first, self._allowed)}")
        return good

    async def _found(
        self, host: str, port: int, family: socket.AddressFamily
    ) -> list[ResolveResult]:
        address = self._hosts.get(host.lower())
        if address is not None:
            return [_result(host, address, port)]
        if self._system is None:
            self._system = ThreadedResolver(asyncio.get_running_loop())
        return await self._system.resolve(host, port, family)

    async def close(self) -> None:
        """Nothing is held."""


def check_literal(host: str, allowed: Sequence[Network]) -> None:
    """Raises RefusedAddress for an IP address as host name: for these no resolver is asked."""
    try:
        reason = refusal(host.strip("[]"), allowed)
    except ValueError:
        return
    if reason is not None:
        raise RefusedAddress(f"{host}: {reason}")


def _result(host: str, address: str, port: int) -> ResolveResult:
    version = ip_address(address).version
    return ResolveResult(
        hostname=host,
        host=address,
        port=port,
        family=socket.AF_INET6 if version == 6 else socket.AF_INET,
        proto=0,
        flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
    )
