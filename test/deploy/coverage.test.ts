import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { golden } from "../simulation/golden.ts";
import { machines } from "./machines.ts";
import { notComparable, scenarios } from "./scenarios.ts";

// What the deploy test compares can be said without a deploy.

test("each scenario of the simulation is compared, or it is said why not", () => {
  const compared = scenarios.flatMap((scenario) => scenario.golden ?? []);
  const names = [...compared, ...Object.keys(notComparable)];
  expect(names.toSorted()).toEqual(golden.map(({ name }) => name).toSorted());
});

test("each definition of the examples is deployed", () => {
  const cwd = fileURLToPath(new URL("../../examples", import.meta.url));
  const files = globSync("**/*.{asl.json,asl.yaml,template.json}", {
    cwd,
    exclude: (name) => name.includes("node_modules"),
  });
  const deployed = new Set(machines.map(({ file }) => file));
  // A SAM template is told from other YAML only by what is in it.
  const all = [...files, "templates/template.yaml"];
  expect(all.filter((file) => !deployed.has(file))).toEqual([]);
});

test("each machine is run", () => {
  const run = new Set(scenarios.map(({ machine }) => machine));
  const others = ["CloseBooks", "Load", "Edition"];
  expect(machines.filter(({ name }) => !run.has(name)).map(({ name }) => name)).toEqual(others);
});
