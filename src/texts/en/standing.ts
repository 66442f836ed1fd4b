type Role = "Responder" | "Approver" | "Admin" | "BreakGlass";

const WHAT_ROLES_DO: Readonly<Record<Role, string>> = {
  Responder: "may ask for actions",
  Approver: "may approve and deny",
  Admin: "may enable and subscribe conversations",
  BreakGlass: "may act in an emergency",
};

/** What `whoami`, `signin` and `signout` answer: who somebody is to the bot. */
export const standing = {
  youAre: ({ upn }: { upn: string }) => `You are ${upn}`,
  roles: "Roles",
  noRoles: "none: you can read and triage with your Defender rights",
  does: ({ role }: { role: Role }) => WHAT_ROLES_DO[role],
  checked: "Checked",
  deviceDataHere: "Device data here",
  shown: "shown",
  notShown: "not shown (answered in 1:1)",
  signedIn: ({ upn }: { upn: string | null }) => `You are signed in as ${upn ?? "unknown"}.`,
  signedOut:
    "You are signed out, and I have deleted all tokens I held of you. Sign-ins and commands of yours that were waiting have ended too.",
  notSignedIn: "You are not signed in; I hold nothing of yours.",
};
