import { factsCard } from "../messaging/facts-card.ts";
import { reads } from "./command.ts";
import { text } from "../messaging/content.ts";
import { when } from "../shared/format.ts";
import { say } from "../shared/safe-text.ts";

const WHAT_ROLES_DO: Readonly<Record<string, string>> = {
  Responder: "may ask for actions",
  Approver: "may approve and deny",
  Admin: "may enable and subscribe conversations",
  BreakGlass: "may act in an emergency",
};

export const whoami = reads({
  name: "whoami",
  summary: "Who you are to me, and what you may do",
  args: {},
  example: "whoami",
  suggested: "personal",
  shows: "plain",
  permissions: [],
  signIn: "first",
  async run(context) {
    // Asked for to be certain, so it is read anew.
    const standing = await context.identity.fresh(context.sender, 60_000, context.signal);
    const { person, roles } = standing;
    const row = await context.store.read((tx) => tx.conversations.get(context.conversation.id));
    const personal = context.conversation.kind === "personal";
    const shown = personal || row?.enabled === true ? "shown" : "not shown (answered in 1:1)";
    const listed =
      roles.length === 0 ? "none: you can read and triage with your Defender rights" : roles.join(", ");
    const facts = [
      { label: "Roles", value: listed },
      ...roles.map((role) => ({ label: role, value: WHAT_ROLES_DO[role] ?? "" })),
      { label: "Checked", value: when(standing.checkedAt, context.clock.now()) },
      { label: "Device data here", value: shown },
    ];
    return factsCard({ heading: person.name, intro: person.upn, facts }, say`You are ${person.upn}`);
  },
});

export const signin = reads({
  name: "signin",
  summary: "Sign in, so that I can work with your own rights",
  args: {},
  example: "signin",
  suggested: "personal",
  shows: "plain",
  permissions: [],
  signIn: "first",
  async run(context) {
    const standing = await context.identity.known(context.sender);
    return text(say`You are signed in as ${standing?.person.upn ?? "unknown"}.`);
  },
});

export const signout = reads({
  name: "signout",
  summary: "Sign out; I delete all tokens I hold of you",
  args: {},
  example: "signout",
  shows: "plain",
  permissions: [],
  signIn: "never",
  async run(context) {
    // Always, and not only when tokens are known: a sign-in may be under way.
    const held = await context.identity.signOut(context.sender);
    return text(
      held
        ? say`You are signed out, and I have deleted all tokens I held of you. Sign-ins and commands of yours that were waiting have ended too.`
        : say`You are not signed in; I hold nothing of yours.`,
    );
  },
});
