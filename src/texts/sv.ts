import type { Catalogue } from "./catalogue.ts";
import { alerts } from "./sv/alerts.ts";
import { argument } from "./sv/argument.ts";
import { audit } from "./sv/audit.ts";
import { bot } from "./sv/bot.ts";
import { bypass } from "./sv/bypass.ts";
import { cards } from "./sv/cards.ts";
import { commands } from "./sv/commands.ts";
import { contain } from "./sv/contain.ts";
import { common } from "./sv/common.ts";
import { defender } from "./sv/defender.ts";
import { devices } from "./sv/devices.ts";
import { emergency } from "./sv/emergency.ts";
import { entra } from "./sv/entra.ts";
import { explain } from "./sv/explain.ts";
import { extension } from "./sv/extension.ts";
import { files } from "./sv/files.ts";
import { grammar } from "./sv/grammar.ts";
import { hunting } from "./sv/hunting.ts";
import { hunts } from "./sv/hunts.ts";
import { incidents } from "./sv/incidents.ts";
import { indicators } from "./sv/indicators.ts";
import { lease } from "./sv/lease.ts";
import { lists } from "./sv/lists.ts";
import { lookups } from "./sv/lookups.ts";
import { messaging } from "./sv/messaging.ts";
import { others } from "./sv/others.ts";
import { pages } from "./sv/pages.ts";
import { people } from "./sv/people.ts";
import { policy } from "./sv/policy.ts";
import { proof } from "./sv/proof.ts";
import { reasons } from "./sv/reasons.ts";
import { report } from "./sv/report.ts";
import { requestCard } from "./sv/request-card.ts";
import { requests } from "./sv/requests.ts";
import { settings } from "./sv/settings.ts";
import { shared } from "./sv/shared.ts";
import { standing } from "./sv/standing.ts";
import { steps } from "./sv/steps.ts";
import { subscriptions } from "./sv/subscriptions.ts";
import { summary } from "./sv/summary.ts";
import { takeOver } from "./sv/take-over.ts";
import { teams } from "./sv/teams.ts";
import { terms } from "./sv/terms.ts";
import { timeline } from "./sv/timeline.ts";

/** Every sentence that a person can get from the bot, in Swedish. */
export const sv: Catalogue = {
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
