import type { ConversationKind, Delivery, Note } from "../teams/types.ts";

/** What the page is told; the page imports these types and nothing else of the server. */

export type BotState = "starting" | "running" | "stopped" | "crashed";

export interface BotStatus {
  readonly state: BotState;
  /** For a crash: how the process ended. */
  readonly detail: string | null;
}

export interface PersonItem {
  readonly key: string;
  readonly name: string;
  readonly upn: string;
  readonly teamsId: string;
  readonly roles: readonly string[];
  readonly silentSso: boolean;
}

export interface CommandHint {
  readonly title: string;
  readonly description: string;
}

/** A search that the app offers in the compose box. */
export interface SearchItem {
  readonly id: string;
  readonly title: string;
  /** What to type. */
  readonly hint: string;
  /** Whether it is asked before anything was typed. */
  readonly atOnce: boolean;
}

/** The app's message extension, as its manifest declares it. */
export interface ExtensionItem {
  readonly searches: readonly SearchItem[];
  /** Hosts whose links it unfurls. */
  readonly hosts: readonly string[];
}

/** What can be done with alerts, and what was done last. */
export interface AlertsItem {
  /** Short names of the fleet, each once. */
  readonly devices: readonly string[];
  readonly told: string | null;
}

/** A device of the fleet. */
export interface DeviceItem {
  readonly id: string;
  /** Short; not unique. */
  readonly name: string;
  readonly group: string;
  /** Has the tag Tier0. */
  readonly tagged: boolean;
  readonly silent: boolean;
  /** Talks on though it is isolated. */
  readonly leaks: boolean;
}

export type DeviceStep =
  | ("tag" | "untag" | "reimage" | "silence" | "wake" | "leak" | "seal")
  /** What others do: Defender by itself, a colleague in the portal, another application. */
  | ("disrupt" | "portal-release" | "playbook");

/** The devices, and what was done to one last. */
export interface DevicesItem {
  readonly devices: readonly DeviceItem[];
  readonly told: string | null;
}

/** Attacks that come as one incident. */
export type Attack = "ransomware" | "phish";

export type PersonStep = "enable" | "disable" | "sign-in" | "risk";
/** Licences, how late changes are seen, and what another application was granted. */
export type DirectorySwitch = "risk" | "identity" | "late" | "newcomer";

/** The tenant's directory, and what was done to an account last. */
export interface DirectoryItem {
  readonly accounts: readonly { readonly id: string; readonly name: string; readonly enabled: boolean }[];
  readonly switches: readonly {
    readonly key: DirectorySwitch;
    readonly title: string;
    readonly on: boolean;
  }[];
  readonly told: string | null;
}

export type ServiceKey = "defender" | "graph" | "entra" | "teams";
/** busy: 429; broken: 500; garbled: does what it is told and answers 502. */
export type ServiceMode =
  "works" | "busy" | "broken" | "garbled" | "hangs" | "down" | "slow" | "unlicensed" | "unlogged";

export interface ServiceItem {
  readonly key: ServiceKey;
  readonly name: string;
  readonly mode: ServiceMode;
  /** Those that it can be in. */
  readonly modes: readonly ServiceMode[];
}

export interface TenantItem {
  readonly people: readonly PersonItem[];
  readonly commands: readonly CommandHint[];
  readonly extension: ExtensionItem;
  readonly bot: BotStatus;
  readonly alerts: AlertsItem;
  readonly devices: DevicesItem;
  readonly directory: DirectoryItem;
  /** App roles that there are. */
  readonly roles: readonly string[];
  /** The policy that the bot reads at its start; null: the one that is built into it. */
  readonly policyFile: string | null;
  readonly services: readonly ServiceItem[];
}

export interface ConversationItem {
  readonly id: string;
  readonly alias: string;
  readonly kind: ConversationKind;
  readonly name: string;
  readonly teamName: string | null;
  readonly members: readonly string[];
  readonly unread: number;
  /** Epoch milliseconds; null: no message yet. */
  readonly lastAt: number | null;
  readonly preview: string;
}

export type FileItem =
  | { readonly kind: "offer"; readonly name: string; readonly description: string; readonly size: number }
  | { readonly kind: "saved"; readonly name: string; readonly url: string };

/** A message as one person sees it. */
export interface MessageItem {
  readonly id: string;
  readonly conversationId: string;
  readonly rootId: string | null;
  /** Key of the person; null: the bot. */
  readonly author: string | null;
  readonly text: string;
  readonly textFormat: "plain" | "markdown" | "xml";
  /** Epoch milliseconds. */
  readonly at: number;
  readonly edited: boolean;
  readonly deleted: boolean;
  readonly delivery: Delivery;
  /** Adaptive card, or null. */
  readonly card: unknown;
  /** Counts changes of the card, so that it is drawn anew only then. */
  readonly cardVersion: string;
  /** A file that it offers, or one that was saved. */
  readonly file: FileItem | null;
  readonly signIn: "none" | "waiting" | "done";
  readonly note: Note | null;
  readonly busy: boolean;
}

export type PageEvent =
  | { readonly kind: "message"; readonly message: MessageItem }
  | { readonly kind: "conversations"; readonly conversations: readonly ConversationItem[] }
  | {
      readonly kind: "typing";
      readonly conversationId: string;
      readonly rootId: string | null;
      readonly on: boolean;
    }
  | { readonly kind: "tenant"; readonly tenant: TenantItem }
  | { readonly kind: "reset" };
