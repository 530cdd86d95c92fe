type Details = { readonly [field: string]: unknown };

/** The fields of an event that its type has for itself. */
export function eventDetails(event: {
  readonly [details: `${string}EventDetails`]: Details;
}): Details {
  const details = Object.entries(event).find(([key]) => key.endsWith("EventDetails"))?.[1];
  return details ?? {};
}
