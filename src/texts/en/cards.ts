/**
 * What stands on cards whatever their data, named in the templates as `@{name}`; and what is said of a card that does not
 * fit. `${…}` is a binding of the template.
 */
export const cards = {
  wholeLine: "Show the whole command line",
  comments: "Comments",
  recommended: "Recommended actions",
  download: "Download",
  openInDefender: "Open in Defender",
  device: "Device",
  tags: "Tags",
  users: "Users",
  onlyExplains: "This only explains: nothing is done, and nobody is asked.",
  warning: "Warning: ",
  policyRules: "Rules of the policy",
  then: "Then  ",
  notYet: "Not yet: ",
  example: "Example",
  rules: "Rules",
  when: "When  ",
  emergency: "EMERGENCY",
  reason: "Reason",
  eachOfThem: "Each of them",
  history: "History",
  reviewComment: "Comment on your review (optional)",
  details: "Details",
  signIn: "Sign in",
  orTypeSignin: "or open a 1:1 chat with me and type signin",
  leftOut: "Some of this is left out: it is too long for a card.",
  undecided: "Some of this is left out: it is too long for a card. So nothing can be decided here.",
  noCard: "This can't be shown as a card. Please look in Defender.",
  nothingVisible: "(no visible text)",
};
