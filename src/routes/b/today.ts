import { localDay } from '#lib/i18n/days.ts';
import type { Day } from '#lib/model/types.ts';

/** The day it is here, as a board writes it. */
export const today = (): Day => localDay(new Date());
