import { killedAtRandom } from "./crash-story.ts";

killedAtRandom("PostgreSQL");
