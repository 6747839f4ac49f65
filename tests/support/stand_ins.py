# SPDX-FileCopyrightText: 2026 Fabric contributors
# SPDX-License-Identifier: Apache-2.0
"""Stand-ins, on this machine, of services that a gateway talks to: a bot API as its Telegram channel calls it and a model API
of the kind `openai-completions`. Each is well until it is told to refuse, and counts what it was asked.
"""
import http.server
import json
import threading
import time


class StandIn:
    """An HTTP server on a free port of 127.0.0.1. Use as a context manager."""

    def __init__(self):
        self.refusing = threading.Event()
        self.asked = {}
        self._lock = threading.Lock()
        stand_in = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                name = self.path.split("?")[0].rstrip("/").rsplit("/", 1)[-1]
                with stand_in._lock:
                    stand_in.asked[name] = stand_in.asked.get(name, 0) + 1
                status, answer = stand_in.reply(name, body)
                text = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            do_GET = do_POST = answer

            def log_message(self, *_):
                pass

            def handle(self):
                try:
                    super().handle()
                except ConnectionError:  # the gateway gave up
                    pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def refuse(self, is_refusing=True):
        (self.refusing.set if is_refusing else self.refusing.clear)()

    def count(self, name):
        with self._lock:
            return self.asked.get(name, 0)

    def reply(self, name, body):
        raise NotImplementedError


class BotApi(StandIn):
    """As much of the Telegram Bot API as an idle bot uses. Refusing: every token is 401, also for a poll that waits."""

    POLL = 30  # seconds, at most

    def reply(self, name, body):
        if not self.refusing.is_set() and name == "getUpdates":
            wanted = json.loads(body).get("timeout", 0) if body else 0
            self.refusing.wait(min(wanted, self.POLL))
        if self.refusing.is_set():
            return 401, {"ok": False, "error_code": 401, "description": "Unauthorized"}
        if name == "getMe":
            return 200, {"ok": True, "result": {
                "id": 1, "is_bot": True, "first_name": "Stand-in", "username": "stand_in_bot", "can_join_groups": True,
                "can_read_all_group_messages": False, "supports_inline_queries": False}}
        if name == "getUpdates":
            return 200, {"ok": True, "result": []}
        if name == "getWebhookInfo":
            return 200, {"ok": True, "result": {"url": "", "has_custom_certificate": False, "pending_update_count": 0}}
        return 200, {"ok": True, "result": True}  # deleteWebhook, setMyCommands, ...


class ModelApi(StandIn):
    """`/models` and `/chat/completions`. Refusing: 401."""

    MODELS = ("qwen3-32b", "llama-small")

    def reply(self, name, body):
        if self.refusing.is_set():
            return 401, {"error": {"message": "Unauthorized", "type": "invalid_request_error", "code": "invalid_api_key"}}
        if name == "models":
            return 200, {"object": "list", "data": [{"id": model, "object": "model", "owned_by": "stand-in"}
                                                    for model in self.MODELS]}
        if name == "completions":
            return 200, {"id": "1", "object": "chat.completion", "created": int(time.time()), "model": self.MODELS[0],
                         "choices": [{"index": 0, "finish_reason": "stop",
                                      "message": {"role": "assistant", "content": "Well."}}],
                         "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}}
        return 404, {"error": {"message": "no such path"}}
