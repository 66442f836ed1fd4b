/** An indicator as the API spells it. */
export interface SandboxIndicator {
  readonly id: string;
  readonly indicatorValue: string;
  readonly indicatorType: string;
  action: string;
  title: string;
  description: string;
  severity: string;
  expirationTime: string | null;
  rbacGroupNames: readonly string[];
  generateAlert: boolean;
  readonly creationTimeDateTimeUtc: string;
  lastUpdateTime: string;
  readonly createdBy: string;
  readonly createdByDisplayName: string;
  readonly sourceType: "User" | "AadApp";
}
