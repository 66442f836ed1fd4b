import type { AlertDesk } from "../controls/alert-desk.ts";
import type { DeviceDesk } from "../controls/device-desk.ts";
import type { DirectoryDesk } from "../controls/directory-desk.ts";
import type { PeopleDesk } from "../controls/people-desk.ts";
import type { ServiceSwitches } from "../controls/service-switches.ts";
import type { Teams } from "../teams/teams.ts";
import type { BotStatus, CommandHint, ExtensionItem } from "./view.ts";

/** The bot's process, as far as the page may touch it. */
export interface BotControl {
  status(): BotStatus;
  onStatus(listener: () => void): () => void;
  restart(): Promise<void>;
  kill(): Promise<void>;
}

export interface PageOptions {
  readonly teams: Teams;
  readonly bot: BotControl;
  readonly alerts: AlertDesk;
  readonly devices: DeviceDesk;
  readonly directory: DirectoryDesk;
  readonly people: PeopleDesk;
  readonly services: ServiceSwitches;
  readonly commands: readonly CommandHint[];
  readonly extension: ExtensionItem;
  /** Path to be shown; null: the bot's built-in policy. */
  readonly policyFile: string | null;
  /** Wipes everything and sets the tenant up anew. */
  readonly reset: () => Promise<void>;
  /** 0: any free port. */
  readonly port: number;
}
