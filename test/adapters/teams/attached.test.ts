import { expect, test } from "vitest";
import { attachedTo, unreadIn } from "../../../src/adapters/teams/attached.ts";

/** Files that come with a message, as Teams' clients send them. */

const html = { contentType: "text/html", content: "<p>block phishing</p>" };
const file = (name: string, downloadUrl: unknown) => ({
  contentType: "application/vnd.microsoft.teams.file.download.info",
  contentUrl: "https://contoso.sharepoint.example/personal/ana/wave.csv",
  name,
  content: { downloadUrl, uniqueId: "1", fileType: "csv" },
});
const url = "https://contoso.sharepoint.example/download?tempauth=x";

test("a file is read by the address that Teams gives for it, and by no other", () => {
  expect(attachedTo([html, file("wave.csv", url)])).toEqual({ name: "wave.csv", url });
  expect(attachedTo([file("wave.csv", 7)])).toEqual({ name: "wave.csv", url: null });
  expect(attachedTo([{ ...file("wave.csv", url), contentType: "reference" }])).toEqual({
    ...{ name: "wave.csv", url: null },
  });
});

test("cards and copies of the text are no files", () => {
  const card = { contentType: "application/vnd.microsoft.card.adaptive", content: {} };
  for (const none of [null, [], [html], [card, html], ["x", null, 3]])
    expect(attachedTo(none)).toBeUndefined();
});

test("of several none is taken, and a name has nothing in it that can't be seen", () => {
  expect(attachedTo([file("a.csv", url), file("b.csv", url)])).toMatchObject({
    url: null,
    isOneOfSeveral: true,
  });
  expect(attachedTo([file("a\u202Evsc.exe", url)])?.name).not.toContain("\u202E");
});

test("what is neither a file nor a copy of the text is seen, and a card is told from the rest", () => {
  const card = (kind: string) => ({ contentType: `application/vnd.microsoft.${kind}`, content: {} });
  const [quote, sound] = [{ contentType: "messageReference" }, { contentType: "audio/mp4" }];
  for (const kind of ["card.adaptive", "card.hero", "teams.card.o365connector"])
    expect(unreadIn([html, card(kind)]), kind).toBe("card");
  expect(unreadIn([html, sound])).toBe("other");
  for (const none of [null, [], [html], [html, quote], [file("wave.csv", url)], ["x", null, 3]])
    expect(unreadIn(none)).toBeUndefined();
});
