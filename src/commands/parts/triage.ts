/**
 * What every change of an alert has in common: the person's own token and Defender's own roles decide, and nobody has to
 * approve unless a rule of the policy names the action (CONTRACT §5).
 */
export const TRIAGE = {
  shows: "device-data",
  permissions: ["Alert.Read", "Alert.ReadWrite"],
  permission: "Alert.ReadWrite",
  role: null,
  freeByDefault: true,
  target: "alert",
  preflight: () => [],
} as const;
