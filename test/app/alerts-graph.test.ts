import { alertsStory } from "./alerts-story.ts";

alertsStory("graph");
