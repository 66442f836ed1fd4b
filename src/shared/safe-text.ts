export * from "../texts/safe-text.ts";
