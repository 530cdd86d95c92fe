"""Calls an endpoint as a user of boto3 would; prints what came of it as JSON.

usage: boto3-calls.py ENDPOINT
"""

import json
import socket
import sys
import time

import boto3
from botocore.config import Config

ENDPOINT = sys.argv[1]
ROLE = "arn:aws:iam::123456789012:role/r"


def client(**config):
    return boto3.client(
        "stepfunctions",
        endpoint_url=config.pop("endpoint_url", ENDPOINT),
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"total_max_attempts": 1}, **config),
    )


def definition(state):
    return json.dumps({"StartAt": "S", "States": {"S": state}})


def whole_path(states):
    """Create, start, callback, history, redrive, alias shift."""
    activity = states.create_activity(name="work")["activityArn"]
    machine = states.create_state_machine(
        name="path",
        definition=definition({"Type": "Task", "Resource": activity, "End": True}),
        roleArn=ROLE,
        publish=True,
    )
    execution = states.start_execution(
        stateMachineArn=machine["stateMachineArn"], name="one", input='{"n": 1}'
    )["executionArn"]
    task = states.get_activity_task(activityArn=activity)
    states.send_task_failure(taskToken=task["taskToken"], error="Broken", cause="by hand")
    failed = ended(states, execution)
    states.redrive_execution(executionArn=execution)
    task = states.get_activity_task(activityArn=activity)
    states.send_task_heartbeat(taskToken=task["taskToken"])
    states.send_task_success(taskToken=task["taskToken"], output='"done"')
    succeeded = ended(states, execution)
    pages = states.get_paginator("get_execution_history").paginate(
        executionArn=execution, PaginationConfig={"PageSize": 2}
    )
    events = [event for page in pages for event in page["events"]]
    alias = states.create_state_machine_alias(
        name="live",
        routingConfiguration=[
            {"stateMachineVersionArn": machine["stateMachineVersionArn"], "weight": 100}
        ],
    )["stateMachineAliasArn"]
    second = states.update_state_machine(
        stateMachineArn=machine["stateMachineArn"],
        definition=definition({"Type": "Pass", "Result": 2, "End": True}),
        publish=True,
    )["stateMachineVersionArn"]
    states.update_state_machine_alias(
        stateMachineAliasArn=alias,
        routingConfiguration=[{"stateMachineVersionArn": second, "weight": 100}],
    )
    shifted = states.start_execution(stateMachineArn=alias)["executionArn"]
    return {
        "failed": [failed["status"], failed["error"], failed["redriveStatus"]],
        "succeeded": [succeeded["status"], succeeded["output"]],
        "dates": type(succeeded["startDate"]).__name__,
        "events": [event["type"] for event in events],
        "ids": [event["id"] for event in events],
        "shifted": ended(states, shifted)["output"],
    }


def ended(states, execution):
    while True:
        description = states.describe_execution(executionArn=execution)
        if description["status"] != "RUNNING":
            return description
        time.sleep(0.005)


def paginators(states):
    machine = states.create_state_machine(
        name="pages",
        definition=definition({"Type": "Pass", "End": True}),
        roleArn=ROLE,
    )["stateMachineArn"]
    for index in range(5):
        states.start_execution(stateMachineArn=machine, name=f"e{index}")
        states.create_activity(name=f"activity-{index}")
    size = {"PaginationConfig": {"PageSize": 2}}

    def names(operation, key, **arguments):
        pages = states.get_paginator(operation).paginate(**arguments, **size)
        return sorted(item["name"] for page in pages for item in page[key])

    execution = machine.replace(":stateMachine:", ":execution:") + ":e0"
    runs = states.get_paginator("list_map_runs").paginate(executionArn=execution, **size)
    return {
        "executions": names("list_executions", "executions", stateMachineArn=machine),
        "activities": names("list_activities", "activities"),
        "machines": names("list_state_machines", "stateMachines"),
        "mapRuns": sum(len(page["mapRuns"]) for page in runs),
        "model": sorted(
            name for name in states.meta.method_to_api_mapping if states.can_paginate(name)
        ),
    }


def host_prefix():
    """StartSyncExecution without the prefix, and with it through a name like a hosts entry's."""
    machine = client().create_state_machine(
        name="express",
        definition=definition({"Type": "Pass", "End": True}),
        roleArn=ROLE,
        type="EXPRESS",
    )["stateMachineArn"]
    without = client(inject_host_prefix=False).start_sync_execution(stateMachineArn=machine)
    resolve, asked = socket.getaddrinfo, []

    def with_hosts_entry(host, *arguments, **named):
        asked.append(host)
        name = "localhost" if host == "sync-localhost" else host
        return resolve(name, *arguments, **named)

    socket.getaddrinfo = with_hosts_entry
    try:
        endpoint = ENDPOINT.replace("127.0.0.1", "localhost")
        with_prefix = client(endpoint_url=endpoint).start_sync_execution(stateMachineArn=machine)
    finally:
        socket.getaddrinfo = resolve
    return {"without": without["status"], "with": with_prefix["status"], "asked": asked}


def errors(states):
    def code(call, **arguments):
        try:
            call(**arguments)
        except states.exceptions.ClientError as error:
            return [type(error).__name__, error.response["Error"]["Code"]]
        return None

    return {
        "missing": code(
            states.describe_execution,
            executionArn="arn:aws:states:us-east-1:123456789012:execution:no:no",
        ),
        "arn": code(states.describe_state_machine, stateMachineArn="no"),
        "definition": code(
            states.create_state_machine, name="bad", definition="{", roleArn=ROLE
        ),
        "token": code(states.send_task_success, taskToken="x", output="{}"),
    }


def main():
    states = client()
    print(
        json.dumps(
            {
                "path": whole_path(states),
                "pages": paginators(states),
                "prefix": host_prefix(),
                "errors": errors(states),
            }
        )
    )


main()
