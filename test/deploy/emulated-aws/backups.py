"""A restored table has the indexes of the one that it comes from, as on DynamoDB."""

import copy
from collections import defaultdict

from ministack.core.responses import json_response
from ministack.services import dynamodb


def correct():
    dynamodb._restore_table_to_point_in_time = restore


def restore(data):
    source = dynamodb._tables[data["SourceTableName"]]
    name = data["TargetTableName"]
    kept = ("IndexName", "KeySchema", "Projection")
    indexes = [{part: index[part] for part in kept} for index in source["GlobalSecondaryIndexes"]]
    answer = dynamodb._create_table(
        {
            "TableName": name,
            "KeySchema": source["KeySchema"],
            "AttributeDefinitions": source["AttributeDefinitions"],
            "BillingMode": "PAY_PER_REQUEST",
            "GlobalSecondaryIndexes": indexes,
        }
    )
    if answer[0] != 200:
        return answer
    items = copy.deepcopy(dict(source["items"]))
    dynamodb._tables[name]["items"] = defaultdict(dict, items)
    dynamodb._update_counts(dynamodb._tables[name])
    return json_response({"TableDescription": dynamodb._table_description(name)})
