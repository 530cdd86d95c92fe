import type { JsonObject } from "../../../language/json.ts";
import type {
  LoggingProperties,
  StateMachineProperties,
} from "../../environment/deployer-properties.ts";
import type { ApiCaller } from "./api-caller.ts";
import type { Deployed, ResourceHandler } from "./custom-resource.ts";
import { definitionText } from "./definition-text.ts";
import { permissionTags } from "./permission-tags.ts";
import { changeTags, type Tags } from "./resource-tags.ts";

/** State machines, by the operations that anybody else uses: so a deploy validates as they do. */
export function stateMachineHandler(call: ApiCaller): ResourceHandler<StateMachineProperties> {
  const create = async (properties: StateMachineProperties): Promise<Deployed> => {
    const { stateMachineName: name, type } = properties;
    const settings = settingsOf(properties);
    const tags = Object.entries(tagsOf(properties)).map(([key, value]) => ({ key, value }));
    const created = await call("CreateStateMachine", { name, type, tags, ...settings });
    return describe(call, String(created.stateMachineArn));
  };
  return {
    create,
    update: async (stateMachineArn, properties, former) => {
      const { stateMachineName, type } = former;
      if (properties.stateMachineName !== stateMachineName || properties.type !== type) {
        return create(properties);
      }
      const settings = settingsOf(properties);
      await call("UpdateStateMachine", { stateMachineArn, ...settings });
      await changeTags(call, stateMachineArn, tagsOf(former), tagsOf(properties));
      return describe(call, stateMachineArn);
    },
    delete: async (stateMachineArn) => {
      if (stateMachineArn.startsWith("arn:")) await call("DeleteStateMachine", { stateMachineArn });
    },
  };
}

function settingsOf(properties: StateMachineProperties): JsonObject {
  const { roleArn, logging } = properties;
  const definition = definitionText(properties);
  return { definition, roleArn, loggingConfiguration: loggingOf(logging) };
}

function loggingOf({
  level,
  includeExecutionData,
  logGroupArn,
}: LoggingProperties = noLogging): JsonObject {
  const destination = { cloudWatchLogsLogGroup: { logGroupArn: withAnyStream(logGroupArn) } };
  return {
    level,
    includeExecutionData: includeExecutionData === "true",
    ...(logGroupArn !== undefined && { destinations: [destination] }),
  };
}

const noLogging: LoggingProperties = { level: "OFF", includeExecutionData: "false" };

/** The API wants it so; CloudFormation's attribute has it, a name's ARN does not. */
function withAnyStream(logGroupArn = ""): string {
  return logGroupArn.endsWith(":*") ? logGroupArn : `${logGroupArn}:*`;
}

function tagsOf({ tags = {}, permissions }: StateMachineProperties): Tags {
  return { ...tags, ...permissionTags(permissions) };
}

async function describe(call: ApiCaller, stateMachineArn: string): Promise<Deployed> {
  const { name, revisionId } = await call("DescribeStateMachine", { stateMachineArn });
  return {
    physicalResourceId: stateMachineArn,
    data: {
      Arn: stateMachineArn,
      Name: String(name),
      StateMachineRevisionId: String(revisionId ?? "INITIAL"),
    },
  };
}
