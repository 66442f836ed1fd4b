import { requestIdKind, type ArgKind } from "./args.ts";

/** The id of a request, or of one of its steps: `7KQ2-M4XD.3`. */
export const stepId: ArgKind<string> = {
  ...requestIdKind,
  parse(raw) {
    const [, id = "", step = ""] = /^(.{8,12}?)(\.\d{1,3})?$/.exec(raw) ?? [];
    const parsed = requestIdKind.parse(id);
    return parsed === null ? null : `${parsed}${step}`;
  },
};
