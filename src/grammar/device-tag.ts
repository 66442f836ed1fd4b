import type { ArgKind } from "./args.ts";
import { say } from "../texts/text.ts";

/** A device tag as Defender keeps it. What nobody can see in it would make two tags of what looks like one. */
export const deviceTag: ArgKind<string> = {
  name: "tag",
  allowed: say("allowed.tag"),
  example: "Under investigation",
  parse(raw) {
    const trimmed = raw.trim();
    return /^[^\p{C}\p{Default_Ignorable_Code_Point}]{1,200}$/u.test(trimmed) ? trimmed : null;
  },
};
