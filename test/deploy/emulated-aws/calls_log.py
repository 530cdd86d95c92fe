"""Writes every AWS call that a function makes as one line of JSON, so that a test can hold the
calls against the policies that were deployed: MiniStack itself checks no permissions. A function is
known by its session token (node-worker.cjs), a role that it assumed by its session's access key.
"""

import json
import re
import threading

import ministack.app
from ministack.services import sts

TEXT_TYPES = (b"application/x-amz-json", b"application/json", b"application/x-www-form-urlencoded")
BODY_BYTES_MAX = 262144


def write_to(path):
    inner, lock = ministack.app.app, threading.Lock()
    out = open(path, "a", buffering=1, encoding="utf-8")

    async def app(scope, receive, send):
        headers = dict(scope.get("headers") or []) if scope["type"] == "http" else {}
        caller = caller_of(headers)
        if caller is None:
            return await inner(scope, receive, send)
        chunks = []

        async def receive_and_keep():
            message = await receive()
            if message["type"] == "http.request":
                chunks.append(message.get("body", b""))
            return message

        await inner(scope, receive_and_keep, send)
        line = json.dumps(call_of(scope, headers, caller, b"".join(chunks)))
        with lock:
            out.write(line + "\n")

    ministack.app.app = app


def caller_of(headers):
    """`function/NAME` or `role/NAME`; None is somebody outside."""
    token = headers.get(b"x-amz-security-token", b"").decode()
    if token.startswith("fn/"):
        return f"function/{token[3:]}"
    credential = re.search(r"Credential=([^/]+)/", headers.get(b"authorization", b"").decode())
    session = sts._sessions.get(credential.group(1)) if credential else None
    return f"role/{session['Arn'].split('/')[1]}" if session else None


def call_of(scope, headers, caller, body):
    credential = re.search(
        r"Credential=[^/]+/\d+/([^/]+)/([^/]+)/", headers.get(b"authorization", b"").decode()
    )
    is_text = headers.get(b"content-type", b"").startswith(TEXT_TYPES)
    return {
        "caller": caller,
        "service": credential.group(2) if credential else None,
        "target": headers.get(b"x-amz-target", b"").decode(),
        "method": scope["method"],
        "path": scope["path"],
        "query": scope.get("query_string", b"").decode(),
        "body": body[:BODY_BYTES_MAX].decode("utf-8", "replace") if is_text else None,
    }
