import type { Catalogue } from "../catalogue.ts";

const ALREADY_ASKED = "Inget har registrerats eller skickats";

const OPEN_REQUESTS = { one: "öppen begäran", other: "öppna begäranden" };

const GO_ON = "Aviseringar kan fortfarande tilldelas, lösas och kommenteras.";

const NOTHING_FIRES =
  "Inget skickas av sig självt: det som avbröts väntar på att en Approver trycker på Återuppta (se: requests).";

/** The halt of all changing actions, and its end. */
export const halt: Catalogue["halt"] = {
  since: (halt, locale) =>
    `Stoppat av ${halt.by} sedan ${locale.time(halt.since)}${halt.reason === "" ? "" : `: ${halt.reason}`}`,
  refused: ({ halted }) =>
    `${halted}. ${ALREADY_ASKED}; försök igen när någon med rollen Admin har skrivit "resume".`,

  haltedAlready: ({ halted }) => `Det är redan stoppat. ${halted}`,
  halted: ({ waiting }, locale) =>
    `Alla åtgärder som ändrar något är stoppade, överallt: inget skickas förrän någon med rollen Admin skriver "resume", eller två personer med rollen Approver som inte stoppade gör det. Det som Defender redan har tagit emot följs till sitt slut; aviseringar kan fortfarande tilldelas, lösas och kommenteras. ${locale.count(waiting, OPEN_REQUESTS)} väntar.`,
  haltWhy: ({ halted }) => `${halted} Ange varför, så att andra vet det.`,
  haltExplained: ({ reason }) =>
    `Stoppet gäller, och anger nu varför: ${reason}. Andra som godkänner får veta det.`,
  haltNews: ({ halted }) =>
    `${halted}. Ingen åtgärd som ändrar något skickas förrän någon med rollen Admin skriver "resume", eller två personer med rollen Approver som inte stoppade gör det. ${GO_ON}`,
  nothingHalted: "Inget är stoppat.",
  resumeOwn:
    'Du stoppade själv, så stoppet hävs av andra: en Admin, eller två andra med rollen Approver, kan skriva "resume".',
  resumeWaits:
    'Noterat. Inget skickas ännu: ytterligare en Approver, som inte stoppade, behöver skriva "resume" inom en timme. En Admin kan göra det när som helst.',
  resumeWished: ({ name }) =>
    `${name} vill häva stoppet. Det hävs när ytterligare en Approver, som inte stoppade, skriver "resume" inom en timme.`,
  resumed: `Åtgärder som ändrar något är tillåtna igen. ${NOTHING_FIRES}`,
  resumedNews: ({ name }) => `${name} hävde stoppet. ${NOTHING_FIRES}`,
};
