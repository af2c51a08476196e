import { account } from './account';
import { assessments } from './assessments';
import { associations } from './associations';
import { calendar } from './calendar';
import { imports } from './imports';
import { insights } from './insights';
import { instruments } from './instruments';
import { journal } from './journal';
import { kinds } from './kinds';
import { organisations } from './organisations';
import { reading } from './reading';
import { risk, suggestions } from './risk';
import { sleep } from './sleep';
import { chart, today } from './today';

/** Every sentence of the dashboard, in English. */
export const en = {
  language: 'en',
  brand: 'Eunoia',
  tagline: 'A quiet look at how you have been.',
  wait: 'One moment…',
  tryAgain: 'Try again',
  cancel: 'Cancel',
  optional: 'optional',
  none: '–',
  interval: (low: string, high: string) => `${low} to ${high}`,

  problem: {
    unreachable: 'The server gave no answer. Please check the connection and try again.',
    unexplained: (status: number) => `The server refused without a reason (status ${status}).`,
    fault: 'Something went wrong on this page. Please try again.',
    field: (field: string, reason: string) => (field === '' ? reason : `${field}: ${reason}`),
  },

  nav: {
    label: 'Pages',
    skip: 'Skip to the content',
    today: 'Today',
    calendar: 'Calendar',
    journal: 'Journal',
    sleep: 'Sleep',
    assessments: 'Assessments',
    insights: 'Insights',
    import: 'Import',
    organisations: 'Organisations',
    account: 'Account',
    more: 'More',
  },

  nowhere: {
    title: 'There is nothing here',
    body: 'The address names no page. Perhaps what it named was deleted.',
    back: 'Go to today',
  },

  theme: {
    label: 'Appearance',
    names: { system: 'As the device', light: 'Light', dark: 'Dark' },
  },

  day: { today: 'Today', yesterday: 'Yesterday', tomorrow: 'Tomorrow' },

  /** What is shown when an answer asks for care. A place that runs Eunoia puts its own lines here. */
  care: {
    title: 'You are not alone with this',
    body: 'What you answered matters, and it can be talked about. Please reach out to somebody you trust, or to people who are there for just this.',
    written: 'What you wrote sounds heavy, and it can be talked about. Please reach out to somebody you trust, or to people who are there for just this.',
    screener: 'A few direct questions may help to see how you are:',
    resources: 'If you are in danger now, call your local emergency number; findahelpline.com lists help lines in your country.',
    ask: 'You left out the question about thoughts of being better off dead. That is all right. If it is on your mind, the C-SSRS screener asks about it calmly, and help lines are at findahelpline.com.',
  },

  door: {
    signIn: 'Sign in',
    createAccount: 'Create account',
    signOut: 'Sign out',
    newHere: 'New here?',
    knownHere: 'Already have an account?',
    email: 'Email',
    password: 'Password',
    passwordHint: 'At least 10 characters.',
    zone: (zone: string) => `Your days will follow the clock in ${zone.replaceAll('_', ' ')}.`,
    ended: 'Your session has ended. Please sign in again.',
    account: (email: string) => `Signed in as ${email}`,
  },

  simulated: {
    title: 'Simulated data',
    body: 'These entries were made up by a simulator. They describe no real person.',
  },

  recording: {
    save: 'Save',
    saving: 'Saving…',
    alreadyThere: 'Your first try had arrived after all; it is in the list. Save again if this is another entry.',
    unsure: 'It may or may not have arrived. Saving again is safe: it is never counted twice.',
    changedElsewhere: 'It was changed in another place meanwhile. Copy your words, cancel, and open it again.',
  },

  when: { now: 'Recorded as of now.', change: 'Another time', label: 'When' },

  names: {
    own: 'Your own, separated by commas',
    ownFor: (legend: string) => `${legend}: your own, separated by commas`,
  },

  footer: 'Eunoia shows patterns and their uncertainty. It makes no diagnosis.',

  account,
  assessments,
  associations,
  calendar,
  chart,
  imports,
  insights,
  instruments,
  journal,
  kinds,
  organisations,
  reading,
  risk,
  suggestions,
  sleep,
  today,
};
