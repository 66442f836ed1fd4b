const SUBJECTS = {
  account: "account",
  address: "address",
  alert: "alert",
  incident: "incident",
  indicator: "indicator",
  device: "device",
  domain: "domain",
  file: "file",
  "machine action": "machine action",
  query: "query",
  score: "score",
  software: "software",
  vulnerability: "vulnerability",
} as const;

type Subject = keyof typeof SUBJECTS;

const AWAY = "Defender can't be reached at the moment.";

/** What Defender answers when it does not do what it was asked, and names and ids that it can't be asked about. */
export const defender = {
  refused: AWAY,
  unsent: AWAY,
  timeout: "Defender did not answer in time.",
  dropped: "The connection to Defender was lost.",
  tooLarge: "Defender's answer is too large to be read.",
  unreadable: "Defender gave an answer that can't be read.",
  problem: "Defender has a problem at the moment.",
  unknownEffect: "It is not known whether it did what was asked.",
  nothingChanged: "Nothing was changed. Please try again in a minute.",
  reference: ({ id }: { id: string }) => `(Defender reference: ${id})`,

  signInRefused: ({ own }: { own: boolean }) =>
    `Defender did not accept ${own ? "your" : "the bot's"} sign-in. Nothing was changed.`,
  /** `id` null: it was not asked for by one. */
  notFound: ({ subject, id }: { subject: Subject; id: string | null }) =>
    id === null
      ? `Defender does not know this ${SUBJECTS[subject]}.`
      : `Defender does not know the ${SUBJECTS[subject]} ${id}.`,
  busy: ({ subject }: { subject: Subject }) =>
    `Defender is busy with another change of this ${SUBJECTS[subject]}.`,
  limited: ({ waitMs }: { waitMs: number | null }) =>
    `Defender is limiting calls. Please try again in ${waitMs === null ? "a minute" : `${Math.max(1, Math.ceil(waitMs / 1000))} s`}.`,
  inProgress: "Such an action is already in progress on this device.",
  osUnfit: "Defender does not support this action on the device's operating system.",
  sensorTooOld: "The Defender sensor on this device is too old for this action.",
  /** `said`: what Defender says of it, as it is. */
  badRequest: ({ name, said }: { name: string; said: string | null }) =>
    `Defender refused the ${name} request${said === null ? "." : `: ${said}`}`,

  botMayNot: ({ permission }: { permission: string }) =>
    `The bot itself may not read this in Defender: its application permission ${permission} is missing. An administrator of Entra ID has to add it to the bot's app registration and grant admin consent.`,
  switchedOff: "This feature is switched off in Defender.",
  notAllowed: "Defender does not allow this operation.",
  lacksPermission: ({ permission }: { permission: string }) =>
    `Your sign-in lacks the permission "${permission}" for Defender. Please ask an administrator.`,
  lacksRole: ({ role, subject }: { role: string; subject: Subject }) =>
    `You lack Defender's "${role}" role for this ${SUBJECTS[subject]}.`,

  noDevice: ({ name }: { name: string }) =>
    `Defender shows you no device "${name}". Check the name (the whole DNS name or its first label, in quotes if it has spaces), or whether you may see its device group.`,
  noId: ({ subject, value }: { subject: Subject; value: string }) =>
    `${value} is not the id of ${/^[ai]/.test(subject) ? "an" : "a"} ${SUBJECTS[subject]}.`,
  mergedTooOften: ({ id }: { id: string }) =>
    `Incident ${id} was merged into others again and again: I can't find where it ended. Please look in the Defender portal.`,
  noName: ({ name }: { name: string }) => `"${name}" is not a device name.`,
  unlistedHost: ({ host }: { host: string }) =>
    `Defender names ${host} for the file, which is not among the hosts that I may link to (FILE_HOSTS). Please get it in the portal, and tell whoever runs the bot.`,
  noAddress: ({ ip }: { ip: string }) => `"${ip}" is not an IP address.`,
  withoutComment: ({ code }: { code: string | null }) =>
    `The alert was changed as asked, but the comment was not added${code === null ? "" : ` (${code})`}. Please add it with the command comment.`,

  liveLimited: ({ waitMs }: { waitMs: number | null }) =>
    `Defender takes 10 live responses a minute, and 25 at a time in the whole organisation: as many are under way. I ask again in ${waitMs === null ? "a minute" : `${Math.max(1, Math.ceil(waitMs / 1000))} s`}.`,

  noIndicatorId: ({ id }: { id: string }) => `"${id}" is not the id of an indicator.`,

  noHash: "That is not the SHA-1 or SHA-256 of a file.",
  noCve: "That is not the number of a vulnerability.",
  noFinding: "That is neither an IP address nor a domain name.",
  noSoftwareId: "That is not the id of a product.",
};
