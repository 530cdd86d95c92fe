/** An error as the clients of the AWS SDK throw it. */
export function serviceError(
  name: string,
  message: string,
  status = 400,
  fields: object = {},
): Error {
  return Object.assign(new Error(message), {
    name,
    $fault: status < 500 ? "client" : "server",
    $metadata: { httpStatusCode: status },
    ...fields,
  });
}
