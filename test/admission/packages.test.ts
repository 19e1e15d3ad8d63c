import { PINNED_COMMANDS, UNPINNED_COMMANDS } from '../guardrails/cases/installs';
import { editPod, problems, sound } from '../guardrails/cases/mutant';
import { Manifest } from '../util/app';
import { judges } from '../util/policies';

const { workloads } = judges();

/** What only a shell reads: one of these words in a command is no program. */
const OPERATOR = /[;&|\n]/;

/** Whether synth and the API server refuse a command, as a line of a shell and, where they mean the same, as words. */
function verdicts(line: string): boolean[] {
  const script = ['sh', '-c', line];
  return (OPERATOR.test(line) ? [script] : [script, line.split(' ')]).flatMap(command => {
    const subject = sound();
    editPod(subject, (pod: Manifest) => {
      pod.containers[0].command = command;
    });
    return [
      problems(subject).some(text => text.includes(': package-pin: ')),
      workloads(subject.deployment.toJson(), { rule: 'package-pin' }).length > 0,
    ];
  });
}

test.each(UNPINNED_COMMANDS)('%s is refused at synth and by the API server', line => {
  expect(verdicts(line)).not.toContain(false);
});

test.each(PINNED_COMMANDS)('%s passes at synth and the API server', line => {
  expect(verdicts(line)).not.toContain(true);
});
