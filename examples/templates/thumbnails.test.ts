import { StateMachine } from "stepwright";
import "stepwright/vitest";
import { expect, test } from "vitest";
import { recorded } from "../recorded.ts";

const settings = { seed: 1, at: "2026-01-01T00:00:00Z" } as const;
const tasks = { Thumbnail: ({ key }: { key: string }) => `thumbnails/${key}` };

test("a SAM template's state machine runs as it stands there", async () => {
  const machine = await StateMachine.fromTemplate(
    new URL("template.yaml", import.meta.url),
    "ThumbnailMachine",
  );
  const execution = await machine.run({ key: "cat.png" }, { ...settings, tasks });
  expect(execution).toHaveSucceeded();
  expect(execution.output).toBe("thumbnails/cat.png");
  await expect(recorded(execution)).toMatchFileSnapshot("thumbnails-sam.history.json");
});

test("so does one that the CDK has synthesised into cdk.out", async () => {
  const machine = await StateMachine.fromTemplate(
    new URL("thumbnails.template.json", import.meta.url),
    "ThumbnailMachine0E6E2D0F",
  );
  const execution = await machine.run({ key: "cat.png" }, { ...settings, tasks });
  expect(execution).toHaveSucceeded();
  expect(execution.output).toBe("thumbnails/cat.png");
  await expect(recorded(execution)).toMatchFileSnapshot("thumbnails-cdk.history.json");
});
