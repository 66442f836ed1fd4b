/** Times for one reader: in UTC, as everywhere, and beside it in the reader's own zone. */

/** Where a reader is, and how that is said. */
interface Whose {
  /** IANA, such as Europe/Stockholm. */
  readonly zone: string;
  /** Of the language, as Intl knows it. */
  readonly tag: string;
  /** A time of day as one of the reader's own. */
  readonly yours: (at: string) => string;
}

/** How times are written, epoch milliseconds; null: it is not known. */
interface Times {
  time(ms: number | null): string;
  clock(ms: number): string;
  clockOn(ms: number): string;
  ago(ms: number | null, now: number): string;
  when(ms: number | null, now: number): string;
}

/** The same locale, whose times stand in the reader's zone as well; where both are the same, once. */
export function inZone<L extends Times>(locale: L, whose: Whose): L {
  const own = ownTime(whose);
  const beside = (said: string, ms: number, more = ""): string => {
    const parts = [own(ms), more].filter((part) => part !== "");
    return parts.length === 0 ? said : `${said} (${parts.join(", ")})`;
  };
  const times: Omit<Times, "ago"> = {
    time: (ms) => (ms === null ? locale.time(ms) : beside(locale.time(ms), ms)),
    clock: (ms) => beside(locale.clock(ms), ms),
    clockOn: (ms) => beside(locale.clockOn(ms), ms),
    when: (ms, now) =>
      ms === null ? locale.when(ms, now) : beside(locale.time(ms), ms, locale.ago(ms, now)),
  };
  return { ...locale, ...times };
}

/** The time of day where the reader is, with the day where that is another one; empty: it is the same as in UTC. */
function ownTime({ zone, tag, yours }: Whose): (ms: number) => string {
  const written = (timeZone: string, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(tag, { timeZone, ...options });
  const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  const day = { day: "numeric", month: "short" } as const;
  const [here, there] = [written(zone, clock), written("UTC", clock)];
  const [dayHere, dayThere] = [written(zone, day), written("UTC", day)];
  return (ms) => {
    const [at, on] = [here.format(ms), dayHere.format(ms)];
    if (on !== dayThere.format(ms)) return yours(`${on} ${at}`);
    return at === there.format(ms) ? "" : yours(at);
  };
}
