import type { Catalogue } from "../catalogue.ts";

/** Isoleringar som ingen här begärde, och vem som svarar för dem. */
export const takeOver: Catalogue["takeOver"] = {
  title: "Ta över",
  did: "tog över isoleringen; frisläppandet behöver godkännas när det är dags",
  meanwhile: "Någon annan tog över den just nu. Inget gjordes.",
  notIsolated: ({ name }) => `${name} är inte isolerad, såvitt Defenders åtgärder visar. Inget gjordes.`,
  ours: ({ name, id }) => `Isoleringen av ${name} begärdes här (${id}): den har en ägare. Inget gjordes.`,
  taken: ({ name, upn, id }) => `${upn} har tagit över isoleringen av ${name} (${id}). Inget gjordes.`,
};
