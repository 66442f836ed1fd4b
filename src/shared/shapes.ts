/** A device's id in Defender: 40 hex digits. */
export const DEVICE_ID = /^[0-9a-f]{40}$/i;

/** An incident's id: a number. No alert has such an id. */
export const INCIDENT_ID = /^\d{1,18}$/;

/** An alert's id, in either API: `da637472900382838869_1364969609` and the like. */
export const ALERT_ID = /^[A-Za-z0-9_-]{3,128}$/;

/** An object's id in Entra: a GUID. */
export const OBJECT_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
