// Where are the programs that the relay's tests put around it?
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { isExecutable } from './browser.mjs';

/** Debian keeps PostgreSQL's own programs off the PATH, in a folder for each version. */
const POSTGRES = '/usr/lib/postgresql';
/** Programs for administrators, which other users do not have on their PATH. */
const ADMIN = ['/usr/sbin', '/usr/local/sbin', '/sbin'];

/** What can be asked for by name: `find` gives a path, `debian` is the package. */
export const TOOLS = {
  postgres: { title: 'PostgreSQL', debian: 'postgresql', find: findPostgres },
  nginx: { title: 'nginx', debian: 'nginx-light', find: () => findProgram('nginx') },
  strace: { title: 'strace', debian: 'strace', find: () => findProgram('strace') },
};

/** @returns {string | undefined} the folder of `postgres`, `initdb` and `pg_dump`; the newest there is. */
export function findPostgres() {
  const versions = existsSync(POSTGRES) ? readdirSync(POSTGRES) : [];
  const debian = versions
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(POSTGRES, version, 'bin'));
  const programs = ['postgres', 'initdb', 'pg_dump', 'pg_restore'];
  return [...debian, ...paths()].find((folder) =>
    programs.every((program) => isExecutable(join(folder, program))),
  );
}

function findProgram(name) {
  return [...paths(), ...ADMIN].map((folder) => join(folder, name)).find(isExecutable);
}

function paths() {
  return (process.env.PATH ?? '').split(delimiter).filter(Boolean);
}
