import type { Route } from "../../api/route.ts";
import type { GraphWorld } from "../route.ts";
import { applicationRoutes } from "./application-routes.ts";
import type { AccountDirectory } from "./directory.ts";
import { holderRoutes } from "./holder-routes.ts";
import { identityRoutes } from "./identity-routes.ts";
import { protectionRoutes } from "./protection-routes.ts";
import { userRoutes } from "./user-routes.ts";

/** Everything of Graph's that is about people; paths from the version on. */
export function peopleRoutes(world: GraphWorld, directory: AccountDirectory): Route[] {
  return [
    ...userRoutes(world, directory),
    ...protectionRoutes(world, directory),
    ...identityRoutes(world, directory),
    ...holderRoutes(directory),
    ...applicationRoutes(),
  ];
}
