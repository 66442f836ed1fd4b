import { remembered } from "./remembered.ts";

/** Whether it is the name of an IANA time zone that this machine knows. */
export const isTimeZone = remembered((value) => {
  try {
    new Intl.DateTimeFormat("en", { timeZone: value });
    return true;
  } catch {
    return false;
  }
});
