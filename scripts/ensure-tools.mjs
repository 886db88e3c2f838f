// The relay's tests run it on PostgreSQL, behind nginx and under strace. On a bare Debian or Ubuntu container
// what is missing is installed; elsewhere one sentence says so, and only CI fails for it.
//   node scripts/ensure-tools.mjs                     all of them
//   node scripts/ensure-tools.mjs postgres nginx      these
import { install, isDebianRoot } from './debian.mjs';
import { TOOLS } from './tools.mjs';

const given = process.argv.slice(2);
const names = given.length > 0 ? given : Object.keys(TOOLS);
const unknown = names.find((name) => !(name in TOOLS));
if (unknown !== undefined) {
  console.error(`There is no tool "${unknown}", but ${Object.keys(TOOLS).join(', ')}.`);
  process.exit(1);
}

const missing = () => names.map((name) => TOOLS[name]).filter((tool) => !tool.find());
const list = (tools, of) => tools.map((tool) => tool[of]).join(' and ');

if (missing().length > 0 && isDebianRoot()) {
  try {
    install(
      list(missing(), 'title'),
      missing().map((tool) => tool.debian),
    );
  } catch (error) {
    console.error(error.message);
  }
}
const left = missing();
if (left.length > 0) {
  console.error(
    `Not installed: ${list(left, 'title')}. What needs it is left out: install ${list(left, 'debian')}.`,
  );
  if (process.env.CI) process.exit(1);
}
