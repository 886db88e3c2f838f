import { availabilityLaws } from './availability.js';
import { scheduleLaws } from './schedule.js';
import { queueLaws } from './queue.js';
import { changeLaws } from './change.js';
import { presenceLaws } from './presence.js';
import { secrecyLaws } from './secrecy.js';
import { abortLaws } from './abort.js';
import { callLaws } from './call.js';
import { cancelLaws } from './cancel.js';
import { canceledLaws } from './canceled.js';
import { claimLaws } from './claim.js';
import { deskLaws } from './desk.js';
import { deskStreamLaws } from './desk-stream.js';
import { finishLaws } from './finish.js';
import { holdLaws } from './hold.js';
import type { Law } from './law.js';
import { lineLaws } from './line.js';
import { lostLaws } from './lost.js';
import { releaseLaws } from './release.js';
import { leaseLaws } from './lease.js';
import { reportLaws } from './report.js';
import { retryLaws } from './retry.js';
import { requestLaws } from './request.js';
import { challengeLaws } from './challenge.js';
import { receiptLaws } from './receipt.js';
import { talkLaws } from './talk.js';
import { transferLaws } from './transfer.js';
import { travelLaws } from './travel.js';
import { watchLaws } from './watch.js';
import { watchStreamLaws } from './watch-stream.js';

/** Every rule of the transport contract, each with the way to try it. */
export const laws: readonly Law[] = [
  ...requestLaws,
  ...receiptLaws,
  ...challengeLaws,
  ...availabilityLaws,
  ...scheduleLaws,
  ...queueLaws,
  ...changeLaws,
  ...presenceLaws,
  ...secrecyLaws,
  ...watchLaws,
  ...watchStreamLaws,
  ...cancelLaws,
  ...canceledLaws,
  ...claimLaws,
  ...releaseLaws,
  ...leaseLaws,
  ...reportLaws,
  ...finishLaws,
  ...retryLaws,
  ...deskLaws,
  ...deskStreamLaws,
  ...travelLaws,
  ...lineLaws,
  ...callLaws,
  ...talkLaws,
  ...holdLaws,
  ...transferLaws,
  ...abortLaws,
  ...lostLaws,
];
