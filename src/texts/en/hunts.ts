/** What each hunting query that comes with the bot finds out, by its name. */
export const hunts = {
  "process-tree": "What ran on the device, and what started it",
  network: "What the device talked to, and which program did",
  logons: "Who logged on to the device, from where, and who failed to",
  persistence: "What starts by itself: run keys, services, tasks, start-up files, new accounts",
  lateral: "Where the device went by administrative ports, and who came from it to others",
  privilege: "Programs and accounts that rose to higher rights",
  tampering: "Attempts to switch Defender off or to clear logs",
  disruption: "What attack disruption has blocked",
  silent: "Whether the device is silent since it was isolated: its heartbeat, connections, logons",
  file: "Where a file came from, on how many devices it is, how known it is in the world",
  "sign-ins": "Where a person signed in from, and what failed",
  "mailbox-rules": "Inbox rules and forwarding that were set up for a person's mailbox",
};
