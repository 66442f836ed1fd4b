const AFTERWARDS = " Your command goes on by itself afterwards, if that is within 10 minutes.";

const then = (resumes: boolean) => (resumes ? AFTERWARDS : "");

/** Signing in: the prompt, how it went, and what becomes of the command that waited for it. */
export const signIn = {
  signedInLate({ command }: { command: string | null }) {
    const name = command === null ? "Your command" : `"${command}"`;
    return `You are signed in. ${name} had waited too long for that, so it was not run. Please send it again if it is still needed.`;
  },
  interrupted({ command }: { command: string | null }) {
    const name = command === null ? "" : ` "${command}"`;
    return `I was interrupted while your command${name} was going on, so it may not have been carried out. Type "requests" to see what is open, and send it again if it is still needed.`;
  },

  signIn: "Sign in",
  pleaseSignIn: "Please sign in",
  toPerson: ({ name, words }: { name: string; words: string }) => `${name}: ${words}`,
  signInConsent({ permission, resumes }: { permission: string | null; resumes: boolean }) {
    const named = permission === null ? "" : ` (permission ${permission})`;
    return `Microsoft asks for your consent before I can use Defender for you${named}. If it says that an administrator has to approve, please ask an administrator of Entra ID to grant admin consent; signing in again does not help then.${then(resumes)}`;
  },
  signInAgain: ({ resumes }: { resumes: boolean }) =>
    `Microsoft asks you to sign in again, perhaps with a second factor.${then(resumes)}`,
  signInRefused: ({ resumes }: { resumes: boolean }) =>
    `Your sign-in is no longer valid. Please sign in again.${then(resumes)}`,
  signInStepUp:
    "The policy asks for a stronger sign-in for this click, however fresh yours is. Please sign in once more.",
  signInFirst: ({ resumes }: { resumes: boolean }) =>
    `Please sign in, so that I can work with your own Defender rights.${then(resumes)}`,
  signInNeeded: ({ reason }: { reason: string }) => `sign-in is needed: ${reason}`,
  signInNotAccepted: "Your sign-in was not accepted.",
  signInUnfit: "That sign-in did not fit you or was too old. Please try again.",
  promptLost: "You have to sign in for that, but Teams did not take my card. Please send your command again.",
  signedIn: "You are signed in",
  signedInAs: ({ upn }: { upn: string }) => `Signed in as ${upn}.`,
};
