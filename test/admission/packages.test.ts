import { PINNED_COMMANDS, UNPINNED_COMMANDS } from '../guardrails/cases/installs';
import { editPod, problems, sound } from '../guardrails/cases/mutant';
import { Manifest } from '../util/app';
import { judges } from '../util/policies';

const { workloads } = judges();

/** Whether synth and the API server refuse a command, as words and as a line of a shell. */
function verdicts(line: string): boolean[] {
  return [line.split(' '), ['sh', '-c', line]].flatMap(command => {
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
  expect(verdicts(line)).toEqual([true, true, true, true]);
});

test.each(PINNED_COMMANDS)('%s passes at synth and the API server', line => {
  expect(verdicts(line)).toEqual([false, false, false, false]);
});
