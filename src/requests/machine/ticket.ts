import { keyed, type ArgKind, type ArgSpecs } from "../../grammar/args.ts";
import { say } from "../../texts/text.ts";
import type { Request } from "./request.ts";

/** `ticket:INC123`: where the work is kept elsewhere. It goes with the request and lowers nothing. */

const NAME = "ticket";

const TICKET: ArgKind<string> = {
  name: "ticket",
  allowed: say("allowed.ticket"),
  example: "INC123",
  // Narrow, since it is repeated in Defender's comment, whose bars and brackets mean something.
  parse: (raw) => (/^[A-Za-z0-9._#/-]{1,64}$/.test(raw) ? raw : null),
};
const ARG = keyed(TICKET, say("argument.ticket"));

/** The arguments of a command that changes something with `ticket:` among them, before the text that ends them. */
export function withTicket(args: ArgSpecs): ArgSpecs {
  const entries = Object.entries(args);
  const rest = entries.filter(([, { place }]) => place === "rest");
  const others = entries.filter(([, { place }]) => place !== "rest");
  return Object.fromEntries([...others, [NAME, ARG], ...rest]);
}

/** The ticket of a request; null: it has none. */
export function ticketOf({ args }: Pick<Request, "args">): string | null {
  return args[NAME] ?? null;
}

/** The ticket as an argument of a request that follows from this one. */
export function ticketArgs(request: Pick<Request, "args">): Request["args"] {
  const ticket = ticketOf(request);
  return ticket === null ? {} : { [NAME]: ticket };
}
