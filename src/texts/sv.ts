import type { Catalogue } from "./catalogue.ts";
import { actions } from "./sv/actions.ts";
import { alertList } from "./sv/alert-list.ts";
import { alertPosts } from "./sv/alert-posts.ts";
import { alerts } from "./sv/alerts.ts";
import { allowed } from "./sv/allowed.ts";
import { already } from "./sv/already.ts";
import { argument } from "./sv/argument.ts";
import { asking } from "./sv/asking.ts";
import { audit } from "./sv/audit.ts";
import { bypass } from "./sv/bypass.ts";
import { cards } from "./sv/cards.ts";
import { choices } from "./sv/choices.ts";
import { clicks } from "./sv/clicks.ts";
import { commands } from "./sv/commands.ts";
import { common } from "./sv/common.ts";
import { contain } from "./sv/contain.ts";
import { decisions } from "./sv/decisions.ts";
import { defender } from "./sv/defender.ts";
import { deviceCard } from "./sv/device-card.ts";
import { devices } from "./sv/devices.ts";
import { drift } from "./sv/drift.ts";
import { elsewhere } from "./sv/elsewhere.ts";
import { emergency } from "./sv/emergency.ts";
import { entra } from "./sv/entra.ts";
import { explain } from "./sv/explain.ts";
import { extend } from "./sv/extend.ts";
import { extension } from "./sv/extension.ts";
import { files } from "./sv/files.ts";
import { finalCheck } from "./sv/final-check.ts";
import { forms } from "./sv/forms.ts";
import { grammar } from "./sv/grammar.ts";
import { graph } from "./sv/graph.ts";
import { halt } from "./sv/halt.ts";
import { hunting } from "./sv/hunting.ts";
import { hunts } from "./sv/hunts.ts";
import { incidents } from "./sv/incidents.ts";
import { indicators } from "./sv/indicators.ts";
import { joining } from "./sv/joining.ts";
import { leaseEnd } from "./sv/lease-end.ts";
import { leasePending } from "./sv/lease-pending.ts";
import { longRun } from "./sv/long-run.ts";
import { lookups } from "./sv/lookups.ts";
import { messaging } from "./sv/messaging.ts";
import { news } from "./sv/news.ts";
import { opens } from "./sv/opens.ts";
import { others } from "./sv/others.ts";
import { outcomes } from "./sv/outcomes.ts";
import { pages } from "./sv/pages.ts";
import { people } from "./sv/people.ts";
import { policy } from "./sv/policy.ts";
import { presses } from "./sv/presses.ts";
import { proof } from "./sv/proof.ts";
import { reasons } from "./sv/reasons.ts";
import { relied } from "./sv/relied.ts";
import { report } from "./sv/report.ts";
import { requestCard } from "./sv/request-card.ts";
import { requestList } from "./sv/request-list.ts";
import { restored } from "./sv/restored.ts";
import { results } from "./sv/results.ts";
import { settings } from "./sv/settings.ts";
import { several } from "./sv/several.ts";
import { shared } from "./sv/shared.ts";
import { signIn } from "./sv/sign-in.ts";
import { standing } from "./sv/standing.ts";
import { steps } from "./sv/steps.ts";
import { subscriptions } from "./sv/subscriptions.ts";
import { summary } from "./sv/summary.ts";
import { takeOver } from "./sv/take-over.ts";
import { teams } from "./sv/teams.ts";
import { terms } from "./sv/terms.ts";
import { timeline } from "./sv/timeline.ts";
import { typed } from "./sv/typed.ts";
import { userCard } from "./sv/user-card.ts";
import { waiting } from "./sv/waiting.ts";

/** Every sentence that a person can get from the bot, in Swedish. */
export const sv: Catalogue = {
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
