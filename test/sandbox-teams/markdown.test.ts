import { expect, test } from "vitest";
import { renderMarkdown } from "../../sandbox/page/markdown.ts";

test("bold, italic, lists and links, as Teams renders them", () => {
  expect(renderMarkdown("**a** _b_ *c*\nd")).toBe("<p><strong>a</strong> <em>b</em> <em>c</em><br>d</p>");
  expect(renderMarkdown("- a\n- b\n\n1. c")).toBe("<ul><li>a</li><li>b</li></ul><ol><li>c</li></ol>");
  expect(renderMarkdown("[x](https://contoso.example/a?b=1&c=2)")).toContain(
    'href="https://contoso.example/a?b=1&amp;c=2"',
  );
});

test("everything else stays text", () => {
  expect(renderMarkdown("# a\n`b` <img src=x onerror=alert(1)>")).toBe(
    "<p># a<br>`b` &lt;img src=x onerror=alert(1)&gt;</p>",
  );
  expect(renderMarkdown("file_name_here 2*3*4")).toBe("<p>file_name_here 2*3*4</p>");
  for (const url of ["javascript:alert(1)", "data:text/html,x", "//evil"]) {
    expect(renderMarkdown(`[x](${url})`)).not.toContain("<a");
  }
  expect(renderMarkdown('[x](https://a"onmouseover="alert)')).not.toMatch(/href="[^"]*"onmouse/);
});

test("backslash escapes make marks harmless, and the backslash goes away", () => {
  expect(renderMarkdown("\\*\\*a\\*\\* \\[b\\](https://evil.example) \\<c\\>")).toBe(
    "<p>**a** [b](https://evil.example) &lt;c&gt;</p>",
  );
  expect(renderMarkdown("\\- not a list")).toBe("<p>- not a list</p>");
});
