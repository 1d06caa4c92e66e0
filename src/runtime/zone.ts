import { didYouMean } from './nearest.ts';

/** Whether a text is an IANA time zone name (`Asia/Tokyo`, `UTC`). Bare offsets such as `+09:00` know no daylight saving and are none. */
export function isZone(text: string): boolean {
  if (!/^[A-Za-z]/.test(text)) return false;
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}

/** How to mend a text that is no zone. */
export function zoneFix(text: string): string {
  return didYouMean(text, Intl.supportedValuesOf('timeZone'), 'Write the name from the IANA list, such as Asia/Tokyo or Europe/Berlin.');
}
