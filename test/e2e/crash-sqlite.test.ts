import { killedAtRandom } from "./crash-flow.ts";

killedAtRandom("SQLite");
