#!/usr/bin/env node
// Imports nothing and keeps to old syntax: an old Node must come as far as to say what it lacks.
const [major, minor] = process.versions.node.split(".").map(Number) as [number, number];

if (major < 22 || (major === 22 && minor < 18)) {
  console.error(`stepwright needs Node.js 22.18 or newer; this is ${process.version}`);
  process.exitCode = 2;
} else {
  // Compiled code is kept in the system's temporary folder: the next start takes half as long.
  process.getBuiltinModule("node:module").enableCompileCache();
  import("./bounded-young-space.ts")
    .then(({ boundYoungSpace }) => boundYoungSpace(process.argv[2]))
    .then(() => import("./commands/main.ts"))
    .then(({ main }) => main(process.argv));
}
