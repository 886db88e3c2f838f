// What a process asked of the system, in order, by strace.
import { readFileSync } from 'node:fs';
import { TOOLS } from '../../../scripts/tools.mjs';

const program = TOOLS.strace.find();
export const skip =
  program || process.env.CI ? false : 'strace is not installed: npm run ensure-tools';

const READS = ['read', 'readv', 'recvfrom', 'recvmsg'];
const SENDS = ['write', 'writev', 'sendto', 'sendmsg'];
const SYNCS = ['fsync', 'fdatasync'];
const FILES = ['pwrite64', 'pwritev', 'pwritev2'];

/**
 * What goes before a command so that it is traced. The process that it gives is the command's: the tracer is
 * another.
 * @param {string} file where the trace goes
 */
export function traced(file) {
  const calls = [...READS, ...SENDS, ...SYNCS, ...FILES].join(',');
  return [
    program,
    '-D',
    '-f',
    '--seccomp-bpf',
    '-y',
    '-s',
    '8192',
    '-e',
    `trace=${calls}`,
    '-o',
    file,
  ];
}

/** Whether the tracer has written the end. */
export function isComplete(file, pid) {
  return new RegExp(`^${pid} +\\+\\+\\+ `, 'm').test(readFileSync(file, 'utf8'));
}

/**
 * @typedef {{ name: string, kind: 'read' | 'send' | 'sync' | 'file', descriptor: string, path: string,
 *   text: string, begun: number, done: number }} Call `begun` and `done` are places in the order of the trace
 * @param {string} file
 * @returns {readonly Call[]} those that did something, by their beginning
 */
export function readTrace(file) {
  const calls = [];
  const unfinished = new Map();
  for (const [place, line] of readFileSync(file, 'utf8').split('\n').entries()) {
    const [, pid, rest] = /^(\d+) +(.*)$/.exec(line) ?? [];
    if (!pid) continue;
    const [, resumed] = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest) ?? [];
    const text = resumed === undefined ? rest : (unfinished.get(pid)?.text ?? '') + resumed;
    const begun = resumed === undefined ? place : (unfinished.get(pid)?.begun ?? place);
    unfinished.delete(pid);
    if (text.endsWith(' <unfinished ...>')) {
      unfinished.set(pid, { text: text.slice(0, -' <unfinished ...>'.length), begun });
      continue;
    }
    const call = parse(text);
    if (call) calls.push({ ...call, begun, done: place });
  }
  return calls.sort((a, b) => a.begun - b.begun);
}

function parse(text) {
  const [, name, descriptor, path, result] = /^(\w+)\((\d+)<(.*?)>.* = (-?\d+)/.exec(text) ?? [];
  if (!name || Number(result) < 0) return undefined;
  return { name, kind: kindOf(name), descriptor, path, text };
}

function kindOf(name) {
  if (READS.includes(name)) return 'read';
  if (SENDS.includes(name)) return 'send';
  return SYNCS.includes(name) ? 'sync' : 'file';
}
