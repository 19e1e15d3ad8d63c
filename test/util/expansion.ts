/**
 * What the kubelet does to the values of variables, arguments and commands, byte by byte, written after the description
 * in core/v1 Container.args and the behaviour of k8s.io/kubernetes third_party/forked/golang/expansion, not after our
 * own escaping: `$(NAME)` is replaced when NAME is known and stays otherwise, `$$` is one dollar, and any other byte
 * after a dollar is copied with it as if it were a whole character, so that a dollar before a character outside ASCII
 * garbles that character.
 */
export function expand(text: string, variables: Readonly<Record<string, string>> = {}): string {
  const bytes = [...Buffer.from(text)];
  const out: Buffer[] = [];
  const dollar = 0x24;
  let i = 0;
  while (i < bytes.length) {
    if (bytes[i] !== dollar || i + 1 === bytes.length) {
      out.push(Buffer.from([bytes[i]]));
      i += 1;
      continue;
    }
    const next = bytes[i + 1];
    const close = next === 0x28 ? bytes.indexOf(0x29, i + 2) : -1;
    if (close !== -1) {
      const name = Buffer.from(bytes.slice(i + 2, close)).toString();
      out.push(Buffer.from(variables[name] ?? `$(${name})`));
      i = close + 1;
    } else {
      // Go's string(byte) is the character of that number
      out.push(Buffer.from((next === dollar ? '' : '$') + String.fromCodePoint(next)));
      i += 2;
    }
  }
  return Buffer.concat(out).toString();
}
