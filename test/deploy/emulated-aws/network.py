"""TCP_NODELAY on the listening sockets: 40 ms less on most calls.

Hypercorn makes its sockets with protocol 0, so asyncio never sets the option on the accepted ones;
Linux hands it down from the listening socket.
"""

import socket

from hypercorn.config import Config


def correct():
    create = Config._create_sockets

    def without_delay(self, *args, **named):
        sockets = create(self, *args, **named)
        for one in sockets:
            if one.family in (socket.AF_INET, socket.AF_INET6):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return sockets

    Config._create_sockets = without_delay
