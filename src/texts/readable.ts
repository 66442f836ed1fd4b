/** Values of Microsoft's enums, for people. */

/** A value without case, spaces and hyphens: the APIs spell one in several ways. */
function plain(value: string): string {
  return value.replace(/[\s_-]/g, "").toLowerCase();
}

/** One word as a program writes it, as it is read: "NotReporting" becomes "Not reporting". Anything else stays. */
export function readable(value: string): string {
  if (!/^[A-Za-z][A-Za-z0-9]*$/.test(value)) return value;
  const words = value.split(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/);
  const [first = "", ...others] = words.map((word) =>
    /^[A-Z0-9]{2,}$/.test(word) ? word : word.toLowerCase(),
  );
  return [first.charAt(0).toUpperCase() + first.slice(1), ...others].join(" ");
}

/** The name of a value by its table; one that is not in it is made readable. */
export function nameIn(table: Readonly<Record<string, string>>): (value: string) => string {
  const known = new Map(Object.entries(table).map(([value, name]) => [plain(value), name]));
  return (value) => known.get(plain(value)) ?? readable(value);
}

/** The name of a value by its table; one that is not in it stays as it is. */
export function knownIn(table: Readonly<Record<string, string>>): (value: string) => string {
  const known = new Map(Object.entries(table));
  return (value) => known.get(value) ?? value;
}

/** An operating system as Defender spells it, as it is read: "WindowsServer2022" becomes "Windows Server 2022". */
export function systemName(os: string): string {
  if (!/^(Windows|RedHat)/.test(os)) return os;
  return os.replaceAll(/(?<=[a-z])(?=[A-Z0-9])|(?<=\d)(?=[A-Z]{2})/g, " ");
}
