/** A rule of the durable protocol, or an incident of a comparable engine. */
export interface Rule {
  /** Words of the page that says it: `durability` is DURABILITY.md, `incidents` the research. */
  readonly says: string;
  readonly page: "durability" | "incidents";
  /** Names of scenarios that play it, or of tests elsewhere (`file: name`). */
  readonly cases: readonly string[];
  /** Wrong variants that lack it. */
  readonly mutants: readonly string[];
  /** Why it has no mutant: another rule's covers it, or nothing here can break it. */
  readonly reason?: string;
}

const rule = (
  says: string,
  cases: readonly string[],
  mutants: readonly string[],
  reason?: string,
): Rule => ({ says, page: "durability", cases, mutants, ...(reason !== undefined && { reason }) });

const incident = (
  says: string,
  cases: readonly string[],
  mutants: readonly string[],
  reason?: string,
): Rule => ({ says, page: "incidents", cases, mutants, ...(reason !== undefined && { reason }) });

const row = "tasks in a row, retried";
const callback = "a callback that is answered";
const several = "several executions in a batch";
const runner = "Tasks for the task runner";
const poison = "an execution that kills whoever carries it on";
const waits = "waits of many lengths";
const again = "a name that is used again";
const large = "values that are too large for the table";

/** Each rule, the cases that play it, and the variants without it that are found out. */
export const rules: readonly Rule[] = [
  rule("META of an execution", [row, again], ["answers a start before it is written"]),
  rule("record n of the journal", [row], ["loses an event", "writes an event twice"]),
  rule("resolution of an attempt", [callback], ["loses resolutions"]),
  rule("large value, by hash", [large], ["writes no large values"]),
  rule("StartExecution is one put", [row], ["answers a start before it is written"]),
  rule("the answer is still 200", ["choices only"], ["sweeps nothing", "sweeps nothing in AWS"]),
  rule("read the journal's head strongly", [row], ["reads what was"]),
  rule(
    "Win the record, then act",
    [row, "a Map with items side by side"],
    ["acts before the record is won", "writes a record for each state"],
  ),
  rule(
    "Nonce",
    [row],
    [
      "gives a retry another nonce",
      "takes a failed write for won",
      "takes a failed write for lost",
      "takes a late win for the head",
    ],
  ),
  rule(
    "One driver",
    ["an answer while a Task is under way"],
    [
      "has many drivers of one execution",
      "drops what it holds when it loses",
      "takes a lost race for won",
    ],
  ),
  rule("Bounded", ["a loop of pure states that is stopped"], ["stops at no budget"]),
  rule("Checkpoints", ["a long history with much in it"], ["writes what changed since now"]),
  rule(
    "Formats",
    [
      "a deploy of a release that writes another format",
      "durability-rules.test.ts: leaves an execution that a newer release has written untouched",
    ],
    ["takes what it cannot read for gone"],
  ),
  rule(
    "are keyed and idempotent",
    ["an execution that starts another and waits for it", "a distributed Map that is redriven"],
    [
      "gives up what is ours",
      "confirms before it has carried out",
      "carries nothing out again",
      "writes nothing for who comes after",
    ],
  ),
  rule("The user's effects", [row], ["makes an attempt again", "calls twice"]),
  rule(
    "When an attempt is dead",
    ["Tasks that wait long for a slot", "Tasks that fill an invocation"],
    [
      "begins however late",
      "presumes nobody dead",
      "presumes others dead at once",
      "lets go of what the table refuses",
    ],
  ),
  rule(
    "An interrupted attempt",
    [row, "tasks that are made again"],
    ["calls an interruption by another name", "tells a repeat by another name"],
  ),
  rule(
    "Whoever comes first writes the attempt's resolution",
    ["two different answers to one token", "an answer when the time is up"],
    [
      "accepts a second answer",
      "lets time be up without a word",
      "answers a SendTask before it is written",
      "never consumes a resolution",
      "forgets what a Task answered",
    ],
  ),
  rule(
    "Stop, Redrive, UpdateMapRun have no inbox",
    ["a callback that is stopped", "a redrive", "a distributed Map that is sped up"],
    ["answers a Stop before it is recorded"],
  ),
  rule(
    "A heartbeat updates the resolution item",
    ["heartbeats that come late", "an activity with heartbeats"],
    ["drops heartbeats", "lets time be up whatever the last heartbeat was"],
  ),
  rule(
    "A result that precedes TaskSubmitted",
    ["an answer before the request is accepted"],
    ["drops an answer that comes too soon"],
  ),
  rule(
    "A hand-out to an activity worker",
    ["an activity with heartbeats"],
    ["puts no activity tasks", "takes activity tasks away before they are recorded"],
  ),
  rule(
    "A message means",
    [several, "callbacks whose wake-ups are lost"],
    ["acknowledges before the work is done"],
  ),
  rule(
    "One alarm per execution",
    [waits, "waits, and a task that never answers"],
    [
      "lives in the future",
      "writes instants as clocks have them",
      "sends early wake-ups on at once",
      "sends no alarm",
    ],
  ),
  rule(
    "`META.due` moves only when",
    [waits, "choices only"],
    ["is never due", "is not due while it works", "stays due for ever", "never moves due"],
  ),
  rule(
    "On Lambda:",
    ["Tasks that fill an invocation", runner, `${runner} that are made again`],
    ["begins what it has no time for", "claims nothing"],
  ),
  rule(
    "Poison:",
    [poison, "an execution whose wake-ups lead nowhere"],
    ["takes what kills it in with others again", "gives dead letters up", "counts no hops"],
  ),
  rule(
    "A Map Run is an execution of its own",
    [
      "a distributed Map in batches",
      "a distributed Map that is redriven",
      "a distributed Map of Express children that is redriven",
      "a distributed Map that is stopped",
      "late-tellings.test.ts: does not end its redrive",
      "take-in.test.ts: leaves the end of a Map Run to whoever knows of its redrive",
      "begun-meanwhile.test.ts: has one driver of what is looked at before it is said to be",
    ],
    [
      "loses the ends of a Map Run's children",
      "takes the ends of before a redrive for those of after it",
      "takes a Map Run's lost race for won",
      "has Map Runs that are never due",
    ],
  ),
  rule("Records and values are keyed by incarnation", [again], ["knows no incarnations"]),
  rule(
    "One table gives, per history event type",
    ["a Parallel whose branches are tasks", "a Map with items side by side"],
    ["links events to the wrong ones"],
  ),
  incident("#1344", [poison], ["gives dead letters up", "sweeps nothing in AWS"]),
  incident(
    "#3465",
    ["callbacks whose wake-ups are lost"],
    [],
    "no queue here dedupes: a send that is lost is made good by the sweeper",
  ),
  incident("#3553", [row, runner], ["presumes others dead at once", "claims nothing"]),
  incident("#4102", [row], ["answers a start before it is written"]),
  incident("#2675", [row], ["takes a failed write for lost", "gives a retry another nonce"]),
  incident("#1418", ["choices only"], ["stays due for ever"]),
  incident(
    "vercel-py #146",
    ["an answer while a Task is under way"],
    ["drops what it holds when it loses"],
  ),
  incident(
    "#2193",
    [row, "an answer while a Task is under way"],
    ["takes a lost race for won", "has many drivers of one execution"],
  ),
];
