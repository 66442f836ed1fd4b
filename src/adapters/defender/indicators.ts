import type { z } from "zod";
import { INDICATOR_TYPES, type Indicator } from "../../defender/indicator.ts";
import type { Indicators } from "../../defender/indicators.ts";
import { OPERATIONS, pathOf } from "../../defender/operations.ts";
import { UserError } from "../../shared/errors.ts";
import { say } from "../../texts/text.ts";
import { callDefender, type CallerDeps, type Lane } from "./caller.ts";
import { unreadable } from "./errors.ts";
import { matching, numeral, objectOf, strings, text, time } from "./fields.ts";
import { literal, query } from "./odata.ts";
import { shaped } from "./reading.ts";
import { wholeBy } from "./linked-pages.ts";

const INDICATOR_ID = /^[\w-]{1,64}$/;
/** Defender's largest page. */
const PAGE = 10_000;

const indicatorSchema = objectOf({
  id: numeral,
  indicatorValue: matching(/^.{1,4096}$/s),
  indicatorType: text,
  action: text,
  title: text,
  description: text,
  createdBy: text,
  createdByDisplayName: text,
  creationTimeDateTimeUtc: time,
  expirationTime: time,
  rbacGroupNames: strings,
});

/** Null: of a kind that is not known, or without an id. */
function toIndicator(raw: z.output<typeof indicatorSchema>): Indicator | null {
  const type = INDICATOR_TYPES.find((one) => one === raw.indicatorType);
  if (type === undefined || raw.id === null) return null;
  return {
    id: raw.id,
    type,
    value: raw.indicatorValue,
    action: raw.action ?? "Unknown",
    title: raw.title,
    description: raw.description,
    createdBy: raw.createdByDisplayName ?? raw.createdBy,
    createdAt: raw.creationTimeDateTimeUtc,
    expiresAt: raw.expirationTime,
    groups: raw.rbacGroupNames,
  };
}

/** What a client does with indicators, by the calls of that lane. */
export function indicatorMethods(deps: CallerDeps, lane: Lane): Indicators {
  const { indicators, putIndicator, deleteIndicator } = OPERATIONS;
  return {
    async indicators(of) {
      const filter = of === undefined ? null : `indicatorValue eq ${literal(of.value)}`;
      const path = `${indicators.path}${query({ filter, top: PAGE })}`;
      const first = { operation: indicators, path };
      const found = await wholeBy(deps, lane, first, [indicatorSchema, toIndicator]);
      if (of === undefined) return found;
      // What was asked for is checked again: an answer that ignores it must not lend us another one.
      const isIt = (one: Indicator) =>
        one.value.toLowerCase() === of.value.toLowerCase() && one.type === of.type;
      return found.filter(isIt);
    },
    async putIndicator(body) {
      const request = { operation: putIndicator, path: putIndicator.path, body };
      const answer = await callDefender(deps, lane, request);
      const made = shaped(answer, indicatorSchema, toIndicator);
      if (made.value.toLowerCase() !== body.indicatorValue.toLowerCase())
        throw unreadable(answer.status, answer.context);
    },
    async deleteIndicator(id) {
      if (!INDICATOR_ID.test(id)) throw new UserError("usage", say("defender.noIndicatorId", { id }));
      const request = { operation: deleteIndicator, path: pathOf(deleteIndicator, { id }) };
      await callDefender(deps, lane, request);
    },
  };
}
