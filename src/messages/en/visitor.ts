import { engagementMessages } from './engagement.js';

/** English for the visitor's elements; also their built-in default. Keys are `element.what`. */
export const visitorMessages = {
  ...engagementMessages,

  'form.name': 'Your name',
  'form.region': 'Country or region of the number',
  'form.number': 'Phone number',
  'form.privacy': 'Privacy policy',
  'form.privacy-new-tab': '(opens in a new tab)',
  'form.submit': 'Call me back now',
  'form.submit-again': 'Try again',
  'form.busy': 'Sending …',
  'form.slow': 'This takes longer than usual. Please wait a moment more.',
  'form.done-title': 'We have your request',
  'form.done-text': 'Keep your phone at hand. We call you as soon as we can.',

  'form.name-missing': 'Tell us your name, so that we know whom to ask for.',
  'form.name-too-long': 'This name is too long. Use at most {max} characters.',
  'form.number-missing': 'Tell us the number that we should call.',
  'form.number-not-a-number': 'This is not a phone number. Please use digits.',
  'form.number-too-short': 'This number is too short. Are some digits missing?',
  'form.number-too-long': 'This number is too long. Are there digits too many?',
  'form.number-invalid': 'This number does not exist. Check the country and each digit.',
  'form.number-invalid-length': 'No number there has this length. Check each digit.',
  'form.number-invalid-country': 'No country has this code. Check the digits after the plus sign.',
  'form.number-unusual': 'This number looks unusual. Is it right?',
  'form.submit-unusual': 'Yes, call this number',
  'form.number-region-refused': 'We do not call numbers of this country. Please give us another.',
  'form.number-network-refused':
    'We do not call satellite phones and other networks of no country. Please give us another number.',
  'form.number-prefix-refused':
    'We do not call numbers that begin like this one. Please give us another.',
  'form.number-fixed-line-refused': 'We do not call landlines. Please give us another number.',
  'form.number-mobile-refused': 'We do not call mobile phones. Please give us another number.',
  'form.number-fixed-line-or-mobile-refused':
    'We do not call numbers of this kind. Please give us another.',
  'form.number-toll-free-refused':
    'We do not call toll-free numbers. Please give us your own number.',
  'form.number-premium-rate-refused':
    'This is a premium-rate number, and we do not call those. Please give us another.',
  'form.number-shared-cost-refused':
    'This is a shared-cost number, and we do not call those. Please give us another.',
  'form.number-voip-refused': 'We do not call internet numbers. Please give us another number.',
  'form.number-personal-refused':
    'This is a forwarding number that can cost a lot, and we do not call those. Please give us another.',
  'form.number-pager-refused':
    'This is a pager: nobody can talk there. Please give us another number.',
  'form.number-uan-refused':
    'This is the central number of a company. Please give us one that reaches you.',
  'form.number-voicemail-refused':
    'This is a voicemail: nobody can talk there. Please give us another number.',
  'form.consent-missing': 'We need your consent before we may call you.',
  'form.consent-too-long': 'This text is too long to send your consent. Please tell the site.',
  'form.consent-changed': 'This text has changed. Please read it again and tick the box anew.',
  'form.context-too-many': 'This form has too many fields to send. Please tell the site.',
  'form.context-name-too-long': 'A field of this form cannot be sent. Please tell the site.',
  'form.context-value-too-long': '{field}: too long. Use at most {max} characters.',
  'form.extra-invalid': '{field}: {message}',

  'form.estimated-wait': 'We usually call back within {wait}.',
  'form.agents-busy': 'Everybody is in a call just now. We call you as soon as one of us is free.',
  'form.later': 'Nobody is here right now. We open again: {time}.',
  'form.closed': 'Nobody is here right now. Please come back later.',
  'form.rules-missing': 'We could not check this number here. It is checked when you send it.',

  'form.failure-offline':
    'You seem to be offline. Nothing is lost: connect to the internet and try again.',
  'form.failure-timeout':
    'We got no answer in time. Try again: you will not be called twice for it.',
  'form.failure-unavailable': 'Our service has a problem right now. Try again in a moment.',
  'form.failure-rate-limited':
    'There were too many requests from here. Wait a few minutes and then try again.',
  'form.failure-refused':
    'We cannot call this number. Trying again will not help; a different number may.',
  'form.failure-forbidden':
    'This page may not ask for calls. Trying again will not help; please contact us another way.',
  'form.failure-key-reused':
    'An earlier request from here was a different one. Check your entries and send them once more.',
  'form.failure-malformed': 'Our service did not accept these entries. Check them and try again.',
  'form.failure-no-service':
    'Callbacks are not set up on this page. Please contact us another way.',
  'form.failure-unknown': 'Something went wrong on our side. Trying again may help.',

  'status.loading': 'Looking up your request …',
  'status.steps': 'Progress of your request',
  'status.step-requested': 'Requested',
  'status.step-calling': 'Calling you',
  'status.step-connected': 'In the call',
  'status.step-done': '(done)',

  'status.scheduled-title': 'Your call is planned',
  'status.scheduled-text': 'We call you at the time you chose.',
  'status.scheduled-at-text': 'Your call: {time}.',
  'status.waiting-title': 'We have your request',
  'status.waiting-text': 'Somebody will call you shortly. Keep your phone at hand.',
  'status.tried-title': 'We tried to reach you',
  'status.maybe-text': 'We may try again. Keep your phone at hand.',
  'status.tried-text': 'We will try again shortly. Keep your phone at hand.',
  'status.tried-at-text': 'Next try: {time}. Keep your phone at hand.',
  'status.tried-busy': 'Your line was busy.',
  'status.tried-no-answer': 'Nobody picked up.',
  'status.tried-voicemail': 'We got your voicemail.',
  'status.tried-rejected': 'The call was declined.',
  'status.tried-failed': 'The call did not go through.',
  'status.accepted-title': 'Somebody is getting ready to call you',
  'status.accepted-text': 'Keep your phone at hand.',
  'status.dialing-title': 'We are calling you now',
  'status.dialing-text': 'Keep your phone at hand.',
  'status.dialing-from-text': 'The call comes from {number}. Keep your phone at hand.',
  'status.ringing-title': 'Your phone is ringing',
  'status.ringing-text': 'Please pick up.',
  'status.ringing-from-text': 'The call comes from {number}. Please pick up.',
  'status.connected-title': 'You are connected',
  'status.connected-text': 'Enjoy your conversation.',
  'status.held-title': 'You are on hold',
  'status.held-text': 'Stay on the line. We will be right back.',
  'status.reconnecting-title': 'The call is interrupted',
  'status.reconnecting-text': 'Stay on the line. We are trying to get the sound back.',
  'status.unreachable-text':
    'We lost the person you are talking to. Stay on the line; if nothing is heard we call you again.',

  'status.completed-title': 'The call is over',
  'status.completed-text': 'Thank you for talking to us.',
  'status.visitor-canceled-title': 'You canceled your request',
  'status.visitor-canceled-text': 'We will not call you.',
  'status.agent-canceled-title': 'We stopped the call',
  'status.agent-canceled-text': 'We hung up before you could answer. You can ask again.',
  'status.expired-title': 'Nobody could call you in time',
  'status.expired-text': 'We are sorry. You can ask again.',
  'status.no-agents-title': 'Nobody is available now',
  'status.no-agents-text': 'We are sorry. Please ask again later.',
  'status.busy-title': 'Your line was busy',
  'status.busy-text': 'We could not get through. You can ask again when the line is free.',
  'status.no-answer-title': 'We could not reach you',
  'status.no-answer-text': 'Your phone rang, but nobody picked up. You can ask again.',
  'status.voicemail-title': 'We got your voicemail',
  'status.voicemail-text': 'Nobody picked up in person. You can ask again.',
  'status.invalid-number-title': 'This number does not work',
  'status.invalid-number-text': 'The network does not know it. Ask again with a different number.',
  'status.rejected-title': 'Your phone declined the call',
  'status.rejected-text': 'You, or your phone’s call filter, declined it. You can ask again.',
  'status.media-failed-title': 'The call had no sound',
  'status.media-failed-text': 'Something failed on our side. You can ask again.',
  'status.network-failed-title': 'The call was cut off',
  'status.network-failed-text': 'The connection was lost. You can ask again.',
  'status.refused-title': 'We cannot call this number',
  'status.refused-text': 'Our rules do not allow calls to it. A different number may work.',
  'status.duplicate-title': 'You have asked already',
  'status.duplicate-text': 'Another request for this number is open, and we call you for that one.',
  'status.by-agent': 'We hung up.',
  'status.by-visitor': 'You hung up.',
  'status.by-system': 'The line was closed.',

  'status.lost':
    'We lost the connection to our service. Your request stands; we keep trying to reconnect.',
  'status.not-found-title': 'We cannot find this request',
  'status.not-found-text': 'It may be too old. You can ask again.',
  'status.forbidden-title': 'This request cannot be shown here',
  'status.forbidden-text': 'It was made somewhere else. You can ask again.',
  'status.expired-receipt-title': 'This request is too old to follow',
  'status.expired-receipt-text': 'We no longer show what became of it. You can ask again.',
  'status.unavailable-title': 'We cannot see your request right now',
  'status.unavailable-text': 'Your request stands. We keep trying to show where it is.',
  'status.no-service-title': 'We cannot see your request here',
  'status.no-service-text': 'Callbacks are not set up on this page. Your request stands.',
  'status.retry': 'Try again now',
  'status.cancel': 'Cancel my request',
  'status.canceling': 'Canceling …',
  'status.too-late': 'It is too late to cancel: the call has been answered or is over.',
  'status.cancel-failed': 'The cancellation did not get through. Your request stands; try again.',
  'status.cancel-timeout':
    'We got no answer in time. Your request may still stand: try again to cancel it.',
  'status.again': 'Ask again',
} as const;

export type VisitorMessageKey = keyof typeof visitorMessages;
