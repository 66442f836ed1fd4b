/** A button that was pressed: the card is too old or somebody else's, or the press was handled already. */
export const presses = {
  answerFollows: "The answer comes as a message of its own.",
  noRequest: ({ id }: { id: string }) => `There is no request ${id}.`,
  requestIs: ({ id, state }: { id: string; state: string }) => `${id} is ${state}.`,
  requestSucceeded: ({ id }: { id: string }) => `${id} succeeded.`,
  soAlready: "It is so already",

  strangeButton: "This button is not one of mine.",
  cardTooOld: "This card is too old to be used.",
  askAgain: "This card is too old to be used. Please ask for it again.",
  nothingFollows: "This request has no next step any more. Please press Refresh.",
  clickHandled: "This click was handled already.",
  notYours: ({ whose }: { whose: string }) =>
    `Only ${whose}, who asked, can choose here. Nothing was done. You can ask for it yourself.`,
  chosenAlready: ({ name, id }: { name: string; id: string }) =>
    `${name} (${id}) is what you have chosen already. For another device, type the command again.`,
};
