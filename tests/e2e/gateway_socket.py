# SPDX-FileCopyrightText: 2026 Fabric contributors
# SPDX-License-Identifier: Apache-2.0
"""A connection of its own to a gateway, as somebody else than Fabric has one. Only what the tests need of RFC 6455."""
import base64
import itertools
import json
import os
import socket
import struct

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


class Refused(Exception):
    """The gateway's own no; its code and message."""


class GatewaySocket:
    def __init__(self, gateway, timeout=60):
        self.ids = itertools.count(1)
        self.socket = socket.create_connection(("127.0.0.1", gateway.port), timeout)
        try:
            self._greet(gateway)
        except BaseException:
            self.socket.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def call(self, method, params=None):
        """The payload of the answer; OSError if the connection ends first."""
        wanted = str(next(self.ids))
        self._send({"type": "req", "id": wanted, "method": method, "params": params or {}})
        while True:
            frame = self._receive()
            if frame.get("type") == "res" and frame.get("id") == wanted:
                if not frame["ok"]:
                    raise Refused(f"{frame['error']['code']}: {frame['error']['message']}")
                return frame["payload"]

    def _greet(self, gateway):
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall((f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{gateway.port}\r\nUpgrade: websocket\r\n"
                             f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
                             "Sec-WebSocket-Version: 13\r\n\r\n").encode())
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += self._take(1)
        if b" 101 " not in head.split(b"\r\n")[0]:
            raise ConnectionError(head.split(b"\r\n")[0].decode())
        while self._receive().get("event") != "connect.challenge":
            pass
        self.call("connect", {
            "minProtocol": 4, "maxProtocol": 4, "scopes": ["operator.admin"],
            "client": {"id": "gateway-client", "version": "0.1.0", "platform": "linux", "mode": "backend"},
            "auth": {"token": (gateway.folder / "gateway.token").read_text().strip()}})

    def _take(self, count):
        data = b""
        while len(data) < count:
            part = self.socket.recv(count - len(data))
            if not part:
                raise ConnectionError("the gateway closed the connection")
            data += part
        return data

    def _send(self, value, opcode=TEXT):
        data = json.dumps(value).encode() if opcode == TEXT else value
        mask = os.urandom(4)
        size = len(data)
        head = bytes([0x80 | opcode]) + (bytes([0x80 | size]) if size < 126 else
                                         bytes([0x80 | 126]) + struct.pack(">H", size) if size < 65536 else
                                         bytes([0x80 | 127]) + struct.pack(">Q", size))
        self.socket.sendall(head + mask + bytes(byte ^ mask[i % 4] for i, byte in enumerate(data)))

    def _receive(self):
        message = b""
        while True:
            first, second = self._take(2)
            size = second & 0x7F
            if size >= 126:
                size = struct.unpack(">H" if size == 126 else ">Q", self._take(2 if size == 126 else 8))[0]
            data = self._take(size)
            if first & 0xF == PING:
                self._send(data, PONG)
            elif first & 0xF == CLOSE:
                raise ConnectionError("the gateway closed the connection")
            elif first & 0xF != PONG:
                message += data
                if first & 0x80:
                    return json.loads(message)
