/** Buttons that open what a card names: a device, a person, a file, an address. */
export const opens = {
  open: ({ id }: { id: string }) => `Open alert ${id}`,
  lookUpFile: "Look up file",
  lookUp: ({ value }: { value: string }) => `Look up ${value}`,
  openPerson: ({ name }: { name: string }) => `Open person ${name}`,
  showUser: "Show user",
  showDevice: "Show device",
};
