/** What a request is about, in a word. */
export const TARGETS = {
  device: "device",
  alert: "alert",
  incident: "incident",
  user: "account",
  indicator: "indicator",
} as const;

export type Target = keyof typeof TARGETS;

/** Why an approved call is not sent after all: a role, an approval or a token that no longer counts, a target that is not shown. */
export const finalCheck = {
  approverRoleLost: "they no longer have the role Approver",
  approverRefused: "Entra ID refuses their sign-in",
  approvalLost: ({ upn, why }: { upn: string; why: string }) =>
    `the approval of ${upn} no longer counts: ${why}`,
  tokenRefused: ({ who }: { who: string | null }) =>
    `Entra ID refused the token of ${who ?? "the approver"}; nothing was sent.`,
  targetHidden: ({ who, what }: { who: string | null; what: Target }) =>
    `Defender does not show ${who ?? "the approver"} this ${TARGETS[what]} any more; nothing was sent.`,
  notCheckedBefore: "It could not be checked before sending.",
  roleLostBy: ({ upn, role }: { upn: string; role: string }) => `${upn} no longer has the role ${role}`,

  nothingCan: ({ command, synced }: { command: string; synced: boolean }) =>
    synced
      ? `Nothing that I can reach does "${command}" for this account: it lives in Active Directory, and Defender for Identity does not offer it there (or can't be read). Please do it in Active Directory.`
      : `Nothing that I can reach does "${command}" for this account: Microsoft Graph has no call for it where the account lives. Please do it in the Entra admin center.`,
};
