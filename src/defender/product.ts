/** The products whose alerts come together in Defender, by Graph's `serviceSource` with a capital: their names, and short ones. */
const PRODUCTS: Readonly<Record<string, readonly [name: string, short: string]>> = {
  MicrosoftDefenderForEndpoint: ["Microsoft Defender for Endpoint", "Endpoint"],
  MicrosoftDefenderForIdentity: ["Microsoft Defender for Identity", "Identity"],
  MicrosoftDefenderForCloudApps: ["Microsoft Defender for Cloud Apps", "CloudApps"],
  MicrosoftDefenderForOffice365: ["Microsoft Defender for Office 365", "Office365"],
  Microsoft365Defender: ["Microsoft Defender XDR", "XDR"],
  AzureAdIdentityProtection: ["Microsoft Entra ID Protection", "EntraID"],
  MicrosoftAppGovernance: ["Microsoft App Governance", "AppGovernance"],
  DataLossPrevention: ["Microsoft Data Loss Prevention", "DLP"],
  MicrosoftDefenderForCloud: ["Microsoft Defender for Cloud", "Cloud"],
  MicrosoftSentinel: ["Microsoft Sentinel", "Sentinel"],
  MicrosoftInsiderRiskManagement: ["Microsoft Insider Risk Management", "InsiderRisk"],
  MicrosoftThreatIntelligence: ["Microsoft Threat Intelligence", "ThreatIntelligence"],
  MicrosoftSecurityForAI: ["Microsoft Security for AI", "AI"],
};

/** A product in words; one that is not known keeps the name it came with. */
export function productWords(source: string): string {
  return PRODUCTS[source]?.[0] ?? source;
}

/** All that a product may be called in a filter. */
export function productNames(words: string): readonly string[] {
  const known = Object.entries(PRODUCTS).find(([, [name]]) => name === words);
  return known === undefined ? [words] : [words, known[0], known[1][1]];
}
