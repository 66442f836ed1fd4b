/** Arguments of a command by name, as typed. */
export type RawArgs = Readonly<Record<string, string>>;
