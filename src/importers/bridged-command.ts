import { PackageWord, packageCall } from './package-command';
import { Assigned, simpleCommand } from './unwrap';
import { Word } from './values';
import { programName } from '../foundation/packages/program-name';

/** Programs that make an HTTP server of a stdio program, as the bridge of the library does. */
const BRIDGES = ['npm:supergateway', 'pypi:mcp-proxy', 'npm:mcp-proxy', 'pypi:mcpo'];

/** Programs that run images. */
export const ENGINES = ['docker', 'podman', 'nerdctl'];

export interface BridgedCommand {
  readonly words: readonly Word[];
  /** Variables that flags of the bridge set for it. */
  readonly assigned: readonly Assigned[];
  /** What is left of the words of the bridge. */
  readonly flags: readonly Word[];
}

/** The stdio program that a package makes an HTTP server of; undefined for any other package. */
export function bridgedCommand({ reference }: PackageWord, args: readonly Word[]): BridgedCommand | undefined {
  if (!BRIDGES.includes(`${reference.ecosystem}:${reference.name ?? ''}`)) {
    return undefined;
  }
  const flag = args.findIndex(({ text }) => text === '--stdio');
  const script = flag === -1 ? undefined : args.at(flag + 1);
  if (script !== undefined) {
    const words = simpleCommand(script);
    return words && { words, assigned: [], flags: args.filter(word => word !== script) };
  }
  const end = args.findIndex(({ text }) => text === '--');
  const start = end === -1 ? args.findIndex((_, i) => isProgram(args.slice(i))) : end + 1;
  const words = start === -1 ? [] : args.slice(start);
  const flags = args.slice(0, args.length - words.length);
  return words.length === 0 ? undefined : { words, assigned: assignedBy(flags), flags };
}

function isProgram(words: readonly Word[]): boolean {
  return packageCall(words) !== undefined || (ENGINES.includes(programName(words[0].text)) && words.length > 1);
}

/** `--env NAME value`. */
function assignedBy(flags: readonly Word[]): Assigned[] {
  return flags.flatMap(({ text }, i) => {
    const [name, word] = [flags.at(i + 1), flags.at(i + 2)];
    return /^(?:-e|--env)$/.test(text) && name !== undefined && word !== undefined
      ? [{ name: name.text, text: word.text, word }]
      : [];
  });
}
