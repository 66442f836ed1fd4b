export * from "../texts/format.ts";
