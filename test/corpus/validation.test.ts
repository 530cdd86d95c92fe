import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { loadCorpus } from "../../scripts/corpus/corpus.ts";
import { validation } from "../../scripts/corpus/validation.ts";

const sample = fileURLToPath(new URL("sample", import.meta.url));

it("counts what is judged as its label says, and names what is not", () => {
  const { total, remarks, failures } = validation(loadCorpus(sample));
  expect(total).toBe("valid accepted 1/1, invalid rejected 1/2");
  expect(remarks).toContain("errors at the place of the edit 1/1");
  expect(failures).toEqual(["valid.asl.json is accepted, but invalid: a wrong label"]);
});
