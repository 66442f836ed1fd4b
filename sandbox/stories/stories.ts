import { ADMIN_SCRIPT } from "./admin-script.ts";
import { BACKUP_WIPE } from "./backup-wipe.ts";
import { CREDENTIAL_DUMP } from "./credential-dump.ts";
import { CRYPTOMINER } from "./cryptominer.ts";
import { DCSYNC } from "./dcsync.ts";
import { DNS_TUNNEL } from "./dns-tunnel.ts";
import { FAKE_UPDATE } from "./fake-update.ts";
import { FALSE_HASH } from "./false-hash.ts";
import { INSIDER_UPLOAD } from "./insider-upload.ts";
import { KERBEROASTING } from "./kerberoasting.ts";
import { MAC_STEALER } from "./mac-stealer.ts";
import { MAILBOX_RULE } from "./mailbox-rule.ts";
import { MFA_FATIGUE } from "./mfa-fatigue.ts";
import { OAUTH_CONSENT } from "./oauth-consent.ts";
import { PASSWORD_SPRAY } from "./password-spray.ts";
import { PEN_TEST } from "./pen-test.ts";
import { PHISHING } from "./phishing.ts";
import { PRINTER_DRIVER } from "./printer-driver.ts";
import { PSEXEC_SPREAD } from "./psexec.ts";
import { QUISHING } from "./quishing.ts";
import { RANSOMWARE } from "./ransomware.ts";
import { RCLONE_UPLOAD } from "./rclone.ts";
import { REMOTE_TOOL } from "./remote-tool.ts";
import { SCHEDULED_TASK } from "./scheduled-task.ts";
import { SQL_SHELL } from "./sql-shell.ts";
import type { Story } from "./story.ts";
import { TAMPERING } from "./tampering.ts";
import { TRAVEL } from "./travel.ts";
import { UPDATER } from "./updater.ts";
import { USB_MALWARE } from "./usb-malware.ts";
import { WEB_SHELL } from "./web-shell.ts";

/** The newest first; ids hang on the place, so that new ones come at the end. */
export const STORIES: readonly Story[] = [
  PHISHING,
  CREDENTIAL_DUMP,
  RANSOMWARE,
  MAILBOX_RULE,
  USB_MALWARE,
  PASSWORD_SPRAY,
  OAUTH_CONSENT,
  PSEXEC_SPREAD,
  WEB_SHELL,
  CRYPTOMINER,
  TAMPERING,
  RCLONE_UPLOAD,
  ADMIN_SCRIPT,
  PEN_TEST,
  UPDATER,
  KERBEROASTING,
  DCSYNC,
  FAKE_UPDATE,
  MFA_FATIGUE,
  INSIDER_UPLOAD,
  PRINTER_DRIVER,
  DNS_TUNNEL,
  QUISHING,
  SCHEDULED_TASK,
  REMOTE_TOOL,
  SQL_SHELL,
  MAC_STEALER,
  FALSE_HASH,
  TRAVEL,
  BACKUP_WIPE,
];
