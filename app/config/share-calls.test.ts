import { expect, test } from 'vitest';
import { type SharingOptions, shareCalls } from './share-calls.ts';

interface Sending {
  done(): void;
  fail(error: Error): void;
}

function recorded(options: SharingOptions = {}) {
  const sendings: Sending[] = [];
  const call = shareCalls(
    () => new Promise((done, fail) => sendings.push({ done: () => done(), fail })),
    options,
  );
  return { sendings, call };
}

test('calls one after another send each time', async () => {
  const { sendings, call } = recorded();
  for (let index = 0; index < 3; index += 1) {
    const calling = call();
    sendings[index]?.done();
    await calling;
  }
  expect(sendings).toHaveLength(3);
});

test('fifty calls while one is sending are followed by one more send, which begins after them', async () => {
  const { sendings, call } = recorded();
  const first = call();
  await Promise.all(Array.from({ length: 50 }, call));
  expect(sendings).toHaveLength(1);
  sendings[0]?.done();
  await Promise.resolve();
  await expect.poll(() => sendings.length).toBe(2);
  sendings[1]?.done();
  await first;
  expect(sendings).toHaveLength(2);
});

test('a send that fails is told to its caller, and the next call sends anew', async () => {
  const { sendings, call } = recorded();
  const first = call();
  sendings[0]?.fail(new Error('no queue'));
  await expect(first).rejects.toThrow('no queue');
  const second = call();
  sendings[1]?.done();
  await second;
  expect(sendings).toHaveLength(2);
});

test('whoever waits on a send that fails is sent for all the same', async () => {
  const { sendings, call } = recorded();
  const first = call();
  await Promise.all([call(), call()]);
  sendings[0]?.fail(new Error('no queue'));
  await expect.poll(() => sendings.length).toBe(2);
  sendings[1]?.done();
  await first;
  expect(sendings).toHaveLength(2);
});

test('one that was thought lost and ends after all does not take the place of the one that followed', async () => {
  let now = 0;
  const { sendings, call } = recorded({ nowMs: () => now });
  const lost = call();
  now = 6_000;
  const second = call();
  sendings[0]?.done();
  await lost;
  await call();
  expect(sendings).toHaveLength(2);
  sendings[1]?.done();
  await expect.poll(() => sendings.length).toBe(3);
  sendings[2]?.done();
  await second;
});

test('a steady stream of calls ends the sending for others after twenty rounds', async () => {
  let sent = 0;
  const call = shareCalls(async () => {
    sent += 1;
    void call();
  });
  await call();
  expect(sent).toBe(20);
});

test('a send that was cut off in mid-air is not waited for beyond five seconds', async () => {
  let now = 0;
  const { sendings, call } = recorded({ nowMs: () => now });
  void call();
  now = 4_999;
  await call();
  expect(sendings).toHaveLength(1);
  now = 5_000;
  const second = call();
  expect(sendings).toHaveLength(2);
  sendings[1]?.done();
  await second;
});

test('sends are 200 ms apart: a call after a send waits for its turn, and those that come until then share it', async () => {
  let now = 1_000;
  const waits: { ms: number; end(): void }[] = [];
  const wait = (ms: number) => new Promise<void>((end) => waits.push({ ms, end }));
  const { sendings, call } = recorded({ apartMs: 200, nowMs: () => now, wait });
  const first = call();
  expect(sendings).toHaveLength(1);
  sendings[0]?.done();
  await first;
  now += 50;
  const second = call();
  await Promise.all(Array.from({ length: 50 }, call));
  expect(waits.map(({ ms }) => ms)).toEqual([150]);
  expect(sendings).toHaveLength(1);
  now += 150;
  waits[0]?.end();
  await expect.poll(() => sendings.length).toBe(2);
  sendings[1]?.done();
  await second;
  now += 200;
  const third = call();
  expect(sendings).toHaveLength(3);
  sendings[2]?.done();
  await third;
  expect(waits).toHaveLength(1);
});

test('a clock put back by an hour between two sends 200 ms apart makes the second wait 200 ms, not an hour', async () => {
  let now = 3_600_000;
  const waits: number[] = [];
  const wait = async (ms: number) => {
    waits.push(ms);
  };
  const call = shareCalls(async () => {}, { apartMs: 200, nowMs: () => now, wait });
  await call();
  now = 0;
  await call();
  expect(waits).toEqual([200]);
});
