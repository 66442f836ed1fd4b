// Plain JavaScript, so that a Node too old for the rest can still say so (exit 78 = EX_CONFIG of sysexits.h).
const major = Number(process.versions.node.split(".")[0]);
if (major < 24) {
  process.stderr.write(
    `NODE: version ${process.versions.node} is too old, Node 24 or newer is needed. Example: npm ci (brings Node 24), then npm start\n`,
  );
  process.exit(78);
}
await import("../src/main.ts");
