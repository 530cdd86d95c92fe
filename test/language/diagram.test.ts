import { describe, expect, it } from "vitest";
import { dotDiagram } from "../../lib/language/diagram/dot.ts";
import type { Box, NodeBox, ScopeBox } from "../../lib/language/diagram/laid-out.ts";
import { layoutGraph } from "../../lib/language/diagram/layout.ts";
import { mermaidDiagram } from "../../lib/language/diagram/mermaid.ts";
import { svgDiagram } from "../../lib/language/diagram/svg.ts";
import { textWidth, wrapText } from "../../lib/language/diagram/text-width.ts";
import { scopesOf, stateGraph } from "../../lib/language/graph.ts";
import type { JsonObject } from "../../lib/language/json.ts";
import { fulfilment } from "./fulfilment.ts";

const graph = stateGraph(fulfilment);
const names = [...scopesOf(graph)].flatMap(({ nodes }) => nodes.map(({ name }) => name));

/** A machine whose way to the end goes around all its states. */
const declined: JsonObject = {
  StartAt: "ChargeCard",
  States: {
    ChargeCard: {
      Type: "Task",
      Resource: "arn:aws:states:::lambda:invoke",
      Catch: [
        { ErrorEquals: ["CardDeclined"], Next: "AskForOtherCard" },
        { ErrorEquals: ["States.ALL"], Next: "GiveUp" },
      ],
      End: true,
    },
    AskForOtherCard: { Type: "Pass", End: true },
    GiveUp: { Type: "Fail" },
  },
};

/** A machine of many states with transitions forth and back, the same each time. */
function tangle(count: number): JsonObject {
  const states: { [name: string]: JsonObject } = {};
  for (let index = 0; index < count; index++) {
    const rule = { Variable: "$.x", NumericEquals: index };
    states[`S${index}`] = {
      Type: "Choice",
      Choices: [
        { ...rule, Next: `S${(index * 7 + 3) % count}` },
        { ...rule, Next: `S${(index * 5 + 1) % count}` },
      ],
      Default: `S${(index + 1) % count}`,
    };
  }
  return { StartAt: "S0", States: states };
}

describe.each([
  ["the fulfilment machine", fulfilment],
  ["a tangle of 40 states", tangle(40)],
  ["a declined card", declined],
  ["a machine of one state", { StartAt: "A", States: { A: { Type: "Pass", End: true } } }],
  [
    "an empty Parallel",
    { StartAt: "A", States: { A: { Type: "Parallel", Branches: [], End: true } } },
  ],
])("the layout of %s", (_what, definition) => {
  const layout = layoutGraph(stateGraph(definition));
  const scopes = [...scopeBoxes(layout)];

  it("has no two states on one place", () => {
    for (const { nodes, discs } of scopes) expect(overlaps([...nodes, ...discs])).toEqual([]);
  });

  it("has every inner scope within its state, and side by side", () => {
    for (const node of scopes.flatMap(({ nodes }) => nodes)) {
      expect(overlaps(node.scopes)).toEqual([]);
      for (const scope of node.scopes) {
        expect(scope.x).toBeGreaterThan(0);
        expect(scope.y).toBeGreaterThanOrEqual(node.headerHeight);
        expect(scope.x + scope.width).toBeLessThan(node.width);
        expect(scope.y + scope.height).toBeLessThan(node.height);
      }
    }
  });

  it("has everything within its scope", () => {
    for (const { nodes, discs, edges, width, height } of scopes) {
      for (const { x } of edges.flatMap(({ points }) => points)) {
        expect(x).toBeGreaterThan(0);
        expect(x).toBeLessThan(width);
      }
      for (const box of [...nodes, ...discs]) {
        expect(box.x).toBeGreaterThanOrEqual(0);
        expect(box.y).toBeGreaterThanOrEqual(0);
        expect(box.x + box.width).toBeLessThanOrEqual(width);
        expect(box.y + box.height).toBeLessThanOrEqual(height);
      }
    }
  });

  it("has a line for each transition, from border to border", () => {
    for (const { scope, nodes, edges } of scopes) {
      const boxes = new Map(nodes.map((box) => [`state ${box.node.name}`, box]));
      for (const { kind, from, to } of scope.edges) {
        expect(edges).toContainEqual(
          expect.objectContaining({ kind, from: `state ${from}`, to: `state ${to}` }),
        );
      }
      for (const { from, to, points } of edges) {
        expect(isOnBorder(boxes.get(from), points[0])).toBe(true);
        expect(isOnBorder(boxes.get(to), points.at(-1))).toBe(true);
      }
    }
  });

  it("has no label on a state", () => {
    for (const { nodes, edges } of scopes) {
      const labels = edges.flatMap(({ label }) => (label ? [label] : []));
      expect(labels.flatMap((label) => nodes.filter((node) => overlap(label, node)))).toEqual([]);
    }
  });
});

describe("the SVG", () => {
  const svg = svgDiagram(graph, { title: 'Orders & "more"' });

  it("has every state, and says so to those who cannot see it", () => {
    for (const name of names) expect(svg).toContain(`<title>${name}: `);
    expect(svg).toMatch(/role="img" aria-labelledby="sw-title sw-desc"/);
    expect(svg).toContain('<title id="sw-title">Orders &amp; &quot;more&quot;</title>');
    expect(svg).toMatch(/<desc id="sw-desc">13 states: .* It starts at Validate order\.<\/desc>/);
  });

  it("dashes the lines of Catchers and names their errors", () => {
    expect(svg.match(/class="sw-line sw-catch-line"/g)).toHaveLength(5);
    expect(svg).toContain(">InvalidOrder</text>");
  });

  it("has well-formed tags whatever the names are", () => {
    const name = `<&"']]>\u0000\ud800 x`;
    const hostile = svgDiagram(stateGraph({ StartAt: name, States: { [name]: { Type: "Pass" } } }));
    expect(unclosedTags(hostile)).toEqual([]);
    expect(unclosedTags(svg)).toEqual([]);
    expect(hostile.isWellFormed()).toBe(true);
    expect(hostile).not.toContain("\u0000");
  });

  it("is dark for readers who prefer that, or when told to", () => {
    expect(svg).toContain("@media (prefers-color-scheme:dark)");
    expect(svgDiagram(graph, { theme: "dark" })).toContain(".sw-background{fill:#0d1117}");
    expect(svgDiagram(graph, { theme: "light" })).not.toContain("#0d1117");
  });

  it("shows how an execution left its states", () => {
    const statuses = new Map([
      ["Wrap", "succeeded"],
      ["Ship", "failed"],
    ] as const);
    const drawn = svgDiagram(graph, { statuses });
    expect(drawn).toMatch(/class="sw-state sw-succeeded"[^>]*><title>Wrap/);
    expect(drawn).toMatch(/class="sw-state sw-failed"[^>]*><title>Ship/);
    expect(drawn).toMatch(/class="sw-state sw-unvisited"[^>]*><title>Reject/);
  });

  it("takes up to 1,000 states side by side", () => {
    const row = (count: number) => {
      const states: { [name: string]: JsonObject } = {};
      for (let i = 0; i < count; i++) states[`S${i}`] = { Type: "Pass", Next: `S${i + 1}` };
      return stateGraph({ StartAt: "S0", States: states });
    };
    expect(svgDiagram(row(1000))).toContain("<title>S999: ");
    expect(() => svgDiagram(row(1001))).toThrow("1001 states side by side are too many");
  });
});

describe("the Mermaid flowchart", () => {
  const mermaid = mermaidDiagram(graph);

  it("has every state and transition", () => {
    for (const name of names) expect(mermaid).toContain(`"${name}`);
    const edges = [...scopesOf(graph)].flatMap((scope) => scope.edges);
    expect(mermaid.match(/^ *s\d+ -->.* s\d+$/gm)).toHaveLength(
      edges.filter(({ kind }) => kind !== "catch").length,
    );
    expect(mermaid.match(/^ *s\d+ -\.->\|".*"\| s\d+$/gm)).toHaveLength(5);
  });

  it("nests scopes as subgraphs, each closed", () => {
    expect(mermaid.match(/^ *subgraph /gm)).toHaveLength(mermaid.match(/^ *end$/gm)?.length ?? 0);
    expect(mermaid).toMatch(/subgraph s\d+\["Prepare"\]/);
  });

  it("escapes what would end a label", () => {
    const name = 'a"]; <b> #1 `c` {d}';
    const text = mermaidDiagram(
      stateGraph({ StartAt: name, States: { [name]: { Type: "Pass" } } }),
    );
    expect(text).toContain(
      '["a#34;]#59; #60;b#62; #35;1 #96;c#96; #123;d#125;<br/><small>Pass</small>"]',
    );
  });
});

describe("the Graphviz text", () => {
  it("has every state and transition, those of clusters cut off at their borders", () => {
    const dot = dotDiagram(graph);
    for (const name of names) expect(dot).toContain(`label="${name}\\n`);
    const edges = [...scopesOf(graph)].flatMap((scope) => scope.edges);
    const discLines = 2;
    expect(dot.match(/ -> /g)).toHaveLength(edges.length + discLines);
    expect(dot).toContain('ltail="cluster /States/Prepare"');
    expect(dot).toContain('lhead="cluster /States/Undo"');
  });

  it("escapes quotes and backslashes", () => {
    const name = 'a"b\\';
    const dot = dotDiagram(stateGraph({ StartAt: name, States: { [name]: { Type: "Pass" } } }));
    expect(dot).toContain('label="a\\"b\\\\\\nPass"');
  });
});

describe("text", () => {
  it("is wider the longer it is", () => {
    expect(textWidth("mm", 10)).toBeGreaterThan(textWidth("ii", 10));
    expect(textWidth("漢字", 10)).toBeGreaterThan(20);
  });

  it.each([
    ["Process payment of order", ["Process", "payment of", "order"]],
    ["ProcessPaymentOfOrder", ["Process", "PaymentOf", "Order"]],
    ["x".repeat(60), 3],
    ["", [""]],
  ])("is wrapped where words end: %s", (text, expected) => {
    const lines = wrapText(text, 10, 60, 3);
    if (typeof expected === "number") expect(lines).toHaveLength(expected);
    else expect(lines).toEqual(expected);
    for (const line of lines) expect(textWidth(line, 10)).toBeLessThanOrEqual(70);
  });
});

function* scopeBoxes(scope: ScopeBox): Generator<ScopeBox> {
  yield scope;
  for (const node of scope.nodes) for (const inner of node.scopes) yield* scopeBoxes(inner);
}

function overlaps(boxes: readonly Box[]): [Box, Box][] {
  return boxes.flatMap((a, index) =>
    boxes.slice(index + 1).flatMap((b): [Box, Box][] => (overlap(a, b) ? [[a, b]] : [])),
  );
}

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** Whether a point is on a state's border; discs are not asked. */
function isOnBorder(
  box: NodeBox | undefined,
  point: { x: number; y: number } | undefined,
): boolean {
  if (!box) return true;
  if (!point) return false;
  const near = (a: number, b: number): boolean => Math.abs(a - b) < 0.01;
  const within = point.x >= box.x && point.x <= box.x + box.width;
  const isLoopEnd = near(point.x, box.x + box.width);
  return (within && (near(point.y, box.y) || near(point.y, box.y + box.height))) || isLoopEnd;
}

/** The tags that are not closed in the order in which they were opened. */
function unclosedTags(xml: string): string[] {
  const open: string[] = [];
  for (const [, close, name = "", empty] of xml.matchAll(/<(\/?)([a-z]+)[^<>]*?(\/?)>/g)) {
    if (close) {
      if (open.pop() !== name) open.push(`</${name}>`);
    } else if (!empty) open.push(name);
  }
  return open;
}
