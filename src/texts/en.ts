import { actions } from "./en/actions.ts";
import { alertList } from "./en/alert-list.ts";
import { alertPosts } from "./en/alert-posts.ts";
import { alerts } from "./en/alerts.ts";
import { allowed } from "./en/allowed.ts";
import { already } from "./en/already.ts";
import { argument } from "./en/argument.ts";
import { asking } from "./en/asking.ts";
import { audit } from "./en/audit.ts";
import { bypass } from "./en/bypass.ts";
import { cards } from "./en/cards.ts";
import { choices } from "./en/choices.ts";
import { clicks } from "./en/clicks.ts";
import { commands } from "./en/commands.ts";
import { common } from "./en/common.ts";
import { contain } from "./en/contain.ts";
import { decisions } from "./en/decisions.ts";
import { defender } from "./en/defender.ts";
import { deviceCard } from "./en/device-card.ts";
import { devices } from "./en/devices.ts";
import { drift } from "./en/drift.ts";
import { elsewhere } from "./en/elsewhere.ts";
import { emergency } from "./en/emergency.ts";
import { entra } from "./en/entra.ts";
import { explain } from "./en/explain.ts";
import { extend } from "./en/extend.ts";
import { extension } from "./en/extension.ts";
import { files } from "./en/files.ts";
import { finalCheck } from "./en/final-check.ts";
import { forms } from "./en/forms.ts";
import { grammar } from "./en/grammar.ts";
import { graph } from "./en/graph.ts";
import { halt } from "./en/halt.ts";
import { hunting } from "./en/hunting.ts";
import { hunts } from "./en/hunts.ts";
import { incidents } from "./en/incidents.ts";
import { indicators } from "./en/indicators.ts";
import { joining } from "./en/joining.ts";
import { leaseEnd } from "./en/lease-end.ts";
import { leasePending } from "./en/lease-pending.ts";
import { longRun } from "./en/long-run.ts";
import { lookups } from "./en/lookups.ts";
import { messaging } from "./en/messaging.ts";
import { news } from "./en/news.ts";
import { opens } from "./en/opens.ts";
import { others } from "./en/others.ts";
import { outcomes } from "./en/outcomes.ts";
import { pages } from "./en/pages.ts";
import { people } from "./en/people.ts";
import { policy } from "./en/policy.ts";
import { presses } from "./en/presses.ts";
import { proof } from "./en/proof.ts";
import { reasons } from "./en/reasons.ts";
import { relied } from "./en/relied.ts";
import { report } from "./en/report.ts";
import { requestCard } from "./en/request-card.ts";
import { requestList } from "./en/request-list.ts";
import { restored } from "./en/restored.ts";
import { results } from "./en/results.ts";
import { settings } from "./en/settings.ts";
import { several } from "./en/several.ts";
import { shared } from "./en/shared.ts";
import { signIn } from "./en/sign-in.ts";
import { standing } from "./en/standing.ts";
import { steps } from "./en/steps.ts";
import { subscriptions } from "./en/subscriptions.ts";
import { summary } from "./en/summary.ts";
import { takeOver } from "./en/take-over.ts";
import { teams } from "./en/teams.ts";
import { terms } from "./en/terms.ts";
import { timeline } from "./en/timeline.ts";
import { typed } from "./en/typed.ts";
import { userCard } from "./en/user-card.ts";
import { waiting } from "./en/waiting.ts";

/** Every sentence that a person can get from the bot, in English; other languages have the same ones. */
export const en = {
  actions,
  alertList,
  alertPosts,
  alerts,
  allowed,
  already,
  argument,
  asking,
  audit,
  bypass,
  cards,
  choices,
  clicks,
  commands,
  common,
  contain,
  decisions,
  defender,
  deviceCard,
  devices,
  drift,
  elsewhere,
  emergency,
  entra,
  explain,
  extend,
  extension,
  files,
  finalCheck,
  forms,
  grammar,
  graph,
  halt,
  hunting,
  hunts,
  incidents,
  indicators,
  joining,
  leaseEnd,
  leasePending,
  longRun,
  lookups,
  messaging,
  news,
  opens,
  others,
  outcomes,
  pages,
  people,
  policy,
  presses,
  proof,
  reasons,
  relied,
  report,
  requestCard,
  requestList,
  restored,
  results,
  settings,
  several,
  shared,
  signIn,
  standing,
  steps,
  subscriptions,
  summary,
  takeOver,
  teams,
  terms,
  timeline,
  typed,
  userCard,
  waiting,
};
