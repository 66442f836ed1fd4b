/** The pages of the sign-in window. */
export const pages = {
  signIn: "Sign-in",
  signedIn: "You are signed in",
  closes: "This window closes by itself. If it stays open, close it, go back to Teams and sign in once more.",
  failed: "That did not work",
  expired:
    "This sign-in link was used already or is too old. Go back to Teams and ask for a new one with the command signin.",
  declined:
    "Microsoft did not complete the sign-in. Go back to Teams and try again with the command signin. If it said that an administrator has to approve, ask an administrator of Entra ID to grant admin consent to this bot's application: trying again does not help.",
  fault: "Something went wrong on our side. Go back to Teams and try again in a minute.",
};
