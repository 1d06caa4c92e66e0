import { CAPTURE_FUNCTIONS } from './capture-functions.ts';
import { CAPTURE_STEPS } from './capture-steps.ts';

/** The one script that reads a host: POSIX sh, read-only; further files to read are its arguments. */
export const captureScript: string = `${CAPTURE_FUNCTIONS}\n${CAPTURE_STEPS}`.replaceAll('@{', '${');
