export const requests = {
  leaseDuration: "a number and s, m, h or d, from 15m to 7d unless the policy says otherwise",
  noLength: ({ allowed }: { allowed: string }) => `That is no length of time: ${allowed}.`,
};
