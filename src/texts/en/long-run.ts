import type { Locale } from "../locale.ts";

/** A command that takes long: that it goes on, its Stop, and how many may run. */
export const longRun = {
  goesOn: ({ command }: { command: string }) => `"${command}" is running`,
  goesOnText: ({ limitMs }: { limitMs: number }, locale: Locale) =>
    `This takes longer than a moment, ${locale.span(limitMs)} at most. The answer will stand here.`,
  stop: "Stop",
  stopped: "Stopped",
  stoppedText: "The answer will not be shown. Send the command again if you need it.",
  tooManyRun: ({ most }: { most: number }, locale: Locale) =>
    `${locale.number(most)} of your commands are still running, which is as many as I run for one person. Please wait for one, or press Stop on it.`,
  tooManyRunInAll: "As many long queries are running as I can run at once. Please try again in a minute.",
  endedBefore: "It had ended already.",
  notYoursToStop: ({ whose }: { whose: string }) => `Only ${whose}, who asked, can stop it.`,
  couldNot: ({ command }: { command: string }) => `No answer to "${command}"`,
};
