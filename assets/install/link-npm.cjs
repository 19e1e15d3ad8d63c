// Links the program of an installed npm package, as `node -e TEXT DIRECTORY NAME BIN`. BIN is the program that was asked
// for; without one the choice is that of npm exec: the only program, else the one that is called like the package.
// The text is quoted by a shell: it has no single quote.

const { readFileSync, rmSync, symlinkSync } = require("fs");
const [directory, name, wanted] = process.argv.slice(1);
const { bin = {} } = JSON.parse(readFileSync(directory + "/node_modules/" + name + "/package.json", "utf8"));
const short = name.split("/").pop();
const bins = typeof bin === "string" ? { [short]: bin } : bin;
const names = Object.keys(bins).sort();
const chosen = wanted || (new Set(Object.values(bins)).size === 1 ? names[0] : short);
if (!names.includes(chosen)) {
  console.error("cdk8s-mcp: npm package " + name + " has no program " + chosen + "; it has: " + (names.join(", ") || "none") + ". Set bin in ServerSource.npm");
  process.exit(1);
}
rmSync("/opt/mcp/bin/server", { force: true });
symlinkSync(directory + "/node_modules/.bin/" + chosen, "/opt/mcp/bin/server");
