import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { CommandHint } from "./page-server/view.ts";

const MANIFEST = z.looseObject({
  bots: z.array(
    z.looseObject({
      commandLists: z.array(
        z.looseObject({ commands: z.array(z.looseObject({ title: z.string(), description: z.string() })) }),
      ),
    }),
  ),
});

/** The command lists of the app's manifest, which is what Teams offers while somebody types; none: no hints. */
export function commandHints(manifestFolder: string): readonly CommandHint[] {
  for (const name of readdirSync(manifestFolder).filter((file) => file.endsWith(".json"))) {
    const manifest = MANIFEST.safeParse(JSON.parse(readFileSync(join(manifestFolder, name), "utf8")));
    if (!manifest.success) continue;
    const commands = manifest.data.bots.flatMap((bot) => bot.commandLists.flatMap((list) => list.commands));
    const byTitle = new Map(commands.map(({ title, description }) => [title, { title, description }]));
    return [...byTitle.values()];
  }
  return [];
}
