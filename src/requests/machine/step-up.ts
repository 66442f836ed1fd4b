import { say } from "../../texts/text.ts";
import { refuse } from "./decision.ts";
import type { Decision } from "./request.ts";
import { SignInRequired } from "../../identity/sign-in-required.ts";
import type { StepUpDemand, StepUpProof } from "../../identity/step-up.ts";
import type { Clicker } from "./clicker.ts";

/** Milliseconds for which a proof holds: the way from the popup back to the click, not more. */
const PROOF_LIFE_MS = 5 * 60_000;

/** The popup has to be gone through before this click counts. */
export class StepUpRequired extends SignInRequired {
  readonly demand: StepUpDemand;

  constructor(demand: StepUpDemand) {
    super("step-up", claimsOf(demand.context));
    this.name = "StepUpRequired";
    this.demand = demand;
  }
}

/**
 * The claims request of the popup. Entra puts `acrs` into the token that it is asked for; the id_token is the bot's
 * own, the access token Defender's, so both are asked for.
 */
function claimsOf(context: string): string {
  const acrs = { essential: true, value: context };
  return JSON.stringify({ id_token: { acrs }, access_token: { acrs } });
}

/** What a proof has to be made for: one kind of click on one request. */
export function subjectOf(verb: string, requestId: string): string {
  return `${verb} ${requestId}`;
}

/** The contexts that a click still has to prove. */
function missing(
  wanted: readonly string[],
  proof: StepUpProof | null,
  subject: string,
  now: number,
): readonly string[] {
  const age = proof === null ? Infinity : now - proof.at;
  const holds = proof !== null && proof.subject === subject && age >= 0 && age <= PROOF_LIFE_MS;
  return wanted.filter((context) => !holds || !proof.contexts.includes(context));
}

/** The refusal of a click that lacks the sign-in that the policy asks for; null when it lacks nothing. */
export function lacksStepUp(
  wanted: readonly string[],
  click: { readonly by: Clicker; readonly now: number; readonly proof?: StepUpProof | null },
  subject: string,
): Decision | null {
  const lacking = missing(wanted, click.proof ?? null, subject, click.now);
  if (lacking.length === 0) return null;
  const text = say("clicks.strongerSignIn", { contexts: lacking });
  return { ...refuse(click.by, text), stepUp: lacking };
}

/**
 * Asks for the sign-in that a decision lacks. Not again, when the popup has just come back without what it was opened
 * for: then the refusal stands.
 * @throws StepUpRequired
 */
export function demandStepUp(decision: Decision, subject: string, proof: StepUpProof | null): void {
  if (decision.kind !== "refused") return;
  const [context] = decision.stepUp ?? [];
  if (context === undefined) return;
  const before = proof?.subject === subject ? proof : null;
  if (before !== null && decision.stepUp?.includes(before.asked)) return;
  throw new StepUpRequired({ subject, context, before });
}
