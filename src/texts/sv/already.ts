import type { Catalogue } from "../catalogue.ts";

/** That nothing is asked for or goes on, since it is so already or somebody else has done it. */
export const already: Catalogue["already"] = {
  soAlready: (holes, locale) =>
    `${holes.target} är redan så: ${holes.what}, ${holes.who}, ${locale.time(holes.at)}.`,
  doneByPerson: ({ who }) => `av ${who ?? "någon i Defender"}`,
  doneByRequest({ id, upn, approvers }) {
    const approved = approvers.length === 0 ? "" : `, godkänd av ${approvers.join(", ")}`;
    return `begäran ${id} från ${upn}${approved}`;
  },

  sentBy: ({ id, emergency }) => `${emergency ? "skickades i nödläge av" : "skickades redan av"} ${id}`,
  cancelled: ({ why }) => `avbruten: ${why}`,
  cancelledNews: ({ id, why }) => `${id} avbröts: ${why}`,

  wasSo: ({ why }) => `var redan så: ${why}`,
};
