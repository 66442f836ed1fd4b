/** Arguments of a command by name, as typed. */
export type RawArgs = Readonly<Record<string, string>>;

/** The argument by which what is asked for about an incident's devices or people names that incident. */
export const INCIDENT_ARG = "incident";

/** The argument by which a button on an incident's card says which alerts that card showed. */
export const SEEN_ARG = "seen";
