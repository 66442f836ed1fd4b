/** What the application itself may get a token for. */
export type ApplicationResource = "defender" | "graph" | "bot";
