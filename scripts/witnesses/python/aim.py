"""Aims the official SDK at a server on this machine and refuses every other address. Import it first."""

import os
import socket

BASE = os.environ["BASE"]
CLIENT_ID, CLIENT_SECRET = os.environ["CLIENT"].split(":")

_resolve = socket.getaddrinfo


def _loopback_only(host, *rest, **named):
    if host not in ("127.0.0.1", "localhost", b"127.0.0.1"):
        raise OSError(f"{host} is not this machine")
    return _resolve(host, *rest, **named)


socket.getaddrinfo = _loopback_only


def client(base=BASE, **more):
    """A core client with all services at one address."""
    from timeback_common import TimebackProvider
    from timeback_core import TimebackClient

    provider = TimebackProvider(
        **{"base_url": base, "auth_url": f"{base}/oauth2/token", "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
        | more
    )
    return TimebackClient(provider=provider)


def aim_server_sdk():
    """The server SDK has no setting for its address: its tables of addresses are changed in this process."""
    import timeback_common.config as config
    import timeback_core.constants as constants

    for table in (config.BEYONDAI_API_URLS, config.BEYONDAI_CALIPER_URLS, config.BEYONDAI_QTI_URLS):
        table["staging"] = BASE
    config.BEYONDAI_TOKEN_URLS["staging"] = f"{BASE}/oauth2/token"
    constants.SERVICE_URLS["staging"].update(api=BASE, caliper=BASE, qti=BASE, token=f"{BASE}/oauth2/token")
