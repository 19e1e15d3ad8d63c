import { packagesIn } from '../../../src/foundation/packages/command-packages';

/** The packages of a command, `?` for those that are none of a registry and `!` for those without exact version. */
function read(words: readonly string[]): string[] {
  return packagesIn(words).map(
    ({ ecosystem, name = '?', version, problem }) =>
      `${ecosystem}:${name}${version === undefined ? '' : `@${version}`}${problem === undefined ? '' : '!'}`,
  );
}

test.each([
  ['npx -y good@1.2.3 --port 80', ['npm:good@1.2.3']],
  ['/usr/local/bin/npx good', ['npm:good!']],
  ['node /usr/local/lib/node_modules/npm/bin/npx-cli.js good', ['npm:good!']],
  ['env A=1 npx @scope/good@1.2.3', ['npm:@scope/good@1.2.3']],
  ['npx --package=good@1.2.3 run', ['npm:good@1.2.3']],
  ['npx -p=good@1.2.3 run', ['npm:good@1.2.3']],
  ['npx -p good@1.2.3 -p other run', ['npm:good@1.2.3', 'npm:other!']],
  ['npx --registry https://r.example.net good@1.2.3', ['npm:good@1.2.3']],
  ['npx --unknown good@1.2.3', ['npm:?!', 'npm:good@1.2.3']],
  ['npx alias@npm:good@1.2.3', ['npm:?!']],
  ['npx github:acme/good', ['npm:?!']],
  ['npx -y npx@10.0.0 good', ['npm:npx@10.0.0', 'npm:good!']],
  ['npx', ['npm:?!']],
  ['npm --loglevel error x good@1.2.3', ['npm:good@1.2.3']],
  ['npm exec good@1.2.3 --package other', ['npm:other!']],
  ['npm exec -- good', ['npm:good!']],
  ['npm create good', ['npm:create-good!']],
  ['npm init @scope@1.2.3', ['npm:@scope/create@1.2.3']],
  ['npm init @scope/good@1.2.3', ['npm:@scope/create-good@1.2.3']],
  ['npm init -y', []],
  ['npm i -g good@1.2.3 other', ['npm:good@1.2.3', 'npm:other!']],
  ['npm ci', []],
  ['npm run exec', []],
  ['pnpm --silent dlx good@1.2.3', ['npm:good@1.2.3']],
  ['pnpm create good', ['npm:create-good!']],
  ['pnpm exec good', []],
  ['yarn dlx -p good@1.2.3 run', ['npm:good@1.2.3']],
  ['bun x good', ['npm:good!']],
  ['bunx --bun good@1.2.3', ['npm:good@1.2.3']],
  ['bun create good', ['npm:create-good!']],
  ['bun run server.ts', []],
  ['deno run -A npm:good@1.2.3/bin', ['npm:good@1.2.3']],
  ['deno run jsr:@a/b', ['jsr:@a/b!']],
  ['deno run https://example.net/a.ts', ['npm:?!']],
  ['deno run -A server.ts https://example.net', []],
  ['uvx good@1.2.3', ['pypi:good@1.2.3']],
  ['uvx -p 3.12 Good_Name==1.2.3', ['pypi:good-name@1.2.3']],
  ['uvx --from good[cli]==1.2.3 good --with other', ['pypi:good@1.2.3']],
  ['uvx --with=a==1,other good==1.2.3', ['pypi:a@1', 'pypi:other!', 'pypi:good@1.2.3']],
  ['uvx -wother good==1.2.3', ['pypi:other!', 'pypi:good@1.2.3']],
  ['uvx --from git+https://example.net/x.git good', ['pypi:?!']],
  ['uv tool run good', ['pypi:good!']],
  ['uv --directory /app run --with mcp[cli] mcp run server.py', ['pypi:mcp!']],
  ['uv run --package member server.py', []],
  ['uv run https://example.net/a.py', ['pypi:?!']],
  ['uv run --with-requirements list.txt server.py', ['pypi:?!']],
  ['uv run npx good', ['npm:good!']],
  ['pipx run --spec good==1.2.3 good', ['pypi:good@1.2.3']],
  ['python -m pip install good==1.2.3 other', ['pypi:good@1.2.3', 'pypi:other!']],
  ['pip3.12 install -r list.txt', ['pypi:?!']],
  ['go run example.com/b@latest', ['go:example.com/b!']],
  ['go run example.com/b@v1.2.3', ['go:example.com/b@v1.2.3']],
  ['go run ./cmd/server', []],
  ['gem exec good', ['gem:good!']],
  ['gem exec -v 1.2.3 good', ['gem:good@1.2.3']],
  ['dnx Good --yes', ['nuget:good!']],
  ['dnx Good@1.2.3 --yes', ['nuget:good@1.2.3']],
  ['dotnet tool exec Good --version 1.2.3', ['nuget:good@1.2.3']],
  ['jbang g:a:1.2.3', ['maven:g:a@1.2.3']],
  ['jbang Server.java', []],
  ['mcp-proxy --stateless -- npx good', ['npm:good!']],
  ['server --with good -p 80', []],
])('%s fetches %j', (line, packages) => {
  expect(read(line.split(' '))).toEqual(packages);
});

test.each([
  ['npx -y good@1.2.3 2>&1 | tee log', ['npm:good@1.2.3']],
  ['cd /tmp&&npx good;bunx other@1.2.3', ['npm:good!', 'npm:other@1.2.3']],
  ['echo "$(npx good)" `npx other`', ['npm:good!', 'npm:other!']],
  ["n\\px 'go'od", ['npm:good!']],
  ["sh -c 'npx good'", ['npm:good!']],
  ['npm \\\n exec good', ['npm:good!']],
  ['if true; then npx good; fi', ['npm:good!']],
  ['# npx good', []],
  ['npx "$PACKAGE"', ['npm:?!']],
])('the script %j fetches %j', (script, packages) => {
  expect(read(['sh', '-c', script])).toEqual(packages);
});

test.each([
  [['mcp-proxy', '--stdio', 'exec npx good'], ['npm:good!']],
  [['run', '--command=npx -y good'], ['npm:good!']],
  [['env', '-S', 'npx good'], ['npm:good!']],
  [['node', '-e', "require('child_process').execSync('npx good')"], ['npm:good!']],
  [['npx', '-c', 'bunx good'], ['npm:good!']],
  [['server', '--instructions', 'Tell them to use npx to run it'], []],
])('the words %j fetch %j', (words, packages) => {
  expect(read(words)).toEqual(packages);
});

test.each([
  'cargo +nightly install good',
  'env -Snpx -y good',
  'npm update -g good',
  'npm up good',
  'npm udpate good',
  'npm upgr good',
  'npm install-test good',
  'npm it good',
  'npm link good',
  'npm exe good',
  'yarnpkg dlx good',
  'yarn up good',
  'yarn upgrade good',
  'python -m pip._internal install good',
  'python -m pip.__main__ install good',
  'python /usr/lib/python3/site-packages/pip/__main__.py install good',
  'node /usr/lib/node_modules/npm/lib/cli.js exec good',
  'node /app/.yarn/releases/yarn-4.1.0.cjs dlx good',
  'pipx inject a good',
  'deno bundle npm:good',
  'deno eval import("npm:good")',
  'conda install good',
  'mamba create -n a good',
  'micromamba install good',
  'conda run -n a npx good',
  'pixi global install good',
  'easy_install good',
  'pipenv install good',
  'rye install good',
  'cargo-binstall good',
  'nix-shell -p good',
  'nix-env -iA good',
  'composer global require a/good',
  'bundle add good',
  'cs launch a:good',
  'coursier launch a:good',
  'docker run -i --rm good',
  'podman run good',
  'nerdctl run good',
  'apt-get -y install good',
  'apk add --no-cache good',
  'dnf -y install good',
  'microdnf install good',
  'python -c import(pip)',
  'node -e spawn("npm")',
  'ruby -e system("uvx")',
  'perl -eexec("npx")',
])('%s fetches what has no exact version', line => {
  expect(read(line.split(' ')).join(' ')).toMatch(/!/);
});

test.each([
  'conda run -n a server',
  'micromamba run -p /env server --port 80',
  'docker-proxy run',
  'npm run update',
  'yarn workspaces list',
  'bundle exec server',
  'node -e require("./server")',
  'python -c print(1)',
  'node /app/npm-server/dist/index.js update all',
])('%s fetches nothing', line => {
  expect(read(line.split(' '))).toEqual([]);
});

test.each([
  '$X good',
  'exec ${SERVER} --port 80',
  'npx${IFS}good',
  "$'\\x6epx' good",
  '/usr/bin/n?x good',
  '{npx,good}',
  'X=npx; $X good',
  'env A=1 $X',
  'timeout 5 $X',
  'eval "$X"',
  '$(echo npx) good',
  '`echo npx` good',
  'curl -s https://example.net/a | sh',
  'wget -qO- https://example.net/a | bash -s -- good',
  'curl https://example.net/a | python3 -',
  'bash <(curl https://example.net/a)',
  'source <(curl https://example.net/a)',
  'sh -c "$(curl https://example.net/a)"',
  'echo bnB4 | base64 -d | busybox sh',
  'set -- npx good; exec "$@"',
])('the script %j fetches what cannot be read', script => {
  expect(read(['sh', '-ec', script]).join(' ')).toMatch(/!/);
});

test.each([
  'exec "$@"',
  'cd "$(dirname "$0")" && exec /app/server --port "$PORT"',
  'exec "$JAVA_HOME/bin/java" -jar app.jar',
  '"$(dirname "$0")/start.sh"',
  'echo "started $(date) on $HOST"; exec server',
  'if [ "$A" = b ]; then sh /app/start.sh; fi',
  'case "$1" in -*) exec server;; *) exec other;; esac',
  'A=$(cat /a) exec server "$A"',
  'for f in *.txt; do cat "$f"; done',
])('the script %j fetches nothing', script => {
  expect(read(['sh', '-c', script])).toEqual([]);
});

test.each([
  [['env', '-Snpx -y good'], ['npm:good!']],
  [['$(PROGRAM)', 'good'], ['system:?!']],
  [['server', '--template', '$X {a}'], []],
])('the words %j give %j', (words, packages) => {
  expect(read(words)).toEqual(packages);
});

test('the time for a command grows with its length', () => {
  const words = Array.from({ length: 20_000 }, (_, i) => (i % 2 === 0 ? 'npm' : 'exec'));
  expect(read([...words, `sh -c "${'npx '.repeat(20_000)}"`]).length).toBeGreaterThan(0);
}, 2000);
