import { factsCard } from "../messaging/facts-card.ts";
import { reads } from "./command.ts";
import { text } from "../messaging/content.ts";
import { say } from "../texts/text.ts";

export const whoami = reads({
  name: "whoami",
  summary: say("summary.whoami"),
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
    const shown = personal || row?.enabled === true ? say("standing.shown") : say("standing.notShown");
    const now = context.clock.now();
    const listed = roles.length === 0 ? say("standing.noRoles") : roles.join(", ");
    const facts = [
      { label: say("standing.roles"), value: listed },
      ...roles.map((role) => ({ label: role, value: say("standing.does", { role }) })),
      { label: say("standing.checked"), value: say("common.when", { at: standing.checkedAt, now }) },
      { label: say("standing.deviceDataHere"), value: shown },
    ];
    return factsCard(
      { heading: person.name, intro: person.upn, facts },
      say("standing.youAre", { upn: person.upn }),
    );
  },
});

export const signin = reads({
  name: "signin",
  summary: say("summary.signin"),
  args: {},
  example: "signin",
  suggested: "personal",
  shows: "plain",
  permissions: [],
  signIn: "first",
  async run(context) {
    const standing = await context.identity.known(context.sender);
    return text(say("standing.signedIn", { upn: standing?.person.upn ?? null }));
  },
});

export const signout = reads({
  name: "signout",
  summary: say("summary.signout"),
  args: {},
  example: "signout",
  shows: "plain",
  permissions: [],
  signIn: "never",
  async run(context) {
    // Always, and not only when tokens are known: a sign-in may be under way.
    const held = await context.identity.signOut(context.sender);
    return text(held ? say("standing.signedOut") : say("standing.notSignedIn"));
  },
});
