import { alertsFlow } from "./alerts-flow.ts";

alertsFlow("graph");
