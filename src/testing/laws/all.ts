import { abortLaws } from './abort.js';
import { callLaws } from './call.js';
import { cancelLaws } from './cancel.js';
import { claimLaws } from './claim.js';
import { deskLaws } from './desk.js';
import { finishLaws } from './finish.js';
import type { Law } from './law.js';
import { lostLaws } from './lost.js';
import { releaseLaws } from './release.js';
import { reportLaws } from './report.js';
import { requestLaws } from './request.js';
import { talkLaws } from './talk.js';
import { travelLaws } from './travel.js';
import { watchLaws } from './watch.js';

/** Every rule of the transport contract, each with the way to try it. */
export const laws: readonly Law[] = [
  ...requestLaws,
  ...watchLaws,
  ...cancelLaws,
  ...claimLaws,
  ...releaseLaws,
  ...reportLaws,
  ...finishLaws,
  ...deskLaws,
  ...travelLaws,
  ...callLaws,
  ...talkLaws,
  ...abortLaws,
  ...lostLaws,
];
