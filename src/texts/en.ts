import { alerts } from "./en/alerts.ts";
import { bot } from "./en/bot.ts";
import { cards } from "./en/cards.ts";
import { commands } from "./en/commands.ts";
import { common } from "./en/common.ts";
import { devices } from "./en/devices.ts";
import { emergency } from "./en/emergency.ts";
import { entra } from "./en/entra.ts";
import { grammar } from "./en/grammar.ts";
import { hunting } from "./en/hunting.ts";
import { lease } from "./en/lease.ts";
import { messaging } from "./en/messaging.ts";
import { policy } from "./en/policy.ts";
import { requestCard } from "./en/request-card.ts";
import { requests } from "./en/requests.ts";
import { shared } from "./en/shared.ts";
import { subscriptions } from "./en/subscriptions.ts";
import { teams } from "./en/teams.ts";

/** Every sentence that a person can get from the bot, in English; other languages have the same ones. */
export const en = {
  alerts,
  bot,
  cards,
  commands,
  common,
  devices,
  emergency,
  entra,
  grammar,
  hunting,
  lease,
  messaging,
  policy,
  requestCard,
  requests,
  shared,
  subscriptions,
  teams,
};
