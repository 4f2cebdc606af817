"""Listening: an address of this machine, its threads and its connections."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final

import waitress

from etl.errors import BadInputError

if TYPE_CHECKING:
    from waitress.task import ThreadedTaskDispatcher

THREADS: Final = 8
CONNECTIONS: Final = 1000  # open at once; a browser keeps several, and of waitress's hundred the last wait


def listen(
    app: Callable[..., Iterable[bytes]],
    *,
    host: str,
    port: int,
    proxied: bool,
    below: str,
    announce: Callable[[str], None] | None,
    turns: ThreadedTaskDispatcher | None = None,
) -> None:
    """Answer what is asked of an address of this machine until the process is stopped.

    proxied: trusted proxies stand before it. below: the path of its first page. turns: who is served when;
    without, whoever comes first, so many at once.

    Raises:
        BadInputError: the address cannot be used.
    """
    try:
        listening = waitress.create_server(
            app,
            _dispatcher=turns,
            host=host,
            port=port,
            threads=THREADS,
            connection_limit=CONNECTIONS,
            ident=None,
            clear_untrusted_proxy_headers=not proxied,  # what they say is weighed by the app itself
        )
    except OSError as error:
        raise BadInputError(
            f"{host}:{port}", f"cannot listen there ({error.strerror})", "Choose another with --port."
        ) from error
    if announce is not None:
        announce(f"Serving http://{host}:{listening.effective_port}{below} (stop with Ctrl+C)")
    try:
        listening.run()
    finally:
        listening.close()
