"""Lambda functions: a pool of Node processes per function, each a sandbox that takes one invocation
at a time.

Stock MiniStack has one process per function behind a lock, ends it after a handler's error, and
shows the function no client context, remaining time or error names.
"""

import base64
import contextvars
import json
import os
import threading
import time

from ministack.core import lambda_runtime as runtime
from ministack.core.responses import new_uuid
from ministack.services import lambda_svc

END_OF_LOG = "\x01END "
RESPONSE_BYTES_MAX = 6291556

_client_context = contextvars.ContextVar("client_context", default=None)


class Pool:
    """Idle processes by function. A process whose function has changed since finishes its
    invocation, then ends.
    """

    def __init__(self):
        self.lock = threading.Lock()
        self.idle = {}
        self.generations = {}

    def take(self, function, config, code_zip):
        with self.lock:
            generation = self.generations.get(function[2], 0)
            waiting = self.idle.setdefault(function, [])
            worker = waiting.pop() if waiting else None
        if worker is None:
            worker = runtime.Worker(function[2], config, code_zip)
        worker.generation = generation
        return worker

    def give_back(self, function, worker):
        with self.lock:
            current = self.generations.get(function[2], 0) == worker.generation
            if current:
                self.idle.setdefault(function, []).append(worker)
        if not current:
            worker.kill()

    def retire(self, name):
        with self.lock:
            self.generations[name] = self.generations.get(name, 0) + 1
            stale = [key for key in self.idle if key[2] == name]
            workers = [worker for key in stale for worker in self.idle.pop(key)]
        for worker in workers:
            worker.kill()

    def retire_all(self):
        for name in {key[2] for key in self.idle}:
            self.retire(name)


pool = Pool()


def correct():
    here = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(here, "node-worker.cjs"), encoding="utf-8") as script:
        runtime._NODEJS_WORKER_SCRIPT = script.read()
    runtime.Worker._drain_stderr_bounded = read_log
    lambda_svc._execute_function_warm = execute
    invalidate = runtime.invalidate_worker

    def retire(func_name, qualifier=None, account=None, region=None):
        pool.retire(func_name)
        invalidate(func_name, qualifier, account, region)

    reset = runtime.reset

    def reset_all():
        pool.retire_all()
        reset()

    runtime.invalidate_worker = lambda_svc.invalidate_worker = retire
    runtime.reset = reset_all
    keep_client_context()


def keep_client_context():
    invoke = lambda_svc._invoke

    async def with_client_context(name, event, headers, *rest, **named):
        given = headers.get("x-amz-client-context")
        _client_context.set(json.loads(base64.b64decode(given)) if given else None)
        return await invoke(name, event, headers, *rest, **named)

    lambda_svc._invoke = with_client_context


def read_log(worker, *_args, **_named):
    """What the handler wrote, up to the worker's mark."""
    lines, until = [], time.time() + 0.25
    while time.time() < until:
        try:
            line = worker._stderr_queue.get(timeout=0.25)
        except Exception:
            break
        if line.startswith(END_OF_LOG):
            break
        lines.append(line)
    return "\n".join(lines)


def execute(function, event):
    config = function.get("config") or function
    account, region = runtime._account_region_from_function_config(config)
    key = (account, region, config["FunctionName"], config.get("Version", "$LATEST"))
    worker = pool.take(key, config, function["code_zip"])
    request_id, timeout = new_uuid(), config.get("Timeout", 3)
    try:
        if worker._proc is None or worker._proc.poll() is not None:
            # The start is not charged to the function's timeout.
            worker._spawn()
            worker._cold = False
        answer = worker.invoke(
            {
                "__payload": json.dumps(event),
                "__deadline": int((time.time() + timeout) * 1000),
                "__trace": lambda_svc._xray_trace_id_for_invocation(config),
                "__arn": config.get("FunctionArn", ""),
                "__clientContext": _client_context.get(),
            },
            request_id,
        )
        answered = reply(answer, request_id, timeout)
        if answered["log"]:
            lambda_svc.logger.info("%s %s\n%s", config["FunctionName"], request_id, answered["log"])
        return answered
    except Exception as error:
        lambda_svc.logger.error("%s could not be run: %s", config["FunctionName"], error)
        worker.kill()
        return {
            "body": {"errorType": "Runtime.Unknown", "errorMessage": str(error)},
            "error": True,
            "log": str(error),
        }
    finally:
        pool.give_back(key, worker)


def reply(answer, request_id, timeout):
    log = answer.get("log", "")
    if answer.get("status") == "ok" and "failure" not in answer:
        body = answer["raw"].encode("latin1") if "raw" in answer else answer.get("result")
        if isinstance(body, str):
            body = json.dumps(body, ensure_ascii=False)
        if isinstance(body, str) and len(body) > RESPONSE_BYTES_MAX:
            return failed(
                "Function.ResponseSizeTooLarge",
                "Response payload size exceeded maximum allowed payload size "
                f"({RESPONSE_BYTES_MAX} bytes).",
                log,
            )
        return {"body": body, "log": log}
    if "failure" in answer:
        return {"body": answer["failure"], "error": True, "log": log}
    if "timed out" in answer.get("error", ""):
        return failed(
            "Sandbox.Timedout",
            f"RequestId: {request_id} Error: Task timed out after {timeout}.00 seconds",
            log,
        )
    return failed(
        "Runtime.ExitError",
        f"RequestId: {request_id} Error: Runtime exited without providing a reason",
        log,
    )


def failed(error_type, message, log):
    body = {"errorType": error_type, "errorMessage": message}
    return {"body": body, "error": True, "log": "\n".join(filter(None, [log, json.dumps(body)]))}
