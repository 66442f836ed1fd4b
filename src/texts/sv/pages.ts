import type { Catalogue } from "../catalogue.ts";

/** The pages of the sign-in window. */
export const pages: Catalogue["pages"] = {
  signIn: "Inloggning",
  signedIn: "Du är inloggad",
  closes:
    "Fönstret stängs av sig självt. Om det blir kvar: stäng det, gå tillbaka till Teams och logga in en gång till.",
  failed: "Det gick inte",
  expired:
    "Inloggningslänken har redan använts eller är för gammal. Gå tillbaka till Teams och be om en ny med kommandot signin.",
  declined:
    "Microsoft slutförde inte inloggningen. Gå tillbaka till Teams och försök igen med kommandot signin. Om det stod att en administratör måste godkänna, be en administratör för Entra ID att ge administratörsmedgivande för botens program: då hjälper det inte att försöka igen.",
  fault: "Något gick fel hos oss. Gå tillbaka till Teams och försök igen om en minut.",
};
