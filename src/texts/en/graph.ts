/** What Microsoft Graph answers when it does not do what it was asked about a person. */
export const graph = {
  unknown: ({ id }: { id: string | null }) =>
    `Microsoft Graph does not show you ${id === null ? "this account" : `the account ${id}`}.`,
  limited: "Microsoft Graph is limiting calls about accounts. Please try again in a few seconds.",
  noLicence: ({ what }: { what: string }) =>
    `Your organisation has no licence for this (${what}), so Microsoft Graph refuses it.`,
  notServed: ({ what }: { what: string }) =>
    `Microsoft Graph does not offer this here (${what}): your cloud or your licence may lack it.`,
  noConsent: ({ permission }: { permission: string }) =>
    `This takes the permission ${permission} of Microsoft Graph, and nobody has agreed to it yet. An administrator of Entra ID has to grant admin consent for it to this bot's application. Everything else works as before.`,
  lacksRole: ({ role }: { role: string }) =>
    `Entra ID does not let you do this: you lack the role ${role} for this account, or one above it. An administrator of Entra ID assigns it.`,
};
