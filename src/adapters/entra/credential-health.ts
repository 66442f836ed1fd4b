import type { Health } from "../../shared/health.ts";
import { causeOf, meaningOf } from "./refusals.ts";
import type { ApplicationResource } from "./resources.ts";

/** Hears what Entra says to the application, and reports it as the part `entra`. */
export interface CredentialHealth {
  /** Entra has issued a token to the application. */
  accepted(resource: ApplicationResource): void;
  /** Entra refuses the application a token. @param codes AADSTS numbers */
  refused(resource: ApplicationResource, codes: readonly number[]): void;
  /** Entra has refused something else: reported where its numbers say that it is the set-up, and not the person. */
  refusedOther(codes: readonly number[]): void;
  /** Of what Entra has refused the application a token, and has issued none since. */
  refusing(): readonly ApplicationResource[];
}

/** The variable that a resource comes from. */
const VARIABLES: Readonly<Record<ApplicationResource, string>> = {
  defender: "DEFENDER_RESOURCE",
  graph: "GRAPH_URL",
  bot: "BOT_OAUTH_SCOPE",
};

/** One that knows of no refusal yet; what it reports goes to `health`. */
export function createCredentialHealth(health: Health): CredentialHealth {
  const refusals = new Map<ApplicationResource | "other", string>();
  function report(): void {
    const [why] = refusals.values();
    if (why === undefined) health.passed("entra");
    else health.failed("entra", why);
  }
  return {
    accepted(resource) {
      refusals.delete(resource);
      refusals.delete("other");
      report();
    },
    refused(resource, codes) {
      refusals.set(resource, wordsOf(codes, VARIABLES[resource]));
      report();
    },
    refusedOther(codes) {
      if (meaningOf(codes)?.kind !== "set-up") return;
      refusals.set("other", wordsOf(codes, ""));
      report();
    },
    refusing: () => [...refusals.keys()].filter((one) => one !== "other"),
  };
}

function wordsOf(codes: readonly number[], variable: string): string {
  const cause = causeOf(codes, variable) ?? "Entra ID refuses the application a token";
  return codes.length === 0 ? cause : `${cause} (AADSTS${codes.join(", ")})`;
}
