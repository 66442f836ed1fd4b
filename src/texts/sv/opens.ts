import type { Catalogue } from "../catalogue.ts";

/** Buttons that open what a card names: a device, a person, a file, an address. */
export const opens: Catalogue["opens"] = {
  open: ({ id }) => `Öppna avisering ${id}`,
  lookUpFile: "Slå upp filen",
  lookUp: ({ value }) => `Slå upp ${value}`,
  openPerson: ({ name }) => `Öppna person ${name}`,
  showUser: "Visa användare",
  showDevice: "Visa enhet",
};
