import type { Catalogue } from "../catalogue.ts";
import { clause } from "../clause.ts";

const SECTIONS = {
  open: { one: "öppen begäran", other: "öppna begäranden" },
  emergencies: { one: "nödåtgärd att granska", other: "nödåtgärder att granska" },
  scheduled: { one: "schemalagt frisläppande", other: "schemalagda frisläppanden" },
} as const;

/** What `requests` and `request` show: the list, and its sections. */
export const requestList: Catalogue["requestList"] = {
  sections: ({ parts }) => (parts.length === 0 ? "Inga öppna begäranden" : parts.join(", ")),
  section: ({ n, of }, locale) => locale.count(n, SECTIONS[of]),
  emergencies: "Nödåtgärder att granska",
  scheduled: "Schemalagda frisläppanden",
  requestOn: ({ what, target }) => `${what}: ${target}`,
  openRequest: ({ id }) => `Öppna begäran ${id}`,
  requestLine(holes, locale) {
    const until = holes.expiresAt === null ? "" : `, går ut ${locale.clock(holes.expiresAt)}`;
    return `${holes.id} · begärd av ${holes.name} · ${holes.waits}${until}`;
  },
  reviewOpen: ({ waits }) => `nödåtgärd, granskning återstår${waits === null ? "" : `; ${waits}`}`,
  noRequest: ({ id }) => `Det finns ingen begäran ${id} som du får se.`,

  step({ id, n, what, target, state, outcome, action, release }) {
    const said = outcome === null ? "" : `: ${clause(outcome)}`;
    const done = action === null ? "" : ` Enhetsåtgärden är ${action}.`;
    const ends = release === null ? "" : ` Den upphävs av ${release}.`;
    return `Steg ${n} (${id}) är ${what}: ${target}. Läget är ${state}${said}.${done}${ends}`;
  },
};
