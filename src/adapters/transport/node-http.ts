/**
 * Node's HTTP clients. Not by `import`, which reads all that the module offers, among it the WebSocket client: that loads the
 * whole of `fetch`, some 20 ms of a processor and 7 MiB at each start, though nobody asks for it.
 */
export const http = process.getBuiltinModule("node:http");
export const https = process.getBuiltinModule("node:https");
