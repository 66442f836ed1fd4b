import type { Command } from "./command.ts";
import { ack } from "./ack.ts";
import { actions } from "./actions.ts";
import { alert } from "./alert.ts";
import { alerts } from "./alerts.ts";
import { assign } from "./assign.ts";
import { audit } from "./audit.ts";
import { block } from "./block.ts";
import { bypass } from "./bypass.ts";
import { bypassWeekly } from "./bypass-weekly.ts";
import { cancelAction } from "./cancel-action.ts";
import { collect } from "./collect.ts";
import { comment } from "./comment.ts";
import { contain } from "./contain.ts";
import { cve } from "./cve.ts";
import { device } from "./device.ts";
import { domain } from "./domain.ts";
import { devices } from "./devices.ts";
import { disable, enable } from "./enable.ts";
import { explain } from "./explain.ts";
import { exposure } from "./exposure.ts";
import { file } from "./file.ts";
import { getfile } from "./getfile.ts";
import { halt, resume } from "./halt.ts";
import { help } from "./help.ts";
import { hunt } from "./hunt.ts";
import { huntForget, huntSave } from "./hunt-save.ts";
import { hunts } from "./hunts.ts";
import { incident } from "./incident.ts";
import { incidents } from "./incidents.ts";
import { indicators } from "./indicators.ts";
import { ip } from "./ip.ts";
import { isolate } from "./isolate.ts";
import { isolated } from "./isolated.ts";
import { language } from "./language.ts";
import { merge } from "./merge.ts";
import { mute, unmute } from "./mute.ts";
import { release } from "./release.ts";
import { report } from "./report.ts";
import { offboard } from "./offboard.ts";
import { output } from "./output.ts";
import { packageLink } from "./package.ts";
import { policy } from "./policy.ts";
import { quarantine } from "./quarantine.ts";
import { reopen } from "./reopen.ts";
import { approve, cancel, deny, request, requests } from "./requests.ts";
import { reinstate } from "./reinstate.ts";
import { resetPassword } from "./reset-password.ts";
import { resolve } from "./resolve.ts";
import { compromised } from "./compromised.ts";
import { revokeSessions } from "./revoke-sessions.ts";
import { suspend } from "./suspend.ts";
import { restrict } from "./restrict.ts";
import { run } from "./run.ts";
import { scan } from "./scan.ts";
import { software } from "./software.ts";
import { subscribe, subscriptions, unsubscribe } from "./subscribe.ts";
import { tag } from "./tag.ts";
import { takeOver } from "./take-over.ts";
import { unblock } from "./unblock.ts";
import { timeline } from "./timeline.ts";
import { unrestrict } from "./unrestrict.ts";
import { value } from "./value.ts";
import { user } from "./user.ts";
import { signin, signout, whoami } from "./whoami.ts";

/** Every command, in the order in which help, the manifest and the README list them. */
export const COMMANDS: readonly Command[] = [
  alerts,
  alert,
  incidents,
  incident,
  timeline,
  report,
  device,
  devices,
  isolated,
  takeOver,
  user,
  actions,
  hunt,
  hunts,
  huntSave,
  huntForget,
  file,
  ip,
  domain,
  cve,
  software,
  exposure,
  indicators,
  requests,
  request,
  approve,
  deny,
  cancel,
  audit,
  bypass,
  bypassWeekly,
  contain,
  isolate,
  release,
  scan,
  restrict,
  unrestrict,
  collect,
  packageLink,
  quarantine,
  run,
  getfile,
  output,
  offboard,
  cancelAction,
  block,
  unblock,
  tag,
  value,
  revokeSessions,
  suspend,
  reinstate,
  compromised,
  resetPassword,
  ack,
  assign,
  resolve,
  comment,
  reopen,
  merge,
  halt,
  resume,
  enable,
  disable,
  subscribe,
  subscriptions,
  unsubscribe,
  policy,
  explain,
  mute,
  unmute,
  language,
  whoami,
  signin,
  signout,
  help,
];
