import { randomUUID } from "node:crypto";

/** An answer in Defender's error shape. */
export class DefenderFault extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }

  /** `target` is a correlation id, new for every answer. */
  toResponse(): Response {
    const body = { error: { code: this.code, message: this.message, target: randomUUID() } };
    return Response.json(body, { status: this.status, headers: this.headers });
  }
}

export function notFound(kind: "Machine" | "Alert" | "MachineAction", id: string): DefenderFault {
  return new DefenderFault(404, "ResourceNotFound", `${kind} ${id} was not found`);
}

export function forbidden(message: string): DefenderFault {
  return new DefenderFault(403, "Forbidden", message);
}
