/** What the policy says. */
export const policy = {
  factChanged({
    fact,
    now,
    before,
  }: {
    fact: keyof typeof FACTS;
    now: string | null;
    before: string | null;
  }) {
    return `its ${FACTS[fact]} is ${now ?? "unknown"} now, ${before ?? "unknown"} before`;
  },
  tagsReadOnce: "its tags could be read only once",
  allTagsReadOnce: "all of its tags could be read only once",
  tagAdded: ({ tag }: { tag: string }) => `the tag "${tag}" was added`,
  tagRemoved: ({ tag }: { tag: string }) => `the tag "${tag}" was removed`,
};

const FACTS = { name: "name", group: "device group", value: "value", os: "OS" } as const;
