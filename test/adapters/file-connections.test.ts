import { expect, it } from "vitest";
import { FileConnections } from "../../lib/adapters/file/connections.ts";
import type { JsonValue } from "../../lib/language/json.ts";

const basic = {
  AuthorizationType: "BASIC",
  AuthParameters: { BasicAuthParameters: { Username: "u", Password: "p" } },
};
const arn = "arn:aws:events:us-east-1:123456789012:connection/stripe/1";

it("finds a connection by its ARN, else by its name", () => {
  const other = {
    ...basic,
    AuthParameters: { BasicAuthParameters: { Username: "by ARN", Password: "p" } },
  };
  const connections = new FileConnections({ stripe: basic, [arn]: other }, {});
  expect(connections.find(arn)?.authorization).toMatchObject({ username: "by ARN" });
  expect(connections.find(`${arn}2`)?.authorization).toMatchObject({ username: "u" });
  expect(connections.find("arn:aws:events:us-east-1:1:connection/none/1")).toBeUndefined();
});

const faults: { readonly [message: string]: JsonValue } = {
  "it must be an object": [],
  "/a must be an object": { a: 1 },
  "/a/AuthorizationType must be BASIC or API_KEY or OAUTH_CLIENT_CREDENTIALS": {
    a: { ...basic, AuthorizationType: "MAGIC" },
  },
  "/a/AuthParameters/BasicAuthParameters must be an object": {
    a: { ...basic, AuthParameters: {} },
  },
  "/a/AuthParameters/BasicAuthParameters/Password must be a text": {
    a: { ...basic, AuthParameters: { BasicAuthParameters: { Username: "u" } } },
  },
  "/a/AuthParameters/BasicAuthParameters/Password needs the environment variable MISSING": {
    a: {
      ...basic,
      AuthParameters: { BasicAuthParameters: { Username: "u", Password: "${MISSING}" } },
    },
  },
  "/a/AuthParameters/InvocationHttpParameters/HeaderParameters/0/Key must be a text": {
    a: {
      ...basic,
      AuthParameters: {
        ...basic.AuthParameters,
        InvocationHttpParameters: { HeaderParameters: [{ Value: "v" }] },
      },
    },
  },
};

for (const [message, file] of Object.entries(faults)) {
  it(`says: ${message}`, () => {
    expect(() => new FileConnections(file, {})).toThrow(message);
  });
}
