/** Every sentence of the dashboard, in English. */
export const en = {
  language: 'en',
  brand: 'Eunoia',
  tagline: 'A quiet look at how you have been.',
  wait: 'One moment…',
  tryAgain: 'Try again',
  interval: (low: string, high: string) => `${low} to ${high}`,

  problem: {
    unreachable: 'The server gave no answer. Please check the connection and try again.',
    unexplained: (status: number) => `The server refused without a reason (status ${status}).`,
    fault: 'Something went wrong on this page. Please try again.',
    field: (field: string, reason: string) => (field === '' ? reason : `${field}: ${reason}`),
  },

  day: { today: 'Today', yesterday: 'Yesterday', tomorrow: 'Tomorrow' },

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

  checkIn: {
    title: 'How are you?',
    score: 'Your mood right now',
    lowest: '1 · very low',
    highest: '10 · very good',
    energy: 'Energy',
    energyNone: 'Not noted',
    energyLevels: {
      1: '1 · worn out',
      10: '10 · full of energy',
    } as Record<number, string>,
    note: 'Note',
    optional: 'optional',
    submit: 'Save',
    submitting: 'Saving…',
    saved: (score: string) => `Saved: ${score} of 10.`,
    alreadyThere: 'Your first try had arrived after all; it is in the list. Save again if this is another entry.',
    unsure: 'It may or may not have arrived. Saving again is safe: it is never counted twice.',
  },

  glance: {
    title: 'At a glance',
    today: 'Today',
    level: 'Level',
    tomorrow: 'Tomorrow',
    sleep: 'Last night',
    none: 'not noted',
    notYet: 'not yet',
    ofTen: 'of 10',
    hours: 'hours',
    levelOn: (day: string) => `as of ${day}`,
  },

  chart: {
    title: 'Mood and sleep',
    range: 'Range',
    days: (days: number) => `${days} days`,
    mood: 'Mood, 1 to 10',
    sleep: 'Sleep, hours',
    noSleep: 'No sleep recorded in this range.',
    slider: 'Day on the chart',
    hint: 'To read a day, touch or point at the chart, or use the arrow keys on it.',
    legend: {
      title: 'Legend',
      mood: 'Mood of a day',
      level: 'Level',
      forecast: 'Forecast',
      band: (coverage: string) => `${coverage} interval`,
      sleep: 'Sleep',
    },
    read: {
      mood: (value: string) => `mood ${value}`,
      level: (value: string) => `level ${value}`,
      sleep: (hours: string) => `${hours} h of sleep`,
      forecast: (value: string, low: string, high: string) => `forecast ${value}, ${low} to ${high}`,
      nothing: 'nothing recorded',
    },
    abstained: (reason: string) => `No forecast yet: ${reason}`,
    forecast: (
      day: string,
      value: string,
      low: string,
      high: string,
      coverage: string,
      model: string,
    ) => `${day}: around ${value}, and between ${low} and ${high} with a probability of ${coverage}. Model ${model}.`,
    table: 'Show as a table',
    columns: {
      date: 'Date',
      mood: 'Mood',
      level: 'Level',
      sleep: 'Sleep, hours',
      quality: 'Sleep quality',
      forecast: 'Forecast',
      interval: 'Interval',
    },
    caption: 'Mood and sleep by day, newest first',
  },

  empty: {
    title: 'Nothing here yet',
    body: 'Say how you are, and your first point appears here. After some days a line shows your level; with enough of them, a forecast and its uncertainty follow.',
    rangeTitle: (days: number) => `No entries in the last ${days} days`,
    rangeBody: 'There are older ones: choose a longer range to see them.',
  },

  insights: {
    title: 'Insights',
    empty: 'Insights appear here once there are enough days to support them.',
    notYet: (name: string, reason: string) => `${name}: not yet, ${reason}`,
    days: (days: number) => (days === 1 ? 'from 1 day' : `from ${days} days`),
    interval: (low: string, high: string, unit: string) => `interval ${low} to ${high} ${unit}`,
    model: (model: string) => `model ${model}`,
    names: {
      'mood.level': 'Mood level',
      'mood.variability': 'Ups and downs',
      'mood.weekday': 'Weekdays',
      'mood.trend': 'Direction',
      'sleep.level': 'Sleep',
    } as Record<string, string>,
  },

  entries: {
    title: 'Recent entries',
    empty: 'Your entries will be listed here.',
    score: (score: string) => `${score} of 10`,
    energy: (energy: string) => `energy ${energy}`,
    more: 'Show earlier entries',
  },

  footer: 'Eunoia shows patterns and their uncertainty. It makes no diagnosis.',
};
