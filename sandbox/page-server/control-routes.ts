import { z } from "zod";
import { APP_ROLES, PEOPLE } from "../people.ts";
import type { PageOptions } from "./options.ts";
import { postRoute, type App } from "./post-route.ts";

const STORM = 500;
const BOT = z.strictObject({ action: z.enum(["restart", "kill"]) });
const ALERTS = z.discriminatedUnion("action", [
  z.strictObject({
    action: z.literal("raise"),
    severity: z.enum(["Informational", "Low", "Medium", "High"]).nullable(),
    device: z.string().max(200).nullable(),
  }),
  z.strictObject({ action: z.literal("raise-many") }),
  z.strictObject({ action: z.literal("attack"), kind: z.enum(["ransomware", "phish"]) }),
  z.strictObject({ action: z.literal("change") }),
]);

const SERVICE = z.strictObject({
  service: z.enum(["defender", "graph", "entra", "teams"]),
  mode: z.enum(["works", "busy", "broken", "garbled", "hangs", "down", "slow", "unlicensed", "unlogged"]),
});

const DEVICE = z.strictObject({
  device: z.string().max(200),
  step: z.enum([
    "tag",
    "untag",
    "reimage",
    "silence",
    "wake",
    "leak",
    "seal",
    "disrupt",
    "portal-release",
    "playbook",
  ]),
});
const ACCOUNT = z.strictObject({
  account: z.string().max(200),
  step: z.enum(["enable", "disable", "sign-in", "risk"]),
});
const SWITCH = z.strictObject({ key: z.enum(["risk", "identity", "late", "newcomer"]), on: z.boolean() });
const ROLE = z.strictObject({
  person: z.enum(PEOPLE.map(({ key }) => key)),
  role: z.enum(APP_ROLES),
  held: z.boolean(),
});

/** What the operator of the sandbox can do, and nobody in a tenant: the drawer's buttons. */
export function controlRoutes(app: App, options: PageOptions): void {
  const { alerts, devices, directory, people, services, bot, reset } = options;
  postRoute(app, "/api/bot", BOT, ({ action }) => (action === "kill" ? bot.kill() : bot.restart()));
  postRoute(app, "/api/alerts", ALERTS, (invocation) => {
    if (invocation.action === "raise") alerts.raise(invocation);
    else if (invocation.action === "raise-many") alerts.raiseMany(STORM);
    else if (invocation.action === "attack") alerts.attack(invocation.kind);
    else alerts.changeLast();
  });
  postRoute(app, "/api/device", DEVICE, ({ device, step }) => devices.step(device, step));
  postRoute(app, "/api/account", ACCOUNT, ({ account, step }) => directory.step(account, step));
  postRoute(app, "/api/directory", SWITCH, ({ key, on }) => directory.flip(key, on));
  postRoute(app, "/api/role", ROLE, ({ person, role, held }) => people.setRole(person, role, held));
  postRoute(app, "/api/service", SERVICE, ({ service, mode }) => services.set(service, mode));
  postRoute(app, "/api/mend-all", z.strictObject({}), () => services.mendAll());
  postRoute(app, "/api/reset", z.strictObject({}), () => reset());
}
