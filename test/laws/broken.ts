import { brokenAbort } from './broken/abort.js';
import { brokenAvailability } from './broken/availability.js';
import { brokenChange } from './broken/change.js';
import { brokenPresence } from './broken/presence.js';
import { brokenQueue } from './broken/queue.js';
import { brokenSchedule } from './broken/schedule.js';
import { brokenSecrecy } from './broken/secrecy.js';
import { brokenCall, brokenTalk } from './broken/call.js';
import { brokenChallenge } from './broken/challenge.js';
import { brokenCancel } from './broken/cancel.js';
import { brokenClaim } from './broken/claim.js';
import { brokenDesk } from './broken/desk.js';
import { brokenFinish } from './broken/finish.js';
import { brokenHold, brokenTransfer } from './broken/hold.js';
import { brokenLine } from './broken/line.js';
import { brokenLost } from './broken/lost.js';
import { brokenRelease } from './broken/release.js';
import { brokenReport } from './broken/report.js';
import { brokenRequest } from './broken/request.js';
import { brokenTravel } from './broken/travel.js';
import { brokenWatch } from './broken/watch.js';
import type { Broken } from './broken/breaks.js';

/** For each law a desk that is honest in everything but this, by the law's name. */
export const broken: Broken = {
  ...brokenRequest,
  ...brokenChallenge,
  ...brokenAvailability,
  ...brokenSchedule,
  ...brokenQueue,
  ...brokenChange,
  ...brokenPresence,
  ...brokenSecrecy,
  ...brokenWatch,
  ...brokenCancel,
  ...brokenClaim,
  ...brokenRelease,
  ...brokenReport,
  ...brokenFinish,
  ...brokenDesk,
  ...brokenTravel,
  ...brokenLine,
  ...brokenCall,
  ...brokenTalk,
  ...brokenHold,
  ...brokenTransfer,
  ...brokenAbort,
  ...brokenLost,
};
