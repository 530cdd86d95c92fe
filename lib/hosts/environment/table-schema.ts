/**
 * The table: its keys, its indexes, its TTL attribute and its stream. Adapters write it, constructs
 * create it. Names of attributes are short because they count as bytes of every item.
 */
export const tableSchema = {
  partitionKey: { name: "pk", type: "S" },
  sortKey: { name: "sk", type: "S" },
  /** Seconds since the epoch; only META has it, from the end of the execution on. */
  timeToLive: "x",
  /** Its REMOVE events of items whose sort key is `metaKey` say which executions expired. */
  stream: "KEYS_ONLY",
  /** The sort key of META. It comes behind all others. */
  metaKey: "~",
  indexes: {
    /** What is to be looked at, by instant, in shards; and the tasks of activities. */
    due: {
      name: "due",
      partitionKey: { name: "d", type: "S" },
      sortKey: { name: "u", type: "N" },
      projected: ["e"],
    },
    /** Executions of a state machine or Map Run, and Map Runs of an execution, by their start. */
    list: {
      name: "list",
      partitionKey: { name: "l", type: "S" },
      sortKey: { name: "s", type: "S" },
      projected: ["b", "t", "y", "e"],
    },
    /** Executions that were started by a version. */
    version: {
      name: "version",
      partitionKey: { name: "v", type: "S" },
      sortKey: { name: "s", type: "S" },
      projected: ["b", "t", "y", "e"],
    },
    /** Executions that were started by an alias. */
    alias: {
      name: "alias",
      partitionKey: { name: "a", type: "S" },
      sortKey: { name: "s", type: "S" },
      projected: ["b", "t", "y", "e"],
    },
  },
} as const;
