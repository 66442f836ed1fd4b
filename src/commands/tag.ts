import { say } from "../texts/text.ts";
import { deviceTarget, keyed, oneOf, positional } from "../grammar/args.ts";
import { deviceTag } from "../grammar/device-tag.ts";
import { comparable } from "../policy/canonical.ts";
import { UserError } from "../shared/errors.ts";
import { changes } from "../requests/change-command.ts";

type Args = Readonly<Record<string, string>>;

export const tag = changes({
  name: "tag",
  summary: say("summary.tag"),
  args: {
    target: positional(deviceTarget, say("argument.device")),
    ...oneOf({
      add: keyed(deviceTag, say("argument.tagAdd")),
      remove: keyed(deviceTag, say("argument.tagRemove")),
    }),
  },
  example: 'tag web01.contoso.com add:"Under investigation"',
  target: "device",
  button: null,
  title: ({ add = null, remove = null }) => say("commands.tag", { add, remove }),
  after(device, args) {
    const { tags } = device;
    if (tags === null) return device;
    const { isAdded, name } = tagOf(args);
    const known = spelled(tags, name);
    const others = tags.filter((one) => one !== known);
    return { ...device, tags: isAdded ? [...others, name] : others };
  },
  call: {
    operation: "tagDevice",
    async send(defender, { target, args }) {
      const { isAdded, name } = tagOf(args);
      if (isAdded) {
        await defender.changeDevice(target.id, "tagDevice", { Value: name, Action: "Add" });
        return;
      }
      // As it stands there: a tag in other letters would be another one, and stay.
      const { tags } = await defender.device(target.id);
      const Value = spelled(tags ?? [], name) ?? name;
      await defender.changeDevice(target.id, "tagDevice", { Value, Action: "Remove" });
    },
    async compare(defender, { target, args }) {
      const { isAdded, name } = tagOf(args);
      const { tags, tagsCut } = await defender.device(target.id);
      const isThere = spelled(tags ?? [], name) !== undefined;
      // It may be among those that could not be read.
      if (!isThere && (tags === null || tagsCut === true)) {
        throw new UserError("could-not-check", say("commands.tagsUnread"));
      }
      return isThere === isAdded ? "done" : "not-done";
    },
  },
});

/** The tag as the device has it: tags are compared as policies compare them. */
function spelled(tags: readonly string[], name: string): string | undefined {
  return tags.find((one) => one === name) ?? tags.find((one) => comparable(one) === comparable(name));
}

/** Which tag, without the blanks around it: so Defender keeps it. */
function tagOf({ add, remove = "" }: Args): { readonly isAdded: boolean; readonly name: string } {
  return { isAdded: add !== undefined, name: (add ?? remove).trim() };
}
