import type { Hono } from "hono";
import { z } from "zod";
import type { SandboxEnv } from "../faults.ts";

export type App = Hono<SandboxEnv>;

/** One thing that the page can ask; what does not fit the schema is answered 400. */
export function askRoute<T>(
  app: App,
  path: string,
  schema: z.ZodType<T>,
  answer: (body: T) => Promise<object>,
): void {
  app.post(path, async (context) => {
    const body = schema.safeParse(await context.req.json().catch(() => null));
    if (!body.success) return context.json({ error: z.prettifyError(body.error) }, 400);
    return context.json(await answer(body.data));
  });
}

/** One thing that the page can do; what comes of it, the page is told as it happens. */
export function postRoute<T>(
  app: App,
  path: string,
  schema: z.ZodType<T>,
  work: (body: T) => Promise<unknown> | void,
): void {
  askRoute(app, path, schema, async (body) => {
    await work(body);
    return {};
  });
}
