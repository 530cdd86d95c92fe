import { expect, it } from "vitest";
import { type ArrayFormat, encodeForm } from "../../../lib/integrations/http/form-encoding.ts";

const body = {
  customer: "c 1",
  metadata: { order: "a&b" },
  tags: ["x", "y/z"],
  none: null,
  n: 1.5,
};

const expected: { readonly [F in ArrayFormat]: string } = {
  INDICES: "tags%5B0%5D=x&tags%5B1%5D=y%2Fz",
  REPEAT: "tags=x&tags=y%2Fz",
  COMMAS: "tags=x%2Cy%2Fz",
  BRACKETS: "tags%5B%5D=x&tags%5B%5D=y%2Fz",
};

for (const [format, tags] of Object.entries(expected)) {
  it(`names the members of an array by ${format}`, () => {
    expect(encodeForm(body, format as ArrayFormat)).toBe(
      `customer=c%201&metadata%5Border%5D=a%26b&${tags}&none=&n=1.5`,
    );
  });
}

it("names what is nested by its whole path", () => {
  const lines = { lines: [{ price: "p1", options: ["a", "b"] }] };
  expect(decodeURIComponent(encodeForm(lines, "INDICES"))).toBe(
    "lines[0][price]=p1&lines[0][options][0]=a&lines[0][options][1]=b",
  );
});

it("encodes everything but unreserved characters", () => {
  expect(encodeForm({ "k~": "-._~ !'()*+ü\ud800" }, "INDICES")).toBe(
    "k~=-._~%20%21%27%28%29%2A%2B%C3%BC%EF%BF%BD",
  );
});
