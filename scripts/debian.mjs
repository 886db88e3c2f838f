// What tests need beside npm's packages is installed on a bare Debian or Ubuntu container; elsewhere nothing
// is installed behind anyone's back.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

/** Asked by Debian's packages before they start a service of theirs; 101: it must not be. */
const POLICY = '/usr/sbin/policy-rc.d';
/** The second line says whose it is: one that an interrupted installation has left behind is ours. */
const NO_SERVICES = '#!/bin/sh\n# callback-elements: while its tests install packages\nexit 101\n';

/** Whether packages can be installed here: Debian or Ubuntu, as root. */
export function isDebianRoot() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    return /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}

/**
 * Installs packages; the services that come with them are not started.
 * @param {string} title what they are for, in the sentence of a failure
 * @param {readonly string[]} packages
 * @throws an Error that says which step failed
 */
export function install(title, packages) {
  const mayStart = !existsSync(POLICY) || readFileSync(POLICY, 'utf8') === NO_SERVICES;
  if (mayStart) writeFileSync(POLICY, NO_SERVICES, { mode: 0o755 });
  try {
    apt(title, 'update');
    apt(title, 'install', '-y', '--no-install-recommends', ...packages);
  } finally {
    if (mayStart) rmSync(POLICY, { force: true });
  }
}

function apt(title, ...args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { status, error, stdout, stderr } = spawnSync('apt-get', ['-q', ...args], {
    env,
    encoding: 'utf8',
  });
  if (status === 0) return;
  process.stderr.write(`${stdout ?? ''}${stderr ?? ''}`);
  throw new Error(
    `The tests need ${title}, but "apt-get ${args[0]}" failed (${error?.message ?? status}).`,
  );
}
