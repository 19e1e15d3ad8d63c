// Reading parts of the configuration, and parts of objects.

/** Throws when a part has other members than these; returns the part. */
export function known(part, where, ...members) {
  const unknown = Object.keys(part).find(member => !members.includes(member));
  if (unknown !== undefined) {
    throw new Error(`${where}: unknown field ${unknown}`);
  }
  return part;
}

export const seconds = text => {
  const [, number] = /^(\d+)s$/.exec(text) ?? [];
  if (number === undefined) {
    throw new Error(`not a duration: ${text}`);
  }
  return Number(number);
};

/** An object without the members that are undefined. */
export const defined = object => Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
