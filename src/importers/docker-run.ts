import { Field } from './field';
import { Word } from './values';

/** Flags of `docker run` that take a value (docs.docker.com, docker container run). */
const WITH_VALUE = new Set(
  [
    'add-host annotation attach blkio-weight cap-add cap-drop cgroup-parent cgroupns cidfile cpu-period',
    'cpu-quota cpu-shares cpus cpuset-cpus cpuset-mems detach-keys device device-cgroup-rule dns',
    'dns-option dns-search domainname entrypoint env env-file expose gpus group-add health-cmd',
    'health-interval health-retries health-start-period health-timeout hostname ip ip6 ipc isolation',
    'label label-file link log-driver log-opt mac-address memory memory-reservation memory-swap',
    'memory-swappiness mount name net network network-alias oom-score-adj pid pids-limit platform publish',
    'pull restart runtime security-opt shm-size stop-signal stop-timeout storage-opt sysctl tmpfs ulimit',
    'user userns uts volume volume-driver volumes-from workdir',
  ].flatMap(names => names.split(' ')),
);
/** The long names of one-letter flags that take a value. */
const SHORT: Readonly<Record<string, string>> = {
  a: 'attach',
  c: 'cpu-shares',
  e: 'env',
  h: 'hostname',
  l: 'label',
  m: 'memory',
  p: 'publish',
  u: 'user',
  v: 'volume',
  w: 'workdir',
};

export interface RunFlag {
  readonly name: string;
  readonly value?: string;
  readonly fields: readonly Field[];
}

export interface DockerRun {
  readonly flags: readonly RunFlag[];
  readonly image?: Word;
  readonly args: readonly Word[];
}

/** The flags, the image and its arguments. `words` come after `run`. */
export function parseDockerRun(words: readonly Word[]): DockerRun {
  const flags: RunFlag[] = [];
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const { text, field } = word;
    const [, long, assigned] = /^--([a-z0-9-]+)(?:=(.*))?$/s.exec(text) ?? [];
    if (long !== undefined) {
      const value = assigned === undefined && WITH_VALUE.has(long) ? rest.shift() : undefined;
      flags.push({
        name: long,
        value: assigned ?? value?.text,
        fields: value === undefined ? [field] : [field, value.field],
      });
    } else if (/^-[A-Za-z]/.test(text)) {
      flags.push(...shortFlags(text, field, rest));
    } else {
      return { flags, image: word, args: rest };
    }
  }
  return { flags, args: [] };
}

/** `-it`, `-e NAME`, `-eNAME`. */
function shortFlags(text: string, field: Field, rest: Word[]): RunFlag[] {
  const flags: RunFlag[] = [];
  for (let i = 1; i < text.length; i += 1) {
    const name = SHORT[text[i]];
    if (name !== undefined) {
      const inline = text.slice(i + 1).replace(/^=/, '');
      const value = inline === '' ? rest.shift() : undefined;
      return [
        ...flags,
        {
          name,
          value: inline === '' ? value?.text : inline,
          fields: value === undefined ? [field] : [field, value.field],
        },
      ];
    }
    flags.push({ name: text[i], fields: [field] });
  }
  return flags;
}
