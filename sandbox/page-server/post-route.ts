import type { Hono } from "hono";
import { z } from "zod";
import type { SandboxEnv } from "../faults.ts";

export type App = Hono<SandboxEnv>;

/** One thing that the page can do; what does not fit the schema is answered 400. */
export function postRoute<T>(
  app: App,
  path: string,
  schema: z.ZodType<T>,
  work: (body: T) => Promise<unknown> | void,
): void {
  app.post(path, async (context) => {
    const body = schema.safeParse(await context.req.json().catch(() => null));
    if (!body.success) return context.json({ error: z.prettifyError(body.error) }, 400);
    await work(body.data);
    return context.json({});
  });
}
