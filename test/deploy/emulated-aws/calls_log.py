"""Writes every AWS call that a function makes as one line of JSON, so that a test can hold the calls against the policies
that were deployed: MiniStack itself checks no permissions. The function is known by its session token (node-worker.cjs).
"""

import json
import re
import threading

import ministack.app

JSON_TYPES = (b"application/x-amz-json", b"application/json")
BODY_BYTES_MAX = 262144


def write_to(path):
    inner, lock = ministack.app.app, threading.Lock()
    out = open(path, "a", buffering=1, encoding="utf-8")

    async def app(scope, receive, send):
        headers = dict(scope.get("headers") or []) if scope["type"] == "http" else {}
        token = headers.get(b"x-amz-security-token", b"").decode()
        if not token.startswith("fn/"):
            return await inner(scope, receive, send)
        chunks = []

        async def receive_and_keep():
            message = await receive()
            if message["type"] == "http.request":
                chunks.append(message.get("body", b""))
            return message

        await inner(scope, receive_and_keep, send)
        line = json.dumps(call_of(scope, headers, token[3:], b"".join(chunks)))
        with lock:
            out.write(line + "\n")

    ministack.app.app = app


def call_of(scope, headers, function, body):
    credential = re.search(r"Credential=[^/]+/\d+/([^/]+)/([^/]+)/", headers.get(b"authorization", b"").decode())
    is_json = headers.get(b"content-type", b"").startswith(JSON_TYPES)
    return {
        "function": function,
        "service": credential.group(2) if credential else None,
        "target": headers.get(b"x-amz-target", b"").decode(),
        "method": scope["method"],
        "path": scope["path"],
        "query": scope.get("query_string", b"").decode(),
        "body": body[:BODY_BYTES_MAX].decode("utf-8", "replace") if is_json else None,
    }
