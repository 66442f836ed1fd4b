import type { Catalogue } from "../catalogue.ts";
import { names } from "./terms.ts";

const OPEN_ALERTS = { one: "öppen avisering", other: "öppna aviseringar" };

const DEVICES = { one: "enhet", other: "enheter" };

/** What `device` and `devices` show: the labels of a device's facts, and the list. */
export const deviceCard: Catalogue["deviceCard"] = {
  openAlerts: ({ n, isWhole }, locale) =>
    `${locale.count(n, OPEN_ALERTS)}${isWhole ? "" : ", och det kan finnas fler: alla aviseringar de senaste 30 dagarna kunde inte gås igenom"}`,
  openAlertsUnchecked: "Öppna aviseringar kunde inte kontrolleras",
  deviceIs: ({ name, isolation }) => `${name}: ${isolation}`,
  leaseOf: ({ lease, id }) => `${lease}; för att ändra: request ${id}`,
  lease: "Isoleringstid",
  health: "Hälsa",
  risk: "Risk",
  exposure: "Exponering",
  value: "Värde",
  mergedInto: "Sammanslagen med",
  duplicate: "Dubblett",
  maybeTwice: "Defender kan ha enheten två gånger: kontrollera vilken som menas",
  excluded: "Undantagen",
  excludedFor: ({ why }) => `från sårbarhetshantering${why === null ? "" : `: ${why}`}`,
  antivirus: "Antivirus",
  agentVersion: "Sensorversion",
  deviceGroup: "Enhetsgrupp",
  groupId: "Enhetsgruppens id",
  os: "OS",
  ipAddress: "IP-adress",
  otherAddresses: "Andra adresser",
  onboarding: "Registrering",
  lastSeen: "Sågs senast",
  deviceId: "Enhets-id",

  devicesFound({ n, isCut }, locale) {
    if (isCut)
      return `${locale.count(n, DEVICES)}, men det finns fler än jag läser på en gång: begränsa sökningen`;
    return n === 0 ? "Inga enheter som passar, eller som du får se" : locale.count(n, DEVICES);
  },
  riskOf: ({ risk }) => (risk === null ? "Okänd risk" : `Risk: ${names.level(risk)}`),
  deviceLine(holes, locale) {
    const parts = [
      holes.os,
      holes.health === null ? null : names.health(holes.health),
      holes.group,
      holes.tags,
      locale.ago(holes.at, holes.now),
    ];
    return parts.filter((part) => part !== null && part !== "").join(" · ");
  },
};
