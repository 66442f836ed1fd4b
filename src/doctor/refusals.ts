/**
 * Why Entra ID refuses an application, by AADSTS number
 * (https://learn.microsoft.com/entra/identity-platform/reference-error-codes).
 */
const REASONS: Readonly<Record<number, string>> = {
  7000215: "the secret in CLIENT_SECRET is wrong (its value is needed, not its id)",
  7000222: "the secret in CLIENT_SECRET has expired",
  700016: "TENANT_ID has no application CLIENT_ID",
  7000229: "the application CLIENT_ID has no service principal in TENANT_ID",
  7000112: "the application CLIENT_ID is disabled",
  90002: "there is no tenant TENANT_ID",
  700027: "the certificate in CLIENT_CERTIFICATE_FILE is not one of the application's",
  700024: "the clock is wrong, or the token of the credential has expired",
  70021: "the application has no federated credential for this identity",
  700211: "the application has no federated credential with this issuer",
  700212: "the application has no federated credential with this audience",
  700213: "the application has no federated credential with this subject",
};
/** The resource that was asked for is unknown, or no scope at all. */
const SCOPE = new Set([500011, 70011, 1002012]);

/** The reason in words that name the variable, null when the numbers say nothing known. */
export function variableOf(numbers: readonly number[], scopeVariable: string): string | null {
  if (numbers.some((number) => SCOPE.has(number))) return `${scopeVariable} names nothing that it knows`;
  const known = numbers.map((number) => REASONS[number]).find((reason) => reason !== undefined);
  return known ?? null;
}
