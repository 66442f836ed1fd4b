/** What a call is about, as a fault names it. */
export type Subject =
  | "account"
  | "address"
  | "alert"
  | "device"
  | "domain"
  | "file"
  | "incident"
  | "indicator"
  | "machine action"
  | "query"
  | "score"
  | "software"
  | "vulnerability";
