/** Types of the public API that only authors of engines, bridges and rules need: their documentation starts so. */
const AUDIENCE = /^For authors of (engines|bridges|rules): /;

/** Whose type it is, such as `engines`; undefined for one that every user may need. */
export const audienceOf = ({ docs }) => AUDIENCE.exec(docs?.summary ?? '')?.[1];

/** The members of a type that other types do not already declare, with its constructor. */
function ownMembers({ properties = [], methods = [], initializer }) {
  return [...properties, ...methods, initializer].filter(
    member => member !== undefined && member.overrides === undefined,
  );
}

/** The types that are named by types for authors, and by no others. */
export function namedByAuthorsOnly(types) {
  const all = Object.values(types);
  const names = (type, { fqn }) => ownMembers(type).some(member => JSON.stringify(member).includes(`"${fqn}"`));
  return all.filter(type => {
    const naming = all.filter(other => other !== type && names(other, type));
    return naming.length > 0 && naming.every(other => audienceOf(other) !== undefined);
  });
}
