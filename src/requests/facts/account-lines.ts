import { homeOf, isAccountAct, wayOf } from "../../defender/account-acts.ts";
import type { KnownAccount } from "../../defender/account-lookup.ts";
import type { LabelValue } from "../../messaging/card.ts";
import type { Action } from "../../policy/model.ts";
import type { Person } from "../../shared/people.ts";
import { say, type Text } from "../../texts/text.ts";
import { GUARDED_ROLES, type Holders } from "../machine/lock-out.ts";
import type { Surroundings } from "../machine/request.ts";

/** What the card of a request says of the account that it is about, and what an approver should beware of. */

/** What warnings depend on. */
export interface AboutAccount {
  readonly action: Action;
  readonly requester: Person;
  readonly holders: Holders;
}

/** The facts and the warnings of an account, as a request's card keeps them. */
export function accountSurroundings(account: KnownAccount, about: AboutAccount): Surroundings {
  return { facts: factsOf(account, about), warnings: warningsOf(account, about) };
}

function factsOf(account: KnownAccount, { action }: AboutAccount): readonly LabelValue[] {
  const { roles, department, enabled, sessionsValidFrom, manager } = account;
  const way = isAccountAct(action) ? wayOf(action, account) : null;
  const by =
    way?.operation === "invokeAccountAction"
      ? say("people.byIdentity", { home: way.provider })
      : account.identityUnread === true
        ? say("people.byWhoever")
        : say("people.byEntra");
  return [
    { label: say("people.account"), value: stateOf(enabled) },
    {
      label: say("people.livesIn"),
      value: say("people.home", { home: homeOf(account), domain: account.isSynced ? account.domain : null }),
    },
    { label: say("people.doneBy"), value: by },
    {
      label: say("people.roles"),
      value:
        roles === null
          ? say("people.unchecked")
          : roles.length === 0
            ? say("people.none")
            : say("common.listed", { items: roles }),
    },
    ...(department === null ? [] : [{ label: say("people.department"), value: department }]),
    ...(manager === null ? [] : [{ label: say("people.manager"), value: manager.name }]),
    { label: say("people.sessions"), value: say("common.time", { at: sessionsValidFrom }) },
    { label: say("people.objectId"), value: account.id },
  ];
}

function stateOf(enabled: boolean | null): Text {
  if (enabled === null) return say("people.unchecked");
  return enabled ? say("people.enabled") : say("people.disabled");
}

function warningsOf(account: KnownAccount, about: AboutAccount): readonly Text[] {
  return [...whoTheyAre(account, about), ...whatItDoes(account, about.action)];
}

function whoTheyAre(
  { id, roles, isSynced, isGuest }: KnownAccount,
  { requester, holders }: AboutAccount,
): readonly Text[] {
  const own = GUARDED_ROLES.filter((role) => holders[role].some((one) => one.toLowerCase() === id));
  return [
    ...(roles === null ? [say("people.rolesUnchecked")] : []),
    ...(roles !== null && roles.length > 0 ? [say("people.holdsRoles", { roles })] : []),
    ...(own.length > 0 ? [say("people.holdsAppRoles", { roles: own })] : []),
    ...(holders.listed ? [] : [say("people.holdersUnchecked")]),
    ...(id === requester.oid.toLowerCase() ? [say("people.askedForSelf")] : []),
    ...(isSynced ? [say("people.isSynced")] : []),
    ...(isGuest ? [say("people.guestWarning")] : []),
  ];
}

function whatItDoes(account: KnownAccount, action: Action): readonly Text[] {
  const way = isAccountAct(action) ? wayOf(action, account) : null;
  const isSwitch = action === "suspend" || action === "reinstate";
  const isAtEntra = way !== null && way.operation !== "invokeAccountAction";
  const isSo = { suspend: account.enabled === false, reinstate: account.enabled === true };
  return [
    ...(isSwitch && isAtEntra && account.isSynced ? [say("people.willNotLast", { action })] : []),
    ...(isSwitch && isSo[action] ? [say("people.isSoAlready", { action })] : []),
    ...(action === "revoke-sessions" || action === "suspend" ? [say("people.sessionsLast")] : []),
  ];
}
