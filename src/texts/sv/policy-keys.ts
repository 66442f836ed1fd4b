/** Keys of the policy's conditions, as a Swede calls what they look at; the file itself is written with the English ones. */
const CONDITIONS: Readonly<Record<string, string>> = {
  action: "åtgärd",
  requester: "begärt av",
  hours: "tid",
  targets: "antal mål",
};

const DEVICE: Readonly<Record<string, string>> = {
  tag: "enhetens tagg",
  group: "enhetsgrupp",
  value: "enhetens värde",
  name: "enhetens namn",
  os: "enhetens operativsystem",
};

const USER: Readonly<Record<string, string>> = {
  upn: "användarens UPN",
  role: "användarens roll",
  department: "användarens avdelning",
};

/** "group" as "enhetsgrupp". */
export const deviceKey = (key: string): string => DEVICE[key] ?? `enhetens ${key}`;

/** "role" as "användarens roll". */
export const userKey = (key: string): string => USER[key] ?? `användarens ${key}`;

/** "device group" as "enhetsgrupp", "action" as "åtgärd". */
export function conditionKey(key: string): string {
  const [about = "", fact] = key.split(" ");
  if (fact === undefined) return CONDITIONS[about] ?? about;
  return about === "device" ? deviceKey(fact) : userKey(fact);
}
