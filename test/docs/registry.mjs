/**
 * `node registry.mjs TARBALL`: a package registry on this machine that has one package more than the real one: the
 * packed tarball. It prints its address, and sends whoever asks for other packages to the real one.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const [, , tarball] = process.argv;
const upstream = execFileSync('npm', ['config', 'get', 'registry'], {
  encoding: 'utf8',
  stdio: ['ignore', 'pipe', 'ignore'],
}).trim();
const content = readFileSync(tarball);
const manifest = JSON.parse(execFileSync('tar', ['-xzOf', tarball, 'package/package.json'], { encoding: 'utf8' }));
const { name, version } = manifest;

const server = createServer(({ url, headers }, response) => {
  const path = url.slice(1);
  if (path === 'tarball') {
    return response.end(content);
  }
  if (path !== name) {
    return response.writeHead(302, { location: new URL(path, upstream).href }).end();
  }
  const integrity = `sha512-${createHash('sha512').update(content).digest('base64')}`;
  const versions = { [version]: { ...manifest, dist: { tarball: `http://${headers.host}/tarball`, integrity } } };
  return response
    .setHeader('content-type', 'application/json')
    .end(JSON.stringify({ name, 'dist-tags': { latest: version }, versions }));
});
server.listen(0, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}/`);
});
