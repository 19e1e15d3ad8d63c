// What has to hold when a gateway ends: what began before is answered.
import { setTimeout as sleep } from 'node:timers/promises';
import { expectThat } from '../checks.mjs';
import { GENERATIONS } from '../clients.mjs';
import { since } from '../commands.mjs';
import { bearer, callOf, send } from './talk.mjs';

/** Longer than the 20 s of agentgateway by itself, with time to begin on a slow machine before the 30 s of ours end. */
const CALL_SECONDS = 23;

/** @returns the seconds from SIGTERM to the end. */
export async function proveDrain(checks, { app, replica: { pod, url }, key }) {
  const at = { url: `${url}${app.pathOf('older')}`, headers: bearer(key) };
  const tool = app.names.length > 1 && at.url.endsWith(app.pathOf('everything')) ? 'older_wait' : 'wait';
  const call = callOf(GENERATIONS[0], at, tool, { seconds: CALL_SECONDS });
  call.catch(() => undefined);
  await sleep(1500);
  const signalled = performance.now();
  process.kill(await pod.main.pid(), 'SIGTERM');
  await checks.check('new requests are answered at the beginning of its end', async () => {
    await sleep(1000);
    expectThat((await send(at.url, at.headers)).status === 200, 'not 200');
  });
  await checks.check(`a call of ${CALL_SECONDS} s that began before its end is answered`, async () => {
    const answer = await call.catch(({ message }) => {
      throw new Error(`${message}, ${Math.round(since(signalled))} s after SIGTERM`);
    });
    expectThat(answer.includes(`waited ${CALL_SECONDS} s`), `the answer is ${answer}`);
  });
  return checks.check('it ends by itself', async () => {
    const { code } = await pod.main.ended;
    expectThat(code === 0, `it ended with ${code}`);
    return since(signalled);
  });
}
