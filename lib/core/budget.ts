/** When `advance` stops and says that there is more. */
export interface Budget {
  readonly eventsMax: number;
  /** Of what the events say. Default: any number. */
  readonly bytesMax?: number | undefined;
}

export const defaultBudget: Budget = { eventsMax: 1000, bytesMax: 262_144 };
