import { ADMIN_SCRIPT } from "./admin-script.ts";
import { CREDENTIAL_DUMP } from "./credential-dump.ts";
import { CRYPTOMINER } from "./cryptominer.ts";
import { MAILBOX_RULE } from "./mailbox-rule.ts";
import { OAUTH_CONSENT } from "./oauth-consent.ts";
import { PASSWORD_SPRAY } from "./password-spray.ts";
import { PEN_TEST } from "./pen-test.ts";
import { PHISHING } from "./phishing.ts";
import { PSEXEC_SPREAD } from "./psexec.ts";
import { RANSOMWARE } from "./ransomware.ts";
import { RCLONE_UPLOAD } from "./rclone.ts";
import type { Story } from "./story.ts";
import { TAMPERING } from "./tampering.ts";
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
];
