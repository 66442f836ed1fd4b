const NEEDS = {
  always: "Needed.",
  mostly: "Needed, unless the policy says otherwise.",
  no: "Optional.",
} as const;

export const commands = {
  argument: ({ summary, allowed, need }: { summary: string; allowed: string; need: keyof typeof NEEDS }) =>
    `${summary}: ${allowed}. ${NEEDS[need]}`,
};
