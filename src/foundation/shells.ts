const STARTER =
  /^(?:env|tini|tini-static|dumb-init|catatonit|timeout|nice|ionice|chrt|nohup|setsid|stdbuf|setpriv|unshare|time|xargs|gosu|su-exec|sudo|su)$/;
const SHELL =
  /^(?:(?:r?ba|d?a|[lmor]?k|lok|pdk|r?z|t?c|fi|ya|po|sa|xon)?sh|ksh93|busybox|toybox|nu|elvish|pwsh|powershell)(?:[-.]?\d[\d.]*)?$/;

/**
 * Whether a container's command starts a shell. Programs such as env, tini and timeout start what follows, so any word
 * counts; one of them alone has its program among the arguments.
 */
export function startsShell(command: readonly string[], args: readonly string[]): boolean {
  const words = command.length === 1 && isStarter(command[0]) ? [...command, ...args] : command;
  // env -S takes a whole command line in one word
  return words
    .filter(word => !/^\w+=/.test(word))
    .flatMap(word => word.split(/\s+/))
    .some(isShell);
}

/** Whether a word is a shell. */
export function isShell(word: string): boolean {
  return SHELL.test(baseName(word));
}

/** Whether a word is a program that starts the words behind it. */
export function isStarter(word: string): boolean {
  return STARTER.test(baseName(word));
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
