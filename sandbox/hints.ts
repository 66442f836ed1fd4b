import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { CommandHint, ExtensionItem } from "./page-server/view.ts";

const MANIFEST = z.looseObject({
  bots: z.array(
    z.looseObject({
      commandLists: z.array(
        z.looseObject({ commands: z.array(z.looseObject({ title: z.string(), description: z.string() })) }),
      ),
    }),
  ),
  composeExtensions: z.array(
    z.looseObject({
      commands: z.array(
        z.looseObject({
          id: z.string(),
          title: z.string(),
          initialRun: z.boolean(),
          parameters: z.array(z.looseObject({ description: z.string() })),
        }),
      ),
      messageHandlers: z.array(z.looseObject({ value: z.looseObject({ domains: z.array(z.string()) }) })),
    }),
  ),
});

/** What Teams takes from an app's manifest for its compose box. */
export interface Hints {
  /** The command lists, offered while somebody types. */
  readonly commands: readonly CommandHint[];
  readonly extension: ExtensionItem;
}

type Manifest = z.output<typeof MANIFEST>;

function commandsOf({ bots }: Manifest): readonly CommandHint[] {
  const commands = bots.flatMap((bot) => bot.commandLists.flatMap((list) => list.commands));
  return [...new Map(commands.map(({ title, description }) => [title, { title, description }])).values()];
}

function extensionOf({ composeExtensions }: Manifest): ExtensionItem {
  return {
    searches: composeExtensions.flatMap(({ commands }) =>
      commands.map(({ id, title, initialRun, parameters }) => ({
        ...{ id, title, atOnce: initialRun, hint: parameters[0]?.description ?? "Search" },
      })),
    ),
    hosts: composeExtensions.flatMap((one) => one.messageHandlers.flatMap(({ value }) => value.domains)),
  };
}

/** What the app's manifest offers; no manifest: nothing. */
export function hintsIn(manifestFolder: string): Hints {
  for (const name of readdirSync(manifestFolder).filter((file) => file.endsWith(".json"))) {
    const manifest = MANIFEST.safeParse(JSON.parse(readFileSync(join(manifestFolder, name), "utf8")));
    if (!manifest.success) continue;
    return { commands: commandsOf(manifest.data), extension: extensionOf(manifest.data) };
  }
  return { commands: [], extension: { searches: [], hosts: [] } };
}
