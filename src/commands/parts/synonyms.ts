import type { Command } from "../command.ts";

/**
 * What people call a command who don't know its name, in the languages that the bot speaks: phrases of words that have to
 * stand in what they typed, each as its beginning. What is found this way is only ever suggested, never run.
 */
const CALLED: Readonly<Record<string, readonly string[]>> = {
  alerts: ["alert", "detection", "avisering", "larm"],
  incidents: ["incident"],
  device: ["find device", "find host", "show host", "machine", "computer", "hitta enhet", "dator", "enhet"],
  devices: ["list device", "all device", "risk", "alla enhet", "lista enhet"],
  isolated: ["which isolated", "list isolated", "vilka isolera", "isolerade"],
  user: ["find user", "person", "account", "användare", "konto"],
  hunt: ["query", "kql", "advanced hunting", "search log", "fråga", "jakt", "sök"],
  file: ["hash", "look up file", "prevalence", "fil", "förekomst"],
  indicators: ["list block", "ioc", "indikator"],
  isolate: [
    "quarantine host",
    "quarantine device",
    "quarantine machine",
    "cut off",
    "disconnect",
    "network isol",
  ].concat(["contain host", "contain device", "isolera", "karantän enhet", "karantän dator", "koppla från"]),
  release: ["unisolate", "undo isol", "end isol", "reconnect", "släpp", "häv isol", "avsluta isol"],
  scan: ["antivirus", "av scan", "malware scan", "genomsök", "skanna"],
  restrict: ["block app", "app lockdown", "begränsa app"],
  collect: ["forensic", "investigation package", "triage package", "undersökningspaket", "samla in"],
  quarantine: ["quarantine file", "stop file", "delete file", "karantän fil", "stoppa fil"],
  "revoke-sessions": [
    "kill session",
    "end session",
    "revoke token",
    "log off",
    "sign out user",
    "kick out",
  ].concat(["logga ut användare", "avsluta session", "återkalla session"]),
  suspend: [
    "disable account",
    "disable user",
    "block user",
    "lock account",
    "inaktivera",
    "spärra konto",
    "lås konto",
  ],
  reinstate: ["enable account", "enable user", "unlock", "aktivera konto", "lås upp"],
  compromised: ["hacked", "confirm risk", "komprometter", "kapad"],
  "reset-password": ["change password", "new password", "password", "lösenord"],
  block: ["ban hash", "ban ip", "ban domain", "ban", "blacklist", "add ioc", "blockera", "spärra hash"],
  unblock: ["unban", "remove ioc", "whitelist", "avblockera", "tillåt"],
  ack: ["take alert", "own alert", "acknowledge", "bekräfta", "ta avisering"],
  resolve: [
    "close alert",
    "close incident",
    "false positive",
    "stäng",
    "lös avisering",
    "falsk positiv",
    "falskt larm",
  ],
  requests: ["approval", "waiting", "pending", "godkänna", "väntar"],
  halt: ["stop everything", "kill switch", "emergency stop", "panic", "stoppa allt", "nödstopp"],
  mute: ["silence", "snooze", "quiet", "tysta", "tyst"],
  subscribe: ["notification", "notify", "prenumerera", "notis"],
  whoami: ["my role", "my right", "what may i", "mina roller", "mina rättigheter"],
  language: ["swedish", "english", "svenska", "engelska", "språk"],
};

/** The commands that may be meant by some words, the likeliest first; at most `most`. */
export function commandsMeant(typed: string, commands: readonly Command[], most: number): readonly Command[] {
  const words = typed.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return commands
    .map((command) => ({
      command,
      fit: Math.max(0, ...(CALLED[command.name] ?? []).map((each) => fitOf(each, words))),
    }))
    .filter(({ fit }) => fit > 0)
    .sort((one, other) => other.fit - one.fit)
    .slice(0, most)
    .map(({ command }) => command);
}

/** How much of what was typed a phrase accounts for, in letters; 0 unless all of its words stand there. */
function fitOf(phrase: string, words: readonly string[]): number {
  const parts = phrase.split(" ");
  return parts.every((part) => words.some((word) => word.startsWith(part))) ? phrase.length : 0;
}
