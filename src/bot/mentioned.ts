import { UserError } from "../shared/errors.ts";
import { fewAtOnce } from "../shared/in-pieces.ts";
import { NOBODY } from "../shared/people.ts";
import { MessengerError, type Member } from "../messaging/messenger.ts";
import type { Mentioned, MessageTurn } from "../messaging/turn.ts";
import { readable, type Mentions } from "../grammar/mentions.ts";
import { say, type Text } from "../texts/text.ts";
import type { Deps } from "./deps.ts";

/**
 * Who is mentioned in a message. The id in an activity is what somebody's client has written: who that is, and whether they
 * belong to this conversation and this tenant, Teams' roster says.
 */

/** Ids of people in Teams. */
const PERSON = /^(?:29:|8:orgid:)/;
const BOT = /^28:/;
const NAMES = { upn: "somebody@example.com", oid: NOBODY } as const;

/** What a reading of the text would ask for: whoever is mentioned stands for somebody, and is written down. */
export function noted({ people = [] }: MessageTurn, into: Set<Mentioned>): Mentions {
  return (word, by) => {
    const found = people.find((one) => one.word === word);
    if (found === undefined) return null;
    into.add(found);
    return NAMES[by];
  };
}

/** Who they are. @throws UserError for somebody who is no member of the house and of the conversation, or can't be looked up */
export async function meant(
  deps: Deps,
  turn: MessageTurn,
  mentioned: ReadonlySet<Mentioned>,
): Promise<Mentions> {
  const members = await fewAtOnce(
    [...mentioned],
    async (one) => [one.word, await memberFor(deps, turn, one)] as const,
  );
  const byWord = new Map(members);
  return (word, by) => byWord.get(word)?.[by] ?? null;
}

async function memberFor(deps: Deps, turn: MessageTurn, { word, teamsId }: Mentioned): Promise<Member> {
  const who = readable(word);
  if (!PERSON.test(teamsId)) throw unfit(say("typed.mentionsNoPerson", { who, isBot: BOT.test(teamsId) }));
  const member = await lookUp(deps, turn, { word, teamsId });
  if (member === null) throw unfit(say("typed.mentionsStranger", { who }));
  if (member.isGuest || member.tid !== turn.sender.tid.toLowerCase()) {
    throw unfit(say("typed.mentionsGuest", { who }));
  }
  return member;
}

async function lookUp(
  { messenger }: Deps,
  { conversation }: MessageTurn,
  { word, teamsId }: Mentioned,
): Promise<Member | null> {
  try {
    return await messenger.member(conversation, teamsId);
  } catch (error) {
    if (!(error instanceof MessengerError)) throw error;
    throw new UserError(
      "could-not-check",
      say("typed.mentionUnchecked", { who: readable(word), why: error.text }),
    );
  }
}

function unfit(text: Text): UserError {
  return new UserError("usage", text);
}
