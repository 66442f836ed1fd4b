import { restartFlow } from "./restart-flow.ts";

restartFlow("SQLite");
