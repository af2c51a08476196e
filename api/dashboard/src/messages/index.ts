import { en } from './en/index';

/** A translation is another object of this type. */
export type Catalogue = typeof en;

export const text: Catalogue = en;

/** Dates and numbers follow the reader's region as long as it speaks the catalogue's language. */
export const locale: string =
  navigator.languages.find((tag) => tag.split('-')[0] === text.language) ?? text.language;
