const NOT_AGAIN = "Signing in again does not help.";
const ASK_THE_ENGINEER = "Please tell whoever runs this bot; signing in again does not help.";

/**
 * What Entra ID refuses, where only an administrator or whoever runs the bot can help; that it can't be reached to check
 * what somebody may do; and a sign-in with another account.
 */
export const entra = {
  adminConsent: `Only an administrator can agree to what I need for this. Please ask an administrator of Entra ID to grant admin consent to this bot's application. ${NOT_AGAIN}`,
  disabled: `Your account is disabled. Please ask an administrator of Entra ID to enable it. ${NOT_AGAIN}`,
  notAssigned: `You are not assigned to this bot's application any more. Please ask an administrator of Entra ID to assign you to it. ${NOT_AGAIN}`,
  unknownAccount: `Your organisation's directory does not know your account any more. Please ask an administrator of Entra ID. ${NOT_AGAIN}`,
  noResource: `Microsoft Entra ID does not know the service that I need in your organisation: Defender's application is missing there, or I ask under a wrong name. Please ask an administrator of Entra ID to check that Microsoft Defender for Endpoint is set up (its enterprise application WindowsDefenderATP), and tell whoever runs this bot. ${NOT_AGAIN}`,
  badCredential: `Microsoft Entra ID does not accept this bot's own credential. ${ASK_THE_ENGINEER}`,
  expiredSecret: `Microsoft Entra ID says that this bot's secret has expired. ${ASK_THE_ENGINEER}`,
  unknownApp: `Microsoft Entra ID does not know this bot in your organisation, or has switched it off. ${ASK_THE_ENGINEER}`,
  notChecked:
    "I could not check with Entra ID what you may do: it can't be reached at the moment. Nothing was recorded. Please try again in a minute.",
  /** Names nobody: who sees it may have been sent the link by somebody else. */
  otherAccount:
    "You signed in with another account than the one that asked for this in Teams, so nothing was kept. Go back to Teams, type signin there, and pick the account that you use in Teams.",
};
