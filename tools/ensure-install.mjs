// Runs on whatever Node a fresh clone meets (>= 20): installs the locked packages, Node 24 among them, once.
import { spawnSync } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";

const marker = "node_modules/.installed";
const wanted = createHash("sha256").update(readFileSync("package-lock.json")).digest("hex");
// Not in node_modules, which npm empties first.
const log = "npm-install.log";
const installed = existsSync(marker) ? readFileSync(marker, "utf8") : "";

if (installed !== wanted) {
  console.log("Installing packages (once) …");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  // Under the Node of a fresh clone npm warns of each package that wants a newer one, which comes with them: kept in a
  // file, and shown when it fails.
  const output = openSync(log, "w");
  const run = spawnSync(npm, ["ci", "--no-audit", "--no-fund"], {
    stdio: ["ignore", output, output],
    shell: process.platform === "win32",
  });
  closeSync(output);
  if (run.status !== 0) {
    console.error(readFileSync(log, "utf8").split("\n").slice(-30).join("\n"));
    console.error(`npm could not install the packages. All that it said is in ${log}.`);
    process.exit(run.status ?? 1);
  }
  rmSync(log);
  writeFileSync(marker, wanted);
}
