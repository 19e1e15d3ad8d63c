// A registry of npm packages and an index of PyPI packages, read from /data, for clusters that reach nothing outside.
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

const DATA = '/data';
const PORT = 4873;
const npm = JSON.parse(readFileSync(join(DATA, 'npm.json'), 'utf8'));
const pypi = JSON.parse(readFileSync(join(DATA, 'pypi.json'), 'utf8'));

function packument(host, { versions, ...document }) {
  const rooted = Object.entries(versions).map(([version, { dist, ...entry }]) => [
    version,
    { ...entry, dist: { ...dist, tarball: `http://${host}${dist.tarball}` } },
  ]);
  return JSON.stringify({ ...document, versions: Object.fromEntries(rooted) });
}

function page(files) {
  const links = files.map(({ file, sha256 }) => `<a href="/pypi/files/${file}#sha256=${sha256}">${file}</a>`);
  return `<!DOCTYPE html><html><body>${links.join('\n')}</body></html>`;
}

createServer((request, response) => {
  const path = decodeURIComponent(new URL(request.url, 'http://mirror').pathname);
  const say = (status, type, text) => {
    response.writeHead(status, { 'content-type': type }).end(text);
  };
  const [, kind, file] = /^\/(npm\/-|pypi\/files)\/([\w.@+-]+)$/.exec(path) ?? [];
  if (kind !== undefined) {
    const from = join(DATA, kind === 'npm/-' ? 'npm-files' : 'pypi-files', file);
    if (existsSync(from)) {
      response.writeHead(200, { 'content-type': 'application/octet-stream' });
      createReadStream(from).pipe(response);
      return;
    }
  }
  const name = /^\/npm\/(.+)$/.exec(path)?.[1];
  if (Object.hasOwn(npm, name ?? '')) {
    say(200, 'application/json', packument(request.headers.host, npm[name]));
    return;
  }
  const project = /^\/pypi\/simple\/([a-z0-9-]+)\/$/.exec(path)?.[1];
  if (Object.hasOwn(pypi, project ?? '')) {
    say(200, 'text/html', page(pypi[project]));
    return;
  }
  say(404, 'text/plain', 'not here');
}).listen(PORT);
process.on('SIGTERM', () => process.exit(0));
