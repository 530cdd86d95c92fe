"""CloudFormation: properties that stock MiniStack drops, updates that keep data, names by ARN."""

import json

from ministack.core.responses import get_account_id
from ministack.services import dynamodb, iam, lambda_svc, sqs
from ministack.services.cloudformation import _stacks, changesets, handlers, provisioners, stacks
from ministack.services.cloudformation.changesets import _find_change_set, _p, _xml

TABLE_DATA = (
    "items",
    "ItemCount",
    "TableSizeBytes",
    "TableId",
    "CreationDateTime",
    "LatestStreamArn",
    "LatestStreamLabel",
)
FUNCTION_DATA = (
    "versions",
    "next_version",
    "aliases",
    "policy",
    "event_invoke_config",
    "event_invoke_configs",
)


def correct():
    for resource_type, create in CREATES.items():
        correct_create(resource_type, create)
    correct_deletion_policies()
    correct_delete_function()
    correct_delete_change_set()
    correct_delete_stack()


def correct_create(resource_type, create):
    row = provisioners._RESOURCE_HANDLERS[resource_type]
    inner = row["create"]
    row["create"] = lambda logical_id, props, stack_name: create(
        inner, logical_id, props, stack_name
    )


def create_queue(inner, logical_id, props, stack_name):
    before = dict(sqs._queues.items())
    url, attributes = inner(logical_id, props, stack_name)
    queue = sqs._queues[url]
    if url in before:
        queue["messages"] = before[url]["messages"]
    for name in ("RedrivePolicy", "RedriveAllowPolicy"):
        value = props.get(name)
        if value:
            queue["attributes"][name] = value if isinstance(value, str) else json.dumps(value)
    return url, attributes


def create_table(inner, logical_id, props, stack_name):
    wanted = props.get("TableName") or provisioners._physical_name(
        stack_name, logical_id, max_len=255
    )
    before = dynamodb._tables.get(wanted)
    name, attributes = inner(logical_id, props, stack_name)
    table = dynamodb._tables[name]
    for field in TABLE_DATA if before is not None else ():
        if before.get(field) is not None:
            table[field] = before[field]
    if table.get("LatestStreamArn"):
        attributes["StreamArn"] = table["LatestStreamArn"]
    retention = props.get("TimeToLiveSpecification")
    if retention:
        enabled = str(retention.get("Enabled")).lower() == "true"
        specification = {"Enabled": enabled, "AttributeName": retention["AttributeName"]}
        dynamodb._update_ttl({"TableName": name, "TimeToLiveSpecification": specification})
    recovery = props.get("PointInTimeRecoverySpecification")
    if recovery:
        dynamodb._pitr_settings[name] = (
            str(recovery.get("PointInTimeRecoveryEnabled")).lower() == "true"
        )
    return name, attributes


def create_function(inner, logical_id, props, stack_name):
    wanted = props.get("FunctionName") or provisioners._physical_name(
        stack_name, logical_id, max_len=64
    )
    before = lambda_svc._functions[wanted] if wanted in lambda_svc._functions else None
    name, attributes = inner(logical_id, props, stack_name)
    function = lambda_svc._functions[name]
    for field in FUNCTION_DATA if before is not None else ():
        function[field] = before[field]
    if props.get("ReservedConcurrentExecutions") is not None:
        function["concurrency"] = int(props["ReservedConcurrentExecutions"])
    if props.get("RecursiveLoop"):
        function["recursive_loop"] = props["RecursiveLoop"]
    if props.get("DeadLetterConfig"):
        function["config"]["DeadLetterConfig"] = props["DeadLetterConfig"]
    return name, attributes


def create_role(inner, logical_id, props, stack_name):
    """Stock: attachments are kept as objects, which breaks ListAttachedRolePolicies; an update
    loses its policies.
    """
    wanted = props.get("RoleName") or provisioners._physical_name(
        stack_name, logical_id, max_len=64
    )
    before = (
        iam._roles[wanted]
        if wanted in iam._roles
        else {"AttachedPolicies": [], "InlinePolicies": {}}
    )
    name, attributes = inner(logical_id, props, stack_name)
    role = iam._roles[name]
    given = [
        policy["PolicyArn"] if isinstance(policy, dict) else policy
        for policy in role["AttachedPolicies"]
    ]
    role["AttachedPolicies"] = list(dict.fromkeys([*given, *before["AttachedPolicies"]]))
    inline = {key: text_of(value) for key, value in role["InlinePolicies"].items()}
    role["InlinePolicies"] = {**before["InlinePolicies"], **inline}
    return name, attributes


def create_policy(_inner, logical_id, props, stack_name):
    """Stock: stored as a managed policy, which leaves ListRolePolicies empty."""
    name = props.get("PolicyName") or provisioners._physical_name(
        stack_name, logical_id, max_len=128
    )
    for role in props.get("Roles") or []:
        if role in iam._roles:
            iam._roles[role]["InlinePolicies"][name] = text_of(props.get("PolicyDocument") or {})
    return name, {"PolicyArn": name}


def create_managed_policy(_inner, logical_id, props, stack_name):
    """Stock: without its path, in a form that the API cannot list, and attached to no role."""
    name = props.get("ManagedPolicyName") or provisioners._physical_name(
        stack_name, logical_id, max_len=128
    )
    path = props.get("Path", "/")
    arn = f"arn:aws:iam::{get_account_id()}:policy{path}{name}"
    roles = [role for role in props.get("Roles") or [] if role in iam._roles]
    version = {
        "Document": text_of(props.get("PolicyDocument") or {}),
        "VersionId": "v1",
        "IsDefaultVersion": True,
        "CreateDate": iam._now(),
    }
    iam._policies[arn] = {
        "PolicyName": name,
        "Arn": arn,
        "PolicyId": iam._gen_id("ANPA"),
        "Path": path,
        "CreateDate": iam._now(),
        "UpdateDate": iam._now(),
        "DefaultVersionId": "v1",
        "AttachmentCount": len(roles),
        "IsAttachable": True,
        "Description": props.get("Description", ""),
        "Tags": [],
        "Versions": {"v1": version},
    }
    for role in roles:
        attached = iam._roles[role]["AttachedPolicies"]
        if arn not in attached:
            attached.append(arn)
    return arn, {"PolicyArn": arn}


def delete_managed_policy(physical_id, _props):
    iam._policies.pop(physical_id, None)
    for role in iam._roles.values():
        if physical_id in role["AttachedPolicies"]:
            role["AttachedPolicies"].remove(physical_id)


def text_of(document):
    return document if isinstance(document, str) else json.dumps(document)


CREATES = {
    "AWS::SQS::Queue": create_queue,
    "AWS::DynamoDB::Table": create_table,
    "AWS::DynamoDB::GlobalTable": create_table,
    "AWS::Lambda::Function": create_function,
    "AWS::IAM::Role": create_role,
    "AWS::IAM::Policy": create_policy,
    "AWS::IAM::ManagedPolicy": create_managed_policy,
}


def correct_deletion_policies():
    """Stock: what a template retains is deleted all the same."""
    policies = {}

    def remember(module):
        deploy = module._deploy_stack_async

        async def deploy_and_remember(stack_name, stack_id, template, *rest, **named):
            for logical_id, resource in template.get("Resources", {}).items():
                policies[(stack_name, logical_id)] = resource.get("DeletionPolicy", "Delete")
            await deploy(stack_name, stack_id, template, *rest, **named)

        module._deploy_stack_async = deploy_and_remember

    remember(changesets)
    remember(handlers)
    inner = stacks._delete_resource

    def delete(resource_type, physical_id, props, stack_name="", logical_id=""):
        policy = policies.get((stack_name, logical_id), "Delete")
        rolls_back = "ROLLBACK" in (_stacks.get(stack_name) or {}).get("StackStatus", "")
        if policy == "Retain" or (policy == "RetainExceptOnCreate" and not rolls_back):
            return None
        return inner(resource_type, physical_id, props, stack_name, logical_id)

    stacks._delete_resource = delete
    provisioners._RESOURCE_HANDLERS["AWS::IAM::ManagedPolicy"]["delete"] = delete_managed_policy


def correct_delete_function():
    """Stock: the function's processes stay."""
    row = provisioners._RESOURCE_HANDLERS["AWS::Lambda::Function"]
    inner = row["delete"]

    def delete(physical_id, props):
        lambda_svc.invalidate_worker(physical_id)
        return inner(physical_id, props)

    row["delete"] = delete


def correct_delete_change_set():
    """CloudFormation answers the deletion of a change set that is not there with success; `cdk
    deploy` relies on it.
    """
    inner = handlers._ACTION_HANDLERS["DeleteChangeSet"]

    def delete(params):
        if not _find_change_set(_p(params, "ChangeSetName"), _p(params, "StackName"))[0]:
            return _xml(200, "DeleteChangeSetResponse", "<DeleteChangeSetResult/>")
        return inner(params)

    handlers._ACTION_HANDLERS["DeleteChangeSet"] = delete


def correct_delete_stack():
    """`cdk destroy` names the stack by its ARN; stock looks only at names, and answers success
    without deleting.
    """
    inner = handlers._ACTION_HANDLERS["DeleteStack"]

    def delete(params):
        given = params.get("StackName")
        first = given[0] if isinstance(given, list) else given
        if first and first.startswith("arn:"):
            name = first.split(":stack/")[1].split("/")[0]
            params = {**params, "StackName": [name] if isinstance(given, list) else name}
        return inner(params)

    handlers._ACTION_HANDLERS["DeleteStack"] = delete
