/**
 * What the kubelet does to the values of variables, commands and arguments: `$(NAME)` is replaced when NAME is known
 * and stays otherwise, `$$` is one dollar, and any other dollar stays. Text after a dollar has to be ASCII.
 */
export function expand(text, known = {}) {
  return text.replace(/\$(\$|\(([^)]*)\))/g, (reference, inner, name) => {
    if (inner === '$') {
      return '$';
    }
    return Object.hasOwn(known, name) ? known[name] : reference;
  });
}
