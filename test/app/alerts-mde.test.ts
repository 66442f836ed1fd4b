import { alertsStory } from "./alerts-story.ts";

alertsStory("mde");
