import { killedAtRandom } from "./crash-flow.ts";

killedAtRandom("PostgreSQL");
