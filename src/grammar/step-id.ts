import { type ArgKind } from "./args.ts";
import { requestIdKind } from "./ids.ts";

/** The id of a request, or of one of its steps: `7KQ2-M4XD.3`; also in brackets, as Defender's comments have it. */
export const stepId: ArgKind<string> = {
  ...requestIdKind,
  parse(raw) {
    const [, id = "", step = ""] = /^\[?(.{8,12}?)(\.\d{1,3})?\]?$/.exec(raw) ?? [];
    const parsed = requestIdKind.parse(id);
    return parsed === null ? null : `${parsed}${step}`;
  },
};

const MARK = /^\[([0-9a-z]{4}-[0-9a-z]{4}(?:\.\d{1,3})?)\](?:\s|$)/i;

/** The command that a pasted comment of Defender's stands for, by the mark that leads it; null: the message has none. */
export function lineForMark(message: string): string | null {
  const [, id] = MARK.exec(message.trimStart()) ?? [];
  return id === undefined ? null : `request ${id}`;
}
