"""Starts MiniStack 1.4.21 as an emulated AWS that is like enough to AWS to test an engine on.

Stock MiniStack drops some CloudFormation properties, runs one process per function and one queue
batch at a time. Each module beside this one corrects, from outside, one such thing by replacing
attributes before the server starts. What they reach into is listed in NEEDS: a release that renamed
any of it is refused by name and not silently uncorrected.

Environment: GATEWAY_PORT, BIND_HOST, MINISTACK_CALLS_LOG (a file: see calls_log.py),
MINISTACK_ESM_CONCURRENCY.
"""

import importlib
import logging
import os
import sys

NEEDS = {
    "ministack.core.lambda_runtime": [
        "_NODEJS_WORKER_SCRIPT",
        "Worker",
        "get_or_create_worker",
        "invalidate_worker",
        "reset",
    ],
    "ministack.services.lambda_svc": [
        "_execute_function_warm",
        "_execute_function",
        "_invoke",
        "_poll_loop",
        "_poll_sqs",
        "_poll_kinesis",
        "_poll_dynamodb_streams",
        "_iter_all_esms",
        "_get_func_record_for_qualifier",
        "_apply_filter_criteria",
        "_functions",
        "_esms",
        "_sqs_message_attributes_to_camel_case",
        "_xray_trace_id_for_invocation",
    ],
    "ministack.services.sqs": [
        "_queues",
        "_queue_url",
        "_receive_messages_for_esm",
        "_delete_messages_for_esm",
    ],
    "ministack.services.dynamodb": [
        "_tables",
        "_update_ttl",
        "_pitr_settings",
        "_restore_table_to_point_in_time",
        "_create_table",
        "_update_counts",
        "_table_description",
    ],
    "ministack.services.scheduler": ["_SCHEDULE_TICK_INTERVAL"],
    "ministack.services.cloudformation.provisioners": ["_RESOURCE_HANDLERS", "_physical_name"],
    "ministack.services.cloudformation.handlers": ["_ACTION_HANDLERS"],
    "ministack.app": ["app", "main"],
}


def check_names():
    for module, names in NEEDS.items():
        missing = [name for name in names if not hasattr(importlib.import_module(module), name)]
        if missing:
            raise SystemExit(
                f"this MiniStack has no {module}.{missing}: the corrections are for 1.4.21"
            )


def main():
    check_names()
    logging.getLogger("hypercorn").setLevel(logging.WARNING)
    import backups, calls_log, cloud_formation, event_sources, functions, network
    from ministack.services import scheduler

    backups.correct()
    functions.correct()
    cloud_formation.correct()
    event_sources.correct()
    network.correct()
    scheduler._SCHEDULE_TICK_INTERVAL = 0.25
    if os.environ.get("MINISTACK_CALLS_LOG"):
        calls_log.write_to(os.environ["MINISTACK_CALLS_LOG"])
    from ministack.app import main as serve

    sys.argv = ["ministack"]
    serve()


if __name__ == "__main__":
    main()
