import { randomUUID } from "node:crypto";
import { ApiFault } from "../api/fault.ts";

/** An answer in Defender's error shape. */
export class DefenderFault extends ApiFault {
  /** `target` is a correlation id, new for every answer. */
  toResponse(): Response {
    const body = { error: { code: this.code, message: this.message, target: randomUUID() } };
    return Response.json(body, { status: this.status, headers: this.headers });
  }
}

export function notFound(kind: string, id: string): DefenderFault {
  return new DefenderFault(404, "ResourceNotFound", `${kind} ${id} was not found`);
}

export function forbidden(message: string): DefenderFault {
  return new DefenderFault(403, "Forbidden", message);
}
