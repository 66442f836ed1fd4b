import type { Cell, HuntResult } from "../../defender/hunting.ts";
import type { ButtonPlace } from "../../messaging/button-spec.ts";
import type { TickRow } from "../../messaging/card-actions.ts";
import type { CardButton } from "../../messaging/content.ts";
import { ticksOf, type Ticks } from "../../messaging/ticks.ts";
import { namedIn, type NamedKind } from "../../requests/facts/hunted-row.ts";
import { huntArgs, type Hunted } from "../../requests/machine/hunted.ts";
import { cleanLine } from "../../texts/safe-text.ts";
import { say } from "../../texts/text.ts";
import type { ReadContext } from "../command.ts";

/** The rows of a hunt that name something that can be acted on, and the buttons for those that are ticked. */

interface Acting {
  readonly kind: NamedKind;
  readonly on: ButtonPlace;
  /** Columns as Microsoft's schema calls them, what is meant above all first; of each such group the first that is there. */
  readonly columns: readonly RegExp[];
}

/** A row may name several things, each to be acted on in its own way. */
const ACTING: readonly Acting[] = [
  { kind: "device", on: "devices", columns: [/^DeviceId$/i, /DeviceId$/i] },
  {
    kind: "user",
    on: "people",
    columns: [/^AccountObjectId$/i, /ObjectId$/i, /^AccountUpn$/i, /Upn$|^UserPrincipalName$/i],
  },
  { kind: "indicator", on: "findings", columns: [/^SHA256$/i, /^SHA1$/i, /SHA256$|SHA1$|MD5$/i] },
  { kind: "indicator", on: "findings", columns: [/^RemoteIP$/i, /IP(?:v[46])?$|IPAddress$/i] },
  { kind: "indicator", on: "findings", columns: [/^RemoteUrl$/i, /Url$|Domain$/i] },
];

/** What stands under a hunt's table; null: no row names anything that something can be done about. */
export function huntTicks(
  context: Pick<ReadContext, "tickButtons">,
  { columns, rows }: Pick<HuntResult, "columns" | "rows">,
  range: Omit<Hunted, "column">,
): Ticks | null {
  const names = rows.map((row, at) => nameOf(row, at));
  const found = ACTING.flatMap((acting) => {
    const at = columnFor(acting, columns, rows);
    const column = columns[at]?.name;
    return column === undefined ? [] : [{ ...acting, at, column }];
  });
  const buttons = found.flatMap(({ kind, on, at, column }): readonly CardButton[] => {
    const ticked = rows.map((row, n): TickRow => ({
      target: namedIn(kind, row[at] ?? null),
      name: names[n] ?? "",
    }));
    const isOneOfSome = found.filter((one) => one.on === on).length > 1;
    const about = { args: huntArgs({ ...range, column }) };
    if (!isOneOfSome) return context.tickButtons(on, ticked, about);
    return context.tickButtons(on, ticked, {
      ...about,
      titled: (title) => say("choices.actOn", { title, column: cleanLine(column, LONGEST.column) }),
    });
  });
  const canBeTicked = (row: readonly Cell[]) =>
    found.some(({ kind, at }) => namedIn(kind, row[at] ?? null) !== null);
  return ticksOf(
    rows.map((row, n) => (canBeTicked(row) ? (names[n] ?? "") : null)),
    buttons,
  );
}

/** The place of the first column of that kind in which a row names something; -1: there is none. */
function columnFor(
  { kind, columns: wanted }: Acting,
  columns: HuntResult["columns"],
  rows: HuntResult["rows"],
): number {
  for (const pattern of wanted) {
    const at = columns.findIndex(
      ({ name }, index) =>
        pattern.test(name) && rows.some((row) => namedIn(kind, row[index] ?? null) !== null),
    );
    if (at >= 0) return at;
  }
  return -1;
}

/** Code points of a cell in a row's name, and of a column's name on a button. */
const LONGEST = { cell: 30, column: 30 } as const;

/** A row by its number and what stands first in it. */
function nameOf(row: readonly Cell[], at: number): string {
  const cells = row.flatMap((cell) =>
    cell === null || cell === "" ? [] : cleanLine(String(cell), LONGEST.cell),
  );
  // "1." would begin a numbered list for the client, which counts each of them as the first.
  return [String(at + 1), ...cells.slice(0, 2)].join(" · ");
}
