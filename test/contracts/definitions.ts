import { describe, expect, it } from "vitest";
import type {
  ActivityRecord,
  Definitions,
  DefinitionsQuery,
  VersionRecord,
} from "../../lib/engine/definitions-port.ts";

/** What must hold of every implementation of the `definitions` port. */
export function definitionsContract(
  name: string,
  create: () => Definitions | Promise<Definitions>,
): void {
  describe(`${name} keeps definitions`, () => {
    it("gives back a record, all of it, by its ARN", async () => {
      const definitions = await create();
      expect(await definitions.get(activity("a").arn)).toBeUndefined();
      expect(await definitions.put(activity("a"))).toBe(true);
      expect(await definitions.get(activity("a").arn)).toEqual(activity("a"));
      expect(await definitions.get(activity("b").arn)).toBeUndefined();
    });

    it("replaces a record only by its next edition", async () => {
      const definitions = await create();
      expect(await definitions.put(activity("a", 2))).toBe(false);
      await definitions.put(activity("a"));
      expect(await definitions.put(activity("a"))).toBe(false);
      expect(await definitions.put(activity("a", 3))).toBe(false);
      expect(await definitions.put(activity("a", 2))).toBe(true);
      expect(await definitions.get(activity("a").arn)).toEqual(activity("a", 2));
    });

    it("tells one of two writers at once that the other was first", async () => {
      const definitions = await create();
      await definitions.put(activity("a"));
      const next = [1, 2, 3].map((at) => ({ ...activity("a", 2), createdMs: at }));
      const won = await Promise.all(next.map((record) => definitions.put(record)));
      expect(won.filter(Boolean)).toHaveLength(1);
      expect(await definitions.get(activity("a").arn)).toEqual(next[won.indexOf(true)]);
    });

    it("removes the edition that is named, and no other", async () => {
      const definitions = await create();
      await definitions.put(activity("a"));
      await definitions.put(activity("a", 2));
      expect(await definitions.delete(activity("a").arn, 1)).toBe(false);
      expect(await definitions.delete(activity("a").arn, 2)).toBe(true);
      expect(await definitions.delete(activity("a").arn, 2)).toBe(false);
      expect(await definitions.get(activity("a").arn)).toBeUndefined();
      expect(await definitions.put(activity("a"))).toBe(true);
    });

    it("keeps a text by its hash", async () => {
      const definitions = await create();
      expect(await definitions.text("h")).toBeUndefined();
      await definitions.putText("h", '{"StartAt":"Ä\\u0000"}');
      await definitions.putText("h", '{"StartAt":"Ä\\u0000"}');
      expect(await definitions.text("h")).toBe('{"StartAt":"Ä\\u0000"}');
    });

    listingContract(create);
  });
}

function listingContract(create: () => Definitions | Promise<Definitions>): void {
  it("lists the records of an owner and kind, in the order of their first put", async () => {
    const definitions = await create();
    for (const name of ["b", "a", "c"]) await definitions.put(activity(name));
    await definitions.put({ ...activity("other"), owner: "eu-west-1:123456789012" });
    await definitions.put(version(1));
    await definitions.put(activity("b", 2));
    expect(await names(definitions, {}, 10)).toEqual(["b", "a", "c"]);
    expect(await names(definitions, { newestFirst: true }, 10)).toEqual(["c", "a", "b"]);
  });

  it("puts a record that comes back at the end", async () => {
    const definitions = await create();
    for (const name of ["a", "b"]) await definitions.put(activity(name));
    await definitions.delete(activity("a").arn, 1);
    await definitions.put(activity("a"));
    expect(await names(definitions, {}, 10)).toEqual(["b", "a"]);
  });

  it("gives the same list in pages of every size, from either end", async () => {
    const definitions = await create();
    const numbers = Array.from({ length: 12 }, (_, index) => index + 1);
    for (const number of numbers) await definitions.put(version(number));
    const query = { kind: "version", owner: machineArn } as const;
    for (let limit = 1; limit <= 13; limit++) {
      expect(await names(definitions, query, limit)).toEqual(numbers.map(String));
      const newest = await names(definitions, { ...query, newestFirst: true }, limit);
      expect(newest).toEqual(numbers.map(String).reverse());
    }
  });

  it("goes on behind a page although records came and went", async () => {
    const definitions = await create();
    for (const name of ["a", "b", "c", "d"]) await definitions.put(activity(name));
    const first = await definitions.list({ ...activities, limit: 2 });
    await definitions.delete(activity("b").arn, 1);
    await definitions.put(activity("e"));
    const rest = await definitions.list({ ...activities, limit: 10, after: first.next });
    expect(rest.items.map(nameOf)).toEqual(["c", "d", "e"]);
    expect(rest.next).toBeUndefined();
  });

  it("has an empty list of an owner that it does not know", async () => {
    const definitions = await create();
    const page = await definitions.list({ ...activities, owner: "nobody", limit: 1 });
    expect(page).toEqual({ items: [], next: undefined });
  });
}

const owner = "us-east-1:123456789012";
const activities = { kind: "activity", owner } as const;
const machineArn = "arn:aws:states:us-east-1:123456789012:stateMachine:M";

async function names(
  definitions: Definitions,
  query: Partial<DefinitionsQuery>,
  limit: number,
): Promise<readonly string[]> {
  const found: string[] = [];
  let after: string | undefined;
  do {
    const page = await definitions.list({ ...activities, ...query, limit, after });
    expect(page.items.length).toBeLessThanOrEqual(limit);
    found.push(...page.items.map(nameOf));
    after = page.next;
  } while (after !== undefined);
  return found;
}

function nameOf({ arn }: { readonly arn: string }): string {
  return arn.slice(arn.lastIndexOf(":") + 1);
}

function activity(name: string, edition = 1): ActivityRecord {
  const arn = `arn:aws:states:us-east-1:123456789012:activity:${name}`;
  const tags = [{ key: "1", value: "ü" }];
  return { kind: "activity", arn, edition, owner, createdMs: 1, name, tags };
}

function version(number: number): VersionRecord {
  return {
    kind: "version",
    arn: `${machineArn}:${number}`,
    edition: 1,
    owner: machineArn,
    createdMs: 1,
    version: number,
    description: "first",
    revision: {
      revisionId: "INITIAL",
      definitionHash: "h",
      roleArn: "arn:aws:iam::123456789012:role/r",
      logging: { level: "OFF", includeExecutionData: false },
      tracing: { enabled: false },
      updatedMs: 1,
    },
  };
}
