import { existsSync, readdirSync, statSync } from 'fs';
import { basename, join, resolve } from 'path';
import { Command, Option } from 'commander';
import { writeFileBelow } from '../../foundation/write-file';
import { appOf } from '../app-files';
import { Streams, UserError } from '../io';
import { PIPELINE_NAMES, Pipeline, firstApp, scaffold } from '../scaffold';

interface Flags {
  readonly file?: boolean;
  readonly ci: Pipeline;
}

/** Makes a project to start from. */
export function initCommand(streams: Streams): Command {
  return new Command('init')
    .description('create a project: an app, tests, and a pipeline that shows what a change widens')
    .argument('<folder>', 'a new or empty folder')
    .option('--file', 'an app file instead of TypeScript')
    .addOption(
      new Option('--ci <service>', 'whose pipeline tests each change').choices(PIPELINE_NAMES).default('github'),
    )
    .addHelpText(
      'after',
      '\nExamples:\n  cdk8s-mcp init my-servers && cd my-servers && npm install && npm test\n' +
        '  cdk8s-mcp init my-servers --file --ci gitlab',
    )
    .action((folder: string, { file, ci }: Flags) => {
      if (existsSync(folder) && !statSync(folder).isDirectory()) {
        throw new UserError(`${folder}: is a file`);
      }
      if (existsSync(folder) && readdirSync(folder).length > 0) {
        throw new UserError(`${folder}: is not empty`);
      }
      const name =
        basename(resolve(folder))
          .toLowerCase()
          .replace(/[^a-z0-9-]+/g, '-')
          .replace(/^-+|-+$/g, '') || 'mcp-servers';
      const files = scaffold({
        kind: file === true ? 'file' : 'typescript',
        name,
        pipeline: ci,
        typescript: appOf({ name: 'the first app', text: firstApp() }).typescript,
      });
      for (const [path, text] of files) {
        writeFileBelow(folder, path, text);
      }
      streams.out([...files.keys()].map(path => `${join(folder, path)}\n`).join(''));
      streams.err(`Next: cd ${folder} && npm install && npm test\n`);
    });
}
