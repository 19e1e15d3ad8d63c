// The access log: a line of JSON for each request, with the query of its path.

/** Whether a level such as `info` or `warn,request=info` has a line for each request. */
function includesRequests(level) {
  const parts = level.split(',').map(part => part.split('='));
  const own = parts.find(([target, value]) => target === 'request' && value !== undefined);
  const [, value] = own ?? [undefined, parts.find(([, one]) => one === undefined)?.[0]];
  return ['info', 'debug', 'trace'].includes((value ?? 'info').toLowerCase());
}

/** @returns a function that writes what is known of a request once it is answered. */
export function accessLog({ level, added, removed }) {
  if (!includesRequests(level)) {
    return () => undefined;
  }
  return ({ incoming, status, route, known, message, used, started }) => {
    const context = { ...known, mcp: used ? { [used.kind]: used } : {} };
    const fields = Object.entries(added).map(([name, valueOf]) => [name, valueOf(context)?.toString()]);
    const line = {
      'level': 'info',
      'time': new Date().toISOString(),
      'scope': 'request',
      'gateway': 'default',
      'route': route,
      'http.method': incoming.method,
      'http.host': incoming.headers.host,
      'http.path': incoming.url,
      'http.status': status,
      'mcp.method.name': message?.method,
      'mcp.target': used?.target,
      'duration': `${Math.round(performance.now() - started)}ms`,
      ...Object.fromEntries(fields),
    };
    console.log(JSON.stringify(line, (name, value) => (removed.includes(name) ? undefined : value)));
  };
}
