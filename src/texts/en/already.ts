import type { Locale } from "../locale.ts";

/** That nothing is asked for or goes on, since it is so already or somebody else has done it. */
export const already = {
  soAlready(holes: { target: string; what: string; who: string; at: number | null }, locale: Locale) {
    return `${holes.target} is so already: ${holes.what}, ${holes.who}, ${locale.time(holes.at)}.`;
  },
  doneByPerson: ({ who }: { who: string | null }) => `by ${who ?? "somebody in Defender"}`,
  doneByRequest({ id, upn, approvers }: { id: string; upn: string; approvers: readonly string[] }) {
    const approved = approvers.length === 0 ? "" : `, approved by ${approvers.join(", ")}`;
    return `request ${id} of ${upn}${approved}`;
  },

  sentBy: ({ id, emergency }: { id: string; emergency: boolean }) =>
    `${emergency ? "sent as an emergency by" : "sent already by"} ${id}`,
  cancelled: ({ why }: { why: string }) => `cancelled: ${why}`,
  cancelledNews: ({ id, why }: { id: string; why: string }) => `${id} was cancelled: ${why}`,

  wasSo: ({ why }: { why: string }) => `was so already: ${why}`,
};
