import { oauthCardOf } from "./teams/bot-messages.ts";
import { buttonTitles } from "./teams/cards.ts";
import type { Teams } from "./teams/teams.ts";
import type { Message } from "./teams/types.ts";

const ANSWER_WITHIN_MS = 30_000;
const ADMIN = "erin";
/** What the admin types in channel SOC, so that the tenant is of use at once. */
const SET_UP = ["enable", "subscribe approvals"];

/** Resolves once the client has exchanged the token of an OAuth card. */
function signedIn(teams: Teams, messageId: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (): boolean => teams.state.view(ADMIN, messageId).signedIn;
    if (done()) return resolve();
    const timer = setTimeout(() => finish(new Error("The admin could not sign in")), ANSWER_WITHIN_MS);
    const off = teams.state.on(() => {
      if (done()) finish(null);
    });
    function finish(error: Error | null): void {
      clearTimeout(timer);
      off();
      if (error === null) resolve();
      else reject(error);
    }
  });
}

async function signIn(teams: Teams): Promise<void> {
  const { message } = teams.send(ADMIN, ADMIN, "signin");
  const reply = await teams.waitFor(
    ({ author, conversationId, id }) =>
      author === null && conversationId === message.conversationId && Number(id) > Number(message.id),
    ANSWER_WITHIN_MS,
  );
  if (oauthCardOf(reply) !== null) await signedIn(teams, reply.id);
}

async function command(teams: Teams, text: string): Promise<void> {
  const { message } = teams.send(ADMIN, "soc", text);
  const inThread = ({ author, rootId }: Message): boolean => author === null && rootId === message.id;
  const reply = await teams.waitFor(inThread, ANSWER_WITHIN_MS);
  // Signed in a moment ago; asked again all the same, the admin clicks as anybody would, and the command goes on.
  if (!buttonTitles(teams.card(ADMIN, reply.id)).includes("Sign in")) return;
  const { revision } = reply;
  await teams.click(ADMIN, reply.id, "Sign in");
  await teams.waitFor(
    (later) => inThread(later) && (later.id !== reply.id || later.revision > revision),
    ANSWER_WITHIN_MS,
  );
}

/** Installs the bot everywhere and sets channel SOC up the way an admin does it: by typing. */
export async function seedTenant(teams: Teams): Promise<void> {
  await teams.install();
  await signIn(teams);
  for (const text of SET_UP) await command(teams, text);
}
