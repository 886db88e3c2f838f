// Many open streams in a process of their own: `node readers.mjs PORT PATH COUNT`. Told of a message that is
// about to be sent, it says how long after that each stream had it, in milliseconds.
import { get } from 'node:http';

const [port, path, count] = process.argv.slice(2);
const authorization = `Bearer ${process.env.BENCH_TOKEN}`;
let wait = { mark: undefined };

const opened = [];
for (let n = 0; n < Number(count); n++) {
  opened.push(open(n));
  // All at once would be a test of something else.
  if (opened.length % 50 === 0) await Promise.all(opened);
}
await Promise.all(opened);
process.send({ open: opened.length });

process.on('message', ({ mark, at }) => {
  wait = { mark, at, left: Number(count), times: [] };
});
process.on('disconnect', () => process.exit(0));

function open(n) {
  return new Promise((done, fail) => {
    const request = get(
      {
        port,
        host: '127.0.0.1',
        path: path.replace('SESSION', `bench-${n}`),
        headers: { authorization },
      },
      (response) => {
        if (response.statusCode !== 200) fail(new Error(`status ${response.statusCode}`));
        let tail = '';
        let seen;
        response.setEncoding('utf8');
        response.on('data', (text) => {
          done();
          tail = (tail + text).slice(-8_000);
          const { mark } = wait;
          if (!mark || seen === mark || !tail.includes(mark)) return;
          seen = mark;
          wait.times.push(Number(process.hrtime.bigint() - BigInt(wait.at)) / 1e6);
          wait.left -= 1;
          if (wait.left === 0) process.send({ times: wait.times });
        });
        // The bare server says nothing first.
        done();
      },
    );
    request.on('error', fail);
  });
}
