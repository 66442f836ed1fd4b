/**
 * The kinds of evidence that Graph's public metadata names, and what each holds: `name` a text, `name#` a number, `name?` a
 * flag, `name[]` a list, `name:kind` something of another kind. Devices are told by the alert itself; what is left out is
 * a dictionary or says where the data flowed.
 */
const FIELDS = {
  activeDirectoryDomain: "activeDirectoryDomainName trustedDomains[]:activeDirectoryDomain",
  aiAgent: "agentId agentName hostingPlatformType instructions",
  amazonResource: "amazonAccountId amazonResourceId resourceName resourceType",
  analyzedMessage:
    "antiSpamDirection attachmentsCount# deliveryAction deliveryLocation internetMessageId language networkMessageId p1Sender:emailSender p2Sender:emailSender receivedDateTime recipientEmailAddress senderIp subject threatDetectionMethods[] threats[] urlCount# urls[] urn",
  azureResource: "resourceId resourceName resourceType",
  blobContainer: "name storageResource:azureResource url",
  blob: "blobContainer:blobContainer etag fileHashes[]:fileHash name url",
  cloudApplication: "appId# displayName instanceId# instanceName saasAppId#",
  cloudLogonRequest: "requestId",
  cloudLogonSession:
    "account:user browser deviceName operatingSystem previousLogonDateTime protocol sessionId startUtcDateTime userAgent",
  container: "args[] command[] containerId image:containerImage isPrivileged? name pod:kubernetesPod",
  containerImage: "digestImage:containerImage imageId registry:containerRegistry",
  containerRegistry: "registry",
  dns: "dnsServerIp:ip domainName hostIpAddress:ip ipAddresses[]:ip",
  file: "detectionStatus fileDetails:fileDetails mdeDeviceId",
  fileHash: "algorithm value",
  gitHubOrganization: "company displayName email login orgId webUrl",
  gitHubRepo: "baseUrl login owner ownerType repoId",
  gitHubUser: "email login name userId webUrl",
  googleCloudResource:
    "fullResourceName location locationType projectId projectNumber# resourceName resourceType",
  hostLogonSession: "account:user endUtcDateTime sessionId startUtcDateTime",
  ioTDevice:
    "deviceId deviceName devicePageLink deviceSubType deviceType importance ioTHub:azureResource ioTSecurityAgentId ipAddress:ip isAuthorized? isProgramming? isScanner? macAddress manufacturer model nics[]:nic operatingSystem owners[] protocols[] purdueLayer sensor serialNumber site source sourceRef:url zone",
  ip: "countryLetterCode ipAddress location:geoLocation",
  kubernetesCluster: "distribution name platform version",
  kubernetesController: "name namespace:kubernetesNamespace type",
  kubernetesNamespace: "cluster:kubernetesCluster name",
  kubernetesPod:
    "containers[]:container controller:kubernetesController ephemeralContainers[]:container initContainers[]:container name namespace:kubernetesNamespace podIp:ip serviceAccount:kubernetesServiceAccount",
  kubernetesSecret: "name namespace:kubernetesNamespace secretType",
  kubernetesServiceAccount: "name namespace:kubernetesNamespace",
  kubernetesService: "clusterIP:ip externalIPs[]:ip name namespace:kubernetesNamespace serviceType",
  mailCluster: "clusterBy clusterByValue emailCount# networkMessageIds[] query urn",
  mailboxConfiguration:
    "configurationId configurationType displayName externalDirectoryObjectId mailboxPrimaryAddress upn",
  mailbox: "displayName primaryAddress upn userAccount:userAccount",
  malware: "category files[]:file name processes[]:process",
  networkConnection: "destinationAddress:ip destinationPort# protocol sourceAddress:ip sourcePort#",
  nic: "ipAddress:ip macAddress vlans[]",
  oauthApplication: "appId displayName objectId publisher",
  process:
    "detectionStatus imageFile:fileDetails mdeDeviceId parentProcessCreationDateTime parentProcessId# parentProcessImageFile:fileDetails processCommandLine processCreationDateTime processId# userAccount:userAccount",
  registryKey: "registryHive registryKey",
  registryValue: "mdeDeviceId registryHive registryKey registryValue registryValueName registryValueType",
  sasToken:
    "allowedIpAddresses allowedResourceTypes[] allowedServices[] expiryDateTime permissions[] protocol signatureHash signedWith startDateTime storageResource:azureResource",
  securityGroup: "activeDirectoryObjectGuid displayName distinguishedName friendlyName securityGroupId sid",
  servicePrincipal:
    "appId appOwnerTenantId servicePrincipalName servicePrincipalObjectId servicePrincipalType tenantId",
  submissionMail:
    "networkMessageId recipient reportType sender senderIp subject submissionDateTime submissionId submitter",
  teamsMessage:
    "campaignId channelId deliveryAction deliveryLocation files[]:file groupId isExternal? isOwned? lastModifiedDateTime messageDirection messageId owningTenantId parentMessageId receivedDateTime recipients[] senderFromAddress senderIP sourceAppName sourceId subject suspiciousRecipients[] threadId threadType urls[]:url",
  url: "url",
  user: "userAccount:userAccount",
  fileDetails: "fileName filePath filePublisher fileSize# issuer md5 sha1 sha256 sha256Ac signer",
  userAccount:
    "accountName activeDirectoryObjectGuid azureAdUserId displayName domainName tenantId userPrincipalName userSid",
  geoLocation: "city countryName latitude# longitude# state",
  emailSender: "displayName domainName emailAddress",
} as const;

/** What is only ever part of a piece. */
const PARTS: readonly string[] = ["fileDetails", "userAccount", "geoLocation", "emailSender"];
const DEEPEST = 2;

/** The kinds themselves. */
export const EVIDENCE_KINDS = Object.keys(FIELDS).filter((kind) => !PARTS.includes(kind));

/** A piece with every field set, and what each field holds by its path. */
export interface Filled {
  readonly piece: Readonly<Record<string, unknown>>;
  /** Of the piece itself, and of what is nested in it once; of a list of pieces their name alone. */
  readonly values: ReadonlyMap<string, string>;
}

/** One piece of a kind, with a value of its own in every field. */
export function filled(kind: string): Filled {
  const values = new Map<string, string>();
  let count = 0;
  const fill = (of: string, at: string, depth: number): Record<string, unknown> => {
    const type = PARTS.includes(of) ? {} : { "@odata.type": `#microsoft.graph.security.${of}Evidence` };
    const fields = (FIELDS as Readonly<Record<string, string>>)[of]?.split(" ") ?? [];
    return { ...type, ...Object.fromEntries(fields.flatMap((field) => one(field, at, depth))) };
  };
  const one = (field: string, at: string, depth: number): [string, unknown][] => {
    const [, name = "", mark = "", of] = /^(\w+)([#?]|\[\])?(?::(\w+))?$/.exec(field) ?? [];
    const path = `${at}${name}`;
    if (of !== undefined) {
      if (depth === DEEPEST) return [];
      const inner = fill(of, `${path}${mark}.`, depth + 1);
      return [[name, mark === "[]" ? [inner] : inner]];
    }
    count += 1;
    const value = mark === "#" ? String(70_000 + count) : `value${count}.`;
    if (mark !== "?" && !path.slice(0, -1).includes("[]")) values.set(path, value);
    return [[name, { "#": Number(value), "?": true, "[]": [value], "": value }[mark]]];
  };
  return { piece: fill(kind, "", 0), values };
}
