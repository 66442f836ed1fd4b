import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
} from "node:fs";
import { rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress } from "node:zlib";

/** What it takes to start the browser of `@sparticuz/chromium`, wherever it was unpacked to. */
export interface UnpackedChromium {
  readonly executablePath: string;
  readonly env: Readonly<Record<string, string>>;
}

const CACHE = resolve("node_modules/.cache");

/**
 * Unpacks the packaged browser once, with the libraries and the fonts that a bare machine lacks (NSS, expat, Open
 * Sans). The package's own `executablePath` gives the path of a file that another process is still writing, and
 * leaves the libraries out; here a folder is there whole or not at all.
 */
export async function unpackChromium(): Promise<UnpackedChromium> {
  const root = join(createRequire(import.meta.url).resolve("@sparticuz/chromium"), "..", "..");
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  const home = join(CACHE, `chromium-${version}`);
  if (!existsSync(home)) await unpack(join(root, "bin"), home);
  const env = { LD_LIBRARY_PATH: join(home, "lib"), FONTCONFIG_PATH: home };
  return { executablePath: join(home, "chromium"), env };
}

async function unpack(packed: string, home: string): Promise<void> {
  mkdirSync(CACHE, { recursive: true });
  const own = mkdtempSync(join(CACHE, "unpacking-"));
  try {
    await Promise.all([
      pipeline(
        createReadStream(join(packed, "chromium.br")),
        createBrotliDecompress(),
        createWriteStream(join(own, "chromium"), { mode: 0o755 }),
      ),
      untar(join(packed, "al2023.tar.br"), own),
      untar(join(packed, "fonts.tar.br"), own),
    ]);
    // The package's own file names folders of its cloud; this one also reads the fonts that the machine has.
    await writeFile(join(own, "fonts.conf"), fontsConf(home));
    await rename(own, home);
  } catch (error) {
    // Another process may have been first; whatever else happened is an error.
    if (!existsSync(home)) throw error;
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}

/** By way of a file: a tar that has read enough ends, and what was still being piped into it would fail by that. */
async function untar(packed: string, into: string): Promise<void> {
  const file = join(into, basename(packed, ".br"));
  await pipeline(createReadStream(packed), createBrotliDecompress(), createWriteStream(file));
  const tar = spawn("tar", ["-xf", file, "--no-same-owner", "-C", into], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const [code] = await once(tar, "close");
  if (code !== 0) throw new Error(`tar could not unpack ${packed}`);
  await rm(file);
}

function fontsConf(home: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir>${home}/fonts</dir>
  <cachedir>${home}/fonts-cache</cachedir>
</fontconfig>
`;
}
