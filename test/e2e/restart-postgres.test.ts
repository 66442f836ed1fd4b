import { restartStory } from "./restart-story.ts";

restartStory("PostgreSQL");
