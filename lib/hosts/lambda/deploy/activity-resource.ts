import type { ActivityProperties } from "../../environment/deployer-properties.ts";
import type { ApiCaller } from "./api-caller.ts";
import type { Deployed, ResourceHandler } from "./custom-resource.ts";
import { changeTags } from "./resource-tags.ts";

/** Activities, by the operations that anybody else uses. */
export function activityHandler(call: ApiCaller): ResourceHandler<ActivityProperties> {
  const create = async ({ activityName: name, tags = {} }: ActivityProperties) => {
    const list = Object.entries(tags).map(([key, value]) => ({ key, value }));
    const { activityArn } = await call("CreateActivity", { name, tags: list });
    return deployed(String(activityArn), name);
  };
  return {
    create,
    update: async (activityArn, properties, former) => {
      if (properties.activityName !== former.activityName) return create(properties);
      await changeTags(call, activityArn, former.tags ?? {}, properties.tags ?? {});
      return deployed(activityArn, properties.activityName);
    },
    delete: async (activityArn) => {
      if (activityArn.startsWith("arn:")) await call("DeleteActivity", { activityArn });
    },
  };
}

function deployed(activityArn: string, name: string): Deployed {
  return { physicalResourceId: activityArn, data: { Arn: activityArn, Name: name } };
}
