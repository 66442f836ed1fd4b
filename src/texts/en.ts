import { alerts } from "./en/alerts.ts";
import { argument } from "./en/argument.ts";
import { audit } from "./en/audit.ts";
import { bot } from "./en/bot.ts";
import { bypass } from "./en/bypass.ts";
import { cards } from "./en/cards.ts";
import { commands } from "./en/commands.ts";
import { contain } from "./en/contain.ts";
import { common } from "./en/common.ts";
import { defender } from "./en/defender.ts";
import { devices } from "./en/devices.ts";
import { emergency } from "./en/emergency.ts";
import { entra } from "./en/entra.ts";
import { explain } from "./en/explain.ts";
import { extension } from "./en/extension.ts";
import { files } from "./en/files.ts";
import { grammar } from "./en/grammar.ts";
import { hunting } from "./en/hunting.ts";
import { hunts } from "./en/hunts.ts";
import { incidents } from "./en/incidents.ts";
import { indicators } from "./en/indicators.ts";
import { lease } from "./en/lease.ts";
import { lists } from "./en/lists.ts";
import { lookups } from "./en/lookups.ts";
import { messaging } from "./en/messaging.ts";
import { others } from "./en/others.ts";
import { pages } from "./en/pages.ts";
import { people } from "./en/people.ts";
import { policy } from "./en/policy.ts";
import { proof } from "./en/proof.ts";
import { reasons } from "./en/reasons.ts";
import { report } from "./en/report.ts";
import { requestCard } from "./en/request-card.ts";
import { requests } from "./en/requests.ts";
import { settings } from "./en/settings.ts";
import { shared } from "./en/shared.ts";
import { standing } from "./en/standing.ts";
import { steps } from "./en/steps.ts";
import { subscriptions } from "./en/subscriptions.ts";
import { summary } from "./en/summary.ts";
import { takeOver } from "./en/take-over.ts";
import { teams } from "./en/teams.ts";
import { terms } from "./en/terms.ts";
import { timeline } from "./en/timeline.ts";

/** Every sentence that a person can get from the bot, in English; other languages have the same ones. */
export const en = {
  alerts,
  argument,
  audit,
  bot,
  bypass,
  cards,
  commands,
  common,
  contain,
  defender,
  devices,
  emergency,
  entra,
  explain,
  extension,
  files,
  grammar,
  hunting,
  hunts,
  incidents,
  indicators,
  lease,
  lists,
  lookups,
  messaging,
  others,
  pages,
  people,
  policy,
  proof,
  reasons,
  report,
  requestCard,
  requests,
  settings,
  shared,
  standing,
  steps,
  subscriptions,
  summary,
  takeOver,
  teams,
  terms,
  timeline,
};
