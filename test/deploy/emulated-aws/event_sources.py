"""SQS event sources: looked at every 20 ms, their batches run at once, up to MaximumConcurrency.

Stock MiniStack runs every mapping of the account in one thread, one batch at a time, once a second
when idle.
"""

import contextvars
import json
import os
import threading
import time

from ministack.services import lambda_svc, sqs

IDLE_SECONDS = 0.02
CONCURRENCY_DEFAULT = int(os.environ.get("MINISTACK_ESM_CONCURRENCY", "10"))

_in_flight = {}
_guard = threading.Lock()


def correct():
    lambda_svc._poll_sqs = poll_queues
    lambda_svc._poll_loop = poll_all


def poll_all():
    for step, idle in ((lambda_svc._poll_kinesis, 1.0), (lambda_svc._poll_dynamodb_streams, 0.1)):
        threading.Thread(target=for_ever, args=(step, idle), daemon=True).start()
    for_ever(poll_queues, IDLE_SECONDS)


def for_ever(step, idle):
    while True:
        try:
            busy = step()
        except Exception:
            lambda_svc.logger.exception("an event source could not be polled")
            busy = False
        if not busy:
            time.sleep(idle if lambda_svc._esms.has_any() else 0.5)


def poll_queues():
    busy = False
    for account, region, mapping in lambda_svc._iter_all_esms():
        scope = (
            lambda_svc._request_account_id.set(account),
            lambda_svc._request_region.set(region),
        )
        try:
            busy = poll_queue(mapping, account, region) or busy
        finally:
            lambda_svc._request_account_id.reset(scope[0])
            lambda_svc._request_region.reset(scope[1])
    return busy


def poll_queue(mapping, account, region):
    arn = mapping.get("EventSourceArn", "")
    if not mapping.get("Enabled", True) or ":sqs:" not in arn:
        return False
    url = sqs._queue_url(arn.rsplit(":", 1)[1])
    queue = sqs._queues.get(url)
    function, _ = lambda_svc._get_func_record_for_qualifier(
        mapping["FunctionName"], mapping.get("Qualifier")
    )
    if function is None or not queue or queue["attributes"].get("QueueArn") != arn:
        return False
    most = int(
        (mapping.get("ScalingConfig") or {}).get("MaximumConcurrency") or CONCURRENCY_DEFAULT
    )
    busy = False
    while begin(mapping["UUID"], most):
        batch = sqs._receive_messages_for_esm(url, mapping.get("BatchSize", 10))
        if not batch:
            end(mapping["UUID"])
            break
        busy = True
        run = contextvars.copy_context().run
        arguments = (deliver, mapping, function, url, arn, batch, account, region)
        threading.Thread(target=run, args=arguments, daemon=True).start()
    return busy


def begin(mapping_id, most):
    with _guard:
        if _in_flight.get(mapping_id, 0) >= most:
            return False
        _in_flight[mapping_id] = _in_flight.get(mapping_id, 0) + 1
        return True


def end(mapping_id):
    with _guard:
        _in_flight[mapping_id] -= 1


def deliver(mapping, function, url, arn, batch, account, region):
    try:
        records = [record_of(message, arn, account, region) for message in batch]
        kept = lambda_svc._apply_filter_criteria(records, mapping)
        failed = (
            failures(mapping, lambda_svc._execute_function(function, {"Records": kept}))
            if kept
            else set()
        )
        if failed is not None:
            handles = {
                message["receipt_handle"] for message in batch if message["id"] not in failed
            }
            sqs._delete_messages_for_esm(url, handles)
    except Exception:
        lambda_svc.logger.exception("a batch could not be delivered")
    finally:
        end(mapping["UUID"])


def failures(mapping, result):
    """The ids of the messages that go back to the queue; None: all of them do."""
    if result.get("error") or result.get("throttle"):
        lambda_svc.logger.warning(
            "%s failed a batch: %s", mapping["FunctionName"], str(result.get("body"))[:300]
        )
        return None
    if "ReportBatchItemFailures" not in mapping.get("FunctionResponseTypes", []):
        return set()
    body = result.get("body")
    if isinstance(body, (str, bytes)):
        try:
            body = json.loads(body)
        except ValueError:
            body = None
    reported = (body or {}).get("batchItemFailures") or [] if isinstance(body, dict) else []
    return {failure.get("itemIdentifier") for failure in reported}


def record_of(message, arn, account, region):
    attributes = {
        "ApproximateReceiveCount": str(message.get("receive_count", 1)),
        "SentTimestamp": str(int(message["sent_at"] * 1000)),
        "SenderId": account,
        "ApproximateFirstReceiveTimestamp": str(
            int((message.get("first_receive_at") or time.time()) * 1000)
        ),
    }
    if message.get("group_id"):
        attributes["MessageGroupId"] = message["group_id"]
    return {
        "messageId": message["id"],
        "receiptHandle": message["receipt_handle"],
        "body": message["body"],
        "attributes": attributes,
        "messageAttributes": lambda_svc._sqs_message_attributes_to_camel_case(
            message.get("message_attributes", {})
        ),
        "md5OfBody": message.get("md5_body") or "",
        "eventSource": "aws:sqs",
        "eventSourceARN": arn,
        "awsRegion": region,
    }
