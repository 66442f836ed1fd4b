import type { AuditActor, AuditEvent } from "../../audit/record.ts";
import type { Halt } from "./halt.ts";
import type { Lease, LeasedTo, LeaseEvent } from "./lease-model.ts";
import type { Severity } from "../../defender/alert.ts";
import type { KnownAccount } from "../../defender/account-lookup.ts";
import type { Device } from "../../defender/device.ts";
import type { Undertaking, Verdict } from "../../policy/model.ts";
import type { Person } from "../../shared/people.ts";
import type { ConversationRef } from "../../messaging/conversation.ts";
import type { MachineAction } from "../../defender/machine-action.ts";
import type { StepUpProof } from "../../identity/step-up.ts";
import type { Clicker } from "./clicker.ts";
import type { Relied } from "./relied.ts";
import type { Text, Words } from "../../texts/text.ts";
import type { Holders } from "./lock-out.ts";
import type { Execution } from "./execution.ts";
import type { HistoryEntry } from "./history.ts";
import type { Proof } from "./proof.ts";
import type { RequestState } from "./state.ts";
import type { Leading, StepEvent, StepOf, Tally } from "./steps-model.ts";

/** What a request is about. */
export interface Target {
  readonly kind: "device" | "alert" | "incident" | "user" | "indicator";
  readonly id: string;
  readonly name: string;
}

/** The alert that a request was opened from, in short. Texts are hostile. */
export interface AlertBehind {
  readonly severity: Severity;
  readonly title: string;
  /** The command line that tells most; null: it has none. */
  readonly line: string | null;
}

/** What the approvals of a request are bound to: what its card showed when it was last looked up. */
export interface Seen {
  /** Epoch milliseconds. */
  readonly at: number;
  /** `digestOf` the request at that time. */
  readonly digest: string;
  /** How often it was shown anew because something had changed; absent: never. */
  readonly round?: number;
}

/** What there is when a request is looked up again: the device as it is, and what the policy says of it. */
export interface Look {
  readonly verdict: Verdict;
  /** Null for alerts. */
  readonly device: Device | null;
  /** The account; null or absent: it is about none. */
  readonly account?: KnownAccount | null;
  /** Who holds the roles that nobody must be left alone with, where it is about an account or cuts off a device. */
  readonly holders?: Holders;
  /** Of a device that is cut off: object ids of those of them whose it is; null: that could not be found out. */
  readonly heldBy?: readonly string[] | null;
  /** Id of another device under the same name that the request's card did not tell of; null: none. */
  readonly newcomer: string | null;
  /** Ids of all other devices under the same name. */
  readonly namesakes?: readonly string[];
  /** UPNs of who own the alert or the incidents that it is about; null: not all are known; absent: it is about none. */
  readonly owners?: readonly string[] | null;
  /** As it is now; absent: it was not looked at. */
  readonly relied?: readonly Relied[];
  /** What it would end could not be read: `relied` is without it. */
  readonly endsUnread?: true;
  /** Why nothing is left to do, where that is certain. */
  readonly already?: Words | null;
  /** It is not done, but there is nothing any more that it could be done to. */
  readonly isGone?: true;
  /** Looked up as well where the request will have to be shown anew. */
  readonly surroundings?: Surroundings;
}

/** What a card says beside the facts that approvals are bound to. */
export type Surroundings = Pick<Request, "facts" | "warnings">;

/** What somebody wants changed in Defender, from the first word to the final outcome. Times are epoch milliseconds. */
export interface Request {
  readonly id: string;
  /** Compare-and-set counter. */
  readonly version: number;
  readonly state: RequestState;
  readonly command: string;
  /** `contain`: of a request whose steps are of several kinds; each step has an action of its own. */
  readonly action: Undertaking;
  readonly target: Target;
  readonly args: Readonly<Record<string, string>>;
  /** At most 500 characters; hostile text. */
  readonly reason: string;
  readonly requester: Person;
  /** Teams id of the requester (`29:…`): for the view that only they get. */
  readonly requesterTeamsId: string;
  readonly requestedAt: number;
  readonly expiresAt: number;
  readonly finishedAt: number | null;
  /** When the approvers were reminded, at half time; null: not yet, or not at all. */
  readonly remindedAt: number | null;
  /** The verdict that the card shows and that approvals are given under. */
  readonly verdict: Verdict;
  /** The device facts that the card shows; null for alerts. */
  readonly device: Device | null;
  /** The account that the card shows; absent: it is about none. */
  readonly account?: KnownAccount;
  /** What the call goes by or takes away beside its target; absent: nothing, or it could not be read. */
  readonly relied?: readonly Relied[];
  readonly seen: Seen;
  /** Ids of the other devices under its name that people were told of; null or absent (older rows): not known. */
  readonly namesakes?: readonly string[] | null;
  /** Object ids of people who approve here and whose device it is; absent: nobody's, or it could not be found out. */
  readonly heldBy?: readonly string[];
  /** What surrounds the device when it was asked for, or found changed: users, open alerts, isolation. */
  readonly facts: readonly { readonly label: Words; readonly value: Words }[];
  /** What an approver should beware of before they click. */
  readonly warnings: readonly Words[];
  /** The IP address that the device was named by; absent: it was named otherwise. */
  readonly address?: string | undefined;
  /** The alert it was opened from, if any. */
  readonly alertId: string | null;
  /** What its card says of that alert, as the requester saw it; absent: it was opened otherwise, or could not be read. */
  readonly alert?: AlertBehind;
  readonly approvals: readonly { readonly person: Person; readonly at: number }[];
  /** Epoch milliseconds at which it was last sent, for the limits; absent (older rows): by its last approval, or when it was asked for. */
  readonly chargedAt?: number;
  /** Whose token makes the call; set when the last approval is in. */
  readonly executor: Person | null;
  readonly execution: Execution | null;
  readonly machineActionId: string | null;
  /** One sentence on how it ended or what is awaited; older rows hold it in English. */
  readonly outcome: Words | null;
  readonly history: readonly HistoryEntry[];
  /** When a loop has to look at it again; null: nothing to do. */
  readonly dueAt: number | null;
  /** Where its card stands for the people who asked; news for the requester goes there. */
  readonly askedIn: ConversationRef;
  /** Conversation and activity it came from: one activity opens one request. */
  readonly origin: string;
  /** Whether anybody who could approve is told. */
  readonly nobodyTold: boolean;
  /** On the release that ends an isolation with `for:`: approved with it, and not sent before its time. */
  readonly lease?: Lease;
  /** On an isolation with `for:`, once it took effect: the release that ends it. */
  readonly leasedTo?: LeasedTo;
  /** Time of the copy that the store was restored from (epoch milliseconds), when this was being carried out then. */
  readonly restoredFrom?: number;
  /** Run at once without an approval, where the policy allows that; `review` null: nobody has looked at it yet. */
  readonly emergency?: {
    readonly review: { readonly person: Person; readonly at: number; readonly comment: string | null } | null;
  };
  /** Ids of the requests that the policy has made of one command, and that may become one, itself among them; absent: it is the only one. */
  readonly siblings?: readonly string[];
  /** On a request of several steps: what it leads. Its own `target` stands for all of them. */
  readonly steps?: Leading;
  /** What a look behind it has found, once it was done; absent: there was none yet. */
  readonly proof?: Proof;
  /** On a step of such a request: whose it is. Its card, its approvals and its time are the leader's. */
  readonly of?: StepOf;
}

/** A click that may lead to the call: it stands under everything as it is now. */
export interface LookingClick extends Look {
  readonly by: Clicker;
  readonly now: number;
  /** UPNs of who own the alerts and incidents that it is about, or the alert that it came from. */
  readonly alertOwners: readonly string[];
  /** Read in the transaction that applies the click. */
  readonly halt: Halt | null;
  /** The sign-in that was made for this click, if one was. */
  readonly proof?: StepUpProof | null;
  /** The mark of the view that the button stood on (`viewOf`). */
  readonly view: string;
}

/** What an executor reports of a call. One that comes late, after another instance has marked anew, does not count. */
export interface Report {
  readonly now: number;
  /** `marks` of the execution that it speaks of. */
  readonly mark: number;
}

export type ApprovalEvent =
  | ({
      readonly kind: "approve";
      /** Earlier approvers who no longer count, and why, where this click may complete the approvals. */
      readonly lost?: readonly { readonly person: Person; readonly why: Words }[];
    } & LookingClick)
  | ({ readonly kind: "resume" } & LookingClick)
  | { readonly kind: "deny"; readonly by: Clicker; readonly now: number; readonly reason: string | null }
  | { readonly kind: "cancel"; readonly by: Clicker; readonly now: number }
  | { readonly kind: "revoke"; readonly by: Clicker; readonly now: number }
  | { readonly kind: "expire"; readonly now: number }
  /** The store was put back from a copy that was made at `copiedAt` (epoch milliseconds). */
  | {
      readonly kind: "restored";
      readonly now: number;
      readonly copiedAt: number;
      /** To a leader: its steps, after it has happened to them. */
      readonly tally?: Tally;
    }
  | { readonly kind: "half-time"; readonly now: number }
  | {
      readonly kind: "dispatch";
      readonly now: number;
      readonly leaseMs: number;
      readonly halt: Halt | null;
      /** As of `sending`. */
      readonly stop?: Words | null;
      /** The request whose turn on this device comes before; null: none. */
      readonly ahead: string | null;
      /** Earlier requests that wait to be sent again, whose place this one takes when it is dispatched. */
      readonly overtakes: readonly string[];
      /** When to ask again while another one is ahead. */
      readonly retryMs: number;
    }
  /** Another request, decided later, undoes this one before it could be sent again. */
  | { readonly kind: "overtaken"; readonly now: number; readonly by: string }
  /** Before the call something turned out to be another thing than what was approved. */
  | ({ readonly kind: "drift"; readonly now: number; readonly why: Words } & Look)
  | {
      readonly kind: "sending";
      readonly now: number;
      readonly leaseMs: number;
      readonly halt: Halt | null;
      /** The request that it is a step of was stopped; absent: it was not, or it is no step. */
      readonly stop?: Words | null;
      /** As it was read right before, with the token that makes the call. */
      readonly account?: KnownAccount | null;
    }
  | {
      readonly kind: "accepted";
      readonly now: number;
      readonly action: MachineAction | null;
      readonly nextPollMs: number;
      /** What is missing of what was asked for, in a sentence; absent: nothing. */
      readonly lacking?: Words;
    }
  | ({ readonly kind: "not-sent"; readonly why: Words; readonly retryMs: number } & Report)
  | ({ readonly kind: "unclear"; readonly lookForMs: number; readonly nextLookMs: number } & Report)
  | ({ readonly kind: "refused"; readonly why: Words } & Report)
  | ({ readonly kind: "interrupt"; readonly why: Words } & Report)
  /** Defender names an action that is not this request's; null: it knows the one no more that it accepted. */
  | ({ readonly kind: "foreign"; readonly action: MachineAction | null } & Report)
  | {
      readonly kind: "tracked";
      readonly now: number;
      readonly action: MachineAction;
      readonly nextPollMs: number;
    }
  /** Nothing is left to do: it is so already (`isSo`), or another request has been sent. */
  | { readonly kind: "moot"; readonly now: number; readonly why: Words; readonly isSo?: true }
  | { readonly kind: "poll-later"; readonly now: number; readonly nextPollMs: number }
  | LeaseEvent
  | StepEvent
  | {
      readonly kind: "review";
      readonly by: Clicker;
      readonly now: number;
      readonly comment: string | null;
      /** As of a click that looks. */
      readonly view: string;
    };

export interface AuditNote {
  readonly actor: AuditActor;
  readonly event: AuditEvent;
  readonly outcome: string;
  readonly detail?: string;
}

export type Decision =
  | {
      readonly kind: "changed";
      readonly request: Request;
      readonly audit: readonly AuditNote[];
      /** A sentence for the requester, when this is something that they wait for. */
      readonly tell: Text | null;
      /** A sentence for everybody who may have to act. */
      readonly announce?: Text;
    }
  /** Nothing changes; `text` is for the person who clicked. A refusal of an unauthorised person is audited. */
  | {
      readonly kind: "refused";
      readonly text: Text;
      readonly audit: readonly AuditNote[];
      /** The authentication contexts that the click lacked: a sign-in for it can cure that. */
      readonly stepUp?: readonly string[];
      /** The card has moved on: whoever clicked is shown how things stand. */
      readonly moved?: true;
    };

/** One kind of event. */
export type EventOf<K extends ApprovalEvent["kind"]> = Extract<ApprovalEvent, { kind: K }>;
