import { partial } from "../../support/partial.ts";
import { describe, expect, test } from "vitest";
import { MAX_CARD_BYTES, sizeOf } from "../../../src/adapters/teams/card-size.ts";
import { spoken } from "../../../src/messaging/spoken.ts";
import type { ReadContext } from "../../../src/commands/command.ts";
import { help } from "../../../src/commands/help.ts";
import { COMMANDS } from "../../../src/commands/index.ts";
import type { CardContent } from "../../../src/adapters/teams/messages.ts";
import type { Content } from "../../../src/messaging/content.ts";
import { LANGUAGES } from "../../../src/texts/locale.ts";
import { tongueOf } from "../../../src/texts/render.ts";
import { rendering } from "./samples.ts";

/** Room for a dozen more commands: whoever adds the one that is too many is told before people are. */
const ROOM = 0.9;

const { cards, logged } = rendering();
// All that help needs of its context.
const context = partial<ReadContext>({
  commands: COMMANDS,
  button: (title: string) => ({ title, verb: "run", ref: "a".repeat(22) }),
});

describe.each(LANGUAGES)("help in %s", (language) => {
  const tongue = tongueOf(language);

  async function rendered(command?: string): Promise<object> {
    const content = await help.run(context, command === undefined ? {} : { command });
    return cards.render(spoken(content as Content, tongue) as CardContent, tongue);
  }

  test("has room on its card for each command, and names them all", async () => {
    const card = await rendered();
    expect(sizeOf(card)).toBeLessThan(ROOM * MAX_CARD_BYTES);
    const shown = JSON.stringify(card);
    for (const { example } of COMMANDS) expect(shown).toContain(JSON.stringify(example).slice(1, -1));
  });

  test("of each command fits", async () => {
    for (const { name } of COMMANDS)
      expect(sizeOf(await rendered(name)), name).toBeLessThan(ROOM * MAX_CARD_BYTES);
    expect(logged).toEqual([]);
  });
});
